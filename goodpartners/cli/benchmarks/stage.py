"""Where a benchmark plays: a folder and a database of its own, our content in it, and people with much on record."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from goodpartners.cli.benchmarks import cohorts, content, people
from goodpartners.cli.benchmarks.cohorts import Cohort, Cohorts
from goodpartners.cli.benchmarks.journeys import Learner, Paper
from goodpartners.cli.benchmarks.load import UnexpectedReply
from goodpartners.cli.benchmarks.servers import free_port
from goodpartners.content.catalogue import Catalogue
from goodpartners.services import releases, storage
from goodpartners.services.storage import Database
from goodpartners.settings import Settings

SIGNED_IN = 200
"""So many at most are signed in and take quizzes; the others only have a record."""


class TrainerPage(StrEnum):
    """A page of the trainer's that is measured."""

    COHORT = "cohort page"
    PAIR = "pair page"
    GRID = "CSV of the grid"
    WIDE = "cohort page of many pairs"

    def address(self, cohort: Cohort) -> str:
        """Where it is."""
        path = {TrainerPage.PAIR: f"/pairs/{cohort.pair_id}", TrainerPage.GRID: "/export/grid.csv"}.get(self, "")
        return f"/train/cohorts/{cohort.id}{path}"


@dataclass(frozen=True)
class Stage:
    """What every measure can use."""

    folder: Path
    environment: dict[str, str]
    port: int
    database: Database
    catalogue: Catalogue
    everybody: tuple[int, ...]
    learners: tuple[Learner, ...]
    page: str
    """Address of the section page that is measured."""
    pages: tuple[str, ...]
    """Addresses of all section pages that no order of modules locks."""
    on_one_page: Paper
    item_by_item: Paper
    of_many: Paper
    cohorts: Cohorts
    trainer: Learner
    """Who runs the cohorts, signed in."""

    def cohort_of(self, page: TrainerPage) -> Cohort:
        """The cohort with many people of which a page is measured."""
        return self.cohorts.wide if page is TrainerPage.WIDE else self.cohorts.large

    def trainer_paths(self, page: TrainerPage) -> tuple[str, str]:
        """Where a page is for many people, and where for few."""
        return page.address(self.cohort_of(page)), page.address(self.cohorts.small)

    @property
    def trainer_pages(self) -> list[str]:
        """All these addresses."""
        return sorted({path for page in TrainerPage for path in self.trainer_paths(page)})


@contextmanager
def staged(source: Path, *, number: int, database_url: str, clock: Callable[[], datetime]) -> Iterator[Stage]:
    """A stage with so many people, taken down at the end; `database_url` is an empty database's, or '' for SQLite."""
    with TemporaryDirectory(prefix="goodpartners-bench-") as made:
        folder = Path(made)
        environment = _environment(folder, free_port(), secrets.token_urlsafe(48), database_url)
        (folder / "data").mkdir()
        database = Database(Settings(data_dir=folder / "data", database_url=database_url).database)
        try:
            yield _fill(source, folder, environment, database, number, clock())
        finally:
            database.close()


def _fill(
    source: Path, folder: Path, environment: dict[str, str], database: Database, number: int, now: datetime
) -> Stage:
    if not storage.is_empty(database):
        raise UnexpectedReply("The database is not empty, and this fills it with invented people. Name an empty one.")
    storage.upgrade(database)
    loaded = content.prepare(source, folder / "content", today=now.date())
    catalogue = loaded.catalogue
    with database.writing() as session:
        releases.publish(session, loaded, folder / "data" / "releases", now=now)
        enrolled = people.enrol(session, number, now=now)
        people.learn(session, catalogue, enrolled, now=now)
        made = cohorts.fill(session, catalogue, enrolled, now=now)
        cookies = people.sign_in(session, [made.trainer, *enrolled[:SIGNED_IN]], environment["SECRET_KEY"], now=now)
    papers = {key.split("/")[1]: Paper(f"/quizzes/{key}", quiz) for key, quiz in catalogue.quizzes.items()}
    return Stage(
        folder=folder,
        environment=environment,
        port=int(environment["GOODPARTNERS_PORT"]),
        database=database,
        catalogue=catalogue,
        everybody=tuple(person.id for person in enrolled),
        learners=tuple(Learner(cookie) for cookie in cookies[1:]),
        page=content.address(*content.longest_section(catalogue)),
        pages=tuple(content.address(*place) for place in content.open_sections(catalogue)),
        on_one_page=papers[content.ON_ONE_PAGE],
        item_by_item=papers[content.ITEM_BY_ITEM],
        of_many=papers[content.OF_MANY],
        cohorts=made,
        trainer=Learner(cookies[0]),
    )


def _environment(folder: Path, port: int, key: str, database_url: str) -> dict[str, str]:
    """That of this process without any setting of ours, and with what production needs."""
    names = {str(field.validation_alias) for field in Settings.model_fields.values()}
    return {
        **{name: value for name, value in os.environ.items() if name not in names},
        "GOODPARTNERS_MODE": "production",
        "GOODPARTNERS_DATA": str(folder / "data"),
        "GOODPARTNERS_PORT": str(port),
        "DATABASE_URL": database_url,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "SECRET_KEY": key,
    }
