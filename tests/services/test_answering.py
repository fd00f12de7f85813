"""A questionnaire answered by one person, or by a side together, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from goodpartners.domain.errors import Closed, Invalid, NotFound
from goodpartners.domain.partnership.questionnaire import Question, Questionnaire, Skip
from goodpartners.domain.partnership.sheets import POINTS, WORDS, Answer, Answers
from goodpartners.domain.partnership.snapshots import Mode
from goodpartners.domain.people import Actor, Side
from goodpartners.services import answering, open_rounds, own_results
from goodpartners.services.answering import AnswersClash, Opened, Written
from goodpartners.store import sheets, waves
from goodpartners.store.cohorts import CohortPartnershipRow
from goodpartners.store.database import Database
from goodpartners.store.seats import SeatRow
from goodpartners.store.sheets import SheetAnswer, SheetRow
from tests.cohorts import actor_of, make_cohort, make_pair, seat
from tests.conftest import Clock
from tests.factories import make_person
from tests.partnership import gap_survey, make_round, readiness_quiz, readiness_sheets
from tests.profiles import examples
from tests.threads import together

NOW, WANT = Question.NOW, Question.WANT
PROMISE, BELIEVE, GUESS = Question.PROMISE, Question.BELIEVE, Question.GUESS
T = TypeVar("T")


@dataclass
class Table:
    """A pair, one round, and people who answer it; every act is a transaction of its own."""

    database: Database
    clock: Clock
    pair: int
    partnership: int
    wave: int
    people: dict[str, Actor] = field(default_factory=dict)
    begun: list[str] = field(default_factory=list)

    def sit(self, name: str, side: Side = Side.PROVIDER) -> Actor:
        """Somebody who takes a seat."""
        with self.database.writing() as session:
            person = make_person(session, name, at=self.clock())
            seat(session, person, self.pair, side, at=self.clock())
            self.people[name] = actor_of(session, person, at=self.clock())
        return self.people[name]

    def do(self, name: str, act: Callable[[Session, Opened], T], wave: int | None = None) -> T:
        """Do something with a person's own sheet and commit it."""
        with self.database.writing() as session:
            opened = answering.open_sheet(
                session, wave or self.wave, actor=self.people[name], now=self.clock(), lock=True
            )
            return act(session, opened)

    def open(self, name: str, wave: int | None = None) -> Opened:
        return self.do(name, lambda session, opened: opened, wave)

    def begin(self, name: str, wave: int | None = None, *, agrees: bool = True, key: str = "") -> None:
        """Agree and begin; the key is another one each time."""
        self.begun.append(name)
        with self.database.writing() as session:
            answering.begin(
                session,
                wave or self.wave,
                agrees=agrees,
                key=key or f"{name} {len(self.begun)}".casefold(),
                actor=self.people[name],
                now=self.clock(),
            )

    def save(
        self, name: str, about: str, answers: Answers, revision: int | None = None, wave: int | None = None
    ) -> int:
        def act(session: Session, opened: Opened) -> int:
            page = next(p for p in opened.pages if p.about == about and _asks(p, answers))
            at = opened.revision(page) if revision is None else revision
            return answering.save(session, opened, page, answers, revision=at, now=self.clock())

        return self.do(name, act, wave)

    def write(self, name: str, words: dict[str, Written], revision: int | None = None) -> int:
        def act(session: Session, opened: Opened) -> int:
            page = next(p for p in opened.pages if p.about == WORDS)
            at = opened.revision(page) if revision is None else revision
            return answering.save_words(session, opened, words, revision=at, now=self.clock())

        return self.do(name, act)

    def hand_in(self, name: str) -> None:
        self.do(name, lambda session, opened: answering.hand_in(session, opened, now=self.clock()))

    def answers(self, name: str) -> dict[tuple[Question, str], Answer]:
        """What stands, without what is empty."""
        return {key: answer for key, answer in self.open(name).answers.items() if answer != Answer()}

    def add_round(self, questionnaire: Questionnaire, number: int = 1) -> int:
        with self.database.writing() as session:
            return make_round(session, self.pair, questionnaire, number=number, at=self.clock())


def _asks(page: object, answers: Answers) -> bool:
    asked = {ask.id for ask in page.part.questions}  # type: ignore[attr-defined]
    return not answers or any(question in asked for question, _ in answers)


def set_up(database: Database, clock: Clock, questionnaire: Questionnaire) -> Table:
    with database.writing() as session:
        partnership = make_pair(session, at=clock())
        _, [pair] = make_cohort(session, None, (), [partnership], at=clock())
        wave = make_round(session, pair, questionnaire, at=clock())
    return Table(database, clock, pair, partnership, wave)


@pytest.fixture
def table(database: Database, clock: Clock) -> Table:
    """A readiness round in which Amara has begun."""
    made = set_up(database, clock, readiness_quiz())
    made.sit("Amara")
    made.begin("Amara")
    return made


@pytest.fixture
def survey(database: Database, clock: Clock) -> Table:
    """A gap survey in which Amara, of the provider, has begun."""
    made = set_up(database, clock, gap_survey())
    made.sit("Amara")
    made.begin("Amara")
    return made


def both(now: int | None, want: int | None, about: str = "a1") -> dict[tuple[Question, str], Answer]:
    return {(NOW, about): Answer(now), (WANT, about): Answer(want)}


def share_with_the_side(table: Table, side: Side = Side.PROVIDER) -> None:
    with table.database.writing() as session:
        waves.side_mode(session, table.partnership, side).mode = Mode.ORGANISATION


def test_nothing_is_asked_or_kept_without_consent(database: Database, clock: Clock) -> None:
    table = set_up(database, clock, readiness_quiz())
    table.sit("Amara")
    with pytest.raises(Invalid) as refusal:
        table.begin("Amara", agrees=False)
    assert [problem.field for problem in refusal.value.problems] == ["agrees"]
    opened = table.open("Amara")
    assert (opened.row, opened.completion, opened.begun, opened.pages) == (None, None, False, ())


def test_a_sheet_begun_twice_stays_as_it_is(table: Table) -> None:
    table.save("Amara", "a1", both(2, 4))
    before = table.open("Amara")
    table.begin("Amara", key="another")
    after = table.open("Amara")
    assert (after.row and after.row.key, after.answers) == (before.row and before.row.key, before.answers)


def test_complete_and_incomplete_answers_are_kept(table: Table) -> None:
    table.save("Amara", "a1", both(2, 4))
    table.save("Amara", "a2", both(3, None, "a2"))
    table.save("Amara", "a3", {(NOW, "a3"): Answer(skip=Skip.CANNOT_SAY), (WANT, "a3"): Answer(skip=Skip.CANNOT_SAY)})
    opened = table.open("Amara")
    assert opened.answers[NOW, "a1"] == Answer(2)
    assert opened.answers[NOW, "a2"] == Answer(3)
    assert {opened.pages[n - 1].about for n in opened.done} == {"a1", "a3"}
    assert len(opened.to_do) == 22


def test_a_page_answered_elsewhere_meanwhile_is_a_clash_that_keeps_both(table: Table) -> None:
    drawn_with = 0
    table.save("Amara", "a1", both(2, 4), drawn_with)
    with pytest.raises(AnswersClash) as clash:
        table.save("Amara", "a1", both(3, 4), drawn_with)
    assert (clash.value.mine[NOW, "a1"], clash.value.standing[NOW, "a1"]) == (Answer(3), Answer(2))
    assert table.answers("Amara") == both(2, 4)
    table.save("Amara", "a1", both(3, 4), clash.value.revision)
    assert table.answers("Amara") == both(3, 4)


def test_the_same_answer_sent_again_is_no_clash(table: Table) -> None:
    revision = table.save("Amara", "a1", both(2, 4), 0)
    assert table.save("Amara", "a1", both(2, 4), 0) == revision


def test_only_answers_that_are_asked_can_be_kept(table: Table) -> None:
    for wrong in (both(6, 4), both(0, 4), {(NOW, "a1"): Answer(skip=Skip.NEVER_SAID)}):
        with pytest.raises(Invalid):
            table.save("Amara", "a1", wrong)
    assert table.answers("Amara") == {}


def test_a_closed_round_refuses_and_keeps_what_stood(table: Table) -> None:
    table.save("Amara", "a1", both(2, 4))
    table.clock.advance(days=30)
    with pytest.raises(Closed, match="closed on 15 December 2026"):
        table.save("Amara", "a1", both(5, 5))
    with pytest.raises(Closed):
        table.hand_in("Amara")
    assert table.answers("Amara") == both(2, 4)
    assert not table.open("Amara").takes_answers


def test_a_round_that_is_still_to_come_cannot_be_begun(table: Table) -> None:
    with table.database.writing() as session:
        day = table.clock().date() + timedelta(days=3)
        later = make_round(session, table.pair, gap_survey(), opens=day, at=table.clock())
    with pytest.raises(Closed, match="opens on 27 November 2026"):
        table.begin("Amara", later)


def test_a_pair_that_ended_takes_no_more_answers(table: Table) -> None:
    with table.database.writing() as session:
        session.get_one(CohortPartnershipRow, table.pair).ended_at = table.clock()
    with pytest.raises(Closed, match="no longer takes part"):
        table.save("Amara", "a1", both(2, 4))


def test_a_sheet_counts_once_it_is_handed_in_and_stays_changeable(table: Table) -> None:
    with pytest.raises(Invalid):
        table.hand_in("Amara")
    table.save("Amara", "a1", both(2, 4))
    assert not table.open("Amara").handed_in
    table.hand_in("Amara")
    first = table.open("Amara").completion
    table.clock.advance(days=2)
    table.save("Amara", "a1", both(3, 5))
    table.hand_in("Amara")
    opened = table.open("Amara")
    assert opened.handed_in
    assert opened.answers[NOW, "a1"] == Answer(3)
    assert opened.completion
    assert first
    assert opened.completion.handed_in_at == first.handed_in_at
    with table.database.reading() as session:
        [sheet] = sheets.handed_in(session, [table.wave])[table.wave]
    assert sheet.answers[WANT, "a1"] == Answer(5)


@pytest.mark.parametrize("who", ["stranger", "other pair", "left"])
def test_without_a_seat_in_the_pair_there_is_no_such_round(table: Table, who: str) -> None:
    with table.database.writing() as session:
        person = make_person(session, "Rowan", at=table.clock())
        if who == "other pair":
            other = make_pair(session, provider="Ashtree Homes", at=table.clock())
            _, [pair] = make_cohort(session, None, (), [other], at=table.clock())
            seat(session, person, pair, at=table.clock())
        elif who == "left":
            enrolment = seat(session, person, table.pair, at=table.clock())
            session.flush()
            enrolment.ended_at = table.clock()
            session.query(SeatRow).filter_by(enrolment_id=enrolment.id).update({"ended_at": table.clock()})
        table.people["Rowan"] = actor_of(session, person, at=table.clock())
    with pytest.raises(NotFound):
        table.open("Rowan")


def test_two_people_of_a_side_have_sheets_of_their_own(table: Table) -> None:
    table.sit("Rowan")
    table.begin("Rowan")
    table.save("Amara", "a1", both(2, 4))
    assert table.answers("Rowan") == {}


def test_each_side_answers_in_its_own_words(table: Table) -> None:
    table.sit("Rowan", Side.COMMISSIONER)
    table.begin("Rowan")
    texts = {}
    for name in ("Amara", "Rowan"):
        opened = table.open(name)
        statement = opened.questionnaire.statement("a1")
        assert statement
        texts[name] = opened.said(statement.for_side(opened.side))
    assert "Tessaly Care" in texts["Rowan"]
    assert "Quillby Borough Council" in texts["Amara"]


def test_points_are_kept_as_they_are_and_count_once_they_are_whole(survey: Table) -> None:
    shares = {(GUESS, d): Answer(n) for d, n in zip("rsaet", (40, 30, 20, 10, 5), strict=True)}
    survey.save("Amara", POINTS, shares)
    page = next(n for n, p in enumerate(survey.open("Amara").pages, 1) if p.about == POINTS)
    assert survey.open("Amara").answers[GUESS, "r"] == Answer(40)
    assert page in survey.open("Amara").done
    with pytest.raises(Invalid):
        survey.save("Amara", POINTS, {**shares, (GUESS, "r"): Answer(101)})


def test_a_promise_that_was_never_made_is_a_reason_and_a_belief_needs_a_number(survey: Table) -> None:
    survey.save("Amara", "r1", {(PROMISE, "r1"): Answer(skip=Skip.NEVER_SAID)})
    assert survey.answers("Amara") == {(PROMISE, "r1"): Answer(skip=Skip.NEVER_SAID)}
    with pytest.raises(Invalid):
        survey.save("Amara", "r1", {(BELIEVE, "r1"): Answer(skip=Skip.NEVER_SAID)})


def test_words_keep_their_reader_and_clash_like_answers(table: Table) -> None:
    mine = Written("We call each other first.", "sides", "We call early.")
    revision = table.write("Amara", {"well": mine, "first": Written("")})
    kept = table.open("Amara").words
    assert {q: (row.text, row.reader, row.shared) for q, row in kept.items()} == {
        "well": (mine.text, "sides", mine.shared)
    }
    with pytest.raises(AnswersClash):
        table.write("Amara", {"well": Written("Something else")}, 0)
    assert table.write("Amara", {"well": mine}, 0) == 0
    table.write("Amara", {"well": Written("Something else")}, revision)
    with pytest.raises(Invalid):
        table.write("Amara", {"well": Written("x" * 2001)})
    with pytest.raises(Invalid):
        table.write("Amara", {"well": Written("x", "everybody")})


def test_words_are_shared_only_when_their_writer_says_so_and_handed_in(table: Table) -> None:
    table.write("Amara", {"well": Written("Mine", "sides", "Ours"), "first": Written("Mine too", "me", "Unshared")})
    with table.database.reading() as session:
        assert sheets.shared_words(session, table.wave) == {Side.COMMISSIONER: [], Side.PROVIDER: []}
    table.hand_in("Amara")
    with table.database.reading() as session:
        assert sheets.shared_words(session, table.wave)[Side.PROVIDER] == ["Ours"]


def test_the_next_round_is_answered_under_the_same_key(table: Table) -> None:
    second, other = table.add_round(readiness_quiz(), 2), table.add_round(gap_survey())
    for wave in (second, other):
        table.begin("Amara", wave, key="a new key")
    keys = {row.key for wave in (table.wave, second, other) if (row := table.open("Amara", wave).row)}
    assert keys == {"amara 1"}


def test_a_shared_answer_is_one_sheet_for_the_whole_side(table: Table) -> None:
    share_with_the_side(table)
    table.sit("Rowan")
    table.sit("Idris", Side.COMMISSIONER)
    assert not table.open("Amara").begun
    for name in ("Amara", "Rowan"):
        table.begin(name)
    table.save("Amara", "a1", both(2, 4))
    assert table.answers("Rowan") == both(2, 4)
    with pytest.raises(AnswersClash):
        table.save("Rowan", "a1", both(5, 5), 0)
    table.save("Rowan", "a2", both(1, 1, "a2"), 0)
    assert table.answers("Amara") == {**both(2, 4), **both(1, 1, "a2")}
    table.hand_in("Rowan")
    assert table.open("Amara").handed_in
    assert not table.open("Idris").shared
    with table.database.reading() as session:
        assert sheets.counts(session, [table.wave]) == {(table.wave, Side.PROVIDER, True): 1}


def test_a_result_of_the_round_before_says_how_one_moved(table: Table) -> None:
    given = readiness_sheets()[0].answers
    second = table.add_round(readiness_quiz(), 2)
    table.begin("Amara", second)
    for n in (1, 2, 3):
        table.save("Amara", f"a{n}", both(2, 4, f"a{n}"))
        table.save("Amara", f"a{n}", both(4, 4, f"a{n}"), wave=second)
    opened = table.open("Amara", second)
    [moved] = own_results.moved(readiness_quiz(), opened.answers, readiness_quiz(), table.answers("Amara"))
    assert (moved.before, moved.now, moved.words) == ("2.0", "4.0", "further on")
    assert own_results.moved(readiness_quiz(), given, readiness_quiz(), {}) == ()


def test_home_lists_the_rounds_that_are_open(table: Table) -> None:
    pair = table.open("Amara").pair

    def listed(name: str, side: Side) -> list[tuple[int, bool, bool]]:
        with table.database.reading() as session:
            catalogue = None
            found = open_rounds.home(
                session,
                catalogue,  # type: ignore[arg-type]
                [(pair, side)],
                (),
                actor=table.people[name],
                now=table.clock(),
            )
        return [(each.wave_id, each.begun, each.handed_in) for each in found.open]

    table.sit("Rowan")
    assert listed("Rowan", Side.PROVIDER) == [(table.wave, False, False)]
    assert listed("Amara", Side.PROVIDER) == [(table.wave, True, False)]
    share_with_the_side(table)
    assert listed("Amara", Side.PROVIDER) == [(table.wave, False, False)]
    table.begin("Rowan")
    table.save("Rowan", "a1", both(2, 4))
    table.hand_in("Rowan")
    assert listed("Rowan", Side.PROVIDER) == [(table.wave, True, True)]
    table.clock.advance(days=60)
    assert listed("Rowan", Side.PROVIDER) == []


SAVES = st.lists(
    st.tuples(
        st.sampled_from(["a1", "b1", "c1"]),
        st.one_of(st.none(), st.integers(1, 5)),
        st.one_of(st.none(), st.integers(1, 5)),
        st.booleans(),
    ),
    max_size=14,
)


@settings(max_examples=examples(10, 150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(saves=SAVES)
def test_whatever_the_order_of_saves_what_was_last_acknowledged_stands(
    table: Table, saves: list[tuple[str, int | None, int | None, bool]]
) -> None:
    """A window saves with the number it was given last, or with the stale one it was drawn with."""
    with table.database.writing() as session:
        session.query(SheetAnswer).delete()
    known: dict[str, int] = {}
    acknowledged: dict[tuple[Question, str], Answer] = {}
    for about, now, want, fresh in saves:
        new = both(now, want, about)
        standing = {key: acknowledged.get(key, Answer()) for key in new}
        revision = known.get(about, 0) if fresh else 0
        if new == standing or revision == known.get(about, 0):
            known[about] = table.save("Amara", about, new, revision)
            acknowledged |= new
        else:
            with pytest.raises(AnswersClash) as clash:
                table.save("Amara", about, new, revision)
            assert dict(clash.value.standing) == standing
    assert table.answers("Amara") == {key: answer for key, answer in acknowledged.items() if answer != Answer()}


def test_two_people_who_begin_a_shared_answer_at_once_get_one_sheet(table: Table) -> None:
    share_with_the_side(table)
    names = ("Rowan", "Priya", "Sefa")
    for name in names:
        table.sit(name)

    def begin(name: str) -> Callable[[], None]:
        return lambda: table.begin(name, key=f"the key of {name}")

    assert together(*(begin(name) for name in names), begin("Rowan")) == [None] * 4
    with table.database.reading() as session:
        rows = session.query(SheetRow).filter_by(wave_id=table.wave, organisation=True).all()
    assert len(rows) == 1


def test_somebody_who_presses_start_twice_at_once_holds_one_key(table: Table) -> None:
    table.sit("Rowan")
    acts = [lambda n=n: table.begin("Rowan", key=f"key {n}") for n in range(4)]  # type: ignore[misc]
    assert together(*acts) == [None] * 4
    with table.database.reading() as session:
        held = sheets.keys_of(session, table.people["Rowan"].person_id)
        assert len(held) == 1


def share(table: Table, mode: Mode) -> None:
    with table.database.writing() as session:
        waves.side_mode(session, table.partnership, Side.PROVIDER).mode = mode


def test_whoever_agreed_to_answer_for_themselves_is_asked_before_they_answer_openly(table: Table) -> None:
    table.sit("Rowan")
    table.begin("Rowan")
    share(table, Mode.ORGANISATION)
    table.begin("Rowan")
    assert table.open("Rowan").begun
    assert not table.open("Amara").begun, "there is a sheet, and she agreed to another text"
    with pytest.raises(Closed):
        table.save("Amara", "a1", both(1, 1), 0)
    with pytest.raises(Invalid):
        table.begin("Amara", agrees=False)
    assert table.answers("Rowan") == {}
    table.begin("Amara")
    table.save("Amara", "a1", both(2, 4))
    assert table.answers("Rowan") == both(2, 4)


def test_answers_of_ones_own_wait_until_a_side_answers_one_by_one_again(table: Table) -> None:
    table.save("Amara", "a1", both(1, 5))
    share(table, Mode.ORGANISATION)
    table.begin("Amara")
    table.save("Amara", "a1", both(3, 3))
    table.hand_in("Amara")
    share(table, Mode.POOLED)
    assert not table.open("Amara").begun
    table.begin("Amara")
    assert table.answers("Amara") == both(1, 5)
    completion = table.open("Amara").completion
    assert completion
    assert completion.handed_in_at is None, "her own sheet was not handed in"
    assert not table.open("Amara").handed_in


def test_what_a_side_chooses_later_leaves_a_round_that_is_over_as_it_was(table: Table) -> None:
    table.save("Amara", "a1", both(1, 5))
    table.hand_in("Amara")
    table.clock.advance(days=60)
    share(table, Mode.ORGANISATION)
    assert table.open("Amara").handed_in
    assert not table.open("Amara").shared
    assert table.answers("Amara") == both(1, 5)


def test_two_rounds_begun_at_once_are_answered_under_one_key(table: Table) -> None:
    table.sit("Rowan")
    second = table.add_round(gap_survey())
    acts = [lambda w=w: table.begin("Rowan", w, key=f"key {w}") for w in (table.wave, second) * 2]  # type: ignore[misc]
    assert together(*acts) == [None] * 4
    keys = {row.key for wave in (table.wave, second) if (row := table.open("Rowan", wave).row)}
    assert len(keys) == 1
