"""Partnerships: one placing authority and one provider who work together, or try to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from goodpartners.domain.people import Side


class Act(StrEnum):
    """What an organisation may decide about a partnership of its own."""

    ACCEPT = "accept"
    PAUSE = "pause"
    RESUME = "resume"
    END = "end"
    PROCUREMENT = "procurement"
    LIFT = "lift"


class PartnershipState(StrEnum):
    """Where a partnership stands."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted by both"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True)
class Partnership:
    """Exactly one authority and one provider; both must accept before either sees what comes from the other."""

    id: int
    authority_id: int
    authority: str
    provider_id: int
    provider: str
    proposed_at: datetime
    authority_accepted_at: datetime | None = None
    provider_accepted_at: datetime | None = None
    paused_at: datetime | None = None
    procurement_since: datetime | None = None
    ended_at: datetime | None = None
    procurement_lift_authority_at: datetime | None = None
    procurement_lift_provider_at: datetime | None = None

    @property
    def state(self) -> PartnershipState:
        """The latest of what was decided: an end outweighs a pause, a pause outweighs a consent."""
        if self.ended_at:
            return PartnershipState.ENDED
        if self.paused_at:
            return PartnershipState.PAUSED
        if self.authority_accepted_at and self.provider_accepted_at:
            return PartnershipState.ACCEPTED
        return PartnershipState.PROPOSED

    @property
    def name(self) -> str:
        """Both organisations, the authority first."""
        return f"{self.authority} and {self.provider}"

    def organisation(self, side: Side) -> str:
        """The name of the organisation on a side."""
        return self.authority if side is Side.COMMISSIONER else self.provider

    def organisation_id(self, side: Side) -> int:
        """The number of the organisation on a side."""
        return self.authority_id if side is Side.COMMISSIONER else self.provider_id

    def accepted_at(self, side: Side) -> datetime | None:
        """When a side agreed."""
        return self.authority_accepted_at if side is Side.COMMISSIONER else self.provider_accepted_at

    def lifted_at(self, side: Side) -> datetime | None:
        """When a side said that the procurement pause may end."""
        both = self.procurement_lift_authority_at, self.procurement_lift_provider_at
        return both[0] if side is Side.COMMISSIONER else both[1]

    def side_of(self, organisation_id: int) -> Side | None:
        """The side an organisation stands on; None when it is no party."""
        if organisation_id == self.authority_id:
            return Side.COMMISSIONER
        return Side.PROVIDER if organisation_id == self.provider_id else None

    @property
    def open_between_sides(self) -> bool:
        """Whether one side may see what comes from the other: agreed by both, not paused, and no tender going on."""
        return self.state is PartnershipState.ACCEPTED and self.procurement_since is None

    def acts(self, side: Side) -> tuple[Act, ...]:
        """What a side may decide now, the usual first."""
        if self.state is PartnershipState.ENDED:
            return ()
        found = [Act.ACCEPT] if self.accepted_at(side) is None else []
        found.append(Act.RESUME if self.paused_at else Act.PAUSE)
        if self.procurement_since is None:
            found.append(Act.PROCUREMENT)
        elif self.lifted_at(side) is None:
            found.append(Act.LIFT)
        return (*found, Act.END)
