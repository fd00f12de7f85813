"""Standings are written with each act, and say what the records say."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodpartners.services import standings
from goodpartners.store.database import Database
from goodpartners.store.standings import CourseStanding, ItemResult
from tests.conftest import Clock, database_at, put_in_place
from tests.garden import COURSE, SECTIONS, Learner, learner
from tests.profiles import examples
from tests.statements import statements


@pytest.fixture
def amara(database: Database, clock: Clock) -> Learner:
    """Learns in the garden."""
    return learner(database, clock)


def stored(amara: Learner) -> list[Any]:
    columns = CourseStanding.__table__.c
    order = sa.select(CourseStanding.__table__).order_by(columns.person_id, columns.course)
    return [tuple(row) for row in amara.read(lambda s: s.execute(order).all())]


def recounted(amara: Learner) -> list[Any]:
    """What counting from the records alone writes."""
    amara.write(lambda s: s.execute(sa.delete(CourseStanding)))
    amara.write(lambda s: standings.recount(s, amara.catalogue, [amara.actor.person_id]))
    return stored(amara)


def standing(amara: Learner) -> Any:
    people = [amara.actor.person_id]
    return amara.read(lambda s: standings.of_people(s, amara.catalogue, people)).get((people[0], COURSE))


def test_nothing_done_is_no_row(amara: Learner) -> None:
    assert standing(amara) is None


def test_a_part_that_is_done_shows_at_once(amara: Learner, clock: Clock) -> None:
    amara.finish(SECTIONS[0])
    found = standing(amara)
    assert (found.done, found.begun, found.last_at, found.complete_at) == (1, True, clock.now, None)


def test_a_try_that_was_begun_is_activity(amara: Learner, clock: Clock) -> None:
    amara.start()
    found = standing(amara)
    assert (found.done, found.begun, found.last_at) == (0, True, clock.now)


def test_a_complete_course_says_when(amara: Learner, clock: Clock) -> None:
    for section in SECTIONS:
        amara.finish(section)
    clock.advance(days=1)
    amara.take()
    found = standing(amara)
    assert found.complete_at is not None
    assert found.done == found.steps
    assert found.modules[0].score == 100


def test_items_of_a_paper_are_noted_once_and_the_first_paper_is_marked(amara: Learner) -> None:
    amara.take(right=False)
    amara.take()
    rows = amara.read(lambda s: s.scalars(sa.select(ItemResult).order_by(ItemResult.attempt_id)).all())
    firsts = {row.attempt_id for row in rows if row.first}
    assert len(firsts) == 1
    assert firsts == {min(row.attempt_id for row in rows)}
    assert {row.right for row in rows if row.first} != {row.right for row in rows if not row.first}


def test_another_outline_is_counted_again_on_reading_and_by_the_jobs(amara: Learner) -> None:
    amara.finish(SECTIONS[0])
    before = stored(amara)
    amara.write(lambda s: s.execute(sa.update(CourseStanding).values(outline="of before", modules="[[0,9,null,0]]")))
    assert standing(amara).done == 1
    assert amara.write(lambda s: standings.catch_up(s, amara.catalogue)) == 1
    assert stored(amara) == before
    assert amara.write(lambda s: standings.catch_up(s, amara.catalogue)) == 0


def test_what_an_older_version_left_is_caught_up_with(amara: Learner) -> None:
    amara.finish(SECTIONS[0])
    amara.take(right=False)
    before = stored(amara)
    items = amara.read(lambda s: s.scalars(sa.select(ItemResult.chosen)).all())
    amara.write(lambda s: s.execute(sa.delete(CourseStanding)))
    amara.write(lambda s: s.execute(sa.delete(ItemResult)))
    while amara.write(lambda s: standings.catch_up(s, amara.catalogue)):
        pass
    assert stored(amara) == before
    assert amara.read(lambda s: s.scalars(sa.select(ItemResult.chosen)).all()) == items


def test_reading_many_takes_one_statement(amara: Learner, database: Database, clock: Clock) -> None:
    people = [learner(database, clock, f"Learner {n}") for n in range(12)]
    for one in people:
        one.finish(SECTIONS[0])
    ids = [one.actor.person_id for one in people]
    with statements(database) as sent:
        found = amara.read(lambda s: standings.of_people(s, amara.catalogue, ids))
    assert len(found) == 12
    assert len(sent) == 1


ACTS = st.lists(
    st.tuples(st.sampled_from(("finish", "begin", "right", "wrong")), st.integers(0, len(SECTIONS) - 1)),
    min_size=1,
    max_size=12,
)


@given(ACTS)
@settings(max_examples=examples(10, 150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_done_the_standing_is_what_the_records_say(
    filled_sqlite: Path, sqlite_file: Path, databases: dict[str, Database], acts: list[tuple[str, int]]
) -> None:
    database, clock = database_at(put_in_place(filled_sqlite, sqlite_file), databases), Clock()
    amara = learner(database, clock)
    for act, which in acts:
        clock.now += timedelta(hours=5)
        if act == "finish":
            amara.finish(SECTIONS[which])
        elif act == "begin":
            amara.start()
        else:
            amara.take(right=act == "right")
    assert stored(amara) == recounted(amara)
    database.close()
