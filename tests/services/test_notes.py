"""Notes, on both databases: two windows cannot overwrite each other, however close together they save."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from sqlalchemy.orm import Session

from goodpartners.domain.errors import Invalid, NotFound
from goodpartners.domain.people import Role
from goodpartners.services import learning
from goodpartners.services.learning import LONGEST_NOTE, NoteClash, SectionPage
from goodpartners.store import learning as store
from goodpartners.store.database import Database
from goodpartners.store.learning import Note
from tests.conftest import Clock
from tests.garden import (
    ACTIVITY,
    COURSE,
    MODULE,
    SECTIONS,
    WRITING,
    Learner,
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
