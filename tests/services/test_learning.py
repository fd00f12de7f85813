"""Reading and doing, on both databases: sections, notes and questions asked on the spot."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.course import Audience
from goodpartners.domain.errors import Closed, NotAllowed, NotFound
from goodpartners.domain.people import Membership, OrganisationKind, Role, Side
from goodpartners.services import learning, seats
from goodpartners.services.learning import SectionPage
from goodpartners.store.database import Database
from goodpartners.store.learning import SectionDone
from goodpartners.store.people import Person
from goodpartners.store.seats import Enrolment
from tests.cohorts import make_cohort, make_pair, seat
from tests.conftest import Clock
from tests.factories import START
from tests.garden import (
    COURSE,
    MODULE,
    SECOND,
    SECTIONS,
    Learner,
    garden,
    learner,
)
from tests.threads import together


@pytest.fixture
def amara(database: Database, clock: Clock) -> Learner:
    """Learns in the garden."""
    return learner(database, clock)


def look(who: Learner, section: str, module: str = MODULE, course: str = COURSE) -> SectionPage:
    """A section's page."""
    return who.read(lambda s: learning.section_page(s, who.catalogue, course, module, section, actor=who.actor))


def test_a_section_knows_its_place_among_the_others(amara: Learner) -> None:
    first, second, *_, last = (look(amara, section) for section in SECTIONS)
    assert (first.number, second.number, last.number) == (1, 2, 5)
    assert (first.before, last.after) == (None, None)
    assert second.before is first.section
    assert first.after is second.section


@pytest.mark.parametrize(
    "place", [("none", MODULE, COURSE), (SECTIONS[0], "none", COURSE), (SECTIONS[0], MODULE, "none")]
)
def test_what_is_not_in_the_course_is_not_found(amara: Learner, place: tuple[str, str, str]) -> None:
    with pytest.raises(NotFound):
        look(amara, *place)


def test_a_section_is_done_once_and_the_first_time_counts(amara: Learner) -> None:
    amara.finish(SECTIONS[0])
    first = amara.clock()
    amara.clock.advance(days=1)
    amara.finish(SECTIONS[0])
    steps = look(amara, SECTIONS[0]).progress.steps
    assert (steps[0].done_at, sum(step.done for step in steps)) == (first, 1)


def test_two_windows_that_finish_a_section_at_once_count_it_once(amara: Learner) -> None:
    got = together(*(lambda: amara.finish(SECTIONS[0]) for _ in range(4)))
    assert got == [None] * 4
    assert amara.read(lambda s: s.scalar(sa.select(sa.func.count()).select_from(SectionDone))) == 1


def test_a_course_for_cohorts_is_for_trainers_and_authors(amara: Learner, database: Database, clock: Clock) -> None:
    closed = garden(open=False)
    with pytest.raises(NotAllowed):
        look(replace(amara, catalogue=closed), SECTIONS[0])
    for role in (Role.TRAINER, Role.AUTHOR):
        assert look(learner(database, clock, f"The {role}", catalogue=closed, roles=[role]), SECTIONS[0])


def test_a_course_for_cohorts_is_open_to_those_whose_cohort_takes_it_and_to_nobody_after_they_left(
    amara: Learner, database: Database, clock: Clock
) -> None:
    rowan = replace(learner(database, clock, "Rowan Ashby"), catalogue=garden(open=False))
    closed = replace(amara, catalogue=garden(open=False))
    with database.writing() as session:
        _, [pair] = make_cohort(session, None, [COURSE], [make_pair(session)])
        enrolment = seat(session, session.get_one(Person, amara.actor.person_id), pair)
    assert look(closed, SECTIONS[0])
    assert [c.id for c in closed.read(lambda s: learning.courses_for(s, closed.catalogue, actor=amara.actor))] == [
        COURSE
    ]
    with pytest.raises(NotAllowed):
        look(rowan, SECTIONS[0])
    with database.writing() as session:
        row = session.get_one(Enrolment, enrolment.id)
        seats.leave(session, row, amara.actor.person_id, actor=amara.actor, now=clock())
    with pytest.raises(NotAllowed):
        look(closed, SECTIONS[0])


@pytest.mark.parametrize("role", [None, *Role])
def test_the_courses_on_the_first_page_are_those_that_can_be_opened(
    database: Database, clock: Clock, role: Role | None
) -> None:
    who = learner(database, clock, catalogue=garden(open=False), roles=[role] if role else [])
    listed = who.read(lambda s: learning.all_progress(s, who.catalogue, actor=who.actor))
    for progress in listed:
        assert look(who, SECTIONS[0], course=progress.course.id)
    assert len(listed) == (1 if role in (Role.TRAINER, Role.AUTHOR) else 0)


def test_a_locked_module_opens_when_the_one_before_is_done(amara: Learner) -> None:
    amara = replace(amara, catalogue=garden(modules=2, order="locked"))
    with pytest.raises(Closed, match="G1, Plan the beds"):
        look(amara, "sow", SECOND)
    with pytest.raises(Closed):
        amara.finish("sow", SECOND)
    for section in SECTIONS:
        amara.finish(section)
    with pytest.raises(Closed):
        look(amara, "sow", SECOND)
    amara.take()
    assert look(amara, "sow", SECOND)


def courses_of_both_sides() -> Catalogue:
    """Three courses: A for commissioners, B for providers, C for both."""
    loaded = garden()
    (course,) = loaded.courses
    sides = (("a", Audience.COMMISSIONER), ("b", Audience.PROVIDER), ("c", Audience.JOINT))
    made = tuple(
        replace(course, file=course.file.model_copy(update={"id": name, "letter": name.upper(), "side": side}))
        for name, side in sides
    )
    return replace(loaded, courses=made)


@pytest.mark.parametrize(("side", "order"), [(Side.COMMISSIONER, "acb"), (Side.PROVIDER, "bca"), (None, "cab")])
def test_the_courses_of_ones_own_side_come_first(amara: Learner, side: Side | None, order: str) -> None:
    place = Membership(1, "Tessaly Care", OrganisationKind.PROVIDER, side, None, START.date(), None)
    actor = replace(amara.actor, memberships=(place,))
    listed = amara.read(lambda s: learning.all_progress(s, courses_of_both_sides(), actor=actor))
    assert "".join(progress.course.id for progress in listed) == order
