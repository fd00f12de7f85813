"""Two accounts of one person become one: everything moves, what is in both becomes one, a stub stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from goodpartners.domain.allowances import AllowanceKind
from goodpartners.domain.errors import Closed, Invalid, NotAllowed, NotFound, Refused
from goodpartners.domain.people import Actor, Grant, Role, Side
from goodpartners.services import allowances, attempts, merging_people, privacy, standings
from goodpartners.services.house import House
from goodpartners.store import learning
from goodpartners.store.audit import AuditEntry
from goodpartners.store.database import Base
from goodpartners.store.learning import Note, Reflection, SectionDone, SpotAnswer
from goodpartners.store.mail import OutboxMail
from goodpartners.store.people import MembershipRow, Person, RoleGrant
from goodpartners.store.seats import Enrolment, SeatRow
from goodpartners.store.sessions import SignIn
from goodpartners.store.standings import CourseStanding, ItemResult
from tests.cohorts import actor_of, make_cohort, make_pair, seat
from tests.factories import START, make_actor, make_person
from tests.profiles import examples
from tests.services.on_record import EMAIL, copied, every_row

ADMIN = Actor(0, "Moira Tennant", "", frozenset({Grant(Role.ADMIN)}))
LATER = START + timedelta(days=30)
QUIZ = "good-supplier/close-the-gaps"


def merge(house: House, session: Session, gone: Person, kept: Person, typed: str | None = None) -> None:
    merging_people.merge_people(
        session,
        house.library.current(today=LATER.date()),
        gone.id,
        kept.email or "",
        typed=gone.email or "" if typed is None else typed,
        base="http://localhost",
        actor=ADMIN,
        now=LATER,
    )
    session.flush()
    session.expire_all()


def two(session: Session) -> tuple[Person, Person]:
    return make_person(session, "Ruth Old"), make_person(session, "Ruth New")


def about(session: Session, person_id: int) -> dict[str, int]:
    """Rows that are about a person, by table, where there are any."""
    found = {}
    for name, table in Base.metadata.tables.items():
        if "person_id" in table.columns:
            rows = sa.select(sa.func.count()).select_from(table).where(table.c.person_id == person_id)
            if count := session.scalar(rows):
                found[name] = count
    return found


def test_every_table_about_people_is_in_the_merge() -> None:
    assert set(merging_people.MERGES) == set(privacy.HOLDINGS)


def test_everything_on_record_is_in_the_account_that_stays(house: House, rowan: Actor) -> None:
    with house.database.writing() as session:
        kept = make_person(session, "Rowan New", at=house.clock(), demo=True)
        other = actor_of(session, kept)
    before = copied(house, rowan)
    with house.database.writing() as session:
        merge(house, session, session.get_one(Person, rowan.person_id), session.get_one(Person, kept.id))
    after = copied(house, other)
    ended = {"account", "sign_ins", "links", "activity", "mail", "requests_to_join", "progress_in_courses"}
    for kind, rows in before.records.items():
        if kind not in ended:
            assert after.records[kind] == rows, kind
    assert len(after.records["activity"]) == len(before.records["activity"]) + 1
    assert len(after.records["requests_to_join"]) == len(before.records["requests_to_join"])
    by_course = {row["course"]: row for row in after.records["progress_in_courses"]}
    assert {row["course"]: row for row in before.records["progress_in_courses"]} == by_course
    with house.database.reading() as session:
        assert about(session, rowan.person_id) == {"audit_entry": 1}
        stub = session.get_one(Person, rowan.person_id)
        assert (stub.name, stub.email, stub.password_hash) == (privacy.STUB, None, None)
        assert stub.erased_at == LATER
    left = {
        (table, column)
        for table, rows in every_row(house.database).items()
        for row in rows
        for column, value in row.items()
        if EMAIL in str(value)
    }
    history = {("outbox_mail", "to_address"), ("outbox_mail", "body"), ("audit_entry", "detail")}
    assert left <= history | {("cohort_invitation", "email")}  # as the trainer typed it


def test_the_person_is_told_at_both_addresses_and_the_old_one_can_be_used_anew(house: House) -> None:
    with house.database.writing() as session:
        gone, kept = two(session)
        make_actor(session, gone)
        old, new = gone.email or "", kept.email or ""
        merge(house, session, gone, kept)
        told = session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id)).all()
        assert [(m.to_address, m.person_id) for m in told] == [(old, kept.id), (new, kept.id)]
        assert all(new in m.body and old not in m.body for m in told)
        assert session.scalars(sa.select(SignIn)).all() == []
        assert make_person(session, "Somebody Else", old).id


@pytest.mark.parametrize("typed", ["", "somebody@else.example", "ruth.new@tessaly.example"])
def test_nothing_happens_before_the_address_is_typed(house: House, typed: str) -> None:
    with house.database.writing() as session:
        gone, kept = two(session)
        with pytest.raises(Invalid):
            merge(house, session, gone, kept, typed)
        assert gone.erased_at is None


def test_of_a_section_done_twice_the_earlier_day_stays_and_both_count(house: House) -> None:
    key = {"course": "good-supplier", "module": "who-is-the-customer"}
    with house.database.writing() as session:
        gone, kept = two(session)
        for person, section, at in ((gone, "a", START), (kept, "a", LATER), (gone, "b", LATER), (kept, "c", START)):
            session.add(SectionDone(person_id=person.id, **key, section=section, at=at))
        session.flush()
        merge(house, session, gone, kept)
        rows = session.scalars(sa.select(SectionDone).order_by(SectionDone.section)).all()
        assert [(r.person_id, r.section, r.at) for r in rows] == [
            (kept.id, "a", START),
            (kept.id, "b", LATER),
            (kept.id, "c", START),
        ]


@pytest.mark.parametrize(
    ("old", "new", "joined"),
    [("first", "second", "first\n\nsecond"), ("same", "same ", "same"), ("", "second", "second")],
)
def test_of_two_texts_both_stay_the_earlier_on_top(house: House, old: str, new: str, joined: str) -> None:
    key = {"course": "good-supplier", "module": "who-is-the-customer", "activity": "roles"}
    with house.database.writing() as session:
        gone, kept = two(session)
        for person, text, at in ((kept, new, LATER), (gone, old, START)):
            session.add(Note(person_id=person.id, **key, text=text, saved_at=at))
            heads = {"learned": text, "impact": "the same", "peer": ""}
            session.add(Reflection(person_id=person.id, course="good-supplier", saved_at=at, **heads))
            response = {"form": "chosen", "options": [text]}
            session.add(SpotAnswer(person_id=person.id, quiz="q", item="one", response=response, at=at))
        session.flush()
        merge(house, session, gone, kept)
        note, reflection = session.scalars(sa.select(Note)).one(), session.scalars(sa.select(Reflection)).one()
        assert (note.person_id, note.text, note.version, note.saved_at) == (kept.id, joined, 2, LATER)
        assert (reflection.learned, reflection.impact, reflection.peer) == (joined, "the same", "")
        assert session.scalars(sa.select(SpotAnswer)).one().response["options"] == [new]


def hand_in(house: House, session: Session, person: Person, at: datetime) -> int:
    catalogue = house.library.current(today=at.date())
    actor = actor_of(session, person)
    number = attempts.start(session, catalogue, QUIZ, actor=actor, seed=5, now=at)
    opened = attempts.open_attempt(session, number, actor=actor)
    attempts.hand_in(session, catalogue, opened, now=at)
    return number


def test_all_tries_stay_the_first_paper_is_counted_anew_and_so_is_the_progress(house: House) -> None:
    with house.database.writing() as session:
        gone, kept = two(session)
        first, second = hand_in(house, session, gone, START), hand_in(house, session, kept, LATER)
        merge(house, session, gone, kept)
        marked = session.execute(sa.select(ItemResult.attempt_id, ItemResult.first).distinct()).all()
        assert set(marked) == {(first, True), (second, False)}
        rows = [_standing(row) for row in session.scalars(sa.select(CourseStanding))]
        standings.recount(session, house.library.current(today=LATER.date()), [kept.id])
        session.expire_all()
        assert rows == [_standing(row) for row in session.scalars(sa.select(CourseStanding))]
        assert {row[0] for row in rows} == {kept.id}


def _standing(row: CourseStanding) -> tuple[Any, ...]:
    return row.person_id, row.course, row.modules, row.struggles, row.last_at, row.complete_at


def test_two_running_tries_at_one_quiz_are_refused_with_what_to_do(house: House) -> None:
    with house.database.writing() as session:
        gone, kept = two(session)
        catalogue = house.library.current(today=START.date())
        for person in (gone, kept):
            attempts.start(session, catalogue, QUIZ, actor=actor_of(session, person), seed=5, now=START)
        with pytest.raises(Closed, match="Ask the person to hand in one of the two"):
            merge(house, session, gone, kept)


def test_of_two_shares_of_time_the_more_generous_stands(house: House) -> None:
    with house.database.writing() as session:
        gone, kept = two(session)
        for person, percent in ((gone, 150), (kept, 125)):
            wanted = allowances.Wanted(AllowanceKind.EXTRA_TIME, "asked", percent=percent)
            allowances.give(session, person.id, wanted, actor=ADMIN, now=START)
        merge(house, session, gone, kept)
        assert allowances.time_percent(session, kept.id) == 150


def test_roles_move_and_the_only_admin_stays_admin(house: House) -> None:
    with house.database.writing() as session:
        gone = make_person(session, "Ruth Old", roles=[Role.ADMIN, Role.TRAINER])
        kept = make_person(session, "Ruth New", roles=[Role.TRAINER])
        merge(house, session, gone, kept)
        assert {(r.person_id, r.role) for r in session.scalars(sa.select(RoleGrant))} == {
            (kept.id, Role.ADMIN),
            (kept.id, Role.TRAINER),
        }
        assert len(session.scalars(sa.select(RoleGrant)).all()) == 2


def test_one_pair_on_two_sides_is_refused_and_one_side_becomes_one_seat(house: House) -> None:
    with house.database.writing() as session:
        gone, kept = two(session)
        _, (pair,) = make_cohort(session, None, partnerships=[make_pair(session)])
        _, (second,) = make_cohort(session, None, partnerships=[make_pair(session)], name="Second")
        seat(session, gone, pair, Side.PROVIDER)
        row = seat(session, kept, second, Side.COMMISSIONER)
        with pytest.raises(Closed, match="different sides of Quillby Borough Council and Tessaly Care"):
            merge(house, session, gone, kept)
        row.ended_at = START
        for held in session.scalars(sa.select(SeatRow).where(SeatRow.enrolment_id == row.id)):
            held.ended_at = START
        seat(session, kept, pair, Side.PROVIDER, at=LATER)
        merge(house, session, gone, kept)
        running = session.execute(sa.select(SeatRow.pair_id, SeatRow.side).where(SeatRow.ended_at.is_(None))).all()
        assert running == [(pair, "provider")]
        assert len(session.scalars(sa.select(Enrolment).where(Enrolment.ended_at.is_(None))).all()) == 1
        begun = session.scalars(sa.select(MembershipRow.begins).where(MembershipRow.side == "provider")).all()
        assert begun == [START.date()]


def test_two_seats_in_one_pair_for_two_organisations_are_refused(house: House) -> None:
    with house.database.writing() as session:
        gone, kept = two(session)
        _, (pair,) = make_cohort(session, None, partnerships=[make_pair(session)])
        seat(session, gone, pair, Side.PROVIDER)
        seat(session, kept, pair, Side.PROVIDER, organisation="Northern Consortium")
        with pytest.raises(Closed, match="for two organisations"):
            merge(house, session, gone, kept)


def test_who_may_be_merged_and_by_whom(house: House) -> None:
    with house.database.writing() as session:
        gone, kept = two(session)
        mine = Actor(gone.id, gone.name, gone.email or "", frozenset({Grant(Role.ADMIN)}))
        own = merging_people.plan_people(session, gone.id, kept.email or "", actor=mine)
        assert "the account you are signed in with" in own.obstacles[0]
        with pytest.raises(NotAllowed):
            merging_people.plan_people(session, gone.id, "", actor=actor_of(session, gone))
        for keep in ("nobody@tessaly.example", gone.email or ""):
            with pytest.raises(Invalid):
                merging_people.plan_people(session, gone.id, keep, actor=ADMIN)
        with pytest.raises(NotFound):
            merging_people.plan_people(session, 999, kept.email or "", actor=ADMIN)
        kept.closed_at = START
        session.flush()
        with pytest.raises(Closed):
            merge(house, session, gone, kept)
        assert session.scalars(sa.select(AuditEntry)).all() == []


# --- Whatever two accounts did ---------------------------------------------------------------------------------------

deeds = st.lists(st.tuples(st.booleans(), st.sampled_from("abcd"), st.integers(0, 9)), max_size=12)
sitting = st.lists(st.tuples(st.booleans(), st.integers(0, 2), st.sampled_from(list(Side))), max_size=6)


@given(deeds=deeds, sitting=sitting)
@settings(max_examples=examples(10, 150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_merge_is_the_union_of_both_or_changes_nothing(
    house: House, deeds: Sequence[tuple[bool, str, int]], sitting: Sequence[tuple[bool, int, Side]]
) -> None:
    session = house.database.session(writes=True)
    try:
        persons = two(session)
        _, pairs = make_cohort(
            session, None, partnerships=[make_pair(session, provider=f"Provider {n}") for n in range(3)]
        )
        for which, section, day in deeds:
            at = START + timedelta(days=day)
            learning.mark_done(session, persons[which].id, "c", "m", section, at)
        for which, pair, side in sitting:
            try:
                with session.begin_nested():
                    seat(session, persons[which], pairs[pair], side)
            except Refused:
                continue
        session.flush()
        earliest: dict[str, datetime] = {}
        for row in session.scalars(sa.select(SectionDone)):
            earliest[row.section] = min(row.at, earliest.get(row.section, row.at))
        places = _places(session)
        try:
            merge(house, session, *persons)
        except Closed:
            assert {side for _, side in places} == {"commissioner", "provider"}
            assert persons[0].erased_at is None
            return
        assert {row.section: row.at for row in session.scalars(sa.select(SectionDone))} == earliest
        assert _places(session) == places
        assert len({pair for pair, _ in places}) == len(places)
        assert about(session, persons[0].id) == {"audit_entry": 1}
    finally:
        session.rollback()
        session.close()


def _places(session: Session) -> set[tuple[int, str]]:
    return set(session.execute(sa.select(SeatRow.pair_id, SeatRow.side).where(SeatRow.ended_at.is_(None))).all())
