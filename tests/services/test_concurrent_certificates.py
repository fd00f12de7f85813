"""Last steps that overlap, on both databases: one certificate, neither two nor none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from goodpartners.domain.errors import Closed
from goodpartners.domain.quiz.marking import key
from goodpartners.services import attempts, certificates, learning
from goodpartners.store.certificates import Certificate
from goodpartners.store.database import Database
from tests.conftest import Clock
from tests.garden import COURSE, MODULE, SECOND, SECTIONS, Learner, garden, learner
from tests.threads import overlapping, together


@pytest.fixture
def amara(database: Database, clock: Clock) -> Learner:
    """Learns in the garden."""
    return learner(database, clock)


def mine(who: Learner) -> list[Certificate]:
    """The person's certificates."""
    return list(who.read(lambda s: certificates.mine(s, actor=who.actor)))


def complete(who: Learner) -> Certificate:
    """Do everything; the certificate."""
    who.take()
    for section in SECTIONS:
        who.finish(section)
    (certificate,) = mine(who)
    return certificate


def renamed(who: Learner, name: str) -> Learner:
    """The same person under another name."""
    return replace(who, actor=replace(who.actor, name=name))


def finishing(who: Learner, section: str, module: str = MODULE) -> Callable[[Session], Any]:
    """Finishes a section."""
    return lambda s: learning.finish_section(
        s, who.catalogue, COURSE, module, section, actor=who.actor, now=who.clock()
    )


def test_windows_that_finish_at_once_get_one_certificate(amara: Learner) -> None:
    amara.take()
    for section in SECTIONS[1:]:
        amara.finish(section)
    got = together(*(lambda: amara.finish(SECTIONS[0]) for _ in range(4)))
    assert got == [None] * 4
    assert len(mine(amara)) == 1


def test_the_last_two_steps_done_at_once_bring_one_certificate(amara: Learner) -> None:
    amara.take()
    for section in SECTIONS[2:]:
        amara.finish(section)
    got = together(*(lambda section=section: amara.finish(section) for section in SECTIONS[:2]))
    assert got == [None] * 2
    assert len(mine(amara)) == 1


def test_a_last_section_and_a_last_hand_in_that_overlap_bring_one_certificate(
    database: Database, amara: Learner
) -> None:
    for section in SECTIONS[1:]:
        amara.finish(section)
    attempt = amara.start()
    for item in amara.open(attempt).attempt.items:
        amara.answer(attempt, item.id, key(item))

    def hand_in(session: Session) -> None:
        attempts.hand_in(session, amara.catalogue, amara.locked(session, attempt), now=amara.clock())

    got = overlapping(database, hand_in, finishing(amara, SECTIONS[0]))
    assert not [one for one in got if isinstance(one, Exception)]
    assert len(mine(amara)) == 1


def test_two_modules_of_which_one_is_needed_finished_at_once_bring_one_certificate(
    database: Database, amara: Learner
) -> None:
    amara = replace(amara, catalogue=garden(modules=2, completion={"modules": 1}))
    amara.take(f"{COURSE}/{SECOND}")
    amara.finish("sow", SECOND)
    for section in SECTIONS:
        amara.finish(section)
    attempt = amara.start()
    for item in amara.open(attempt).attempt.items:
        amara.answer(attempt, item.id, key(item))

    def hand_in(session: Session) -> None:
        attempts.hand_in(session, amara.catalogue, amara.locked(session, attempt), now=amara.clock())

    got = overlapping(database, finishing(amara, "pick", SECOND), hand_in)
    assert not [one for one in got if isinstance(one, Exception)]
    assert len(mine(amara)) == 1


def test_two_windows_that_ask_for_a_new_name_get_one_certificate(database: Database, amara: Learner) -> None:
    old = complete(amara)
    amara = renamed(amara, "Amara Mensah")

    def act(session: Session) -> Certificate:
        return certificates.reissue(session, old.id, actor=amara.actor, now=amara.clock())

    first, second = overlapping(database, act, act)
    assert isinstance(first, Certificate)
    assert isinstance(second, Closed)
    assert [c.holder for c in mine(amara)] == ["Amara Mensah", "Amara Osei"]
