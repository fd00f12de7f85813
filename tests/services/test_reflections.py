"""CPD reflections, on both databases: one a course, ones own, and never overwritten by another window."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from goodpartners.domain.errors import Invalid
from goodpartners.domain.people import Role
from goodpartners.services import certificates
from goodpartners.services.certificates import LONGEST, ReflectionClash
from goodpartners.store.database import Database
from goodpartners.store.learning import Reflection
from tests.conftest import Clock
from tests.garden import COURSE, Learner, learner
from tests.threads import overlapping


@pytest.fixture
def amara(database: Database, clock: Clock) -> Learner:
    """Learns in the garden."""
    return learner(database, clock)


@pytest.fixture
def admin(database: Database, clock: Clock) -> Learner:
    """May revoke certificates."""
    return learner(database, clock, "Moira Tennant", roles=[Role.ADMIN])


TEXTS = {"learned": "Ask first.", "impact": "We ask now.", "peer": "Rowan agreed."}


def reflecting(who: Learner, version: int = 0, **changes: str) -> Callable[[Session], Reflection]:
    """Saves a reflection."""
    return lambda s: certificates.save_reflection(
        s, COURSE, {**TEXTS, **changes}, version=version, actor=who.actor, now=who.clock()
    )


def reflection_of(who: Learner) -> Reflection | None:
    """The reflection as it stands."""
    return who.read(lambda s: certificates.reflection(s, COURSE, actor=who.actor))


def test_a_reflection_is_kept_and_counts_its_changes(amara: Learner) -> None:
    assert reflection_of(amara) is None
    assert amara.write(reflecting(amara)).version == 1
    assert amara.write(reflecting(amara, 1, impact="We ask and wait.")).version == 2
    kept = reflection_of(amara)
    assert kept
    assert (kept.learned, kept.impact, kept.peer) == ("Ask first.", "We ask and wait.", "Rowan agreed.")


def test_the_same_reflection_again_is_no_change_and_no_clash(amara: Learner) -> None:
    amara.write(reflecting(amara))
    assert amara.write(reflecting(amara, 0)).version == 1


def test_a_reflection_changed_in_another_window_clashes_and_stands(amara: Learner) -> None:
    amara.write(reflecting(amara))
    with pytest.raises(ReflectionClash):
        amara.write(reflecting(amara, 0, peer="Soraya agreed."))
    kept = reflection_of(amara)
    assert kept
    assert kept.peer == "Rowan agreed."


@pytest.mark.parametrize("version", [0, 1])
def test_of_two_reflections_saved_at_once_one_is_told(database: Database, amara: Learner, version: int) -> None:
    if version:
        amara.write(reflecting(amara))
    first, second = overlapping(
        database, reflecting(amara, version, peer="one"), reflecting(amara, version, peer="two")
    )
    assert isinstance(second, ReflectionClash)
    kept = reflection_of(amara)
    assert kept
    assert kept.peer == first.peer == "one"


def test_a_reflection_that_is_too_long_names_the_box(amara: Learner) -> None:
    with pytest.raises(Invalid) as caught:
        amara.write(reflecting(amara, impact="x" * (LONGEST + 1), peer="x" * LONGEST))
    assert [p.field for p in caught.value.problems] == ["impact"]


def test_any_character_can_be_kept_in_a_reflection(amara: Learner) -> None:
    amara.write(reflecting(amara, peer="Rowan 🌱\x00"))
    kept = reflection_of(amara)
    assert kept
    assert kept.peer == "Rowan 🌱"


def test_a_reflection_is_ones_own(amara: Learner, admin: Learner) -> None:
    amara.write(reflecting(amara))
    assert reflection_of(admin) is None
    assert admin.write(reflecting(admin)).version == 1
