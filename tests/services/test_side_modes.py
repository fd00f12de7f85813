"""How a side answers: suggested by anybody in the pair, chosen by whoever speaks for its organisation."""

from __future__ import annotations

import pytest

from goodpartners.domain.errors import Closed, Invalid, NotFound
from goodpartners.domain.partnership.snapshots import Mode
from goodpartners.domain.people import Actor, Grant, Role, Side
from goodpartners.services import organisations, side_modes
from goodpartners.services.house import House
from goodpartners.store import waves
from goodpartners.store.cohorts import CohortPartnershipRow
from goodpartners.store.partnerships import PartnershipRow
from tests.asked import Asked, C, P
from tests.cohorts import actor_of
from tests.factories import START, make_person


@pytest.fixture
def asked(house: House) -> Asked:
    """A pair with two on the provider's side."""
    return Asked(house, ((3, 2),))


def partnership(asked: Asked) -> PartnershipRow:
    with asked.house.database.reading() as session:
        row = session.get_one(CohortPartnershipRow, asked.pairs[0])
        return session.get_one(PartnershipRow, row.partnership_id)


def speaker(asked: Asked, organisation: int, role: Role = Role.ORGANISATION_MANAGER) -> Actor:
    return Actor(asked.trainer.id, "Speaker", "s@example.org", frozenset({Grant(role, organisation)}))


def suggest(asked: Asked, actor: Actor, mode: Mode = Mode.ORGANISATION, side: Side = P) -> None:
    with asked.house.database.writing() as session:
        side_modes.suggest(session, asked.pairs[0], side, mode, actor=actor, now=START)


def choose(asked: Asked, organisation: int, mode: str, actor: Actor | None = None) -> Mode:
    with asked.house.database.writing() as session:
        who = actor or speaker(asked, organisation)
        number = partnership(asked).id
        return side_modes.choose(session, number, mode, organisation_id=organisation, actor=who, now=START)


def modes(asked: Asked) -> dict[Side, Mode]:
    number = partnership(asked).id
    with asked.house.database.reading() as session:
        return waves.modes(session, [number])[number]


@pytest.mark.parametrize("role", [Role.ORGANISATION_MANAGER, Role.SIDE_LEAD])
@pytest.mark.parametrize("mode", list(Mode))
def test_whoever_speaks_for_an_organisation_chooses_for_its_own_side(asked: Asked, role: Role, mode: Mode) -> None:
    provider = partnership(asked).provider_id
    assert choose(asked, provider, mode.value, speaker(asked, provider, role)) is mode
    assert modes(asked) == {C: Mode.POOLED, P: mode}


def test_nobody_chooses_for_the_other_side_or_for_a_stranger(asked: Asked, house: House) -> None:
    found = partnership(asked)
    theirs = speaker(asked, found.authority_id)
    with pytest.raises(NotFound):
        choose(asked, found.provider_id, "workshop", theirs)
    with pytest.raises(NotFound):
        choose(asked, found.provider_id + 99, "workshop", theirs)
    with pytest.raises(NotFound):
        choose(asked, found.provider_id, "workshop", asked.moira)
    assert set(modes(asked).values()) == {Mode.POOLED}


def test_a_way_that_is_none_is_refused(asked: Asked) -> None:
    with pytest.raises(Invalid, match="Choose how your side answers"):
        choose(asked, partnership(asked).provider_id, "by post")


def test_an_ended_partnership_chooses_nothing_any_more(asked: Asked) -> None:
    with asked.house.database.writing() as session:
        session.get_one(PartnershipRow, partnership(asked).id).ended_at = START
    with pytest.raises(Closed):
        choose(asked, partnership(asked).provider_id, "workshop")


def test_a_suggestion_is_seen_by_the_organisation_and_gone_once_it_has_decided(asked: Asked) -> None:
    suggest(asked, asked.actor(0, C))
    provider = partnership(asked).provider_id
    catalogue = asked.house.library.current(today=START.date())

    def seen() -> tuple[side_modes.Answering, list[str]]:
        with asked.house.database.reading() as session:
            who = speaker(asked, provider)
            page = organisations.overview(session, catalogue, provider, actor=who, now=START)
        return page.agreements[0].answering, [sentence for _, sentence in page.log]

    answering, log = seen()
    assert answering == side_modes.Answering(Mode.POOLED, Mode.ORGANISATION)
    assert log[0] == "Another way of answering was suggested for Tessaly 0: one shared answer, shown openly."
    assert "Commissioner 0 0" not in str(log)
    choose(asked, provider, "organisation")
    answering, log = seen()
    assert answering == side_modes.Answering(Mode.ORGANISATION)
    assert log[0] == "A way of answering was chosen for Tessaly 0: one shared answer, shown openly."


def test_only_somebody_in_the_pair_suggests_and_only_something_else(asked: Asked) -> None:
    with asked.house.database.writing() as session:
        stranger = actor_of(session, make_person(session, "Sam Stranger"))
    for outside in (stranger, asked.moira):
        with pytest.raises(NotFound):
            suggest(asked, outside)
    with pytest.raises(Invalid):
        suggest(asked, asked.actor(0, P), Mode.POOLED)
