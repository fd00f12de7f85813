"""The benchmark starts what it measures, asks it, and says what it found; how fast that was is no matter of a test."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from goodpartners.cli.benchmarks.counter import Counter
from goodpartners.cli.main import goodpartners
from goodpartners.factory import build
from goodpartners.services import storage
from goodpartners.services.house import House
from goodpartners.settings import Settings
from goodpartners.store.database import Database

TINY = ("--seconds", "0.1", "--rounds", "2", "--people", "12")
BESIDE_THE_BROWSER = ("section-page", "saves", "one-page", "item-by-item", "progress")
Found = dict[str, Any]


def bench(house: House, *words: str) -> Result:
    return CliRunner().invoke(goodpartners, ["bench", *words], obj=house, prog_name="goodpartners")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Found]:
    """A tiny run with our own courses: what it printed, and its JSON."""
    folder: Path = tmp_path_factory.mktemp("bench")
    house = build(Settings(mode="local", data_dir=folder / "data"))
    only = [word for name in BESIDE_THE_BROWSER for word in ("--only", name)]
    done = bench(house, *TINY, *only, "--json", str(folder / "found.json"))
    house.database.close()
    assert done.exit_code == 0, done.output
    return done.output, json.loads((folder / "found.json").read_text("utf-8"))


@pytest.mark.deep
def test_a_run_reports_every_measure_with_its_aim_and_its_verdict(run: tuple[str, Found]) -> None:
    output, found = run
    assert {"cores", "Python", "sqlite", "load before", "load after"} <= found["machine"].keys()
    rows = {row["name"].strip(): row for row in found["rows"]}
    for name in (
        "section page",
        "answer sent (POST), 4 at a time",
        "answer sent (POST), alone",
        "ten items one by one",
    ):
        assert rows[name]["met"] in (True, False)
        figures = rows[name]["figures"]
        assert min(figures["ours"], figures["bare"]) > 0
        assert figures["lowest"] <= figures["ratio"] <= figures["highest"]
    assert rows["section page"]["aim"] == "≥ 15 % of bare"
    assert all(name in output for name in rows)
    assert "The client takes" in output


@pytest.mark.deep
def test_what_does_not_depend_on_the_machine_is_within_its_aim(run: tuple[str, Found]) -> None:
    counts = [row for row in run[1]["rows"] if row["bare"] == "–" and row["aim"] != "–"]
    assert len(counts) == 3
    assert [row["name"] for row in counts if not row["met"]] == []


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
