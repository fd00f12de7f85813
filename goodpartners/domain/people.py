"""People, organisations and what they may do, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Side(StrEnum):
    """The side somebody stands on in a partnership."""

    COMMISSIONER = "commissioner"
    PROVIDER = "provider"


class OrganisationKind(StrEnum):
    """What an organisation is in the partnership."""

    AUTHORITY = "placing authority"
    PROVIDER = "provider"
    OTHER = "other"


class Role(StrEnum):
    """What somebody may do beyond learning."""

    SIDE_LEAD = "side lead"
    TRAINER = "trainer"
    AUTHOR = "author"
    ORGANISATION_MANAGER = "organisation manager"
    ADMIN = "admin"


ROLES_WITHIN_AN_ORGANISATION = frozenset({Role.SIDE_LEAD, Role.ORGANISATION_MANAGER})


@dataclass(frozen=True)
class Grant:
    """A role somebody holds, in one organisation or everywhere."""

    role: Role
    organisation_id: int | None = None


@dataclass(frozen=True)
class Membership:
    """Somebody's place in an organisation; the side sits here, not on the person."""

    organisation_id: int
    organisation: str
    kind: OrganisationKind
    side: Side | None
    job_family: str | None
    begins: date
    ends: date | None

    def runs(self, today: date) -> bool:
        """Whether it holds on that day."""
        return self.begins <= today and (self.ends is None or today <= self.ends)


@dataclass(frozen=True)
class Actor:
    """Who acts: a frozen value, so that no database row reaches the rules."""

    person_id: int
    name: str
    email: str
    grants: frozenset[Grant] = frozenset()
    memberships: tuple[Membership, ...] = ()
    theme: str = "system"
    session_id: int = 0
    demo: bool = False
    """Whether they are invented, and so is what they see of others."""

    def holds(self, role: Role) -> bool:
        """Whether the person holds a role anywhere."""
        return any(g.role is role for g in self.grants)

    def holds_in(self, role: Role, organisation_id: int) -> bool:
        """Whether the person holds a role in that organisation."""
        return Grant(role, organisation_id) in self.grants

    @property
    def side(self) -> Side | None:
        """The side of the first membership that names one."""
        return next((m.side for m in self.memberships if m.side), None)

    @property
    def first_name(self) -> str:
        """What to call the person on a page of their own."""
        return self.name.split()[0] if self.name.split() else self.name
