"""Whatever a trainer and the people do, in whatever order, no rule of seats is broken and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.orm import Session

from goodpartners.domain.errors import Closed, Invalid
from goodpartners.domain.people import Actor, OrganisationKind, Side
from goodpartners.services import cohort_invitations, join_codes, join_requests, joining, roster_previews, rosters
from goodpartners.services.roster_previews import Done
from goodpartners.store import people
from goodpartners.store.cohorts import CohortPartnershipRow
from goodpartners.store.database import Database
from goodpartners.store.joining import CohortInvitation
from goodpartners.store.partnerships import PartnershipRow
from goodpartners.store.people import MembershipRow, Organisation
from goodpartners.store.seats import Enrolment, SeatRow
from tests.cohorts import QUILLBY, TESSALY, actor_of, make_cohort, make_pair, make_trainer
from tests.conftest import database_at, put_in_place
from tests.factories import START, make_organisation, make_person
from tests.profiles import examples

T = TypeVar("T")
BRIGHTFOLD, CONSORTIUM = "Brightfold Homes", "Northern Consortium"
PARTNERS = {QUILLBY: (TESSALY, BRIGHTFOLD), TESSALY: (QUILLBY,), BRIGHTFOLD: (QUILLBY,)}
NAMES = ("Amara Osei", "Sam Okoye", "Ines Varga")
TO: dict[str, Any] = {"base": "http://localhost", "support": ""}
chosen = st.integers(0, 10_000)
organisations = st.sampled_from([QUILLBY, TESSALY, BRIGHTFOLD, CONSORTIUM])
sides = st.sampled_from(list(Side))


class Cohorts(RuleBasedStateMachine):
    """Two cohorts of the same two pairs, three people, and two trainers who do as they like."""

    ready: Path
    file: Path
    database: Database

    @initialize()
    def begin(self) -> None:
        put_in_place(self.ready, self.file)
        self.now = START
        self.ended: dict[tuple[str, int], Any] = {}
        self.agreed: set[tuple[int, int]] = set()
        with self.database.writing() as session:
            make_organisation(session, CONSORTIUM, OrganisationKind.OTHER)
            both = [make_pair(session), make_pair(session, provider=BRIGHTFOLD)]
            self.cohorts: list[tuple[int, list[int], Actor]] = []
            for name in ("Moira Tennant", "Joel Adeyemi"):
                trainer = make_trainer(session, make_person(session, name))
                cohort, pairs = make_cohort(session, trainer, partnerships=both, name=f"Cohort of {name}")
                self.cohorts.append((cohort, pairs, actor_of(session, trainer)))
            make_person(session, NAMES[0])

    def teardown(self) -> None:
        self.database.close()

    def write(self, act: Callable[[Session], T]) -> T | None:
        """Do it in a transaction of its own; what is refused leaves no trace."""
        self.now += timedelta(minutes=11)
        try:
            with self.database.writing() as session:
                return act(session)
        except (Closed, Invalid):
            return None

    def read(self, act: Callable[[Session], T]) -> T:
        with self.database.reading() as session:
            return act(session)

    def running(self, number: int) -> tuple[int, Actor, Enrolment] | None:
        rows = self.read(lambda s: s.scalars(sa.select(Enrolment).where(Enrolment.ended_at.is_(None))).all())
        if not rows:
            return None
        row = rows[number % len(rows)]
        trainer = next(t for c, _, t in self.cohorts if c == row.cohort_id)
        return row.cohort_id, trainer, row

    def some(self, cohort: int, number: int) -> frozenset[int]:
        pairs = next(p for c, p, _ in self.cohorts if c == cohort)
        return frozenset(pair for bit, pair in enumerate(pairs) if number >> bit & 1)

    @rule(where=st.integers(0, 1), who=st.sampled_from(NAMES), organisation=organisations, side=sides, number=chosen)
    def invite(self, where: int, who: str, organisation: str, side: Side, number: int) -> None:
        cohort, _, trainer = self.cohorts[where]
        partners = PARTNERS.get(organisation) or (f"{QUILLBY} / {TESSALY}", f"{QUILLBY} / {BRIGHTFOLD}")
        named = "; ".join(p for bit, p in enumerate(partners) if number >> bit & 1) or partners[0]
        stands = str(side) if organisation == CONSORTIUM else ""
        row = f"{who},{who.lower().replace(' ', '.')}@tessaly.example,{organisation},{stands},{named},\n"
        shown = self.read(lambda s: roster_previews.preview(s, cohort, row, actor=trainer))

        def act(session: Session) -> object:
            return roster_previews.confirm(session, cohort, row, shown.digest, actor=trainer, now=self.now, **TO)

        done = self.write(act)
        if shown.sending or shown.changing:
            assert isinstance(done, Done)
            assert done.sent == len(shown.sending)

    @rule(number=chosen, yes=st.booleans())
    def answer(self, number: int, yes: bool) -> None:
        rows = self.read(lambda s: s.scalars(sa.select(CohortInvitation)).all())
        if rows:
            row = rows[number % len(rows)]
            act = joining.accept if yes else joining.decline

            def answer(session: Session) -> str:
                person = people.by_id(session, row.person_id)
                assert person
                return act(session, row.id, actor=actor_of(session, person, at=self.now), now=self.now)

            if self.write(answer) and yes:
                self.agreed.add((row.cohort_id, row.person_id))

    @rule(number=chosen, again=st.booleans())
    def take_back_or_send_again(self, number: int, again: bool) -> None:
        asked = [
            (c, t, a.id) for c, _, t in self.cohorts for a in self.read(partial(cohort_invitations.all_of, cohort_id=c))
        ]
        if asked:
            cohort, trainer, one = asked[number % len(asked)]
            if again:
                self.write(lambda s: cohort_invitations.resend(s, cohort, one, actor=trainer, now=self.now, **TO))
            else:
                self.write(lambda s: cohort_invitations.withdraw(s, cohort, one, actor=trainer, now=self.now))

    @rule(number=chosen, pairs=chosen)
    def move(self, number: int, pairs: int) -> None:
        if found := self.running(number):
            cohort, trainer, row = found
            wanted = self.some(cohort, pairs)
            self.write(lambda s: rosters.move(s, cohort, row.id, wanted, actor=trainer, now=self.now))

    @rule(number=chosen)
    def leave(self, number: int) -> None:
        if found := self.running(number):
            cohort, trainer, row = found
            self.write(lambda s: rosters.leave(s, cohort, row.id, base="", actor=trainer, now=self.now))

    @rule(number=chosen, organisation=organisations, side=sides, pairs=chosen)
    def change_organisation(self, number: int, organisation: str, side: Side, pairs: int) -> None:
        if found := self.running(number):
            cohort, trainer, row = found
            wanted = self.some(cohort, pairs)

            def act(session: Session) -> int:
                where = people.organisation_named(session, organisation)
                assert where
                return rosters.change_organisation(
                    session, cohort, row.id, where.id, side, wanted, base="", actor=trainer, now=self.now
                )

            self.write(act)

    @rule(where=st.integers(0, 1), pair=st.integers(0, 1), side=sides)
    def join_by_code(self, where: int, pair: int, side: Side) -> None:
        cohort, pairs, trainer = self.cohorts[where]
        code = self.write(lambda s: join_codes.renew(s, cohort, pairs[pair], side, actor=trainer, now=self.now))
        assert code

        def ask(session: Session) -> int:
            person = people.by_email(session, "amara.osei@tessaly.example")
            assert person
            join_requests.ask_signed_in(session, code, actor=actor_of(session, person, at=self.now), now=self.now)
            return person.id

        person = self.write(ask)
        for waiting in self.read(partial(join_requests.waiting, cohort_id=cohort)):
            approve = partial(join_requests.approve, cohort_id=cohort, request_id=waiting.id, actor=trainer)
            if self.write(partial(approve, now=self.now, **TO)):
                self.agreed.add((cohort, person or 0))

    @invariant()
    @precondition(lambda self: hasattr(self, "database"))
    def no_rule_of_seats_is_broken(self) -> None:
        seats = self.read(running_seats)
        pairs = [(person, pair) for person, pair, *_ in seats]
        assert len(pairs) == len(set(pairs)), "two running seats in one pair"
        sides: dict[tuple[int, int], set[str]] = {}
        for person, _, partnership, side, authority, provider, organisation, enrolment_ended, membership_ends in seats:
            sides.setdefault((person, partnership), set()).add(side)
            assert enrolment_ended is None, "a seat without a running enrolment"
            assert membership_ends is None, "a seat without a running membership"
            if organisation in (authority, provider):
                assert side == ("commissioner" if organisation == authority else "provider")
        assert all(len(both) == 1 for both in sides.values()), "both sides of one pair"

    @invariant()
    @precondition(lambda self: hasattr(self, "database"))
    def whatever_ended_keeps_its_row(self) -> None:
        now: dict[tuple[str, int], datetime | object | None] = {}
        with self.database.reading() as session:
            for kind, ends in (
                (SeatRow, SeatRow.ended_at),
                (Enrolment, Enrolment.ended_at),
                (MembershipRow, MembershipRow.ends),
            ):
                for number, ended in session.execute(sa.select(kind.id, ends)):
                    now[kind.__tablename__, number] = ended
        for key, ended in self.ended.items():
            assert key in now, f"{key} is gone"
            assert ended is None or now[key] == ended, f"the end of {key} was changed"
        self.ended = now

    @invariant()
    @precondition(lambda self: hasattr(self, "database"))
    def nobody_is_here_who_did_not_agree(self) -> None:
        for cohort, _, trainer in self.cohorts:
            shown = self.read(partial(rosters.people_of, cohort_id=cohort, actor=trainer))
            assert {(cohort, member.person_id) for member in shown.members} <= self.agreed
            seated = [
                (pair.pair.id, m.enrolment_id) for pair in shown.pairs for m in (*pair.commissioner, *pair.provider)
            ]
            assert sorted(seated) == sorted((pair, m.enrolment_id) for m in shown.members for pair, _ in m.seats)


def running_seats(session: Session) -> list[Any]:
    return list(
        session.execute(
            sa.select(
                MembershipRow.person_id,
                SeatRow.pair_id,
                PartnershipRow.id,
                SeatRow.side,
                PartnershipRow.authority_id,
                PartnershipRow.provider_id,
                Organisation.id,
                Enrolment.ended_at,
                MembershipRow.ends,
            )
            .join_from(SeatRow, Enrolment, Enrolment.id == SeatRow.enrolment_id)
            .join(MembershipRow, MembershipRow.id == Enrolment.membership_id)
            .join(Organisation, Organisation.id == MembershipRow.organisation_id)
            .join(CohortPartnershipRow, CohortPartnershipRow.id == SeatRow.pair_id)
            .join(PartnershipRow, PartnershipRow.id == CohortPartnershipRow.partnership_id)
            .where(SeatRow.ended_at.is_(None))
        )
    )


def test_no_order_of_acts_breaks_a_rule_of_seats(
    filled_sqlite: Path, sqlite_file: Path, databases: dict[str, Database]
) -> None:
    Cohorts.ready, Cohorts.file = filled_sqlite, sqlite_file
    Cohorts.database = database_at(put_in_place(filled_sqlite, sqlite_file), databases)
    chosen_settings = settings(
        max_examples=examples(8, 100), stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Cohorts, settings=chosen_settings)
