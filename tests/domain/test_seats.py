"""Who may sit in a pair, on which side, and from when somebody counts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from goodpartners.domain.cohorts import Seat
from goodpartners.domain.errors import Closed
from goodpartners.domain.partnerships import Partnership
from goodpartners.domain.people import OrganisationKind, Side
from goodpartners.domain.seats import check, counts_from, side_in
from tests.factories import START

PAIR = Partnership(1, 10, "Quillby Borough Council", 20, "Tessaly Care", START, START, START)
C, P = Side.COMMISSIONER, Side.PROVIDER
AUTHORITY, PROVIDER, OTHER = OrganisationKind.AUTHORITY, OrganisationKind.PROVIDER, OrganisationKind.OTHER


def seat(side: Side, pair: int = 5) -> Seat:
    return Seat(1, pair, 3, 7, 10, side)


@pytest.mark.parametrize(("organisation", "kind", "side"), [(10, AUTHORITY, C), (20, PROVIDER, P)])
def test_a_party_sits_on_its_own_side(organisation: int, kind: OrganisationKind, side: Side) -> None:
    assert side_in(PAIR, organisation, kind, None) is side
    assert side_in(PAIR, organisation, kind, side) is side


def test_a_party_cannot_sit_on_the_other_side() -> None:
    with pytest.raises(Closed, match="Quillby Borough Council is the commissioner"):
        side_in(PAIR, 10, AUTHORITY, P)


@pytest.mark.parametrize("kind", [AUTHORITY, PROVIDER])
def test_another_authority_or_provider_has_no_place_in_the_pair(kind: OrganisationKind) -> None:
    with pytest.raises(Closed, match="no party"):
        side_in(PAIR, 30, kind, C)


@pytest.mark.parametrize("side", list(Side))
def test_somebody_from_a_consortium_sits_openly_on_the_side_they_choose(side: Side) -> None:
    assert side_in(PAIR, 30, OTHER, side) is side


def test_somebody_from_a_consortium_must_choose() -> None:
    with pytest.raises(Closed, match="Choose a side"):
        side_in(PAIR, 30, OTHER, None)


def test_nobody_sits_on_both_sides_of_one_pair() -> None:
    with pytest.raises(Closed, match="both sides"):
        check(PAIR, C, [seat(P)])


def test_the_same_side_of_the_pair_in_another_cohort_is_fine() -> None:
    check(PAIR, C, [seat(C, pair=9)])


def test_nobody_gets_a_seat_in_a_partnership_that_has_ended() -> None:
    with pytest.raises(Closed, match="has ended"):
        check(Partnership(1, 10, "A", 20, "B", START, START, START, ended_at=START), C, [])


def test_agency_staff_count_after_four_weeks_in_the_role_and_others_at_once() -> None:
    begins, enrolled = date(2026, 11, 1), date(2026, 11, 10)
    assert counts_from(begins, enrolled, agency=True) == begins + timedelta(weeks=4)
    assert counts_from(begins, enrolled, agency=False) == enrolled
    assert counts_from(begins, date(2027, 1, 1), agency=True) == date(2027, 1, 1)
