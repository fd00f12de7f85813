"""What every template can use: dates in British time, addresses of assets, words for numbers."""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence
from functools import lru_cache
from typing import Any

import flask.templating
from flask import Flask, g, request
from jinja2 import StrictUndefined
from markupsafe import Markup

from goodpartners.content import markdown
from goodpartners.domain.counts import counted
from goodpartners.domain.course import Activity, EmbeddedQuestion, Prose
from goodpartners.domain.people import Actor
from goodpartners.domain.policy import Permission, allows
from goodpartners.domain.quiz import responses
from goodpartners.domain.quiz.marking import marks
from goodpartners.domain.quiz.wording import said, setting_and_question
from goodpartners.domain.times import clock, day, day_and_clock, short_day
from goodpartners.domain.visibility import Thing, Viewer, who_sees
from goodpartners.web import own_browser
from goodpartners.web.assets import asset
from goodpartners.web.house import house, now

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
THEMES = ("system", "light", "dark")


class Environment(flask.templating.Environment):
    """Gives a template its globals as one dictionary: every import of macros asks for them all, of a chain slowly."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> dict[str, Any]:
        """What a template can use without being given it; complete, for nothing is added once pages are served."""
        return {**self.globals, **(d or {})}


def install(app: Flask) -> None:
    """Register filters and globals; undefined names are an error, not an empty string."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.add_extension("jinja2.ext.do")
    for filter_ in (day, short_day, clock, day_and_clock, counted, inline, marks):
        app.jinja_env.filters[filter_.__name__] = filter_
    app.jinja_env.filters["who_sees_thing"] = who_sees
    app.jinja_env.tests["prose"] = lambda part: isinstance(part, Prose)
    app.jinja_env.tests["activity"] = lambda part: isinstance(part, Activity)
    app.jinja_env.tests["embedded_question"] = lambda part: isinstance(part, EmbeddedQuestion)
    app.jinja_env.tests["iso_day"] = lambda text: not text or bool(ISO_DAY.fullmatch(text))
    app.jinja_env.globals.update(
        asset=asset, ordered=ordered, fields_of=responses.to_fields, said=said, split_stem=setting_and_question
    )
    app.jinja_env.globals.update(viewers=lambda: tuple(Viewer), visible_thing=visible_thing)
    app.context_processor(context)


def context() -> dict[str, Any]:
    """Names that every template has."""
    person: Actor | None = g.get("actor")
    settings = house().settings
    return {
        "actor": person,
        "browser_name": lambda: own_browser.name_of(person) if person else "",
        "browser_key": lambda: own_browser.key_of(person) if person else "",
        "theme": theme_of(person),
        "now": now(),
        "may": lambda name: person is not None and allows(Permission[name], person),
        "local": settings.mode == "local",
        "settings": settings,
        "content_problems": len(house().library.problems) if settings.mode == "local" else 0,
    }


def theme_of(person: Actor | None) -> str:
    """The person's choice, else this browser's, else the system's."""
    chosen = person.theme if person and person.theme != "system" else request.cookies.get("theme", "system")
    return chosen if chosen in THEMES else "system"


@lru_cache(maxsize=4096)
def inline(text: str) -> Markup:
    """An author's line with its strong words and links; kept, for the same few hundred lines come again and again."""
    return Markup(markdown.inline(text))  # sanitised there


def visible_thing(name: Thing | str) -> Thing:
    """A row of the table of who sees what, by its name: “MARKS”."""
    return name if isinstance(name, Thing) else Thing[name]


def ordered(parts: Sequence[Any], order: Sequence[str] | None) -> list[Any]:
    """The parts of an item in the order in which this paper shows them."""
    by_id = {part.id: part for part in parts}
    return [by_id[name] for name in order if name in by_id] if order else list(parts)
