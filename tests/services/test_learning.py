"""Reading and doing, on both databases: sections, notes and questions asked on the spot."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.course import Audience
from goodpartners.domain.errors import Closed, Invalid, NotAllowed, NotFound
from goodpartners.domain.people import Membership, OrganisationKind, Role, Side
from goodpartners.domain.quiz.items import Item
from goodpartners.domain.quiz.responses import from_fields, to_json
from goodpartners.domain.quiz.review import Standing
from goodpartners.services import learning
from goodpartners.services.learning import LONGEST_NOTE, NoteClash, SectionPage
from goodpartners.store import learning as store
from goodpartners.store.database import Database
from goodpartners.store.learning import Note, SectionDone, SpotAnswer
from tests.conftest import Clock
from tests.domain.quiz.examples import quiz
from tests.factories import START
from tests.garden import (
    ACTIVITY,
    ASKING,
    COURSE,
    MODULE,
    QUESTION,
    QUIZ,
    SECOND,
    SECTIONS,
    THINK,
    WRITING,
    Learner,
    garden,
    learner,
)
from tests.threads import overlapping, together


@pytest.fixture
def amara(database: Database, clock: Clock) -> Learner:
    """Learns in the garden."""
    return learner(database, clock)


def look(who: Learner, section: str, module: str = MODULE, course: str = COURSE) -> SectionPage:
    """A section's page."""
    return who.read(lambda s: learning.section_page(s, who.catalogue, course, module, section, actor=who.actor))


def noting(who: Learner, text: str, version: int = 0, activity: str = ACTIVITY) -> Callable[[Session], Note]:
    """Saves a note."""

    def act(session: Session) -> Note:
        return learning.save_note(
            session, who.catalogue, COURSE, MODULE, activity, text, version=version, actor=who.actor, now=who.clock()
        )

    return act


def note_of(who: Learner) -> Note:
    """The note as it stands."""
    return look(who, WRITING).notes[ACTIVITY]


def answering(who: Learner, *values: str, quiz: str = THINK, item: str = QUESTION) -> Callable[[Session], None]:
    """Answers a question on the spot."""
    return lambda session: learning.answer_on_the_spot(
        session, who.catalogue, quiz, item, {"answer": values}, actor=who.actor, now=who.clock()
    )


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


def test_a_note_is_kept_and_counts_its_changes(amara: Learner) -> None:
    assert amara.write(noting(amara, "By the wall: us")).version == 1
    amara.clock.advance(minutes=1)
    assert amara.write(noting(amara, "By the wall: them\r\nGate: us", version=1)).version == 2
    note = note_of(amara)
    assert (note.text, note.version, note.saved_at) == ("By the wall: them\nGate: us", 2, amara.clock())


def test_the_same_note_again_is_no_change_and_no_clash(amara: Learner) -> None:
    amara.write(noting(amara, "By the wall: us"))
    assert amara.write(noting(amara, "By the wall: us", version=0)).version == 1


def test_two_windows_cannot_overwrite_each_other_and_both_texts_are_kept(amara: Learner) -> None:
    amara.write(noting(amara, "left"))
    with amara.database.writing() as session:
        with pytest.raises(NoteClash) as caught:
            noting(amara, "right", version=0)(session)
        assert (caught.value.mine, caught.value.standing.text) == ("right", "left")
    assert amara.write(noting(amara, "left and right", version=1)).text == "left and right"


def accepted_and_given_back(got: list[Any] | tuple[Any, ...]) -> set[str]:
    """Every text that was saved or handed back with a clash."""
    for one in got:
        assert isinstance(one, Note | NoteClash), repr(one)
    return {one.text if isinstance(one, Note) else one.mine for one in got}


@pytest.mark.parametrize("version", [0, 1])
def test_of_two_windows_that_save_at_once_one_is_told(amara: Learner, version: int) -> None:
    """Version 0: both write the first note of this activity; version 1: both change the same note."""
    if version:
        amara.write(noting(amara, "before"))
    texts = ("one", "two", "three")
    got = together(*(lambda text=text: amara.write(noting(amara, text, version)) for text in texts))
    assert accepted_and_given_back(got) == set(texts)
    (saved,) = (one for one in got if isinstance(one, Note))
    assert note_of(amara).text == saved.text


@pytest.mark.parametrize("version", [0, 1])
def test_a_save_that_runs_into_another_is_told(database: Database, amara: Learner, version: int) -> None:
    if version:
        amara.write(noting(amara, "before"))
    got = overlapping(database, noting(amara, "one", version), noting(amara, "two", version))
    assert accepted_and_given_back(got) == {"one", "two"}
    assert isinstance(got[1], NoteClash)
    assert note_of(amara).text == "one"


def test_a_note_that_is_too_long_says_by_how_much(amara: Learner) -> None:
    with pytest.raises(Invalid) as caught:
        amara.write(noting(amara, "x" * (LONGEST_NOTE + 3)))
    (problem,) = caught.value.problems
    assert problem.field == f"note-{ACTIVITY}"
    assert "3 characters too long" in problem.sentence
    assert amara.write(noting(amara, "x" * LONGEST_NOTE)).version == 1


def test_any_character_can_be_kept_in_a_note(amara: Learner) -> None:
    text = "“Gate” – £3, 70 %, naïve, 🌱, \u202e, <b>, {{ x }}, \\, '; DROP TABLE note; --"
    amara.write(noting(amara, f"{text}\x00"))
    assert note_of(amara).text == text


def test_a_note_needs_an_activity_of_the_course(amara: Learner) -> None:
    with pytest.raises(NotFound):
        amara.write(noting(amara, "so", activity="none"))


def test_notes_are_ones_own(amara: Learner, database: Database, clock: Clock) -> None:
    amara.write(noting(amara, "mine"))
    rowan = learner(database, clock, "Rowan Ashby", roles=[Role.TRAINER, Role.ADMIN])
    assert look(rowan, WRITING).notes == {}
    assert rowan.write(noting(rowan, "his")).version == 1
    assert note_of(amara).text == "mine"
    everything = amara.read(lambda s: learning.module_notes(s, COURSE, MODULE, actor=amara.actor))
    assert [note.text for note in everything.values()] == ["mine"]


def test_a_question_on_the_spot_is_explained_and_the_last_answer_is_kept(amara: Learner) -> None:
    asked = look(amara, ASKING).questions[THINK, QUESTION]
    assert (asked.response, asked.review) == (None, None)
    for letter, standing in (("a", Standing.WRONG), ("b", Standing.RIGHT)):
        amara.write(answering(amara, letter))
        review = look(amara, ASKING).questions[THINK, QUESTION].review
        assert review
        assert review.lines[0].standing is standing
    assert amara.read(lambda s: s.scalar(sa.select(sa.func.count()).select_from(SpotAnswer))) == 1


def test_a_question_on_the_spot_counts_for_nothing(amara: Learner) -> None:
    before = look(amara, ASKING).progress
    amara.write(answering(amara, "b"))
    assert look(amara, ASKING).progress == before


@pytest.mark.parametrize("values", [(), ("",), ("none",)])
def test_an_empty_answer_on_the_spot_says_what_to_do(amara: Learner, values: tuple[str, ...]) -> None:
    with pytest.raises(Invalid) as caught:
        amara.write(answering(amara, *values))
    assert [p.field for p in caught.value.problems] == [f"{QUESTION}-answer"]


def test_only_a_practice_quiz_lends_its_questions(amara: Learner) -> None:
    for key, item in ((QUIZ, "day"), (THINK, "none"), ("none/none", "day")):
        with pytest.raises(NotFound):
            amara.write(answering(amara, "a", quiz=key, item=item))


def test_two_answers_on_the_spot_at_once_leave_one(database: Database, amara: Learner) -> None:
    got = overlapping(database, answering(amara, "a"), answering(amara, "b"))
    assert got == (None, None)
    kept = amara.read(lambda s: s.scalars(sa.select(SpotAnswer)).one())
    assert kept.response["options"] == ["b"]


def test_a_question_that_has_gone_from_the_quiz_is_left_out(amara: Learner) -> None:
    amara.write(answering(amara, "a"))
    quizzes = {key: quiz for key, quiz in amara.catalogue.quizzes.items() if key != THINK}
    amara = replace(amara, catalogue=replace(amara.catalogue, quizzes=quizzes))
    assert look(amara, ASKING).questions == {}


@pytest.mark.parametrize("values", [{"answer": ["a"]}, {"match-a": ["noon"]}, {"place-1": ["4"]}], ids=str)
@pytest.mark.parametrize("kind", ["single-choice", "matching", "ordering", "scale", "numeric", "true-false"])
def test_a_question_that_was_changed_since_it_was_answered_is_still_shown(
    amara: Learner, values: dict[str, list[str]], kind: str
) -> None:
    kinds = {one.kind: one for one in quiz().items}
    practice = amara.catalogue.quizzes[THINK]

    def asking(item: Item) -> Learner:
        changed = practice.model_copy(update={"items": [item.model_copy(update={"id": QUESTION})]})
        quizzes = {**amara.catalogue.quizzes, THINK: changed}
        return replace(amara, catalogue=replace(amara.catalogue, quizzes=quizzes))

    before = next(one for one in kinds.values() if from_fields(one, values) and one.kind != "scale")
    given = from_fields(before, values)
    assert given
    amara.write(
        lambda s: store.save_spot_answer(s, amara.actor.person_id, THINK, QUESTION, to_json(given), amara.clock())
    )
    asked = look(asking(kinds[kind]), ASKING).questions[THINK, QUESTION]
    assert asked.item.kind == kind
    assert asked.response is None or asked.review


@pytest.mark.parametrize("database_kind", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_two_windows_that_have_both_written_take_turns_without_a_deadlock(database: Database, amara: Learner) -> None:
    """Each has already written a row that points to the person; SQLite would not have let the second begin."""
    person = amara.actor.person_id
    with database.writing() as left, ThreadPoolExecutor(1) as pool:
        store.mark_done(left, person, COURSE, MODULE, SECTIONS[0], amara.clock())
        written = Event()

        def right() -> None:
            with database.writing() as session:
                store.mark_done(session, person, COURSE, MODULE, SECTIONS[1], amara.clock())
                written.set()
                store.take_turns(session, person)

        later = pool.submit(right)
        assert written.wait(30)
        store.take_turns(left, person)
        left.commit()
        assert later.result() is None
    assert sum(step.done for step in look(amara, SECTIONS[0]).progress.steps) == 2
