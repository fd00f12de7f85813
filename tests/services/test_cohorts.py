"""Cohorts as their trainers make and change them."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa

from goodpartners.domain.errors import Closed, Invalid, NotAllowed, NotFound
from goodpartners.domain.people import Actor, Role, Side
from goodpartners.services import activity, cohorts, joint_dates, partnerships
from goodpartners.services.cohorts import Plan
from goodpartners.services.house import House
from goodpartners.services.joint_dates import Meeting
from goodpartners.settings import REPOSITORY
from goodpartners.store.people import Person
from goodpartners.store.seats import SeatRow
from tests.cohorts import QUILLBY, TESSALY, actor_of, make_cohort, make_pair, make_trainer, seat
from tests.factories import START, make_person, rows
from tests.statements import statements

PAIR = f"{QUILLBY} and {TESSALY}"


@pytest.fixture
def moira(house: House) -> Actor:
    """A trainer."""
    with house.database.writing() as session:
        return actor_of(session, make_trainer(session, make_person(session, "Moira Tennant")))


@pytest.fixture
def amara(house: House) -> Person:
    """Somebody who will sit in the pair."""
    with house.database.writing() as session:
        return make_person(session, "Amara Osei")


@pytest.fixture
def pair(house: House, moira: Actor, amara: Person) -> tuple[int, int]:
    """A cohort and its one pair, in which Amara has a seat."""
    with house.database.writing() as session:
        partnership = make_pair(session)
        trainer = session.get_one(Person, moira.person_id)
        cohort, [number] = make_cohort(session, trainer, ["good-supplier"], [partnership])
        seat(session, amara, number, Side.PROVIDER)
    return cohort, number


def test_ending_a_pair_ends_its_seats_and_nothing_else(house: House, moira: Actor, pair: tuple[int, int]) -> None:
    cohort, number = pair
    with house.database.writing() as session:
        for _ in range(2):
            cohorts.end_pair(session, cohort, number, actor=moira, now=START)
        assert cohorts.pairs(session, cohort) == []
    [row] = rows(house, "seat")
    assert row.ended_at == START
    assert rows(house, "enrolment")[0].ended_at is None
    acts = [r.act for r in rows(house, "audit_entry") if r.act in ("seat ended", "pair ended")]
    assert sorted(acts) == ["pair ended", "seat ended"]


def test_a_pair_that_ended_can_come_back_without_its_seats(house: House, moira: Actor, pair: tuple[int, int]) -> None:
    cohort, number = pair
    with house.database.writing() as session:
        [before] = cohorts.pairs(session, cohort)
        cohorts.end_pair(session, cohort, number, actor=moira, now=START)
        cohorts.add_pair(session, cohort, before.partnership.id, actor=moira, now=START)
        assert [p.id for p in cohorts.pairs(session, cohort)] == [number]
        assert session.scalars(sa.select(SeatRow.ended_at)).all() == [START]


def test_ending_a_pair_takes_the_same_statements_whatever_the_number_of_seats(house: House, moira: Actor) -> None:
    def count(people: int) -> int:
        with house.database.writing() as session:
            partnership = make_pair(session, f"Quillby {people}", f"Tessaly {people}")
            trainer = session.get_one(Person, moira.person_id)
            cohort, [number] = make_cohort(session, trainer, ["good-supplier"], [partnership])
            for n in range(people):
                seat(session, make_person(session, f"Person {people} {n}"), number)
        with statements(house.database) as sent, house.database.writing() as session:
            cohorts.end_pair(session, cohort, number, actor=moira, now=START)
        return len([s for s in sent if not s.startswith("INSERT")])

    assert count(2) == count(30)


def test_a_closed_cohort_changes_no_more_until_it_is_opened_again(
    house: House, moira: Actor, pair: tuple[int, int]
) -> None:
    cohort, number = pair
    plan = Plan("Another", START.date(), START.date() + timedelta(days=9), (("good-supplier", None),))
    catalogue = house.library.current(today=START.date())
    with house.database.writing() as session:
        cohorts.close(session, cohort, actor=moira, now=START)
    acts = (
        lambda s: cohorts.change(s, catalogue, cohort, plan, actor=moira, now=START),
        lambda s: cohorts.end_pair(s, cohort, number, actor=moira, now=START),
        lambda s: joint_dates.add(s, cohort, Meeting("x", START.date()), actor=moira, now=START),
    )
    for act in acts:
        with pytest.raises(Closed), house.database.writing() as session:
            act(session)
    with house.database.writing() as session:
        cohorts.reopen(session, cohort, actor=moira, now=START)
        cohorts.change(session, catalogue, cohort, plan, actor=moira, now=START)
    assert rows(house, "cohort")[0].name == "Another"


def test_everything_that_is_wrong_with_a_plan_is_said_at_once(house: House, moira: Actor) -> None:
    catalogue = house.library.current(today=START.date())
    plan = Plan(" ", START.date(), START.date(), (("good-supplier", date(2020, 1, 1)), ("nothing", None)))
    with pytest.raises(Invalid) as refusal, house.database.writing() as session:
        cohorts.create(session, catalogue, plan, actor=moira, now=START)
    assert [p.field for p in refusal.value.problems] == ["name", "ends", "due-good-supplier", "courses"]


def test_other_trainers_find_nothing_and_others_may_not(house: House, pair: tuple[int, int]) -> None:
    with house.database.writing() as session:
        other = actor_of(session, make_trainer(session, make_person(session, "Ines Vale")))
        learner = actor_of(session, make_person(session, "Ben Ekwueme"))
    for actor in (other, learner):
        with pytest.raises((NotFound, NotAllowed)), house.database.writing() as session:
            cohorts.end_pair(session, *pair, actor=actor, now=START)
        with pytest.raises((NotFound, NotAllowed)), house.database.reading() as session:
            activity.in_cohort(session, pair[0], number=1, actor=actor)


def test_a_cohorts_log_says_who_did_what_to_whom_and_each_reads_their_own(
    house: House, moira: Actor, amara: Person, pair: tuple[int, int]
) -> None:
    cohort, number = pair
    with house.database.writing() as session:
        meeting = Meeting("First workshop", date(2026, 12, 8), time(14, 30))
        joint_dates.add(session, cohort, meeting, actor=moira, now=START)
        cohorts.end_pair(session, cohort, number, actor=moira, now=START)
        own = activity.about(session, actor=actor_of(session, amara))
        log = activity.in_cohort(session, cohort, number=1, actor=moira)
    assert [entry.sentence for entry in own] == [
        f"The seat in the pair of {PAIR} ended, in the cohort “Autumn joint cohort”.",
        f"A seat in the pair of {PAIR} was given, in the cohort “Autumn joint cohort”.",
        f"A place in the cohort “Autumn joint cohort” was taken, for {TESSALY}.",
    ]
    assert own[0].by == "Moira Tennant"
    assert [(e.sentence, e.by, e.whom) for e in log.entries[:3]] == [
        (f"{PAIR} take part in this cohort no longer.", "Moira Tennant", None),
        (f"The seat in the pair of {PAIR} ended, in this cohort.", "Moira Tennant", "Amara Osei"),
        ("A date was added in this cohort: First workshop, 8 December 2026.", "Moira Tennant", None),
    ]


def test_every_act_has_its_sentence() -> None:
    code = "".join(file.read_text("utf-8") for file in (REPOSITORY / "goodpartners").rglob("*.py"))
    noted = set(re.findall(r"""(?:audit\.add\(\s*session,|_note\(\s*session,)\s*"([a-z ]+)\"""", code))
    assert noted - set(activity.SENTENCES) == set()


def test_a_log_is_paged_in_a_fixed_number_of_statements(house: House, moira: Actor, pair: tuple[int, int]) -> None:
    def look() -> int:
        with house.database.reading() as session, statements(house.database) as sent:
            activity.in_cohort(session, pair[0], number=1, actor=moira)
        return len(sent)

    before = look()
    with house.database.writing() as session:
        for n in range(120):
            joint_dates.add(session, pair[0], Meeting(f"Day {n}", START.date()), actor=moira, now=START)
    assert look() <= before
    with house.database.reading() as session:
        pages = [activity.in_cohort(session, pair[0], number=n, actor=moira) for n in (1, 2, 3, 9)]
    assert [len(p.entries) for p in pages] == [50, 50, 22, 0]
    assert [p.more for p in pages] == [True, True, False, False]


def test_a_proposed_partnership_may_take_part_before_it_is_accepted(
    house: House, moira: Actor, pair: tuple[int, int]
) -> None:
    with house.database.writing() as session:
        proposed = make_pair(session, "Ostley County Council", "Larkfield Homes", accepted=False)
        cohorts.add_pair(session, pair[0], proposed, actor=moira, now=START)
        assert len(cohorts.pairs(session, pair[0])) == 2
        assert len(partnerships.every(session, actor=moira)) == 2


def test_another_trainer_must_be_a_trainer(house: House, moira: Actor, pair: tuple[int, int], amara: Person) -> None:
    with pytest.raises(Invalid), house.database.writing() as session:
        cohorts.add_trainer(session, pair[0], amara.id, actor=moira, now=START)
    with house.database.writing() as session:
        ines = make_person(session, "Ines Vale", roles=[Role.TRAINER])
        cohorts.add_trainer(session, pair[0], ines.id, actor=moira, now=START)
        assert cohorts.find(session, pair[0], actor=actor_of(session, ines)).id == pair[0]
