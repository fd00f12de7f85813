"""Certificates and reflections, on both databases: one for each completed course, for as long as it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from goodpartners.domain.errors import Closed, Invalid, NotAllowed, NotFound
from goodpartners.domain.people import Membership, OrganisationKind, Role, Side
from goodpartners.services import certificates, standings
from goodpartners.services.certificates import ALPHABET
from goodpartners.store.audit import AuditEntry
from goodpartners.store.certificates import Certificate
from goodpartners.store.database import Database
from tests.conftest import Clock
from tests.factories import START
from tests.garden import COURSE, QUIZ, SECTIONS, Learner, garden, learner


@pytest.fixture
def amara(database: Database, clock: Clock) -> Learner:
    """Learns in the garden."""
    return learner(database, clock)


@pytest.fixture
def admin(database: Database, clock: Clock) -> Learner:
    """May revoke certificates."""
    return learner(database, clock, "Moira Tennant", roles=[Role.ADMIN])


def complete(who: Learner) -> Certificate:
    """Do everything; the certificate."""
    who.take()
    for section in SECTIONS:
        who.finish(section)
    (certificate,) = mine(who)
    return certificate


def mine(who: Learner) -> list[Certificate]:
    """The person's certificates."""
    return list(who.read(lambda s: certificates.mine(s, actor=who.actor)))


def renamed(who: Learner, name: str) -> Learner:
    """The same person under another name."""
    return replace(who, actor=replace(who.actor, name=name))


def reissue(who: Learner, certificate: int) -> Certificate:
    """Write it anew."""
    return who.write(lambda s: certificates.reissue(s, certificate, actor=who.actor, now=who.clock()))


def revoke(who: Learner, code: str, reason: str = "It was issued by mistake.") -> Certificate:
    """Withdraw it."""
    return who.write(lambda s: certificates.revoke(s, code, reason, actor=who.actor, now=who.clock()))


def stands(who: Learner, code: str) -> bool | None:
    """What the public page says of a code; None when there is none."""
    found = who.read(lambda s: certificates.verify(s, code))
    return found.stands if found else None


def test_the_last_section_brings_the_certificate(amara: Learner) -> None:
    amara.take()
    for section in SECTIONS:
        assert mine(amara) == []
        amara.finish(section)
    assert len(mine(amara)) == 1


def test_the_last_knowledge_check_brings_the_certificate(amara: Learner) -> None:
    for section in SECTIONS:
        amara.finish(section)
    amara.take(right=False)
    assert mine(amara) == []
    amara.take()
    assert len(mine(amara)) == 1


def test_a_certificate_says_who_learned_what_where_and_when(amara: Learner) -> None:
    place = Membership(1, "Tessaly Care", OrganisationKind.PROVIDER, Side.PROVIDER, None, START.date(), None)
    certificate = complete(replace(amara, actor=replace(amara.actor, memberships=(place,))))
    assert certificate.holder == "Amara Osei"
    assert certificate.organisation == "Tessaly Care"
    assert (certificate.course, certificate.course_letter, certificate.course_title) == (
        COURSE,
        "G",
        "The shared garden",
    )
    assert (certificate.modules, certificate.minutes) == (1, 8)
    assert (certificate.issued_at, certificate.completed_on) == (START, date(2026, 11, 24))


def test_the_day_on_a_certificate_is_the_day_in_london(amara: Learner) -> None:
    amara.clock.now = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert complete(amara).completed_on == date(2026, 7, 2)


def test_only_modules_that_are_done_are_counted(amara: Learner) -> None:
    certificate = complete(replace(amara, catalogue=garden(modules=2, completion={"modules": 1})))
    assert (certificate.modules, certificate.minutes) == (1, 8)


def test_going_on_after_completion_brings_no_second_certificate(amara: Learner) -> None:
    complete(amara)
    amara.finish(SECTIONS[0])
    amara.take()
    assert len(mine(amara)) == 1


def test_an_issue_is_on_the_record_of_the_person(amara: Learner) -> None:
    complete(amara)
    entry = amara.read(lambda s: s.scalars(sa.select(AuditEntry)).one())
    assert (entry.act, entry.person_id, entry.detail) == (
        "certificate issued",
        amara.actor.person_id,
        {"course": COURSE},
    )


def test_a_course_that_is_gone_brings_nothing_and_breaks_nothing(amara: Learner) -> None:
    progress = amara.write(lambda s: standings.renew(s, amara.catalogue, "none", person_id=amara.actor.person_id))
    issued = amara.write(lambda s: certificates.issue_if_complete(s, progress, actor=amara.actor, now=START))
    assert (progress, issued) == (None, None)


def test_a_code_is_read_however_it_was_typed(amara: Learner) -> None:
    code = complete(amara).code
    assert len(code) == 8
    assert set(code) <= set(ALPHABET)
    assert not set("01ILOU") & set(ALPHABET)
    printed = certificates.spaced(code)
    assert printed == f"{code[:4]}-{code[4:]}"
    for typed in (code, printed, code.lower(), f"  {code[:4]} – {code[4:]} ", f"{printed}."):
        assert stands(amara, typed) is True


@pytest.mark.parametrize("code", ["", "22222222", "x" * 500, "\x00", "'; --", "ſ"])
def test_a_code_that_was_never_issued_stands_for_nothing(amara: Learner, code: str) -> None:
    complete(amara)
    assert stands(amara, code) is None


def test_a_certificate_under_a_new_name_takes_the_place_of_the_old(amara: Learner) -> None:
    old = complete(amara)
    amara = renamed(amara, "Amara Mensah")
    new = reissue(amara, old.id)
    assert (new.holder, new.completed_on, new.minutes) == ("Amara Mensah", old.completed_on, old.minutes)
    assert (stands(amara, old.code), stands(amara, new.code)) == (False, True)
    old = next(c for c in mine(amara) if c.id == old.id)
    assert old.replaced_by == new.id
    assert old.revoked_because == "It was issued anew under another name."


def test_a_certificate_is_written_anew_only_for_a_new_name_and_only_once(amara: Learner) -> None:
    old = complete(amara)
    with pytest.raises(Closed, match="up to date"):
        reissue(amara, old.id)
    amara = renamed(amara, "Amara Mensah")
    reissue(amara, old.id)
    with pytest.raises(Closed, match="no longer stands"):
        reissue(amara, old.id)


def test_after_a_new_name_going_on_brings_no_third(amara: Learner) -> None:
    old = complete(amara)
    amara = renamed(amara, "Amara Mensah")
    reissue(amara, old.id)
    amara.finish(SECTIONS[0])
    assert len(mine(amara)) == 2


def test_somebody_elses_certificate_is_not_found(amara: Learner, admin: Learner) -> None:
    certificate = complete(amara).id
    for number in (certificate, certificate + 1):
        with pytest.raises(NotFound):
            admin.read(lambda s, n=number: certificates.find(s, n, actor=admin.actor))  # type: ignore[misc]
        with pytest.raises(NotFound):
            reissue(admin, number)


def test_an_admin_revokes_with_a_reason_that_everybody_can_read(amara: Learner, admin: Learner) -> None:
    code = complete(amara).code
    revoke(admin, certificates.spaced(code).lower(), "  Two people shared an account. ")
    found = amara.read(lambda s: certificates.verify(s, code))
    assert found
    assert not found.stands
    assert found.certificate.revoked_because == "Two people shared an account."
    with pytest.raises(Invalid, match="before"):
        revoke(admin, code)


@pytest.mark.parametrize("role", [None, Role.TRAINER, Role.AUTHOR, Role.SIDE_LEAD, Role.ORGANISATION_MANAGER])
def test_nobody_else_revokes(amara: Learner, database: Database, clock: Clock, role: Role | None) -> None:
    code = complete(amara).code
    other = learner(database, clock, "Rowan Ashby", roles=[role] if role else [])
    with pytest.raises(NotAllowed):
        revoke(other, code)
    assert stands(amara, code) is True


def test_a_revocation_needs_a_reason_and_a_code_that_exists(amara: Learner, admin: Learner) -> None:
    code = complete(amara).code
    with pytest.raises(Invalid):
        revoke(admin, code, "  ")
    with pytest.raises(Invalid, match="No certificate"):
        revoke(admin, "2222-2222")


def test_a_revoked_certificate_does_not_come_back_by_pressing_done_once_more(amara: Learner, admin: Learner) -> None:
    revoke(admin, complete(amara).code)
    amara.finish(SECTIONS[0])
    amara.take()
    assert [c.revoked_at is None for c in mine(amara)] == [False]


def test_a_knowledge_check_that_is_only_to_be_tried_completes_without_a_pass(amara: Learner) -> None:
    amara = replace(amara, catalogue=garden(completion={"knowledge_checks": "tried"}))
    for section in SECTIONS:
        amara.finish(section)
    amara.take(QUIZ, right=False)
    assert len(mine(amara)) == 1
