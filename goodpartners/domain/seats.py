"""The rules of seats: who may sit in a pair, on which side, and from when somebody counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from goodpartners.domain.cohorts import Seat
from goodpartners.domain.errors import Closed
from goodpartners.domain.partnerships import Partnership, PartnershipState
from goodpartners.domain.people import OrganisationKind, Side

IN_ROLE = timedelta(weeks=4)
"""Agency and interim staff count towards their side once they have been in the role for so long."""


def side_in(partnership: Partnership, organisation_id: int, kind: OrganisationKind, chosen: Side | None) -> Side:
    """The side on which somebody from an organisation sits in a pair. Raises Closed.

    A party has its own side. Somebody from elsewhere, such as a regional consortium, chooses openly.
    """
    own = partnership.side_of(organisation_id)
    if own is not None:
        if chosen is not None and chosen is not own:
            raise Closed(f"{partnership.organisation(own)} is the {own} in {partnership.name}.")
        return own
    if kind is not OrganisationKind.OTHER:
        raise Closed(f"This organisation is no party to the partnership of {partnership.name}.")
    if chosen is None:
        raise Closed("Choose a side: somebody from neither organisation sits openly on one of them.")
    return chosen


def check(partnership: Partnership, side: Side, held: Iterable[Seat]) -> None:
    """Refuse a seat against the ones the person holds in the same partnership. Raises Closed."""
    if partnership.state is PartnershipState.ENDED:
        raise Closed(f"The partnership of {partnership.name} has ended.")
    for seat in held:
        if seat.side is not side:
            raise Closed(f"Nobody sits on both sides of one pair. End the place on the {seat.side}’s side first.")


def counts_from(begins: date, enrolled: date, *, agency: bool) -> date:
    """The first day on which somebody counts towards an average of their side."""
    return max(enrolled, begins + IN_ROLE) if agency else enrolled
