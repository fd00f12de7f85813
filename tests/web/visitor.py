"""A browser without script, in which somebody is signed in: it sends what stands in a page's form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.factories import csrf_of, page

JSON = {"Accept": "application/json"}
Fields = dict[str, str | Sequence[str] | None]


def fields_of(form: Tag) -> MultiDict[str, str]:
    """What a browser would send of a form as it stands, without its buttons."""
    found: MultiDict[str, str] = MultiDict()
    for element in form.select("input[name], select[name], textarea[name]"):
        if element.has_attr("disabled") or element.find_parent("fieldset", disabled=True):
            continue
        name, kind = str(element["name"]), element.get("type", "text")
        if element.name == "textarea":
            found.add(name, element.get_text().removeprefix("\n"))
        elif element.name == "select":
            chosen = element.select_one("option[selected]") or element.select_one("option")
            found.add(name, str(chosen["value"]) if chosen else "")
        elif kind not in ("checkbox", "radio") or element.has_attr("checked"):
            found.add(name, str(element.get("value", "")))
    return found


def names_in(form: Tag) -> set[str]:
    """The names of all fields of a form, filled or not."""
    return {str(element["name"]) for element in form.select("[name]:not(button)")}


@dataclass
class Visitor:
    """Whose requests carry the form token of their own session."""

    client: FlaskClient
    _token: list[str] = field(default_factory=list)

    @property
    def token(self) -> str:
        """A token that the session accepts."""
        if not self._token:
            self._token.append(csrf_of(self.client))
        return self._token[0]

    def get(self, path: str, **options: Any) -> TestResponse:
        """Open a page."""
        return self.client.get(path, **options)

    def page(self, path: str, status: int = 200) -> BeautifulSoup:
        """Open a page and look at it."""
        answer = self.get(path)
        assert answer.status_code == status, answer.get_data(as_text=True)[:2000]
        return page(answer)

    def post(self, path: str, fields: Any = None, **options: Any) -> TestResponse:
        """Send a form."""
        data: MultiDict[str, str] = MultiDict(fields or {})
        data["csrf_token"] = self.token
        return self.client.post(path, data=data, **options)

    def put(self, path: str, fields: Any = None) -> TestResponse:
        """Send what our script sends while somebody types."""
        headers = {**JSON, "X-CSRFToken": self.token}
        return self.client.put(path, data=MultiDict(fields or {}), headers=headers)

    def fill(self, soup: BeautifulSoup, selector: str = "main form", **changes: str | Sequence[str] | None) -> Any:
        """The fields of a form on a page with some changed; None takes one away."""
        form = soup.select_one(selector)
        assert form is not None, f"no {selector} on the page"
        data = fields_of(form)
        for name, value in changes.items():
            data.poplist(name)
            if value is not None:
                data.setlist(name, [value] if isinstance(value, str) else list(value))
        return data


def title(soup: BeautifulSoup) -> str:
    """The title of a page."""
    assert soup.title
    return soup.title.get_text()


def text(soup: BeautifulSoup, selector: str = "main") -> str:
    """The words of a part of a page, with single spaces."""
    found = soup.select_one(selector)
    assert found is not None, f"no {selector} on the page"
    return " ".join(found.get_text(" ").split())


def assert_asks_again(soup: BeautifulSoup, *fields: str) -> None:
    """The title says “Error: ”, and the summary leads to each field that needs another look."""
    assert title(soup).startswith("Error: ")
    links = [str(link["href"]) for link in soup.select(".errors a")]
    assert links == [f"#{name}" for name in fields]
    for name in fields:
        target = soup.find(id=name)
        assert isinstance(target, Tag), f"the summary leads to {name}, which is not on the page"
        holder = target if target.get("aria-invalid") else target.select_one("[aria-invalid]")
        assert holder is not None, f"{name} is not marked as invalid"
