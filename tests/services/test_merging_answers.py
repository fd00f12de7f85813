"""Answers about a pair, when two accounts of one person or two records of one organisation become one."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from goodpartners.domain.partnership import snapshots
from goodpartners.domain.partnership.sheets import Answers
from goodpartners.domain.partnership.snapshots import Mode
from goodpartners.domain.people import Side
from goodpartners.services import answering, privacy, results
from goodpartners.services.house import House
from goodpartners.store import sheets
from goodpartners.store import snapshots as store
from goodpartners.store.audit import AuditEntry
from goodpartners.store.cohorts import CohortPartnershipRow
from goodpartners.store.people import Person
from goodpartners.store.seats import SeatRow
from goodpartners.store.sheets import Completion, Respondent, SheetRow
from goodpartners.store.snapshots import SnapshotView
from goodpartners.store.waves import SideMode, Wave
from tests.cohorts import actor_of, make_cohort, make_pair, seat
from tests.factories import START, make_person
from tests.partnership import answer_round, make_round, readiness_quiz, readiness_sheets
from tests.services.test_merging import NEW, OLD
from tests.services.test_merging import merge as merge_organisations
from tests.services.test_merging_people import LATER, merge, two

SHEETS = readiness_sheets(dict.fromkeys(Side, 3))
ONE, OTHER = SHEETS[-1].answers, SHEETS[-2].answers
TOMORROW = START + timedelta(days=1)


def a_round(session: Session, people: int = 0) -> tuple[int, int, list[Person]]:
    """A round of a pair, with so many commissioners and one provider fewer who have answered."""
    _, [pair] = make_cohort(session, None, partnerships=[make_pair(session)])
    wave = make_round(session, pair, readiness_quiz())
    found = []
    for side, count in ((Side.COMMISSIONER, people), (Side.PROVIDER, max(people - 1, 0))):
        for n in range(count):
            person = make_person(session, f"{side.value} {n}")
            seat(session, person, pair, side)
            answer_round(session, wave, person, SHEETS[3 * (side is Side.PROVIDER) + n].answers)
            found.append(person)
    return pair, wave, found


def answers_of(session: Session, wave: int, person: Person) -> Answers:
    session.flush()
    session.expire_all()
    [holder] = sheets.keys_of(session, person.id)
    return {key: held.answer for key, held in sheets.answers(session, wave, holder.key).items()}


@pytest.mark.parametrize("both_sit", [True, False])
def test_what_one_account_answered_is_held_by_the_one_that_stays(house: House, *, both_sit: bool) -> None:
    with house.database.writing() as session:
        gone, kept = two(session)
        pair, wave, _ = a_round(session)
        seat(session, gone, pair, Side.PROVIDER)
        answer_round(session, wave, gone, ONE)
        if both_sit:
            earlier = make_round(session, pair, readiness_quiz(), number=2)
            seat(session, kept, pair, Side.PROVIDER)
            answer_round(session, earlier, kept, OTHER)
        merge(house, session, gone, kept)
        assert answers_of(session, wave, kept) == ONE
        done = sheets.own_completions(session, kept.id)
        assert done[wave].handed_in_at == START
        assert len(session.scalars(sa.select(Respondent)).all()) == 1
        opened = answering.open_sheet(session, wave, actor=actor_of(session, kept, at=LATER), now=LATER)
        assert opened.handed_in


@pytest.mark.parametrize(
    ("of_gone", "of_kept", "stands"), [(START, TOMORROW, "kept"), (TOMORROW, START, "gone"), (START, START, "kept")]
)
def test_one_person_has_one_voice_that_of_the_sheet_handed_in_last(
    house: House, of_gone: datetime, of_kept: datetime, stands: str
) -> None:
    with house.database.writing() as session:
        gone, kept = two(session)
        pair, wave, _ = a_round(session)
        for person, given, at in ((gone, ONE, of_gone), (kept, OTHER, of_kept)):
            seat(session, person, pair, Side.PROVIDER)
            answer_round(session, wave, person, given, at=at)
        merge(house, session, gone, kept)
        assert answers_of(session, wave, kept) == (ONE if stands == "gone" else OTHER)
        assert len(session.scalars(sa.select(SheetRow)).all()) == 1
        [done] = session.scalars(sa.select(Completion)).all()
        assert (done.person_id, done.handed_in_at) == (kept.id, max(of_gone, of_kept))
        [said] = session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "answers joined"))
        assert said.person_id == kept.id


def test_a_sheet_that_was_handed_in_stands_before_one_that_was_not(house: House) -> None:
    with house.database.writing() as session:
        gone, kept = two(session)
        pair, wave, _ = a_round(session)
        for person, given, done in ((gone, ONE, True), (kept, OTHER, False)):
            seat(session, person, pair, Side.PROVIDER)
            answer_round(session, wave, person, given, hand_in=done, at=START if done else TOMORROW)
        merge(house, session, gone, kept)
        assert answers_of(session, wave, kept) == ONE
        assert sheets.own_completions(session, kept.id)[wave].handed_in_at == START


def test_of_two_sheets_under_way_nothing_typed_is_lost(house: House) -> None:
    half = len(ONE) // 2
    first, second = dict(list(ONE.items())[:half]), dict(list(OTHER.items())[half:])
    with house.database.writing() as session:
        gone, kept = two(session)
        pair, wave, _ = a_round(session)
        for person, given in ((gone, first), (kept, second)):
            seat(session, person, pair, Side.PROVIDER)
            answer_round(session, wave, person, given, hand_in=False)
            opened = answering.open_sheet(session, wave, actor=actor_of(session, person), now=START)
            box = "well" if person is gone else "first"
            answering.save_words(session, opened, {box: answering.Written(person.name)}, revision=0, now=START)
        merge(house, session, gone, kept)
        assert answers_of(session, wave, kept) == {**first, **second}
        [holder] = sheets.keys_of(session, kept.id)
        assert {box.text for box in sheets.words(session, wave, holder.key).values()} == {"Ruth Old", "Ruth New"}


def test_a_voice_that_was_counted_twice_takes_the_figures_of_few_people_back(house: House) -> None:
    with house.database.writing() as session:
        gone, kept = two(session)
        pair, wave, _ = a_round(session, people=3)
        seat(session, gone, pair, Side.PROVIDER)
        answer_round(session, wave, gone, SHEETS[5].answers)
        results.close(session, session.get_one(Wave, wave), base="http://localhost", now=TOMORROW)
        [row] = store.of_wave(session, wave)
        session.add(SnapshotView(snapshot_id=row.id, person_id=gone.id, at=TOMORROW))
        doubled = session.scalars(sa.select(Person).where(Person.name == "provider 1")).one()
        merge(house, session, gone, doubled)
        [row] = store.of_wave(session, wave)
        shown = {key.side for key, f in snapshots.from_json(row.body).figures.items() if f.shown}
        assert shown == {Side.COMMISSIONER}
        assert session.scalars(sa.select(SnapshotView.person_id)).all() == [doubled.id]
        assert kept.erased_at is None


def test_a_release_goes_on_knowing_whom_it_rests_on(house: House) -> None:
    """While a round is open, its next release compares itself with the last one by key."""
    with house.database.writing() as session:
        gone, kept = two(session)
        trainer = make_person(session, "Moira")
        _, [pair] = make_cohort(session, trainer, partnerships=[make_pair(session)])
        wave = make_round(session, pair, readiness_quiz())
        people = [make_person(session, f"Person {n}") for n in range(5)]
        for person, sheet in zip((*people, gone), SHEETS, strict=True):
            seat(session, person, pair, sheet.side)
            answer_round(session, wave, person, sheet.answers)
        later = make_round(session, pair, readiness_quiz(), number=2)
        seat(session, kept, pair, Side.PROVIDER)
        answer_round(session, later, kept, ONE)
        results.release_now(session, wave, base="http://localhost", actor=actor_of(session, trainer), now=START)
        merge(house, session, gone, kept)
        [row] = store.of_wave(session, wave)
        [holder] = sheets.keys_of(session, kept.id)
        assert row.basis is not None
        assert holder.key in row.basis["sheets"]["provider"]
        assert len(row.basis["sheets"]["provider"]) == 3


# --- Two records of one organisation ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("begun_old", "begun_new"), [(True, True), (True, False), (False, True), (False, False)])
def test_rounds_sheets_and_ways_of_answering_survive_a_merge_of_organisations(
    house: House, *, begun_old: bool, begun_new: bool
) -> None:
    with house.database.writing() as session:
        pairs = {}
        older = make_pair(session, NEW, at=START - timedelta(days=9))
        newer = make_pair(session, OLD, at=START)
        _, (pairs[NEW], pairs[OLD]) = make_cohort(session, None, partnerships=[older, newer])
        session.add(SideMode(partnership_id=newer, side="provider", mode=Mode.WORKSHOP.value))
        given: dict[str, Answers] = {}
        for name, begun, sheet in ((OLD, begun_old, ONE), (NEW, begun_new, OTHER)):
            wave = make_round(session, pairs[name], readiness_quiz())
            if begun:
                person = make_person(session, f"Of {name}")
                seat(session, person, pairs[name], Side.COMMISSIONER)
                answer_round(session, wave, person, sheet)
                given[name] = sheet
        merge_organisations(session)
        assert session.scalars(sa.select(CohortPartnershipRow.id)).all() == [pairs[NEW]]
        rounds = session.scalars(sa.select(Wave).order_by(Wave.number)).all()
        assert [(w.pair_id, w.number) for w in rounds] == [(pairs[NEW], n + 1) for n in range(max(1, len(given)))]
        stored = [
            {key: held.answer for key, held in sheets.answers(session, row.wave_id, row.key).items()}
            for row in session.scalars(sa.select(SheetRow).order_by(SheetRow.wave_id))
        ]
        assert len(stored) == len(given)
        assert all(sheet in stored for sheet in given.values())
        assert {row.pair_id for row in session.scalars(sa.select(Respondent))} <= {pairs[NEW]}
        assert session.get_one(SideMode, (older, "provider")).mode == Mode.WORKSHOP


def test_somebody_with_answers_in_both_pairs_holds_one_key_afterwards(house: House) -> None:
    with house.database.writing() as session:
        older, newer = make_pair(session, NEW, at=START - timedelta(days=9)), make_pair(session, OLD, at=START)
        _, pairs = make_cohort(session, None, partnerships=[older, newer])
        person = make_person(session, "Ruth")
        numbers = []
        for pair, number, given in zip(pairs, (1, 2), (ONE, OTHER), strict=True):
            row = seat(session, person, pair, Side.COMMISSIONER)
            wave = make_round(session, pair, readiness_quiz(), number=number)
            answer_round(session, wave, person, given)
            numbers.append(wave)
            if number == 1:
                row.ended_at = START
                session.execute(sa.update(SeatRow).values(ended_at=START))
        session.flush()
        session.expire_all()
        merge_organisations(session)
        assert [answers_of(session, wave, person) for wave in numbers] == [ONE, OTHER]
        copied = privacy.copy(session, actor=actor_of(session, person), now=LATER)
        assert [row["round"] for row in copied.records["questionnaires_answered"]] == [1, 2]
