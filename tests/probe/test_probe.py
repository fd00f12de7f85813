from __future__ import annotations
import re
from datetime import timedelta
from typing import Any
import pytest, sqlalchemy as sa
from goodpartners.domain.people import Role, Side, OrganisationKind
from goodpartners.domain.partnerships import Act
from goodpartners.services import rosters, joining, cohort_invitations, partnerships, cohorts as cs, merging_people, boards, seats
from goodpartners.store.people import RoleGrant, Person
from goodpartners.store.seats import SeatRow, Enrolment
from goodpartners.store.joining import CohortInvitation, CohortInvitationPair
from goodpartners.store.reminders import Reminder
from goodpartners.store.audit import AuditEntry
from tests.cohorts import *
from tests.factories import START, make_account, make_organisation, make_person, signed_in, mails
from tests.threads import overlapping, together
from tests.services.test_reminders import Scene
from tests.services.test_cohort_invitations import stage, Stage

def test_text(house: Any) -> None:
    scene = Scene(house)
    scene.run()
    with house.database.reading() as s:
        for r in s.scalars(sa.select(Reminder)):
            print(r.person_id, r.cohort_id, r.text)

def test_role(stage: Stage) -> None:
    stage.paste()
    sam = stage.actor("sam@tessaly.example")
    with stage.database.writing() as s:
        inv = s.scalars(sa.select(CohortInvitation).where(CohortInvitation.person_id == sam.person_id)).one()
        joining.accept(s, inv.id, actor=sam, now=START)
        t = make_organisation(s, "Tessaly Care").id
        b = make_organisation(s, "Brightfold Homes").id
        s.add(RoleGrant(person_id=sam.person_id, role=Role.ORGANISATION_MANAGER, organisation_id=t, granted_at=START))
    m = stage.people().members[0]
    with stage.database.writing() as s:
        rosters.change_organisation(s, stage.cohort, m.enrolment_id, b, None, frozenset([stage.pairs[1]]), base="", actor=stage.trainer, now=START)
    print(stage.actor("sam@tessaly.example").grants)
    assert not stage.actor("sam@tessaly.example").grants

def _invite(stage):
    stage.paste()
    sam = stage.actor("sam@tessaly.example")
    with stage.database.reading() as s:
        inv = s.scalars(sa.select(CohortInvitation).where(CohortInvitation.person_id == sam.person_id)).one().id
    return sam, inv

def test_accept_withdraw(stage: Stage) -> None:
    sam, inv = _invite(stage)
    with stage.database.writing() as s:
        s.get_one(Person, sam.person_id).signed_in_at = START
    got = overlapping(stage.database, lambda s: (joining._own(s, inv, actor=sam), __import__("time").sleep(0.5), joining.accept(s, inv, actor=sam, now=START)),
      lambda s: cohort_invitations.withdraw(s, stage.cohort, inv, actor=stage.trainer, now=START))
    print(got)

def test_withdraw_accept(stage: Stage) -> None:
    sam, inv = _invite(stage)
    def w(s):
        cohort_invitations.open_cohort(s, stage.cohort, actor=stage.trainer)
        __import__("time").sleep(0.6)
        cohort_invitations.withdraw(s, stage.cohort, inv, actor=stage.trainer, now=START)
    import threading, time
    res = {}
    def go(name, f):
        try:
            with stage.database.writing() as s:
                res[name] = f(s)
        except Exception as e:
            res[name] = e
    with stage.database.writing() as s:
        s.get_one(Person, sam.person_id).signed_in_at = START
    t1 = threading.Thread(target=go, args=("w", w)); t1.start(); time.sleep(0.2)
    t2 = threading.Thread(target=go, args=("a", lambda s: joining.accept(s, inv, actor=sam, now=START))); t2.start()
    t1.join(); t2.join()
    print(res)
    assert not any("eadlock" in str(x) for x in res.values()), res

def test_accept_end_partnership(stage: Stage) -> None:
    sam, inv = _invite(stage)
    with stage.database.writing() as s:
        ines = make_person(s, "Lead Q")
        q = make_organisation(s, "Quillby Borough Council", OrganisationKind.AUTHORITY).id
        s.add(RoleGrant(person_id=ines.id, role=Role.SIDE_LEAD, organisation_id=q, granted_at=START))
        s.flush()
        lead = actor_of(s, ines)
        from goodpartners.store import cohorts as st
        pid = st.pair(s, stage.pairs[0]).partnership.id
    got = overlapping(stage.database, lambda s: joining.accept(s, inv, actor=sam, now=START),
      lambda s: partnerships.decide(s, pid, Act.END, organisation_id=q, actor=lead, now=START))
    print(got)
    with stage.database.reading() as s:
        rows = s.scalars(sa.select(SeatRow).where(SeatRow.ended_at.is_(None), SeatRow.pair_id == stage.pairs[0])).all()
    assert not rows, got

def test_accept_end_pair(stage: Stage) -> None:
    sam, inv = _invite(stage)
    got = overlapping(stage.database, lambda s: joining.accept(s, inv, actor=sam, now=START),
      lambda s: cs.end_pair(s, stage.cohort, stage.pairs[0], actor=stage.trainer, now=START))
    print(got)
    with stage.database.reading() as s:
        rows = s.scalars(sa.select(SeatRow).where(SeatRow.ended_at.is_(None), SeatRow.pair_id == stage.pairs[0])).all()
    assert not rows, got

def test_two_accepts(stage: Stage) -> None:
    sam, inv = _invite(stage)
    got = overlapping(stage.database, lambda s: joining.accept(s, inv, actor=sam, now=START), lambda s: joining.accept(s, inv, actor=sam, now=START))
    print(got)

def test_merge_same_pair(house: Any) -> None:
    with house.database.writing() as s:
        trainer = make_person(s, "Moira T")
        c, [p] = make_cohort(s, trainer, partnerships=[make_pair(s)])
        a, b = make_person(s, "Dup One"), make_person(s, "Dup Two", "dup2@x.example")
        seat(s, a, p); seat(s, b, p, Side.PROVIDER, organisation="Northern Consortium")
        s.add(RoleGrant(person_id=trainer.id, role=Role.ADMIN, granted_at=START)); s.flush()
        act = actor_of(s, trainer)
        ae, be = a.email, b.email; aid = a.id
    cat = house.library.current(today=START.date())
    try:
        with house.database.writing() as s:
            merging_people.merge_people(s, cat, aid, be, typed=ae, base="", actor=act, now=START)
    except Exception as e:
        print("refused", e); return
    with house.database.reading() as s:
        bd = boards.board(s, cat, c, actor=act, now=START)
        print([x.seats for x in bd.learners], [x.name for x in bd.pairs[0].provider.learners])
        assert len(bd.pairs[0].provider.learners) == 1
