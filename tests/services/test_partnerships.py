"""Partnerships: proposed once, agreed by both, paused by either, ended with everything that hangs on them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from goodpartners.domain.errors import Closed, Invalid, NotAllowed, NotFound
from goodpartners.domain.partnerships import Partnership, PartnershipState
from goodpartners.domain.people import Actor, Grant, OrganisationKind, Role, Side
from goodpartners.services import activity, partnerships
from goodpartners.store import joining
from goodpartners.store.audit import AuditEntry
from goodpartners.store.cohorts import CohortPartnershipRow, JoinCode
from goodpartners.store.database import Database
from goodpartners.store.joining import CohortInvitation
from goodpartners.store.mail import OutboxMail
from goodpartners.store.people import Person, RoleGrant
from goodpartners.store.seats import Enrolment, SeatRow
from tests.cohorts import QUILLBY, TESSALY, make_cohort, make_pair, seat
from tests.factories import START, make_organisation, make_person

ADMIN = Actor(0, "Moira Tennant", "", frozenset({Grant(Role.ADMIN)}))
TRAINER = Actor(0, "Thea Lund", "", frozenset({Grant(Role.TRAINER)}))
LATER = START + timedelta(days=3)


def organisations(session: Session) -> tuple[int, int]:
    authority = make_organisation(session, QUILLBY, OrganisationKind.AUTHORITY)
    return authority.id, make_organisation(session, TESSALY, OrganisationKind.PROVIDER).id


def lead(session: Session, name: str, organisation_id: int, role: Role = Role.SIDE_LEAD) -> Actor:
    person = make_person(session, name)
    session.add(RoleGrant(person_id=person.id, role=role, organisation_id=organisation_id, granted_at=START))
    session.flush()
    return Actor(person.id, name, person.email or "", frozenset({Grant(role, organisation_id)}))


def decide(session: Session, number: int, act: str, organisation_id: int, actor: Actor = ADMIN) -> Partnership:
    return partnerships.decide(session, number, act, organisation_id=organisation_id, actor=actor, now=LATER)


def entries(session: Session) -> list[AuditEntry]:
    return list(session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)))


def letters(session: Session) -> list[tuple[str, str]]:
    return [(m.to_address, m.subject) for m in session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id))]


@pytest.mark.parametrize("actor", [ADMIN, TRAINER])
def test_a_second_proposal_gives_the_standing_one_back(database: Database, actor: Actor) -> None:
    with database.writing() as session:
        both = organisations(session)
        first = partnerships.propose(session, *both, actor=actor, now=START)
        assert partnerships.propose(session, *both, actor=actor, now=LATER) == first
        assert [e.act for e in entries(session)] == ["partnership proposed"]
        decide(session, first, "end", both[0])
        again = partnerships.propose(session, *both, actor=actor, now=LATER)
        assert again != first
        assert [p.state for p in partnerships.every(session, actor=actor)] == [
            PartnershipState.PROPOSED,
            PartnershipState.ENDED,
        ]


def test_only_an_authority_and_a_provider_can_be_partners(database: Database) -> None:
    with database.writing() as session:
        authority, provider = organisations(session)
        other = make_organisation(session, "Consortium", OrganisationKind.OTHER).id
        for pair in ((provider, authority), (authority, authority), (authority, other), (0, 0), (provider, provider)):
            with pytest.raises(Invalid):
                partnerships.propose(session, *pair, actor=ADMIN, now=START)
        assert partnerships.every(session, actor=ADMIN) == []


def test_nobody_else_proposes_or_lists(database: Database) -> None:
    with database.writing() as session:
        authority, provider = organisations(session)
        someone = lead(session, "Mina Shah", authority)
        with pytest.raises(NotAllowed):
            partnerships.propose(session, authority, provider, actor=someone, now=START)
        with pytest.raises(NotAllowed):
            partnerships.every(session, actor=someone)
        assert partnerships.of_organisation(session, authority, actor=someone) == []
        for actor in (someone, TRAINER):
            with pytest.raises(NotFound):
                partnerships.of_organisation(session, provider, actor=actor)


def test_it_is_accepted_once_both_have(database: Database) -> None:
    with database.writing() as session:
        authority, provider = organisations(session)
        number = partnerships.propose(session, authority, provider, actor=TRAINER, now=START)
        mina = lead(session, "Mina Shah", authority)
        assert decide(session, number, "accept", authority, mina).state is PartnershipState.PROPOSED
        assert decide(session, number, "accept", authority, mina).provider_accepted_at is None
        with pytest.raises(NotFound):
            decide(session, number, "accept", provider, mina)
        with pytest.raises(NotFound):
            decide(session, number, "accept", provider, TRAINER)
        jo = lead(session, "Jo Adeyemi", provider, Role.ORGANISATION_MANAGER)
        assert decide(session, number, "accept", provider, jo).open_between_sides
        acts = [e for e in entries(session) if e.act == "partnership accepted"]
        assert [(e.actor_id, e.partnership_id, e.detail["organisation"]) for e in acts] == [
            (mina.person_id, number, QUILLBY),
            (jo.person_id, number, TESSALY),
        ]


def test_what_an_admin_decides_is_written_down_as_done_on_behalf(database: Database) -> None:
    with database.writing() as session:
        number = make_pair(session, accepted=False)
        decide(session, number, "accept", organisations(session)[1])
        entry = entries(session)[-1]
        said = activity.sentence(entry.act, entry.detail, {})
        assert (
            said == f"The partnership of {QUILLBY} and {TESSALY} was accepted for {TESSALY} by an admin on its behalf."
        )


def test_a_paused_one_resumes(database: Database) -> None:
    with database.writing() as session:
        number, (authority, provider) = make_pair(session), organisations(session)
        assert decide(session, number, "pause", authority).state is PartnershipState.PAUSED
        decide(session, number, "pause", provider)
        assert decide(session, number, "resume", provider).state is PartnershipState.ACCEPTED
        decide(session, number, "resume", provider)
        assert [e.act for e in entries(session)] == ["partnership paused", "partnership resumed"]


def test_a_procurement_pause_is_declared_by_one_and_lifted_by_both(database: Database) -> None:
    with database.writing() as session:
        number, (authority, provider) = make_pair(session), organisations(session)
        assert not decide(session, number, "procurement", provider).open_between_sides
        half = decide(session, number, "lift", provider)
        assert not half.open_between_sides
        assert half.lifted_at(Side.PROVIDER) == LATER
        assert decide(session, number, "lift", provider) == half
        assert decide(session, number, "procurement", provider).lifted_at(Side.PROVIDER) is None
        decide(session, number, "lift", provider)
        done = decide(session, number, "lift", authority)
        assert done.open_between_sides
        assert done.lifted_at(Side.COMMISSIONER) is done.lifted_at(Side.PROVIDER) is None
        assert decide(session, number, "lift", authority) == done


def test_a_procurement_pause_hides_a_paused_one_still_when_it_resumes(database: Database) -> None:
    with database.writing() as session:
        number, (authority, _) = make_pair(session), organisations(session)
        decide(session, number, "procurement", authority)
        decide(session, number, "pause", authority)
        assert not decide(session, number, "resume", authority).open_between_sides


def test_an_end_ends_pairs_seats_codes_and_open_invitations_but_not_the_places_in_the_cohort(
    database: Database,
) -> None:
    with database.writing() as session:
        ending, staying = make_pair(session), make_pair(session, provider="Ashtree")
        cohort, pairs = make_cohort(session, None, partnerships=[ending, staying])
        mina, jo = make_person(session, "Mina Shah"), make_person(session, "Jo Adeyemi")
        seat(session, mina, pairs, Side.COMMISSIONER)
        seat(session, jo, pairs[0], Side.PROVIDER)
        session.add(JoinCode(pair_id=pairs[0], side="provider", code="AAAA", made_at=START))
        asked = CohortInvitation(
            cohort_id=cohort, person_id=jo.id, organisation_id=organisations(session)[0], sent_at=START
        )
        session.add(asked)
        session.flush()
        joining.set_pairs(session, asked.id, frozenset(pairs))
        decide(session, ending, "end", organisations(session)[0])
        assert {(s.pair_id, s.ended_at) for s in session.scalars(sa.select(SeatRow))} == {
            (pairs[0], LATER),
            (pairs[1], None),
        }
        assert [e.ended_at for e in session.scalars(sa.select(Enrolment))] == [None, None]
        assert session.get_one(CohortPartnershipRow, pairs[0]).ended_at == LATER
        assert session.get_one(CohortPartnershipRow, pairs[1]).ended_at is None
        assert session.scalars(sa.select(JoinCode)).one().withdrawn_at == LATER
        assert joining.pairs_of(session, [asked.id]) == {asked.id: frozenset({pairs[1]})}
        assert {e.person_id for e in entries(session) if e.act == "seat ended"} == {mina.id, jo.id}
        with pytest.raises(Closed):
            decide(session, ending, "accept", organisations(session)[0])


def test_the_other_organisations_speakers_are_told_of_an_end_and_both_of_a_proposal(database: Database) -> None:
    with database.writing() as session:
        authority, provider = organisations(session)
        mina, jo = lead(session, "Mina Shah", authority), lead(session, "Jo Adeyemi", provider)
        gone = lead(session, "Gone", provider)
        session.get_one(Person, gone.person_id).closed_at = START
        number = partnerships.propose(session, authority, provider, actor=TRAINER, now=START, base="http://localhost")
        assert {to for to, _ in letters(session)} == {mina.email, jo.email}
        body = session.scalars(sa.select(OutboxMail.body)).all()
        assert any(f"http://localhost/organisations/{provider}" in text for text in body)
        decide(session, number, "end", authority, mina)
        assert letters(session)[2:] == [(jo.email, f"A partnership has ended: {QUILLBY} and {TESSALY}")]


@pytest.mark.parametrize(("number", "act"), [(99, "end"), (1, "marry")])
def test_there_is_no_other_partnership_and_no_other_act(database: Database, number: int, act: Any) -> None:
    with database.writing() as session:
        make_pair(session)
        with pytest.raises(NotFound):
            decide(session, number, act, organisations(session)[0])
