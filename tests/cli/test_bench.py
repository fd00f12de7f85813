"""The benchmark starts what it measures, asks it, and says what it found; how fast that was is no matter of a test."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from goodpartners.cli.benchmarks import browser, cohorts, content, partnerships, people
from goodpartners.cli.benchmarks.counter import Counter
from goodpartners.cli.main import goodpartners
from goodpartners.domain.partnership import snapshots
from goodpartners.domain.people import Side
from goodpartners.factory import build
from goodpartners.services import boards, round_steps, storage
from goodpartners.services.house import House
from goodpartners.settings import REPOSITORY, Settings
from goodpartners.store.database import Database
from tests.conftest import Clock
from tests.factories import START, make_actor, rows

TINY = ("--seconds", "0.4", "--rounds", "2", "--people", "12")
SHORT = ("--seconds", "0.1", "--rounds", "1", "--people", "12")
BESIDE_THE_BROWSER = ("section-page", "saves", "one-page", "item-by-item", "progress")
OF_ROUNDS = ("round-release", "room", "round-answer")
OF_GROWTH = ("growing-try", "growing-outbox")
OF_TRAINERS = ("cohort-page", "pair-page", "cohort-csv", "board-200-pairs", "ten-times-the-events")
PAGES = ("cohort page", "pair page", "CSV of the grid", "cohort page of many pairs")
HANDED_IN = ("attempt", "attempt_event", "item_result")
Found = dict[str, Any]


def bench(house: House, *words: str) -> Result:
    return CliRunner().invoke(goodpartners, ["bench", *words], obj=house, prog_name="goodpartners")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Found]:
    """A tiny run with our own courses: what it printed, and its JSON."""
    return tiny_run(tmp_path_factory.mktemp("bench"), TINY, BESIDE_THE_BROWSER)


@pytest.fixture(scope="module")
def trainers(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Found]:
    """The same for the pages of trainers."""
    return tiny_run(tmp_path_factory.mktemp("trainers"), SHORT, OF_TRAINERS)


def tiny_run(folder: Path, size: Sequence[str], names: Sequence[str]) -> tuple[str, Found]:
    house = build(Settings(mode="local", data_dir=folder / "data"))
    only = [word for name in names for word in ("--only", name)]
    done = bench(house, *size, *only, "--json", str(folder / "found.json"))
    house.database.close()
    assert done.exit_code == 0, done.output
    return done.output, json.loads((folder / "found.json").read_text("utf-8"))


@pytest.mark.deep
def test_a_run_reports_every_measure_with_its_aim_and_its_verdict(run: tuple[str, Found]) -> None:
    output, found = run
    assert {"cores", "Python", "sqlite", "load before", "load after"} <= found["machine"].keys()
    found_rows = {row["name"].strip(): row for row in found["rows"]}
    for name in (
        "section page",
        "answer sent (POST), 4 at a time",
        "answer sent (POST), alone",
        "ten items one by one",
    ):
        assert found_rows[name]["met"] in (True, False)
        figures = found_rows[name]["figures"]
        assert min(figures["ours"], figures["bare"]) > 0
        assert figures["lowest"] <= figures["ratio"] <= figures["highest"]
    assert found_rows["section page"]["aim"] == "≥ 15 % of bare"
    assert all(name in output for name in found_rows)
    assert "The client takes" in output


@pytest.mark.deep
def test_what_does_not_depend_on_the_machine_is_within_its_aim(run: tuple[str, Found]) -> None:
    counts = [row for row in run[1]["rows"] if row["bare"] == "–" and row["aim"] != "–"]
    assert len(counts) == 3
    assert [row["name"] for row in counts if not row["met"]] == []


@pytest.mark.deep
def test_each_page_of_a_trainer_is_measured_with_its_aim(trainers: tuple[str, Found]) -> None:
    measured = {row["name"]: row for row in trainers[1]["rows"]}
    for page, pairs, aim in zip(PAGES, (20, 20, 20, 200), ("–", "–", "≤ 100 × bare", "≤ 60 × bare"), strict=True):
        row = measured[f"{page}, 12 people in {pairs} pairs"]
        assert row["aim"] == aim
        assert row["figures"]["lowest"] <= row["figures"]["ratio"] <= row["figures"]["highest"]
        assert measured[f"{page}, 10 × the events"]["figures"]["flat"] > 0


@pytest.mark.deep
def test_a_trainers_page_takes_as_many_statements_for_few_and_many_people_and_whatever_they_did(
    trainers: tuple[str, Found],
) -> None:
    counted = [row for row in trainers[1]["rows"] if row["aim"] == "the same"]
    assert len(counted) == 2 * len(PAGES)
    assert [row for row in counted if not row["met"]] == []
    assert all(row["figures"]["ours"] <= 15 for row in counted)


def test_ten_times_the_events_are_ten_times_the_rows(house: House, clock: Clock) -> None:
    catalogue = house.library.current(today=clock().date())
    with house.database.writing() as session:
        everybody = people.enrol(session, 4, now=clock())
        people.learn(session, catalogue, everybody, now=clock())
    before = {table: len(rows(house, table)) for table in HANDED_IN}
    with house.database.writing() as session:
        cohorts.grow(session, 10)
    assert {table: len(rows(house, table)) for table in HANDED_IN} == {t: 10 * n for t, n in before.items()}


def test_everybody_of_a_benchmark_sits_once_in_each_cohort(house: House, clock: Clock) -> None:
    catalogue = house.library.current(today=clock().date())
    with house.database.writing() as session:
        everybody = people.enrol(session, 60, now=clock())
        made = cohorts.fill(session, catalogue, everybody, now=clock())
        trainer = make_actor(session, made.trainer)
        for cohort in (made.large, made.small, made.wide):
            board = boards.board(session, catalogue, cohort.id, actor=trainer, now=clock())
            assert len(board.learners) == cohort.people
            assert len(board.pairs) == cohort.pairs
            assert all(len(learner.seats) == 1 for learner in board.learners)


def test_everybody_of_a_benchmarks_partnerships_has_handed_in_and_the_results_are_released(
    house: House, clock: Clock
) -> None:
    asked = house.library.current(today=clock().date()).questionnaire("gaps")
    assert asked is not None
    now = clock()
    with house.database.writing() as session:
        trainer = people.enrol(session, 1, now=now)[0].id
        made = partnerships.fill(session, "round", 2, trainer=trainer, now=now)
        partnerships.ask(session, made, asked, now.date(), number=1, now=now)
    assert len(made.seated) == 2 * 12
    assert round_steps.step(house.database, base="", now=now + timedelta(days=2)).closed == 2
    released = [snapshots.from_json(row.body) for row in rows(house, "snapshot")]
    assert [dict(each.people) for each in released] == [dict.fromkeys(Side, partnerships.A_SIDE)] * 2
    assert all(sum(figure.shown for figure in each.figures.values()) > 20 for each in released)


@pytest.mark.deep
def test_rounds_are_measured_and_a_room_takes_as_many_statements_for_few_and_for_many(tmp_path: Path) -> None:
    _output, found = tiny_run(tmp_path, SHORT, OF_ROUNDS)
    measured = {row["name"].strip(): row for row in found["rows"]}
    assert measured["for each, among ten times as many"]["aim"] == "≤ 1.2 ×"
    assert measured["SQL statements, for few and for many"]["met"]
    assert measured["the pair’s room, 3 rounds of 24 people"]["figures"]["ratio"] > 0
    assert measured["answer about the pair sent (POST), alone"]["figures"]["ratio"] > 0


@pytest.mark.deep
def test_a_save_is_measured_where_there_is_little_and_where_there_is_much(tmp_path: Path) -> None:
    output, found = tiny_run(tmp_path, SHORT, OF_GROWTH)
    measured = [row["name"].strip() for row in found["rows"]]
    for name in ("a new try at 10 items", "a try at 100 items with a draft of each", "a try with 500 answers"):
        assert f"answer saved while typing (PUT), {name}" in measured
        assert f"the same sent again, {name}" in measured
    assert measured.count("against the new try") == 4
    assert ("among 1,000 against 10" in measured) is not bool(browser.missing())
    assert ("was skipped" in output) is bool(browser.missing())
    assert all(row["figures"]["ratio"] > 0 for row in found["rows"] if row["aim"] == "≤ 1.2 ×")


def test_what_needs_a_browser_is_skipped_with_a_sentence_where_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("E2E_BROWSER", "no-such-browser")
    assert "skipped: there is no Chromium" in browser.missing()


def test_the_content_of_a_benchmark_has_twenty_two_modules_of_their_own(tmp_path: Path) -> None:
    catalogue = content.prepare(REPOSITORY, tmp_path, today=START.date()).catalogue
    modules = [module for course in catalogue.courses for module in course.modules]
    assert len({(m.header.id, m.header.code) for m in modules}) == len(modules) == content.MODULES
    assert len({m.header.knowledge_check for m in modules}) == content.MODULES


def test_a_database_that_holds_something_is_refused(house: House, empty_address: str) -> None:
    database = Database(empty_address)
    storage.upgrade(database)
    database.close()
    done = bench(house, *TINY, "--database-url", empty_address)
    assert done.exit_code == 1
    assert "not empty" in done.output


def test_statements_and_rows_are_counted_and_transactions_are_not(house: House) -> None:
    counter = Counter(house.database.engine)
    counted = counter.fresh()
    with house.database.writing() as session:
        session.execute(sa.text("INSERT INTO organisation (name, kind, created_at) VALUES ('a', 'b', '2026-11-24')"))
        session.execute(sa.text("INSERT INTO organisation (name, kind, created_at) VALUES ('c', 'd', '2026-11-24')"))
        session.execute(sa.text("SELECT count(*) FROM organisation"))
    assert (counted.statements, counted.rows) == (3, 2)
