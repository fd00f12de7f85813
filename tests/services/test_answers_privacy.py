"""A person's answers about their pair: in their copy, and gone when they say so, with what must go beside them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from goodpartners.domain.errors import Invalid, NotFound
from goodpartners.domain.partnership import locks, snapshots
from goodpartners.domain.partnership.disclosure import Status
from goodpartners.domain.partnership.measuring import measure
from goodpartners.domain.partnership.questionnaire import Question
from goodpartners.domain.partnership.sheets import Answer, Sheet
from goodpartners.domain.partnership.snapshots import Mode, Snapshot
from goodpartners.domain.people import Side
from goodpartners.exporters.person_data import as_csv, as_json
from goodpartners.services import answering, own_answers, privacy, results, rooms
from goodpartners.store import sheets
from goodpartners.store import snapshots as store
from goodpartners.store.audit import AuditEntry
from goodpartners.store.cohorts import CohortRow
from goodpartners.store.database import Base, Database
from goodpartners.store.people import Person
from goodpartners.store.seats import SeatRow
from goodpartners.store.sheets import Completion, SheetAnswer, SheetRow
from goodpartners.store.waves import SideMode, Wave
from tests.cohorts import actor_of, make_cohort, make_pair, seat
from tests.factories import START, make_person
from tests.partnership import answer_round, gap_sheets, gap_survey, make_round, readiness_quiz, readiness_sheets
from tests.threads import overlapping

LATER = START + timedelta(days=30)
BASE = "http://localhost"
BY_ROUND = (SheetRow, SheetAnswer, Completion)


def people_of(session: Session, pair: int, each: Sequence[Sheet], wave: int) -> dict[Side, list[Person]]:
    """Somebody seated for each sheet, who has answered what stands on it."""
    found: dict[Side, list[Person]] = {side: [] for side in Side}
    for number, sheet in enumerate(each):
        person = make_person(session, f"{sheet.side.value.title()} {pair} {number}")
        seat(session, person, pair, sheet.side)
        answer_round(session, wave, person, sheet.answers)
        found[sheet.side].append(person)
    return found


def answered(session: Session, people: int, *, release: bool = True) -> tuple[int, dict[Side, list[Person]]]:
    """A closed round of the readiness quiz with so many people a side."""
    _, [pair] = make_cohort(session, None, partnerships=[make_pair(session)])
    wave = make_round(session, pair, readiness_quiz())
    found = people_of(session, pair, readiness_sheets(dict.fromkeys(Side, people)), wave)
    if release:
        results.close(session, session.get_one(Wave, wave), base=BASE, now=LATER)
    return wave, found


def released(session: Session, wave: int) -> Snapshot:
    session.flush()
    session.expire_all()
    return snapshots.from_json(store.latest(session, [wave])[wave].body)


def erase(session: Session, person: Person) -> None:
    privacy.erase(session, actor=actor_of(session, person), now=LATER)


def held(session: Session, wave: int) -> dict[str, int]:
    return {
        table.__tablename__: len(session.scalars(sa.select(table).where(table.wave_id == wave)).all())
        for table in BY_ROUND
    }


# --- The copy --------------------------------------------------------------------------------------------------------


def test_the_copy_holds_own_answers_in_words_and_nobody_elses(database: Database) -> None:
    with database.writing() as session:
        _, [pair] = make_cohort(session, None, partnerships=[make_pair(session)])
        wave = make_round(session, pair, gap_survey())
        found = people_of(session, pair, gap_sheets(), wave)
        [first, second] = found[Side.COMMISSIONER][:2]
        for person, text in ((first, "Ours is a good week"), (second, "Somebody else wrote this")):
            opened = answering.open_sheet(session, wave, actor=actor_of(session, person), now=START)
            words = {"well": answering.Written(text, "trainer")}
            answering.save_words(session, opened, words, revision=0, now=START)
    with database.reading() as session:
        records = privacy.copy(session, actor=actor_of(session, session.get_one(Person, first.id)), now=LATER)
    answers = records.records["answers_to_questionnaires"]
    mine = gap_sheets()[0].answers
    assert len(answers) == len(mine)
    assert {row["value"] for row in answers} == {answer.value for answer in mine.values()}
    assert all(row["questionnaire"] == gap_survey().title and row["version"] == 1 for row in answers)
    assert not any("{" in row["statement"] for row in answers)
    assert {row["answer"] for row in answers if row["question"] == "Points"} == {
        f"{answer.value} points" for (question, _), answer in mine.items() if question is Question.IMPORTANCE
    }
    assert [row["answer"] for row in answers if row["value"] is None] == ["I have not seen enough to say"]
    [agreed] = records.records["agreements_to_answer"]
    assert agreed["consent"]
    assert agreed["handed_in_at"]
    whole = as_json(records).decode()
    assert json.loads(whole)["words_in_questionnaires"][0]["reader"] == "My trainer"
    assert "Ours is a good week" in whole
    assert "Somebody else wrote this" not in whole
    assert "Ours is a good week" in as_csv(records.records["words_in_questionnaires"])


def test_no_other_words_than_the_answers_own_are_on_record(database: Database) -> None:
    """The log says what was done, never what was answered."""
    with database.writing() as session:
        wave, found = answered(session, 5)
        own_answers.delete(session, wave, sure=True, actor=actor_of(session, found[Side.PROVIDER][0]), now=LATER)
        erase(session, found[Side.PROVIDER][1])
        session.flush()
        said = [json.dumps(entry.detail) for entry in session.scalars(sa.select(AuditEntry))]
        acts = {entry.act for entry in session.scalars(sa.select(AuditEntry))}
        texts = [statement.for_side(side) for statement in readiness_quiz().statements for side in Side]
        assert {"answers deleted", "results released", "account erased"} <= acts
        assert not any(text in entry for entry in said for text in texts)
        assert not any("value" in entry or "mean" in entry for entry in said)


# --- Erasure and deletion --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("whole_account", [True, False])
def test_with_three_people_the_figures_of_that_side_go_with_neutral_words(
    database: Database, *, whole_account: bool
) -> None:
    with database.writing() as session:
        wave, found = answered(session, 3)
        before = released(session, wave)
        person = found[Side.PROVIDER][0]
        if whole_account:
            erase(session, person)
        else:
            own_answers.delete(session, wave, sure=True, actor=actor_of(session, person), now=LATER)
        after = released(session, wave)
        for key, figure in after.figures.items():
            if key.side is Side.PROVIDER and before.figures[key].status is not Status.TOO_FEW:
                assert figure.status is Status.WITHDRAWN
                assert not figure.shown
            else:
                assert figure == before.figures[key]
        assert held(session, wave) == {"sheet": 5, "sheet_answer": held_answers(5), "completion": 5}
        colleague = actor_of(session, found[Side.COMMISSIONER][0])
        room = rooms.room(session, session.get_one(Wave, wave).pair_id, actor=colleague, now=LATER)
        assert room.shown is not None
        told = " ".join(cell for result in room.shown.results for row in result.table.rows for cell in row)
        assert locks.NO_LONGER_AVAILABLE.rstrip(".") in told
        assert "left" not in told


def held_answers(people: int) -> int:
    sheet = readiness_sheets(dict.fromkeys(Side, 3))[0]
    return people * len(sheet.answers)


@pytest.mark.parametrize("whole_account", [True, False])
def test_with_five_people_the_figures_stay_and_nothing_is_released_after(
    database: Database, *, whole_account: bool
) -> None:
    with database.writing() as session:
        wave, found = answered(session, 5)
        before = released(session, wave)
        person = found[Side.PROVIDER][0]
        if whole_account:
            erase(session, person)
        else:
            own_answers.delete(session, wave, sure=True, actor=actor_of(session, person), now=LATER)
        assert released(session, wave) == before
        assert held(session, wave)["sheet"] == 9
        row = session.get_one(Wave, wave)
        row.closed_at = None
        results.close(session, row, base=BASE, now=LATER)
        assert len(store.of_wave(session, wave)) == 1


def test_both_sides_gone_the_room_says_only_that_the_result_is_closed(database: Database) -> None:
    with database.writing() as session:
        wave, found = answered(session, 3)
        for side in Side:
            erase(session, found[side][0])
        session.flush()
        session.expire_all()
        pair = session.get_one(Wave, wave).pair_id
        room = rooms.room(session, pair, actor=actor_of(session, found[Side.PROVIDER][1]), now=LATER)
        assert room.shown is None
        [lock] = [view.lock for view in room.rounds]
        assert lock is not None
        assert lock.text == locks.NO_LONGER_AVAILABLE


def test_answers_that_were_never_handed_in_take_nothing_with_them(database: Database) -> None:
    with database.writing() as session:
        _, [pair] = make_cohort(session, None, partnerships=[make_pair(session)])
        wave = make_round(session, pair, readiness_quiz())
        each = readiness_sheets(dict.fromkeys(Side, 3))
        people_of(session, pair, each, wave)
        late = make_person(session, "Late Comer")
        seat(session, late, pair, Side.PROVIDER)
        answer_round(session, wave, late, each[0].answers, hand_in=False)
        results.close(session, session.get_one(Wave, wave), base=BASE, now=LATER)
        before = released(session, wave)
        own_answers.delete(session, wave, sure=True, actor=actor_of(session, late), now=LATER)
        assert released(session, wave) == before
        assert held(session, wave)["sheet"] == 6


def test_what_was_released_before_somebody_handed_in_stays_when_they_go(database: Database) -> None:
    with database.writing() as session:
        trainer = make_person(session, "Moira Tennant")
        _, [pair] = make_cohort(session, trainer, partnerships=[make_pair(session)])
        wave = make_round(session, pair, readiness_quiz())
        each = readiness_sheets(dict.fromkeys(Side, 3))
        people_of(session, pair, each, wave)
        results.release_now(session, wave, base=BASE, actor=actor_of(session, trainer), now=START)
        before = released(session, wave)
        late = make_person(session, "Late Comer")
        seat(session, late, pair, Side.PROVIDER)
        answer_round(session, wave, late, each[-1].answers)
        erase(session, late)
        assert released(session, wave) == before


def test_whoever_deleted_their_answers_can_answer_again_while_the_round_is_open(database: Database) -> None:
    with database.writing() as session:
        wave, found = answered(session, 3, release=False)
        person = found[Side.PROVIDER][0]
        actor = actor_of(session, person)
        with pytest.raises(Invalid):
            own_answers.delete(session, wave, sure=False, actor=actor, now=LATER)
        assert held(session, wave)["sheet"] == 6
        own_answers.delete(session, wave, sure=True, actor=actor, now=LATER)
        assert held(session, wave) == {"sheet": 5, "sheet_answer": held_answers(5), "completion": 5}
        assert len(sheets.keys_of(session, person.id)) == 0
        with pytest.raises(NotFound):
            own_answers.delete(session, wave, sure=True, actor=actor, now=LATER)
        answer_round(session, wave, person, readiness_sheets(dict.fromkeys(Side, 3))[3].answers)
        results.close(session, session.get_one(Wave, wave), base=BASE, now=LATER)
        assert released(session, wave).people[Side.PROVIDER] == 3


def test_answers_of_one_round_go_and_those_of_another_stay(database: Database) -> None:
    with database.writing() as session:
        wave, found = answered(session, 3, release=False)
        pair = session.get_one(Wave, wave).pair_id
        second = make_round(session, pair, readiness_quiz(), number=2)
        person = found[Side.PROVIDER][0]
        given = readiness_sheets()[0].answers
        answer_round(session, second, person, given)
        own_answers.delete(session, wave, sure=True, actor=actor_of(session, person), now=LATER)
        assert [held(session, each)["sheet"] for each in (wave, second)] == [5, 1]
        assert len(sheets.keys_of(session, person.id)) == 1


def test_nobody_deletes_somebody_elses_answers(database: Database) -> None:
    with database.writing() as session:
        wave, _ = answered(session, 3)
        stranger = make_person(session, "Sam Stranger")
        with pytest.raises(NotFound):
            own_answers.delete(session, wave, sure=True, actor=actor_of(session, stranger), now=LATER)
        assert held(session, wave)["sheet"] == 6


def test_the_shared_answer_of_an_organisation_stays(database: Database) -> None:
    with database.writing() as session:
        partnership = make_pair(session)
        _, [pair] = make_cohort(session, None, partnerships=[partnership])
        session.add(SideMode(partnership_id=partnership, side="provider", mode=Mode.ORGANISATION.value))
        wave = make_round(session, pair, readiness_quiz())
        person = make_person(session, "Amara Osei")
        seat(session, person, pair, Side.PROVIDER)
        answer_round(session, wave, person, readiness_sheets()[-1].answers)
        with pytest.raises(NotFound):
            own_answers.delete(session, wave, sure=True, actor=actor_of(session, person), now=LATER)
        copied = privacy.copy(session, actor=actor_of(session, person), now=LATER)
        assert copied.records["answers_to_questionnaires"] == []
        assert copied.records["agreements_to_answer"]
        erase(session, person)
        assert held(session, wave)["sheet"] == 1
        assert held(session, wave)["completion"] == 0


# --- What else ends --------------------------------------------------------------------------------------------------


def test_the_answers_of_somebody_whose_seat_ends_stay_and_count(database: Database) -> None:
    with database.writing() as session:
        wave, found = answered(session, 3, release=False)
        for row in session.scalars(sa.select(SeatRow)):
            row.ended_at = LATER
        session.flush()
        person = found[Side.PROVIDER][0]
        results.close(session, session.get_one(Wave, wave), base=BASE, now=LATER)
        assert released(session, wave).people == dict.fromkeys(Side, 3)
        own_answers.delete(session, wave, sure=True, actor=actor_of(session, person), now=LATER)
        assert held(session, wave)["sheet"] == 5


def test_a_cohort_takes_its_rounds_sheets_and_results_with_it(database: Database) -> None:
    with database.writing() as session:
        wave, _ = answered(session, 5)
        cohort = session.scalars(sa.select(CohortRow)).one()
        session.delete(cohort)
        session.flush()
        for name in ("wave", "respondent", "sheet", "sheet_answer", "completion", "snapshot", "cohort_partnership"):
            assert session.execute(sa.select(Base.metadata.tables[name])).all() == [], name
        assert wave


def test_a_provider_in_two_pairs_answers_twice_and_nothing_mixes(database: Database) -> None:
    with database.writing() as session:
        pairs = [make_pair(session), make_pair(session, "Orrenshire County Council")]
        _, [one, other] = make_cohort(session, None, partnerships=pairs)
        waves = [make_round(session, pair, readiness_quiz()) for pair in (one, other)]
        each = readiness_sheets(dict.fromkeys(Side, 3))
        found = people_of(session, one, each, waves[0])
        amara = found[Side.PROVIDER][0]
        seat(session, amara, other, Side.PROVIDER)
        before = answering.open_sheet(session, waves[0], actor=actor_of(session, amara), now=START).answers
        assert answering.open_sheet(session, waves[1], actor=actor_of(session, amara), now=START).answers == {}
        answer_round(session, waves[1], amara, each[0].answers)
        after = [answering.open_sheet(session, w, actor=actor_of(session, amara), now=START) for w in waves]
        assert [sheet.answers for sheet in after] == [before, each[0].answers]
        assert len({sheet.row.key for sheet in after if sheet.row}) == 2
        results.close(session, session.get_one(Wave, waves[1]), base=BASE, now=LATER)
        assert store.latest(session, [waves[1]]) == {}, "three people in the other pair do not count in this one"
        own_answers.delete(session, waves[1], sure=True, actor=actor_of(session, amara), now=LATER)
        assert held(session, waves[0])["sheet"] == 6


# --- What is released later, or at the same moment -------------------------------------------------------------------


def change_one(session: Session, wave: int, person: Person, given: dict[tuple[Question, str], Answer]) -> None:
    """Change a page of somebody's sheet after they handed it in."""
    opened = answering.open_sheet(session, wave, actor=actor_of(session, person), now=START)
    about = next(iter(given))[1]
    page = next(p for p in opened.pages if p.about == about and p.is_rated)
    answering.save(session, opened, page, given, revision=opened.revision(page), now=START)


@pytest.mark.parametrize("changed", [False, True])
def test_a_change_is_not_worked_out_of_answers_that_were_changed_after_their_release(
    database: Database, changed: bool
) -> None:
    """The mean now less the change would tell the new mean then, and with the released one a single person's answer."""
    with database.writing() as session:
        _, [pair] = make_cohort(session, None, partnerships=[make_pair(session)])
        first = make_round(session, pair, readiness_quiz())
        each = readiness_sheets(dict.fromkeys(Side, 6))
        found = people_of(session, pair, each, first)
        results._release(
            session,
            session.get_one(Wave, first),
            results._partnership(session, session.get_one(Wave, first)),
            base=BASE,
            by=None,
            now=START,
        )
        if changed:
            stood = each[0].answers[Question.NOW, "a1"].value or 1
            new = {(Question.NOW, "a1"): Answer(stood % 5 + 1), (Question.WANT, "a1"): Answer(5)}
            change_one(session, first, found[each[0].side][0], new)
        results.close(session, session.get_one(Wave, first), base=BASE, now=LATER)
        assert len(store.of_wave(session, first)) == 1
        second = make_round(session, pair, readiness_quiz(), number=2)
        for side in Side:
            for person, sheet in zip(found[side], (s for s in each if s.side is side), strict=True):
                answer_round(session, second, person, sheet.answers)
        results.close(session, session.get_one(Wave, second), base=BASE, now=LATER)
        told = {key.measure for key in released(session, second).figures}
        assert ("change" in told) is not changed


@pytest.mark.parametrize("edited", [False, True])
def test_the_words_of_somebody_who_goes_go_with_them(database: Database, edited: bool) -> None:
    with database.writing() as session:
        wave, found = answered(session, 5, release=False)
        for person in found[Side.PROVIDER][:2]:
            opened = answering.open_sheet(session, wave, actor=actor_of(session, person), now=START)
            words = {"well": answering.Written("Mine", "sides", f"Said by {person.name}")}
            answering.save_words(session, opened, words, revision=0, now=START)
        gone, stays = found[Side.PROVIDER][:2]
        row = session.get_one(Wave, wave)
        results._release(session, row, results._partnership(session, row), base=BASE, by=None, now=START)
        if edited:
            opened = answering.open_sheet(session, wave, actor=actor_of(session, gone), now=START)
            answering.save_words(session, opened, {"well": answering.Written("")}, revision=1, now=START)
            stood = opened.answers[Question.NOW, "a1"].value or 1
            change_one(session, wave, gone, {(Question.NOW, "a1"): Answer(stood % 5 + 1)})  # too little to follow
        results.close(session, session.get_one(Wave, wave), base=BASE, now=LATER)
        assert len(released(session, wave).words[Side.PROVIDER]) == 2
        said = f"Said by {stays.name}"
        erase(session, gone)
        assert released(session, wave).words[Side.PROVIDER] == (() if edited else (said,))
        assert any(figure.shown for figure in released(session, wave).figures.values())


def test_a_shared_answers_figures_do_not_go_with_a_person_whose_own_sheet_never_counted(database: Database) -> None:
    with database.writing() as session:
        partnership = make_pair(session)
        _, [pair] = make_cohort(session, None, partnerships=[partnership])
        wave = make_round(session, pair, readiness_quiz())
        each = readiness_sheets(dict.fromkeys(Side, 3))
        found = people_of(session, pair, each, wave)
        person = found[Side.PROVIDER][0]
        session.add(SideMode(partnership_id=partnership, side=Side.PROVIDER, mode=Mode.ORGANISATION))
        session.flush()
        actor = actor_of(session, person)
        answering.begin(session, wave, agrees=True, key="together", actor=actor, now=START)
        opened = answering.open_sheet(session, wave, actor=actor, now=START)
        for page in opened.pages:
            answering.save(session, opened, page, each[-1].answers, revision=0, now=START)
        answering.hand_in(session, answering.open_sheet(session, wave, actor=actor, now=START), now=START)
        results.close(session, session.get_one(Wave, wave), base=BASE, now=LATER)
        before = released(session, wave)
        erase(session, person)
        assert released(session, wave) == before


def test_a_round_is_closed_once_and_shows_nothing_new_after(database: Database) -> None:
    with database.writing() as session:
        wave, _ = answered(session, 3, release=False)
    for _ in range(2):
        with database.writing() as session:
            row = session.get_one(Wave, wave)
            results.close(session, row, base=BASE, now=LATER)
    with database.writing() as session:
        assert session.get_one(Wave, wave).closed_at == LATER
        assert len(store.of_wave(session, wave)) == 1
        later = LATER + timedelta(days=1)
        results.close(session, session.get_one(Wave, wave), base=BASE, now=later)
        assert session.get_one(Wave, wave).closed_at == LATER


def test_a_page_that_is_being_saved_while_the_round_closes_counts(database: Database) -> None:
    with database.writing() as session:
        wave, found = answered(session, 4, release=False)
        actor = actor_of(session, found[Side.PROVIDER][0])
        before = sheets.handed_in(session, [wave])[wave]

    def save(session: Session) -> None:
        opened = answering.open_sheet(session, wave, actor=actor, now=START, lock=True)
        page = opened.pages[0]
        given = {key: Answer(1) for key in opened.answers if key[1] == page.about and key[0] is not Question.MIRROR}
        answering.save(session, opened, page, given, revision=opened.revision(page), now=START)

    def close(session: Session) -> None:
        row = session.get_one(Wave, wave)
        results.close(session, row, base=BASE, now=LATER)

    assert overlapping(database, save, close) == (None, None)
    with database.reading() as session:
        after = sheets.handed_in(session, [wave])[wave]
        assert before != after
        body = store.latest(session, [wave])[wave].body
        measured = measure(readiness_quiz(), after, dict.fromkeys(Side, Mode.POOLED))
        assert measured
        assert snapshots.to_json(measured[0]) == body


@pytest.mark.parametrize("first", ["erase", "close"])
def test_somebody_erased_while_results_open_stands_in_none_of_them(database: Database, first: str) -> None:
    with database.writing() as session:
        wave, found = answered(session, 3, release=False)
        person = found[Side.PROVIDER][0].id

    def gone(session: Session) -> None:
        erase(session, session.get_one(Person, person))

    def close(session: Session) -> None:
        results.close(session, session.get_one(Wave, wave), base=BASE, now=LATER)

    acts = (gone, close) if first == "erase" else (close, gone)
    assert overlapping(database, *acts) == (None, None)
    with database.reading() as session:
        rows = store.of_wave(session, wave)
        figures = [
            f for row in rows for key, f in snapshots.from_json(row.body).figures.items() if key.side == "provider"
        ]
        assert not any(figure.shown for figure in figures)
