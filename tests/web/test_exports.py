"""What a trainer takes away equals what stands on the screen."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from goodpartners.domain.people import Side
from goodpartners.services import grids, seats
from goodpartners.services.house import House
from goodpartners.store.people import MembershipRow, Person
from goodpartners.store.seats import Enrolment, participants
from tests.cohorts import actor_of
from tests.conftest import Clock
from tests.factories import signed_in
from tests.garden import SECTIONS
from tests.profiles import examples
from tests.web.room import Room, cell, make_room, words


@pytest.fixture
def room(garden_app: Flask, house: House, clock: Clock) -> Room:
    """Three people on each side: one has done all, one a part, one nothing."""
    return make_room(garden_app, house, clock)


def files(room: Room, name: str) -> Iterator[list[list[str]]]:
    """The rows of both kinds of file as texts, the notes left out."""
    answer = room.trainer.get(f"{room.base}/export/{name}.csv")
    lines = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    yield lines[3:]
    answer = room.trainer.get(f"{room.base}/export/{name}.xlsx")
    page = openpyxl.load_workbook(io.BytesIO(answer.get_data())).active
    assert page is not None
    lines = [
        ["" if c.value is None else str(c.value).removesuffix(" 00:00:00") for c in row] for row in page.iter_rows()
    ]
    yield lines[3:]


def table(lines: list[list[str]]) -> list[dict[str, str]]:
    head, *body = lines
    return [dict(zip(head, line, strict=True)) for line in body]


def test_every_cell_of_a_pairs_heat_map_stands_in_both_files(room: Room) -> None:
    assert compare_pair(room) == (8, 8)


def compare_pair(room: Room) -> tuple[int, int]:
    """How many cells were compared with each file, and how many rows it has."""
    page = room.trainer.page(f"{room.base}/pairs/{room.pair}")
    heats = page.select("table.heat")
    found = set()
    for lines in files(room, f"pair-{room.pair}"):
        held = table(lines)
        compared = 0
        for heat, side in zip(heats, Side, strict=True):
            codes = [words(c) for c in heat.select("thead .code")]
            for row in heat.select("tbody tr, tfoot tr"):
                name = words(row.select_one("th a") or row.select_one("th"))
                [mine] = [r for r in held if r["Name"] == name and r["Side"] == side.value.title()]
                for code, shown in zip(codes, row.select("td"), strict=True):
                    [column] = [c for c in mine if c.startswith(f"{code}, ")]
                    assert mine[column] == cell(shown), (name, code)
                    compared += 1
        notes = page.select(".plate .note")
        for note, side in zip(notes, Side, strict=True):
            [mean] = [r for r in held if r["Name"].startswith("Side’s") and r["Side"] == side.value.title()]
            said = words(note).replace(" %", "%")
            assert f"{mean['Percent']}% of the steps; plan for today {mean['Plan for today']}%" in said
        found.add((compared, len(held)))
    [both] = found
    return both


def test_every_figure_of_the_board_stands_in_both_files(room: Room) -> None:
    compare_board(room)


ACTS = st.lists(
    st.tuples(
        st.sampled_from(("part", "right", "wrong", "join", "leave", "move", "away")),
        st.integers(0, 5),
        st.sampled_from(list(Side)),
    ),
    min_size=1,
    max_size=8,
)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@given(ACTS)
@settings(max_examples=examples(6, 60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whoever_comes_moves_and_leaves_the_files_equal_the_pages(
    room: Room, acts: list[tuple[str, int, Side]]
) -> None:
    for act, which, side in acts:
        do(room, act, which, side)
    signed_in(room.trainer.client, room.lena)
    compare_board(room)
    compare_pair(room)
    for lines in files(room, "grid"):
        held = table(lines)
        with room.house.database.reading() as session:
            inside = {p.name for p in participants(session, room.cohort)}
        assert sorted(r["Name"] for r in held) == sorted(inside)


def do(room: Room, act: str, which: int, side: Side) -> None:
    """Something a person or the trainer does; what a rule forbids changes nothing."""
    room.clock.advance(hours=7)
    if act == "join":
        room.join(f"Newcomer {len(room.people)}", side)
        return
    name = sorted(room.people)[which % len(room.people)]
    someone = room.people[name]
    if act == "part":
        someone.finish(SECTIONS[which % len(SECTIONS)])
    elif act in ("right", "wrong"):
        someone.take(right=act == "right")
    else:
        with room.house.database.writing() as session:
            person = session.get_one(Person, someone.actor.person_id)
            places = sa.select(Enrolment).join(MembershipRow, MembershipRow.id == Enrolment.membership_id)
            theirs = MembershipRow.person_id == person.id, Enrolment.ended_at.is_(None)
            for row in session.scalars(places.where(*theirs)).all():
                change(session, act, row, person, room)


def change(session: Session, act: str, row: Enrolment, person: Person, room: Room) -> None:
    actor = actor_of(session, person, at=room.clock())
    if act == "leave":
        seats.leave(session, row, person.id, actor=actor, now=room.clock())
    else:
        wanted = {"move": {room.pair}, "away": set()}[act]
        seats.move(session, row, person, wanted, actor=actor, now=room.clock())


def compare_board(room: Room) -> None:
    page = room.trainer.page(room.base)
    shown = [row for row in page.select("table.board tbody tr") if "grp" not in (row.get("class") or [])]
    for lines in files(room, "board"):
        held = table(lines)
        assert len(held) == len(shown) == 2
        for row, mine in zip(shown, held, strict=True):
            names = [words(s) for s in row.select("th .side")]
            assert names == [mine["Authority"], mine["Provider"]]
            for arm, side in zip(row.select("td.arm"), ("Commissioner", "Provider"), strict=True):
                if arm.select_one(".none"):
                    assert mine[f"{side}: percent"] == mine[f"{side}: plan for today"] == ""
                    continue
                assert words(arm.select_one(".pc")).replace(" ", "") == f"{mine[f'{side}: percent']}%"
                assert f"{mine[f'{side}: plan for today']}%" in words(arm.select_one(".vh"))
            assert words(row.select_one("td.next b")) == mine["Next joint step"]
            for flag in row.select("td.look .flag"):
                assert words(flag.select("p")[1]) in mine["What needs somebody"]
            assert mine["What needs somebody"].count(".") == len(row.select("td.look .flag"))


def test_every_figure_of_the_knowledge_checks_stands_in_both_files(room: Room) -> None:
    for name in ("Commissioner Cleo", "Provider Cleo"):
        room.people[name].take(right=False)
    page = room.trainer.page(f"{room.base}/questions")
    for lines in files(room, "questions"):
        for shown, mine in zip(page.select(".checked__table"), table(lines), strict=True):
            assert shown["data-module"] == mine["Module"]
            for row, side in zip(shown.select("tbody tr"), ("Commissioner", "Provider", "Everybody"), strict=True):
                people, papers, mean, passed = (cell(td) for td in row.select("td"))
                assert [people, papers] == [mine[f"{side}: people"], mine[f"{side}: first papers"]]
                assert mean == f"{mine[f'{side}: mean']}%"
                assert passed == f"{mine[f'{side}: passed']} ({mine[f'{side}: passed, percent']}%)"


def test_the_grid_has_everybody_once(room: Room) -> None:
    for lines in files(room, "grid"):
        held = table(lines)
        assert sorted(r["Name"] for r in held) == sorted(room.people)
        assert {r["Pairs"] for r in held} == {"Quillby Borough Council and Tessaly Care"}
        assert {r["Joined"] for r in held} == {"2026-11-24"}


def test_files_are_attachments_that_nobody_keeps(room: Room) -> None:
    for kind, mime in (("csv", "text/csv"), ("xlsx", "application/vnd.openxmlformats")):
        answer = room.trainer.get(f"{room.base}/export/grid.{kind}")
        assert answer.headers["Content-Type"].startswith(mime)
        disposition = answer.headers["Content-Disposition"]
        assert disposition == f"attachment; filename=autumn-joint-cohort-grid-2026-12-05.{kind}"
        assert answer.headers["Cache-Control"] == "no-store"
    text = room.trainer.get(f"{room.base}/export/grid.csv").get_data(as_text=True)
    assert text.lstrip("\ufeff").startswith(f"{grids.ONLY_FOR_LEARNING}")
    assert "'=cmd|calc" in text
    assert "@tessaly.example" not in text


@pytest.mark.parametrize("name", ["grid.pdf", "pair-999.csv", "pair-x.csv", "notes.csv", "answers.xlsx"])
def test_there_are_no_other_files(room: Room, name: str) -> None:
    assert room.trainer.get(f"{room.base}/export/{name}").status_code == 404
