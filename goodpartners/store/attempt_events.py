"""The events of an attempt as rows hold them; every form that was ever written can be read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from goodpartners.domain.quiz import responses
from goodpartners.domain.quiz.attempts import Answered, Checked, Event, Expired, Extended, HandedIn, Started

EVENT_FORM = 1


def written(event: Event) -> tuple[str, str | None, dict[str, Any]]:
    """An event as kind, item and data."""
    match event:
        case Started():
            orders = {item: list(parts) for item, parts in event.orders.items()}
            ends = {"ends_at": event.ends_at.isoformat()} if event.ends_at else {}
            return "started", None, {"seed": event.seed, "items": list(event.items), "orders": orders, **ends}
        case Extended():
            return "extended", None, {"ends_at": event.ends_at.isoformat()}
        case Answered():
            return "answered", event.item, {"response": responses.to_json(event.response) if event.response else None}
        case Checked():
            return "checked", event.item, {}
        case HandedIn():
            return "handed-in", None, {}
        case Expired():
            return "expired", None, {"handed_in": event.handed_in}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def read(kind: str, item: str | None, data: dict[str, Any], form: int, at: datetime) -> Event:
    """The event in a row; ValueError for one that a newer version wrote."""
    if form != EVENT_FORM:
        raise ValueError(f"an event of form {form} was written by a newer version")
    if kind == "started":
        orders = {name: tuple(parts) for name, parts in data["orders"].items()}
        return Started(at, data["seed"], tuple(data["items"]), orders, _moment(data.get("ends_at")))
    if kind == "extended":
        return Extended(at, datetime.fromisoformat(data["ends_at"]))
    if kind == "expired":
        return Expired(at, data["handed_in"])
    if kind == "answered":
        response = data["response"]
        return Answered(at, item or "", responses.from_json(response) if response else None)
    if kind == "checked":
        return Checked(at, item or "")
    if kind == "handed-in":
        return HandedIn(at)
    raise ValueError(f"an event of the unknown kind '{kind}'")
