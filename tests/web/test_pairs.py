"""The pair on the home page and on its own page, for each who may see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from goodpartners.domain.allowances import AllowanceKind
from goodpartners.domain.people import Role, Side
from goodpartners.services import partnerships, seats
from goodpartners.services.house import House
from goodpartners.store.allowances import Allowance
from goodpartners.store.cohorts import JointDateRow
from goodpartners.store.joining import CohortInvitation, CohortInvitationPair
from goodpartners.store.people import Person, RoleGrant
from goodpartners.store.seats import Enrolment
from tests.cohorts import QUILLBY, TESSALY, actor_of, enrol, make_cohort, make_pair, seat
from tests.factories import START, make_account, make_organisation, make_person, signed_in
from tests.garden import COURSE
from tests.statements import statements
from tests.web.visitor import Visitor, text

AVERAGE = "of the steps done"


@dataclass
class Town:
    """A cohort with one pair, and whoever a test seats in it."""

    app: Flask
    house: House
    trainer: Person
    cohort: int
    partnership: int
    pair: int

    def write(self, act: Callable[[Session], object]) -> None:
        """Change something and commit it."""
        with self.house.database.writing() as session:
            act(session)

    def people(self, side: Side, *names: str) -> list[Person]:
        """New people with seats on a side."""
        made = [make_account(self.house, name) for name in names]
        with self.house.database.writing() as session:
            for person in made:
                seat(session, session.get_one(Person, person.id), self.pair, side, at=self.house.clock())
        return made

    def grant(self, person: Person, role: Role, organisation: str) -> None:
        """A role within an organisation."""

        def act(session: Session) -> None:
            where = make_organisation(session, organisation)
            session.add(
                RoleGrant(person_id=person.id, role=role, organisation_id=where.id, granted_at=self.house.clock())
            )

        self.write(act)

    def decide(self, act: str, organisation: str = TESSALY) -> None:
        """An organisation decides about the partnership, by its admin."""

        def change(session: Session) -> None:
            where = make_organisation(session, organisation)
            boss = make_person(session, f"Bo {act} {organisation}", roles=(Role.ADMIN,))
            acting = actor_of(session, boss)
            partnerships.decide(
                session, self.partnership, act, organisation_id=where.id, actor=acting, now=self.house.clock()
            )

        self.write(change)

    def visitor(self, person: Person) -> Visitor:
        """The person in a browser."""
        return Visitor(signed_in(self.app.test_client(), person))


@pytest.fixture
def town(garden_app: Flask, house: House) -> Town:
    """Quillby and Tessaly Care in a cohort that Tova Adeyemi runs; nobody sits there yet."""
    trainer = make_account(house, "Tova Adeyemi")
    with house.database.writing() as session:
        partnership = make_pair(session, at=house.clock())
        cohort, (pair,) = make_cohort(
            session, session.get_one(Person, trainer.id), [(COURSE, date(2026, 12, 18))], [partnership]
        )
        session.add(JointDateRow(cohort_id=cohort, title="First workshop", on=date(2026, 12, 3), place="Town hall"))
    return Town(garden_app, house, trainer, cohort, partnership, pair)


def test_home_names_who_is_in_the_pair_and_what_comes_next(town: Town) -> None:
    amara, _ = town.people(Side.PROVIDER, "Amara Osei", "Dilys Pritchard")
    town.people(Side.COMMISSIONER, "Colm Byrne")
    words = text(town.visitor(amara).page("/home"))
    assert "Quillby Borough Council and Tessaly Care" in words
    assert "You, Dilys Pritchard" in words
    assert "Colm Byrne" in words
    assert "What we do next together Both sides have begun" in words
    assert "Due 18 December 2026" in words


def test_an_invitation_waits_on_home_and_is_answered_there(town: Town) -> None:
    asked = make_account(town.house, "Ines Asked")

    def invite(session: Session) -> None:
        where = make_organisation(session, TESSALY)
        invitation = CohortInvitation(
            cohort_id=town.cohort, person_id=asked.id, organisation_id=where.id, side=Side.PROVIDER, sent_at=START
        )
        session.add(invitation)
        session.flush()
        session.add(CohortInvitationPair(invitation_id=invitation.id, pair_id=town.pair))

    town.write(invite)
    visitor = town.visitor(asked)
    page = visitor.page("/home")
    assert "You are invited to a joint cohort" in text(page)
    assert [str(form["action"]).rsplit("/", 1)[1] for form in page.select("main form")] == ["accept", "decline"]
    assert page.select_one("#pairs-h") is None
    visitor.post(str(page.select("main form")[0]["action"]))
    page = visitor.page("/home")
    assert page.select_one("#pairs-h")
    assert "You are invited" not in text(page)


def test_home_without_a_cohort_says_nothing_of_pairs(town: Town) -> None:
    page = town.visitor(make_account(town.house, "Solo Learner")).page("/home")
    assert page.select_one("#pairs-h") is None
    assert page.select_one("#cohorts-h") is None


def test_a_side_of_two_keeps_its_average_shut_and_a_side_of_three_opens_it(town: Town) -> None:
    amara, _ = town.people(Side.PROVIDER, "Amara Osei", "Bel Two")
    words = text(town.visitor(amara).page("/home"))
    assert AVERAGE not in words
    assert "at least three active people" in words
    town.people(Side.PROVIDER, "Cas Three")
    words = text(town.visitor(amara).page("/home"))
    assert f"Your side: 0% {AVERAGE}" in words
    assert "at least three active people" not in words


def test_three_on_the_other_side_open_no_average_of_theirs(town: Town) -> None:
    (colm,) = town.people(Side.COMMISSIONER, "Colm Byrne")
    town.people(Side.PROVIDER, "Amara Osei", "Bel Two", "Cas Three")
    for path in ("/home", f"/pairs/{town.pair}"):
        assert AVERAGE not in text(town.visitor(colm).page(path))


def test_steps_never_say_which_side_is_missing(town: Town) -> None:
    (amara,) = town.people(Side.PROVIDER, "Amara Osei")
    town.people(Side.COMMISSIONER, "Colm Byrne")
    steps = town.visitor(amara).page(f"/pairs/{town.pair}").select(".ticks li")
    words = [" ".join(step.get_text(" ").split()) for step in steps]
    assert any("Both organisations agree to take part , reached" in line for line in words)
    assert not any(name in line for line in words for name in (QUILLBY, TESSALY, "Amara", "Colm"))


def test_a_side_lead_sees_the_completion_of_their_own_side_and_a_learner_does_not(town: Town) -> None:
    (amara, _) = town.people(Side.PROVIDER, "Amara Osei", "Bel Two")
    town.people(Side.COMMISSIONER, "Colm Byrne")
    path = f"/pairs/{town.pair}"
    assert town.visitor(amara).page(path).select_one("table.plain-table") is None
    town.grant(amara, Role.SIDE_LEAD, TESSALY)
    tables = town.visitor(amara).page(path).select("table.plain-table")
    assert len(tables) == 1
    rows = " ".join(tables[0].get_text(" ").split())
    assert "Bel Two" in rows
    assert "0 of 1" in rows
    assert "Colm" not in rows


def test_a_side_lead_without_a_seat_sees_the_pair_and_one_of_another_organisation_does_not(town: Town) -> None:
    town.people(Side.PROVIDER, "Amara Osei")
    lead, other = make_account(town.house, "Lena Lead"), make_account(town.house, "Odd Lead")
    town.grant(lead, Role.SIDE_LEAD, TESSALY)
    town.grant(other, Role.SIDE_LEAD, "Lindlewick Trust")
    assert "Amara Osei" in text(town.visitor(lead).page(f"/pairs/{town.pair}"))
    town.visitor(other).page(f"/pairs/{town.pair}", status=404)


def test_a_manager_sees_own_people_only_and_neither_steps_nor_averages(town: Town) -> None:
    town.people(Side.PROVIDER, "Amara Osei", "Bel Two", "Cas Three")
    town.people(Side.COMMISSIONER, "Colm Byrne")
    with town.house.database.writing() as session:
        guest = make_person(session, "Greta Guest")
        seat(session, guest, town.pair, Side.PROVIDER, organisation="Regional consortium")
    boss = make_account(town.house, "Mina Boss")
    town.grant(boss, Role.ORGANISATION_MANAGER, TESSALY)
    page = town.visitor(boss).page(f"/pairs/{town.pair}")
    words = text(page)
    assert "Bel Two" in words
    assert "Colm" not in words
    assert "Greta" not in words
    assert AVERAGE not in words
    assert page.select_one(".ticks") is None
    assert "First workshop" not in words


def test_until_both_agree_the_other_side_is_not_named(town: Town) -> None:
    (amara,) = town.people(Side.PROVIDER, "Amara Osei")
    town.people(Side.COMMISSIONER, "Colm Byrne")

    def withdraw(session: Session) -> None:
        session.execute(sa.text("UPDATE partnership SET authority_accepted_at = NULL"))

    town.write(withdraw)
    for path in ("/home", f"/pairs/{town.pair}"):
        words = text(town.visitor(amara).page(path))
        assert f"{QUILLBY} has not agreed yet" in words
        assert "Who is in it" in words
        assert "Colm" not in words


@pytest.mark.parametrize(("act", "says"), [("pause", "Paused"), ("procurement", "live tender")])
def test_a_pause_hides_what_both_have_reached_and_leaves_names_and_dates(town: Town, act: str, says: str) -> None:
    (amara,) = town.people(Side.PROVIDER, "Amara Osei")
    town.people(Side.COMMISSIONER, "Colm Byrne")
    town.decide(act)
    for path in ("/home", f"/pairs/{town.pair}"):
        words = text(town.visitor(amara).page(path))
        assert says in words
        assert "Colm Byrne" in words
        assert "First workshop" in words
        assert "Both sides have begun" not in words
        assert "agree to take part" not in words


def test_a_procurement_pause_ends_when_both_have_said_so(town: Town) -> None:
    (amara,) = town.people(Side.PROVIDER, "Amara Osei")
    town.decide("procurement")
    town.decide("lift")
    assert "live tender" in text(town.visitor(amara).page("/home"))
    town.decide("lift", QUILLBY)
    assert "live tender" not in text(town.visitor(amara).page("/home"))


def test_a_pair_that_ended_stays_to_be_read_without_anybody_in_it(town: Town) -> None:
    (amara,) = town.people(Side.PROVIDER, "Amara Osei")
    town.people(Side.COMMISSIONER, "Colm Byrne")
    town.decide("end")
    home = town.visitor(amara).page("/home")
    assert home.select_one("#pairs-h") is None
    assert "over" in text(home, ".two, main")
    words = text(town.visitor(amara).page(f"/pairs/{town.pair}"))
    assert "What you learned stays yours" in words
    assert "First workshop" in words
    assert "Colm" not in words


def test_one_side_alone_is_told_that_there_is_no_partner_yet(town: Town) -> None:
    (amara,) = town.people(Side.PROVIDER, "Amara Osei")
    words = text(town.visitor(amara).page(f"/pairs/{town.pair}"))
    assert "Nobody from Quillby Borough Council has joined yet" in words
    assert "There is no partner here yet" in words


def test_whoever_left_the_pair_sees_it_no_more(town: Town) -> None:
    (amara,) = town.people(Side.PROVIDER, "Amara Osei")

    def leave(session: Session) -> None:
        row = session.scalars(sa.select(Enrolment)).one()
        acting = actor_of(session, session.get_one(Person, amara.id))
        seats.leave(session, row, amara.id, actor=acting, now=town.house.clock())

    town.write(leave)
    town.visitor(amara).page(f"/pairs/{town.pair}", status=404)
    town.visitor(amara).page(f"/cohorts/{town.cohort}/what-my-trainer-sees", status=404)


def test_a_later_date_counts_for_the_one_who_got_it(town: Town) -> None:
    amara, bel = town.people(Side.PROVIDER, "Amara Osei", "Bel Two")

    def allow(session: Session) -> None:
        session.add(
            Allowance(
                person_id=amara.id,
                kind=AllowanceKind.LATER_DATE,
                cohort_id=town.cohort,
                about=COURSE,
                until=date(2027, 1, 15),
                reason="On leave",
                given_at=START,
            )
        )

    town.write(allow)
    for path in ("/home", f"/courses/{COURSE}"):
        assert "Due 15 January 2027, a later date for you" in text(town.visitor(amara).page(path))
        assert "Due 18 December 2026" in text(town.visitor(bel).page(path))
    words = text(town.visitor(amara).page(f"/cohorts/{town.cohort}/what-my-trainer-sees"))
    assert "Reason: On leave" in words
    assert "Due 15 January 2027" in words


def test_a_course_that_no_cohort_of_mine_takes_has_no_due_date(town: Town) -> None:
    solo = make_account(town.house, "Solo Learner")
    assert "Due " not in text(town.visitor(solo).page(f"/courses/{COURSE}"))


def test_somebody_in_a_cohort_without_a_pair_gets_dates_and_the_way_to_what_their_trainer_sees(town: Town) -> None:
    solo = make_account(town.house, "Solo Learner")
    town.write(lambda s: enrol(s, s.get_one(Person, solo.id), town.cohort))
    page = town.visitor(solo).page("/home")
    assert "Due 18 December 2026" in text(page)
    assert page.select_one("#pairs-h") is None
    assert page.select_one(f"a[href='/cohorts/{town.cohort}/what-my-trainer-sees']")
    assert "Pair None yet" in text(town.visitor(solo).page(f"/cohorts/{town.cohort}/what-my-trainer-sees"))


@pytest.mark.parametrize("viewer", ["commissioner-learner", "provider-lead", "commissioner-manager"])
def test_a_trainer_looks_as_somebody_else_at_the_very_page_that_they_see(town: Town, viewer: str) -> None:
    amara, bel = town.people(Side.PROVIDER, "Amara Osei", "Bel Two")
    (colm,) = town.people(Side.COMMISSIONER, "Colm Byrne")
    town.grant(amara, Role.SIDE_LEAD, TESSALY)
    town.grant(bel, Role.ORGANISATION_MANAGER, QUILLBY)
    somebody = make_account(town.house, "Mina Boss")
    town.grant(somebody, Role.ORGANISATION_MANAGER, QUILLBY)
    theirs = {"commissioner-learner": colm, "provider-lead": amara, "commissioner-manager": somebody}[viewer]
    seen = town.visitor(town.trainer).page(f"/pairs/{town.pair}/seen-by/{viewer}")
    assert "You look as" in text(seen)
    assert not seen.select("main form, main button")
    own = town.visitor(theirs).page(f"/pairs/{town.pair}")
    for selector in (".plate", "section[aria-labelledby=next-h] .ticks", "table.plain-table", ".dates"):
        assert [x.get_text() for x in seen.select(selector)] == [x.get_text() for x in own.select(selector)], selector
    names = [[x.get_text().replace(" you", "") for x in page.select(".people li")] for page in (seen, own)]
    assert names[0] == names[1]


def test_only_the_trainer_of_the_cohort_looks_as_somebody_else(town: Town) -> None:
    (amara,) = town.people(Side.PROVIDER, "Amara Osei")
    other = make_account(town.house, "Otto Other", roles=(Role.TRAINER,))
    path = f"/pairs/{town.pair}/seen-by/provider-learner"
    town.visitor(amara).page(path, status=403)
    town.visitor(other).page(path, status=404)
    town.visitor(town.trainer).page(f"/pairs/{town.pair}/seen-by/nobody", status=404)
    town.visitor(town.trainer).page(path)


def test_what_my_trainer_sees_equals_the_trainers_page(town: Town) -> None:
    (amara,) = town.people(Side.PROVIDER, "Amara Osei")
    town.people(Side.COMMISSIONER, "Colm Byrne")
    mine = town.visitor(amara).page(f"/cohorts/{town.cohort}/what-my-trainer-sees")
    theirs = town.visitor(town.trainer).page(f"/train/cohorts/{town.cohort}/people/{amara.id}")
    modules = "section .entries li > div > p:first-child"
    assert [x.get_text() for x in mine.select(modules)] == [x.get_text() for x in theirs.select(modules)] != []
    words = text(mine)
    assert "run by Tova Adeyemi" in words
    assert "amara.osei@tessaly.example" in words
    assert "Colm" not in words


def test_what_my_trainer_sees_flags_me_by_myself_and_names_nobody_else(town: Town) -> None:
    (amara,) = town.people(Side.PROVIDER, "Amara Osei")
    town.people(Side.PROVIDER, "Bel Two", "Cas Three")
    town.house.clock.advance(days=14)  # type: ignore[attr-defined]
    words = text(town.visitor(amara).page(f"/cohorts/{town.cohort}/what-my-trainer-sees"))
    assert "No step from you for 14 days, with a step due." in words
    assert "Bel" not in words
    assert "people at" not in words


def test_home_costs_the_same_for_one_pair_and_for_three_of_thirty_people(town: Town) -> None:
    (amara,) = town.people(Side.PROVIDER, "Amara Osei")
    town.people(Side.COMMISSIONER, "Colm Byrne")
    visitor = town.visitor(amara)
    visitor.page("/home")
    with statements(town.house.database) as one:
        visitor.page("/home")

    def grow(session: Session) -> None:
        pairs = [make_pair(session, f"Authority {n}", at=START) for n in range(2)]
        _, made = make_cohort(session, None, [COURSE], pairs, name="Another cohort")
        me = session.get_one(Person, amara.id)
        for pair in made:
            seat(session, me, pair, Side.PROVIDER)
            for side in Side:
                for n in range(15):
                    seat(session, make_person(session, f"Person {pair} {side} {n}"), pair, side)

    town.write(grow)
    with statements(town.house.database) as three:
        words = text(visitor.page("/home"))
    assert "Authority 0" in words
    assert "Authority 1" in words
    assert len(three) == len(one)
    assert len(one) <= 14


def test_nothing_of_home_is_read_for_whoever_is_in_no_cohort(town: Town) -> None:
    visitor = town.visitor(make_account(town.house, "Solo Learner"))
    visitor.page("/home")
    with statements(town.house.database) as sent:
        visitor.page("/home")
    assert not any("joint_date" in one or "FROM allowance" in one for one in sent)
