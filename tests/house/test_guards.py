"""Guards that read the whole application, so that nothing new can forget what everything keeps to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from goodpartners.domain.policy import WITHOUT_SIGNING_IN, Permission
from goodpartners.services import addresses
from goodpartners.services.house import House
from goodpartners.settings import REPOSITORY, Settings
from tests.factories import make_account, rows, signed_in

PACKAGE = REPOSITORY / "goodpartners"
TEMPLATES = PACKAGE / "web" / "templates"
READS = {"GET", "HEAD", "OPTIONS"}
NAMED = re.compile(r"""["']([\w/-]+\.html)["']""")


@pytest.fixture
def database_kind() -> str:
    """These guards look at the application; one database will do."""
    return "sqlite"


def routes(app: Flask) -> Iterator[tuple[Rule, Any]]:
    for rule in app.url_map.iter_rules():
        yield rule, app.view_functions[rule.endpoint]


def templates() -> dict[str, str]:
    return {p.relative_to(TEMPLATES).as_posix(): p.read_text("utf-8") for p in TEMPLATES.rglob("*.html")}


def path_of(rule: Rule) -> str:
    """A path that the rule matches."""
    return re.sub(r"<(?:(\w+):)?\w+>", lambda m: "1" if m.group(1) == "int" else "x", rule.rule)


# --- Routes ----------------------------------------------------------------------------------------------------------


def test_every_route_declares_what_it_needs(app: Flask) -> None:
    silent = [rule.rule for rule, view in routes(app) if not isinstance(getattr(view, "access", None), Permission)]
    assert silent == []


def test_every_route_that_writes_is_transactional_and_no_route_that_reads_is(app: Flask) -> None:
    for rule, view in routes(app):
        writes = bool((rule.methods or set()) - READS)
        assert getattr(view, "transactional", False) == writes, f"{rule.rule} {rule.methods}"


def test_no_route_both_reads_and_writes(app: Flask) -> None:
    for rule, _view in routes(app):
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        assert methods == {"GET"} or "GET" not in methods, rule.rule


def test_whoever_is_not_signed_in_reaches_public_pages_only(app: Flask) -> None:
    client = app.test_client()
    for rule, view in routes(app):
        if "GET" in (rule.methods or set()) and view.access not in WITHOUT_SIGNING_IN:
            answer = client.get(path_of(rule))
            assert answer.status_code == 303, rule.rule
            assert answer.location.startswith("/sign-in?next="), rule.rule


def test_no_route_that_writes_takes_a_form_without_its_token(app: Flask, house: House) -> None:
    client = signed_in(app.test_client(), make_account(house, roles=["admin", "author", "trainer"]))
    client.get("/home")
    before = {table: rows(house, table) for table in ("person", "sign_in", "attempt", "note", "role_grant")}
    for rule, _view in routes(app):
        for method in sorted((rule.methods or set()) - READS):
            answer = client.open(path_of(rule), method=method, data={"name": "X"})
            assert answer.status_code == 400, f"{method} {rule.rule}"
    assert before == {table: rows(house, table) for table in before}


def test_looking_at_a_page_changes_nothing(app: Flask, house: House) -> None:
    client = signed_in(app.test_client(), make_account(house, roles=["admin", "author", "trainer"]))
    before = {table: rows(house, table) for table in ("person", "sign_in", "attempt", "token", "note", "audit_entry")}
    for rule, _view in routes(app):
        if "GET" in (rule.methods or set()):
            answer = client.get(path_of(rule), buffered=True)
            assert answer.status_code < 500 or rule.rule == "/readyz", rule.rule
    assert before == {table: rows(house, table) for table in before}


@pytest.mark.parametrize("path", ["INVITATION", "SIGN_IN_LINK", "RESET", "CONFIRM_EMAIL", "STOP_REMINDERS"])
def test_a_link_in_a_mail_leads_to_a_page(app: Flask, path: str) -> None:
    answer = app.test_client().get(addresses.link("", getattr(addresses, path), "s" * 43))
    assert answer.status_code == 410


@pytest.mark.parametrize("path", [addresses.SIGN_IN, addresses.HELP])
def test_an_address_in_a_mail_is_a_page(app: Flask, path: str) -> None:
    assert app.test_client().get(path).status_code == 200


# --- Templates -------------------------------------------------------------------------------------------------------


def test_no_template_has_a_style_attribute_or_a_script_of_its_own() -> None:
    for name, text in templates().items():
        assert not re.search(r"\sstyle\s*=", text), name
        assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), name
        assert "<style" not in text, name
        assert "javascript:" not in text, name
        for script in re.findall(r"<script\b[^>]*>(.*?)</script>", text, re.DOTALL):
            assert script.strip() == "", name


def test_every_template_is_used() -> None:
    code = "\n".join(p.read_text("utf-8") for p in PACKAGE.rglob("*.py"))
    named = set(NAMED.findall(code))
    for text in templates().values():
        named |= set(NAMED.findall(text))
    assert set(templates()) - named == set()


def test_every_form_that_writes_carries_its_token() -> None:
    for name, text in templates().items():
        for form in re.findall(r"<form\b[^>]*method=\"post\"[^>]*>.*?</form>", text, re.DOTALL):
            assert "csrf()" in form, f"{name}: {form[:120]}"


def test_every_template_that_shows_problems_says_so_in_its_title() -> None:
    for name, text in templates().items():
        if "error_summary(problems" in text and not name.startswith("parts/"):
            assert "Error: " in text, name


# --- Settings --------------------------------------------------------------------------------------------------------


def test_every_setting_stands_in_the_operators_guide_with_its_default() -> None:
    guide = (REPOSITORY / "docs" / "operators.md").read_text("utf-8")
    table = {
        line.split("|")[1].strip().strip("`"): [cell.strip() for cell in line.split("|")[2:4]]
        for line in guide.splitlines()
        if re.match(r"\| `[A-Z_0-9]+` \|", line)
    }
    assert set(table) == {str(field.validation_alias) for field in Settings.model_fields.values()}
    for field in Settings.model_fields.values():
        default, sentence = table[str(field.validation_alias)]
        assert sentence == field.description
        if field.default_factory is None:
            assert default == (f"`{field.default}`" if field.default != "" else "empty"), field.validation_alias


def test_no_setting_is_read_anywhere_else() -> None:
    reads = re.compile(r"os\.(environ|getenv)")
    readers = {p.relative_to(PACKAGE).as_posix() for p in PACKAGE.rglob("*.py") if reads.search(p.read_text("utf-8"))}
    passing_on = {"cli/serve.py", "cli/publishing.py", "store/backups.py"}  # to a program that they start
    assert {name for name in readers if not name.startswith("cli/bench")} <= passing_on


def test_every_file_of_ours_that_a_page_names_is_there() -> None:
    asset = re.compile(r"asset\(['\"]([^'\"]+)['\"]\)")
    for name, text in templates().items():
        for file in asset.findall(text):
            assert (Path(REPOSITORY) / "static" / file).is_file(), f"{name}: {file}"
