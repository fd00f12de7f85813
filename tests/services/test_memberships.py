"""Places in organisations, as an admin adds, corrects and ends them."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from goodpartners.domain.errors import Closed, Invalid, NotAllowed, NotFound
from goodpartners.domain.people import Actor, Grant, OrganisationKind, Role, Side
from goodpartners.services import memberships, privacy
from goodpartners.services.memberships import Wanted
from goodpartners.store.database import Database
from goodpartners.store.joining import CohortInvitation
from goodpartners.store.people import MembershipRow, RoleGrant
from goodpartners.store.seats import Enrolment, SeatRow
from tests.cohorts import actor_of, make_cohort, make_pair, seat
from tests.factories import START, make_organisation, make_person

ADMIN = Actor(0, "Moira Tennant", "", frozenset({Grant(Role.ADMIN)}))
LATER = START + timedelta(days=3)


@pytest.mark.parametrize(
    ("kind", "chosen", "side"),
    [
        (OrganisationKind.AUTHORITY, Side.PROVIDER, Side.COMMISSIONER),
        (OrganisationKind.PROVIDER, None, Side.PROVIDER),
        (OrganisationKind.OTHER, Side.PROVIDER, Side.PROVIDER),
        (OrganisationKind.OTHER, None, None),
    ],
)
def test_an_organisation_of_a_side_gives_its_own_side(
    database: Database, kind: OrganisationKind, chosen: Side | None, side: Side | None
) -> None:
    with database.writing() as session:
        person, where = make_person(session), make_organisation(session, "Somewhere", kind)
        wanted = Wanted(where.id, chosen, " home  manager ", agency=True)
        memberships.add(session, person.id, wanted, actor=ADMIN, now=START)
        [held] = memberships.of_person(session, person.id, actor=ADMIN)
        assert (held.organisation, held.side, held.job_family, held.agency) == ("Somewhere", side, "home manager", True)


def test_nobody_belongs_twice_to_one_organisation_at_a_time(database: Database) -> None:
    with database.writing() as session:
        person, where = make_person(session), make_organisation(session)
        memberships.add(session, person.id, Wanted(where.id), actor=ADMIN, now=START)
        for wanted in (Wanted(where.id), Wanted(None), Wanted(99), Wanted(where.id, job_family="x" * 81)):
            with pytest.raises(Invalid):
                memberships.add(session, person.id, wanted, actor=ADMIN, now=START)
        [held] = memberships.of_person(session, person.id, actor=ADMIN)
        memberships.end(session, person.id, held.id, actor=ADMIN, now=LATER)
        memberships.add(session, person.id, Wanted(where.id), actor=ADMIN, now=LATER)
        assert [h.ends for h in memberships.of_person(session, person.id, actor=ADMIN)] == [None, LATER.date()]
        with pytest.raises(Closed):
            memberships.end(session, person.id, held.id, actor=ADMIN, now=LATER)


def test_an_end_ends_places_in_cohorts_roles_within_and_open_invitations(database: Database) -> None:
    with database.writing() as session:
        person = make_person(session)
        cohort, pairs = make_cohort(session, None, partnerships=[make_pair(session)])
        seat(session, person, pairs[0], Side.PROVIDER)
        row = session.scalars(sa.select(MembershipRow)).one()
        for role, within in ((Role.SIDE_LEAD, row.organisation_id), (Role.AUTHOR, None)):
            session.add(RoleGrant(person_id=person.id, role=role, organisation_id=within, granted_at=START))
        other = make_organisation(session, "Elsewhere")
        for where in (row.organisation_id, other.id):
            session.add(CohortInvitation(cohort_id=cohort, person_id=person.id, organisation_id=where, sent_at=START))
        session.flush()
        memberships.end(session, person.id, row.id, actor=ADMIN, now=LATER)
        assert [e.ended_at for e in session.scalars(sa.select(Enrolment))] == [LATER]
        assert [s.ended_at for s in session.scalars(sa.select(SeatRow))] == [LATER]
        assert session.scalars(sa.select(RoleGrant.role)).all() == [Role.AUTHOR]
        invitations = session.scalars(sa.select(CohortInvitation).order_by(CohortInvitation.id)).all()
        assert [i.withdrawn_at for i in invitations] == [LATER, None]


def test_the_flag_of_agency_staff_is_in_the_persons_own_copy(database: Database) -> None:
    with database.writing() as session:
        person, where = make_person(session), make_organisation(session)
        memberships.add(session, person.id, Wanted(where.id), actor=ADMIN, now=START)
        [held] = memberships.of_person(session, person.id, actor=ADMIN)
        memberships.correct(session, person.id, held.id, "night staff", True, actor=ADMIN, now=LATER)
        copy = privacy.copy(session, actor=actor_of(session, person), now=LATER)
        assert copy.records["memberships"][0]["agency"] is True
        assert copy.records["memberships"][0]["job_family"] == "night staff"
        assert copy.records["activity"][0]["sentence"] == "The details of the place in Tessaly Care were changed."


def test_only_an_admin_and_only_the_persons_own_place(database: Database) -> None:
    with database.writing() as session:
        person, other, where = make_person(session), make_person(session, "Other"), make_organisation(session)
        memberships.add(session, person.id, Wanted(where.id), actor=ADMIN, now=START)
        [held] = memberships.of_person(session, person.id, actor=ADMIN)
        with pytest.raises(NotFound):
            memberships.end(session, other.id, held.id, actor=ADMIN, now=LATER)
        for act in (
            lambda: memberships.of_person(session, person.id, actor=actor_of(session, person)),
            lambda: memberships.end(session, person.id, held.id, actor=actor_of(session, person), now=LATER),
        ):
            with pytest.raises(NotAllowed):
                act()
