"""Inviting people to a cohort, and accepting or declining."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from threading import Event

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from goodpartners.domain.errors import Closed, NotAllowed, NotFound
from goodpartners.domain.partnerships import Act
from goodpartners.domain.people import Actor, OrganisationKind, Role, Side
from goodpartners.services import cohort_invitations, invitations, joining, partnerships, roster_previews, rosters
from goodpartners.services import cohorts as service
from goodpartners.services.cohort_invitations import PAUSE
from goodpartners.services.roster_lines import Outcome
from goodpartners.services.roster_previews import Done, Preview
from goodpartners.store import cohorts, pairs, people
from goodpartners.store.cohorts import CohortPartnershipRow, CohortRow
from goodpartners.store.database import Database
from goodpartners.store.joining import CohortInvitation
from goodpartners.store.mail import OutboxMail
from goodpartners.store.people import Person, RoleGrant
from goodpartners.store.seats import SeatRow
from tests.cohorts import actor_of, make_cohort, make_pair, make_trainer, seat
from tests.factories import LINK, START, make_organisation, make_person
from tests.statements import statements
from tests.threads import A_MOMENT, overlapping, together

BASE, SUPPORT = "http://localhost", "help@quillby.example"
LIST = """Name,Email,Organisation,Side,Partner organisations,Job family
Sam Okoye,sam@tessaly.example,Tessaly Care,provider,Quillby Borough Council,home manager
Ines Varga,ines@quillby.example,Quillby Borough Council,commissioner,all,contracts
"""


@dataclass
class Stage:
    """A trainer and a cohort with two pairs of one council."""

    database: Database
    cohort: int
    pairs: list[int]
    trainer: Actor

    def paste(self, text: str = LIST) -> Done:
        """Paste a list, look at it, confirm."""
        with self.database.reading() as session:
            shown = roster_previews.preview(session, self.cohort, text, actor=self.trainer)
        with self.database.writing() as session:
            done = roster_previews.confirm(
                session, self.cohort, text, shown.digest, base=BASE, support=SUPPORT, actor=self.trainer, now=START
            )
        assert isinstance(done, Done)
        return done

    def look(self, text: str = LIST) -> Preview:
        with self.database.reading() as session:
            return roster_previews.preview(session, self.cohort, text, actor=self.trainer)

    def people(self) -> rosters.People:
        with self.database.reading() as session:
            return rosters.people_of(session, self.cohort, actor=self.trainer)

    def mails(self) -> list[OutboxMail]:
        with self.database.reading() as session:
            return list(session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id)))

    def secret(self, email: str) -> str:
        found = LINK.search(next(m.body for m in reversed(self.mails()) if m.to_address == email))
        assert found
        return found.group().rsplit("/", 1)[1]

    def actor(self, email: str) -> Actor:
        with self.database.reading() as session:
            person = people.by_email(session, email)
            assert person
            return actor_of(session, person)


@pytest.fixture
def stage(database: Database) -> Stage:
    with database.writing() as session:
        moira = make_trainer(session, make_person(session, "Moira Tennant", "moira@quillby.example"))
        both = [make_pair(session), make_pair(session, provider="Brightfold Homes")]
        cohort, pairs = make_cohort(session, moira, partnerships=both)
        return Stage(database, cohort, pairs, actor_of(session, moira))


def test_somebody_new_gets_one_mail_whose_link_opens_an_account_and_takes_the_place(stage: Stage) -> None:
    assert stage.paste() == Done(sent=2, changed=0)
    first, second = stage.mails()
    assert (first.to_address, second.to_address) == ("sam@tessaly.example", "ines@quillby.example")
    assert (
        "for Tessaly Care, on the provider’s side, in the pair Quillby Borough Council and Tessaly Care" in first.body
    )
    assert "in the pairs Quillby Borough Council and Brightfold Homes; Quillby Borough Council and T" in second.body
    with stage.database.reading() as session:
        offers = invitations.look(session, stage.secret("sam@tessaly.example"), now=START).offers
    assert [(o.cohort, o.organisation, o.side, o.trainers) for o in offers] == [
        ("Autumn joint cohort", "Tessaly Care", Side.PROVIDER, ("Moira Tennant",))
    ]
    with stage.database.writing() as session:
        invitations.accept(
            session, stage.secret("sam@tessaly.example"), name="Sam Okoye", password_hash=None, device="", now=START
        )
    shown = stage.people()
    (sam,) = shown.members
    assert (sam.name, sam.organisation, sam.job_family, sam.seats) == (
        "Sam Okoye",
        "Tessaly Care",
        "home manager",
        ((stage.pairs[0], Side.PROVIDER),),
    )
    assert [asked.name for asked in shown.invited] == ["Ines Varga"]


def test_somebody_with_an_account_is_led_home_and_the_trainer_sees_only_what_was_typed(stage: Stage) -> None:
    with stage.database.writing() as session:
        make_person(session, "Samuel B. Okoye", "sam@tessaly.example")
    stage.paste()
    mail = stage.mails()[0]
    assert "http://localhost/home" in mail.body
    assert "/invitation/" not in mail.body
    assert mail.body.startswith("Hello Samuel B. Okoye,")
    assert {(a.name, a.email) for a in stage.people().invited} == {
        ("Sam Okoye", "sam@tessaly.example"),
        ("Ines Varga", "ines@quillby.example"),
    }
    assert stage.people().members == ()
    sam = stage.actor("sam@tessaly.example")
    with stage.database.writing() as session:
        (offer,) = joining.open_for(session, actor=sam)
        joining.accept(session, offer.invitation_id, actor=sam, now=START)
        joining.accept(session, offer.invitation_id, actor=sam, now=START)
        assert joining.open_for(session, actor=sam) == ()
    assert [m.name for m in stage.people().members] == ["Samuel B. Okoye"]
    with stage.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count(SeatRow.id))) == 1


def test_a_second_paste_of_the_same_list_changes_nothing_and_sends_nothing(stage: Stage) -> None:
    stage.paste()
    again = stage.look()
    assert [line.outcome for line in again.lines] == [Outcome.INVITED, Outcome.INVITED]
    assert not again.sending
    with stage.database.writing() as session:
        done = roster_previews.confirm(
            session, stage.cohort, LIST, again.digest, base=BASE, support=SUPPORT, actor=stage.trainer, now=START
        )
    assert isinstance(done, Preview)
    assert len(stage.mails()) == 2


def test_only_what_was_previewed_is_done(stage: Stage) -> None:
    shown = stage.look()
    stage.paste(LIST.splitlines(keepends=True)[0] + LIST.splitlines(keepends=True)[1])
    with stage.database.writing() as session:
        done = roster_previews.confirm(
            session, stage.cohort, LIST, shown.digest, base=BASE, support=SUPPORT, actor=stage.trainer, now=START
        )
    assert isinstance(done, Preview)
    assert [line.outcome for line in done.lines] == [Outcome.INVITED, Outcome.NEW]
    assert len(stage.mails()) == 1


def test_another_pair_in_the_list_is_added_without_a_mail(stage: Stage) -> None:
    row = "Ines Varga,ines@quillby.example,Quillby Borough Council,commissioner,{},contracts\n"
    stage.paste(row.format("Tessaly Care"))
    assert stage.paste(row.format("all")) == Done(sent=0, changed=1)
    ines = stage.actor("ines@quillby.example")
    with stage.database.writing() as session:
        (offer,) = joining.open_for(session, actor=ines)
        assert {pair.id for pair in offer.pairs} == set(stage.pairs)
        joining.accept(session, offer.invitation_id, actor=ines, now=START)
    assert [line.outcome for line in stage.look(row.format("all")).lines] == [Outcome.HERE]
    assert len(stage.mails()) == 1


def test_somebody_who_is_here_gets_the_added_pair_at_once(stage: Stage) -> None:
    row = "Ines Varga,ines@quillby.example,Quillby Borough Council,commissioner,{},contracts\n"
    stage.paste(row.format("Tessaly Care"))
    ines = stage.actor("ines@quillby.example")
    with stage.database.writing() as session:
        joining.accept(session, joining.open_for(session, actor=ines)[0].invitation_id, actor=ines, now=START)
    assert stage.paste(row.format("all")) == Done(sent=0, changed=1)
    assert len(stage.people().members[0].seats) == 2


def test_a_declined_invitation_is_seen_as_declined_and_not_sent_again(stage: Stage) -> None:
    stage.paste()
    with stage.database.writing() as session:
        invitations.decline(session, stage.secret("sam@tessaly.example"), now=START)
    shown = stage.people()
    assert [a.name for a in shown.declined] == ["Sam Okoye"]
    assert [line.outcome for line in stage.look().lines] == [Outcome.DECLINED, Outcome.INVITED]
    with stage.database.writing() as session, pytest.raises(Closed, match="declined"):
        cohort_invitations.resend(
            session, stage.cohort, shown.declined[0].id, base=BASE, support="", actor=stage.trainer, now=START
        )
    with stage.database.writing() as session:
        cohort_invitations.withdraw(session, stage.cohort, shown.declined[0].id, actor=stage.trainer, now=START)
    assert [line.outcome for line in stage.look().lines] == [Outcome.NEW, Outcome.INVITED]
    with stage.database.reading() as session:
        assert people.by_email(session, "sam@tessaly.example") is None


def test_of_a_withdrawn_invitation_nothing_is_kept_about_somebody_who_never_came(stage: Stage) -> None:
    with stage.database.writing() as session:
        make_person(session, "Ines Varga", "ines@quillby.example")
    stage.paste()
    for asked in stage.people().invited:
        with stage.database.writing() as session:
            cohort_invitations.withdraw(session, stage.cohort, asked.id, actor=stage.trainer, now=START)
    with stage.database.reading() as session:
        assert people.by_email(session, "sam@tessaly.example") is None
        assert people.by_email(session, "ines@quillby.example") is not None
        assert session.scalar(sa.select(sa.func.count(CohortInvitation.id))) == 1
    assert stage.people().invited == ()


def test_an_invitation_is_sent_again_after_ten_minutes_with_a_new_link(stage: Stage) -> None:
    stage.paste()
    old = stage.secret("sam@tessaly.example")
    asked = next(a for a in stage.people().invited if a.name == "Sam Okoye")
    to = {"base": BASE, "support": SUPPORT, "actor": stage.trainer}
    with stage.database.writing() as session, pytest.raises(Closed, match="moment ago"):
        cohort_invitations.resend(session, stage.cohort, asked.id, now=START + timedelta(minutes=9), **to)  # type: ignore[arg-type]
    with stage.database.writing() as session:
        cohort_invitations.resend(session, stage.cohort, asked.id, now=START + PAUSE, **to)  # type: ignore[arg-type]
    assert len(stage.mails()) == 3
    assert stage.secret("sam@tessaly.example") != old


def test_two_cohorts_that_invite_the_same_new_person_send_links_that_both_work(stage: Stage) -> None:
    with stage.database.writing() as session:
        other = make_trainer(session, make_person(session, "Joel Adeyemi"))
        cohort, _ = make_cohort(session, other, partnerships=[make_pair(session)], name="Spring cohort")
        joel = actor_of(session, other)
    stage.paste()
    first = stage.secret("sam@tessaly.example")
    Stage(stage.database, cohort, [], joel).paste()
    with stage.database.reading() as session:
        for secret in (first, stage.secret("sam@tessaly.example")):
            assert len(invitations.look(session, secret, now=START).offers) == 2


def test_a_place_on_the_other_side_of_a_pair_is_refused_and_the_offer_stands(stage: Stage) -> None:
    with stage.database.writing() as session:
        sam = make_person(session, "Sam Okoye", "sam@tessaly.example")
        other = make_trainer(session, make_person(session, "Joel Adeyemi"))
        _, (elsewhere,) = make_cohort(session, other, partnerships=[make_pair(session)], name="Spring cohort")
        seat(session, sam, elsewhere, Side.COMMISSIONER)
    stage.paste()
    actor = stage.actor("sam@tessaly.example")
    with stage.database.reading() as session:
        (offer,) = joining.open_for(session, actor=actor)
    with pytest.raises(Closed, match="both sides of one pair"), stage.database.writing() as session:
        joining.accept(session, offer.invitation_id, actor=actor, now=START)
    with stage.database.reading() as session:
        assert len(joining.open_for(session, actor=actor)) == 1
        assert [s.side for s in pairs.of_person(session, actor.person_id)] == [Side.COMMISSIONER]


def test_a_pair_that_ended_meanwhile_is_left_out_and_a_closed_cohort_takes_nobody(stage: Stage) -> None:
    stage.paste()
    ines = stage.actor("ines@quillby.example")
    with stage.database.writing() as session:
        session.get_one(CohortPartnershipRow, stage.pairs[0]).ended_at = START
    with stage.database.writing() as session:
        (offer,) = joining.open_for(session, actor=ines)
        assert [pair.id for pair in offer.pairs] == [stage.pairs[1]]
        session.get_one(CohortRow, stage.cohort).closed_at = START
    with pytest.raises(Closed, match="is closed"), stage.database.writing() as session:
        joining.accept(session, offer.invitation_id, actor=ines, now=START)
    with stage.database.reading() as session:
        assert joining.open_for(session, actor=ines) == ()


def test_whoever_accepts_while_a_pair_or_its_partnership_ends_is_left_without_a_seat(stage: Stage) -> None:
    stage.paste()
    with stage.database.writing() as session:
        admin = actor_of(session, make_person(session, "Ada Admin", roles=[Role.ADMIN]))
        first = cohorts.pairs_by_id(session, stage.pairs)[stage.pairs[0]].partnership
        invited = {row.email: row.id for row in session.scalars(sa.select(CohortInvitation))}

    def end(session: Session) -> None:
        within = first.provider_id
        partnerships.decide(session, first.id, Act.END, organisation_id=within, actor=admin, now=START)

    def end_other(session: Session) -> None:
        service.end_pair(session, stage.cohort, stage.pairs[1], actor=stage.trainer, now=START)

    for email, ending in (("sam@tessaly.example", end), ("ines@quillby.example", end_other)):
        actor = stage.actor(email)
        accept = partial(joining.accept, invitation_id=invited[email], actor=actor, now=START)
        overlapping(stage.database, accept, ending)
    with stage.database.reading() as session:
        assert session.scalars(sa.select(SeatRow).where(SeatRow.ended_at.is_(None))).all() == []
    assert len(stage.people().members) == 2


def test_of_an_acceptance_and_a_withdrawal_at_once_one_happens_and_the_other_says_why(stage: Stage) -> None:
    stage.paste()
    sam = stage.actor("sam@tessaly.example")
    with stage.database.writing() as session:
        session.get_one(Person, sam.person_id).signed_in_at = START
        number = session.scalars(sa.select(CohortInvitation.id).where(CohortInvitation.email == sam.email)).one()
    begun = Event()

    def withdraw() -> str:
        with stage.database.writing() as session:
            cohort_invitations.open_cohort(session, stage.cohort, actor=stage.trainer)
            begun.set()
            Event().wait(A_MOMENT)
            cohort_invitations.withdraw(session, stage.cohort, number, actor=stage.trainer, now=START)
        return "withdrawn"

    def accept() -> str:
        begun.wait()
        with stage.database.writing() as session:
            return joining.accept(session, number, actor=sam, now=START)

    first, second = together(withdraw, accept)
    happened = [isinstance(first, str), isinstance(second, str)]
    assert sum(happened) == 1, (first, second)
    assert isinstance(second, Closed) if happened[0] else isinstance(first, NotFound)


def test_an_invitation_is_nobody_elses_and_a_cohort_is_only_its_trainers(stage: Stage) -> None:
    stage.paste()
    with stage.database.writing() as session:
        stranger = actor_of(session, make_person(session, "Nadia Frost"))
        trainer = actor_of(session, make_trainer(session, make_person(session, "Joel Adeyemi")))
    asked = stage.people().invited[0]
    with stage.database.writing() as session:
        for act in (joining.accept, joining.decline):
            with pytest.raises(NotFound):
                act(session, asked.id, actor=stranger, now=START)
        for who, refusal in ((stranger, NotAllowed), (trainer, NotFound)):
            with pytest.raises((refusal, NotFound)):
                cohort_invitations.withdraw(session, stage.cohort, asked.id, actor=who, now=START)
            with pytest.raises((refusal, NotFound)):
                roster_previews.preview(session, stage.cohort, LIST, actor=who)


def long_list(count: int) -> str:
    rows = (
        f"Person {n},person.{n}@tessaly.example,Tessaly Care,provider,Quillby Borough Council,\n" for n in range(count)
    )
    return LIST.splitlines(keepends=True)[0] + "".join(rows)


def test_a_preview_takes_the_same_statements_for_ten_people_and_for_two_thousand(stage: Stage) -> None:
    with statements(stage.database) as few:
        stage.look(long_list(10))
    with statements(stage.database) as many:
        assert len(stage.look(long_list(2000)).sending) == 2000
    assert len(few) == len(many) <= 12


def test_sending_and_listing_take_a_few_statements_for_hundreds(stage: Stage) -> None:
    with statements(stage.database) as sent:
        assert stage.paste(long_list(400)).sent == 400
    assert len(sent) < 60 or stage.database.is_sqlite  # which takes rows one by one, without a network between
    with statements(stage.database) as few:
        assert len(stage.people().invited) == 400
    assert len(few) <= 13
    with stage.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count(Person.id))) == 401


def test_whoever_moves_to_another_organisation_speaks_for_the_old_one_no_longer(stage: Stage) -> None:
    with stage.database.writing() as session:
        sam = make_person(session, "Sam Okoye", "sam@tessaly.example")
        enrolment = seat(session, sam, stage.pairs[0]).id
        old, new = make_organisation(session, "Tessaly Care").id, make_organisation(session, "Brightfold Homes").id
        third = make_organisation(session, "Orrenshire County Council", OrganisationKind.AUTHORITY).id
        for within in (old, third):
            role = Role.ORGANISATION_MANAGER
            session.add(RoleGrant(person_id=sam.id, role=role, organisation_id=within, granted_at=START))
    with stage.database.writing() as session:
        moved = frozenset(stage.pairs[1:])
        rosters.change_organisation(
            session, stage.cohort, enrolment, new, None, moved, base=BASE, actor=stage.trainer, now=START
        )
    assert {grant.organisation_id for grant in stage.actor("sam@tessaly.example").grants} == {third}
