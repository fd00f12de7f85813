"""Notes in a browser: saved while they are typed and with the page, and never overwritten by another window."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from goodpartners.services.house import House
from goodpartners.services.learning import LONGEST_NOTE
from tests.conftest import Clock
from tests.factories import page, rows
from tests.garden import ACTIVITY, COURSE, MODULE, WRITING
from tests.web.visitor import Visitor, assert_asks_again, text

HERE = f"/courses/{COURSE}/{MODULE}"
NOTE, AGAIN = f"note-{ACTIVITY}", "note-write-again"
SAVE = f"{HERE}/notes/{ACTIVITY}"


@pytest.fixture
def database_kind() -> str:
    """Pages do not differ between databases; test_journeys.py goes through them on both."""
    return "sqlite"


def notes(house: House) -> dict[str, str]:
    """The notes on record by activity."""
    return {row.activity: row.text for row in rows(house, "note")}


def test_notes_are_kept_with_the_part_and_shown_again(amara: Visitor, house: House) -> None:
    soup = amara.page(f"{HERE}/{WRITING}")
    typed = "\nBy the wall: <us> & “them”\nThe gate: nobody"
    data = amara.fill(soup, "main", **{NOTE: typed}, csrf_token=None)
    assert amara.post(f"{HERE}/{WRITING}", data).status_code == 303
    assert notes(house) == {ACTIVITY: typed}
    assert amara.fill(amara.page(f"{HERE}/{WRITING}"), "main")[NOTE] == typed


def test_saving_notes_alone_counts_no_part(amara: Visitor, house: House) -> None:
    data = amara.fill(amara.page(f"{HERE}/{WRITING}"), "main", **{NOTE: "so"}, then="stay")
    assert amara.post(f"{HERE}/{WRITING}", data).location == f"{HERE}/{WRITING}#notes"
    assert (notes(house), rows(house, "section_done")) == ({ACTIVITY: "so"}, [])


def test_an_empty_box_makes_no_note_but_clears_one(amara: Visitor, house: House) -> None:
    for typed, kept in (("", {}), ("so", {ACTIVITY: "so"}), ("", {ACTIVITY: ""})):
        amara.post(f"{HERE}/{WRITING}", amara.fill(amara.page(f"{HERE}/{WRITING}"), "main", **{NOTE: typed}))
        assert notes(house) == kept


def test_a_note_is_saved_while_it_is_typed_and_the_receipt_says_when(amara: Visitor, clock: Clock) -> None:
    clock.advance(minutes=5)
    answer = amara.put(SAVE, {"text": "By", "version": "0", "key": "k1"})
    at = clock().isoformat()
    assert (answer.status_code, answer.json) == (200, {"saved": "09:05", "at": at, "version": "1", "key": "k1"})
    clock.advance(minutes=1)
    again = amara.put(SAVE, {"text": "By the", "version": "1"}).json
    assert again
    assert (again["saved"], again["version"]) == ("09:06", "2")


def test_what_was_typed_elsewhere_is_not_overwritten_while_typing(amara: Visitor, house: House) -> None:
    amara.put(SAVE, {"text": "left", "version": "0"})
    answer = amara.put(SAVE, {"text": "right", "version": "0"})
    assert answer.status_code == 409
    assert answer.json
    assert answer.json["status"] == 409
    assert "another window" in answer.json["sentence"]
    standing = {"whose": "In the other window, at 09:00", "said": "left", "version": "1", "fields": [["text", "left"]]}
    assert answer.json["standing"] == standing
    assert notes(house) == {ACTIVITY: "left"}


def test_a_window_that_never_heard_back_does_not_clash_with_itself(amara: Visitor, house: House) -> None:
    amara.put(SAVE, {"text": "By the", "version": "0"})
    answer = amara.put(SAVE, {"text": "By the wall", "version": "0", "sent": urlencode({"text": "By the"})})
    assert answer.status_code == 200
    assert notes(house) == {ACTIVITY: "By the wall"}


@pytest.mark.parametrize("sent", [{}, {"note": "so"}, {"version": "1"}])
def test_what_our_script_never_sends_is_refused_in_json(amara: Visitor, house: House, sent: dict[str, str]) -> None:
    answer = amara.put(SAVE, sent)
    assert answer.status_code == 400
    assert answer.json
    assert answer.json["sentence"]
    assert notes(house) == {}


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [(f"{HERE}/notes/none", {"text": "so"}, 404), (SAVE, {"text": "x" * 20_001}, 422)],
)
def test_a_refusal_in_json_has_its_status_and_a_sentence(
    amara: Visitor, path: str, fields: dict[str, Any], status: int
) -> None:
    answer = amara.put(path, fields)
    assert answer.status_code == status
    assert answer.json
    assert (answer.json["status"], bool(answer.json["sentence"])) == (status, True)


def two_windows(who: Visitor) -> tuple[Any, Any]:
    """The forms of two windows that were opened at the same time."""
    return tuple(who.fill(who.page(f"{HERE}/{WRITING}"), "main") for _ in range(2))  # type: ignore[return-value]


def test_notes_of_two_windows_are_both_shown_and_either_can_stand(amara: Visitor, house: House) -> None:
    left, right = two_windows(amara)
    left[NOTE], right[NOTE] = "left", "right"
    amara.post(f"{HERE}/{WRITING}", left)
    answer = amara.post(f"{HERE}/{WRITING}", right)
    assert answer.status_code == 409
    soup = page(answer)
    assert "left" in text(soup, ".errors")
    assert notes(house) == {ACTIVITY: "left"}
    data = amara.fill(soup, "main")
    assert data[NOTE] == "right"
    assert amara.post(f"{HERE}/{WRITING}", data).status_code == 303
    assert notes(house) == {ACTIVITY: "right"}


def test_a_clash_in_one_box_leaves_what_was_typed_in_the_other(amara: Visitor, house: House) -> None:
    first, _ = two_windows(amara)
    first[NOTE], first[AGAIN] = "left", "again"
    amara.post(f"{HERE}/{WRITING}", first)
    first, second = two_windows(amara)
    first[NOTE] = "left, changed"
    amara.post(f"{HERE}/{WRITING}", first)
    second[NOTE], second[AGAIN] = "right", "again, changed"
    answer = amara.post(f"{HERE}/{WRITING}", second)
    assert answer.status_code == 409
    data = amara.fill(page(answer), "main")
    assert (data[NOTE], data[AGAIN]) == ("right", "again, changed")
    assert amara.post(f"{HERE}/{WRITING}", data).status_code == 303
    assert notes(house) == {ACTIVITY: "right", "write-again": "again, changed"}


def test_a_note_that_is_too_long_is_asked_for_again_with_all_of_it(amara: Visitor, house: House) -> None:
    typed = "x" * (LONGEST_NOTE + 1)
    data = amara.fill(amara.page(f"{HERE}/{WRITING}"), "main", **{NOTE: typed, AGAIN: "so"})
    answer = amara.post(f"{HERE}/{WRITING}", data)
    assert answer.status_code == 422
    soup = page(answer)
    assert_asks_again(soup, NOTE)
    data = amara.fill(soup, "main")
    assert (data[NOTE], data[AGAIN]) == (typed, "so")
    assert rows(house, "section_done") == []


def test_a_note_that_is_too_long_does_not_hide_a_clash(amara: Visitor, house: House) -> None:
    left, right = two_windows(amara)
    left[NOTE], right[NOTE] = "left", "x" * (LONGEST_NOTE + 1)
    amara.post(f"{HERE}/{WRITING}", left)
    data = amara.fill(page(amara.post(f"{HERE}/{WRITING}", right)), "main", **{NOTE: "right"})
    assert amara.post(f"{HERE}/{WRITING}", data).status_code == 409
    assert notes(house) == {ACTIVITY: "left"}


def test_the_whole_module_shows_what_one_wrote(amara: Visitor) -> None:
    amara.put(SAVE, {"text": "By the wall: us", "version": "0"})
    assert "By the wall: us" in text(amara.page(f"{HERE}/whole"))
