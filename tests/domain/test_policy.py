"""Who may do what: the whole table, spelled out, so that no line of it changes unseen."""

from __future__ import annotations

import pytest

from goodpartners.domain.errors import NotAllowed, NotFound, NotSignedIn
from goodpartners.domain.people import Actor, Grant, Role
from goodpartners.domain.policy import (
    ABOUT_A_THING,
    BY_ROUTE,
    PERMISSIONS,
    WITHOUT_SIGNING_IN,
    Permission,
    Subject,
    allows,
    require,
)

ME = 7
HERE, ELSEWHERE = 3, 4
MINE = Subject(person_id=ME, organisation_id=HERE, trainer_ids=frozenset({ME}), people=frozenset({ME, 8}))
SOMEBODY_ELSES = Subject(person_id=8, organisation_id=ELSEWHERE, trainer_ids=frozenset({8}), people=frozenset({8}))
OPEN, FOR_COHORTS = Subject(open=True), Subject(open=False)

PEOPLE: dict[str, frozenset[Role]] = {
    "learner": frozenset(),
    "side lead": frozenset({Role.SIDE_LEAD}),
    "trainer": frozenset({Role.TRAINER}),
    "author": frozenset({Role.AUTHOR}),
    "organisation manager": frozenset({Role.ORGANISATION_MANAGER}),
    "admin": frozenset({Role.ADMIN}),
}
EVERYBODY = set(PEOPLE)
TABLE: list[tuple[Permission, Subject | None, set[str]]] = [
    (Permission.PUBLIC, None, EVERYBODY),
    (Permission.LEARN, None, EVERYBODY),
    (Permission.TAKE_COURSE, OPEN, EVERYBODY),
    (Permission.TAKE_COURSE, FOR_COHORTS, {"trainer", "author"}),
    (Permission.OWN_ATTEMPT, MINE, EVERYBODY),
    (Permission.OWN_ATTEMPT, SOMEBODY_ELSES, set()),
    (Permission.OWN_NOTES, MINE, EVERYBODY),
    (Permission.OWN_NOTES, SOMEBODY_ELSES, set()),
    (Permission.OWN_CERTIFICATE, MINE, EVERYBODY),
    (Permission.OWN_CERTIFICATE, SOMEBODY_ELSES, set()),
    (Permission.OWN_ACCOUNT, MINE, EVERYBODY),
    (Permission.OWN_ACCOUNT, SOMEBODY_ELSES, set()),
    (Permission.READ_QUESTION_REPORTS, None, {"trainer", "author", "admin"}),
    (Permission.READ_GUIDES, None, {"trainer", "author"}),
    (Permission.MANAGE_PEOPLE, None, {"admin"}),
    (Permission.REVOKE_CERTIFICATE, None, {"admin"}),
    (Permission.RUN_COHORTS, None, {"trainer"}),
    (Permission.RUN_COHORT, MINE, {"trainer"}),
    (Permission.RUN_COHORT, SOMEBODY_ELSES, set()),
    (Permission.IN_COHORT, MINE, EVERYBODY),
    (Permission.IN_COHORT, SOMEBODY_ELSES, set()),
    (Permission.MANAGE_STAFF, MINE, {"organisation manager"}),
    (Permission.MANAGE_STAFF, SOMEBODY_ELSES, set()),
    (Permission.LEAD_SIDE, MINE, {"side lead"}),
    (Permission.LEAD_SIDE, SOMEBODY_ELSES, set()),
    (Permission.SPEAK_FOR_ORGANISATION, MINE, {"organisation manager", "side lead"}),
    (Permission.SPEAK_FOR_ORGANISATION, SOMEBODY_ELSES, set()),
]
WITHIN = {Role.SIDE_LEAD, Role.ORGANISATION_MANAGER}


def person(who: str) -> Actor:
    """Somebody who holds these roles, those of an organisation in the one that is HERE."""
    grants = frozenset(Grant(role, HERE if role in WITHIN else None) for role in PEOPLE[who])
    return Actor(ME, "Somebody", "somebody@example.org", grants)


def test_every_role_and_every_permission_is_in_the_table() -> None:
    assert frozenset().union(*PEOPLE.values()) == frozenset(Role)
    assert {permission for permission, _, _ in TABLE} == set(Permission)
    assert set(PERMISSIONS) == set(Permission)


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize(("permission", "subject", "allowed"), TABLE)
def test_each_role_may_do_what_the_table_says_and_nothing_else(
    who: str, permission: Permission, subject: Subject | None, allowed: set[str]
) -> None:
    assert allows(permission, person(who), subject) is (who in allowed)


@pytest.mark.parametrize("permission", sorted(ABOUT_A_THING))
@pytest.mark.parametrize("who", PEOPLE)
def test_what_is_somebody_elses_is_not_found_whatever_ones_role(who: str, permission: Permission) -> None:
    with pytest.raises(NotFound):
        require(permission, person(who), SOMEBODY_ELSES)


@pytest.mark.parametrize("permission", sorted(set(Permission) - ABOUT_A_THING - {Permission.PUBLIC, Permission.LEARN}))
def test_what_is_for_another_role_is_not_allowed(permission: Permission) -> None:
    with pytest.raises(NotAllowed):
        require(permission, person("learner"), FOR_COHORTS)


@pytest.mark.parametrize("permission", [Permission.MANAGE_STAFF, Permission.LEAD_SIDE, Permission.RUN_COHORTS])
def test_a_page_of_a_role_one_does_not_hold_is_refused(permission: Permission) -> None:
    with pytest.raises(NotAllowed):
        require(permission, person("learner"))


def test_what_a_route_asks_is_never_more_than_the_thing_asks() -> None:
    for whole, part in BY_ROUTE.items():
        for who in PEOPLE:
            for subject in (MINE, OPEN):
                assert not allows(whole, person(who), subject) or allows(part, person(who)), (whole, who)


@pytest.mark.parametrize("permission", sorted(Permission))
def test_who_is_not_signed_in_is_asked_to_sign_in_for_everything_but_public_pages(permission: Permission) -> None:
    if permission in WITHOUT_SIGNING_IN:
        require(permission, None, OPEN)
    else:
        with pytest.raises(NotSignedIn):
            require(permission, None, OPEN)


def test_only_public_pages_need_no_sign_in() -> None:
    assert frozenset({Permission.PUBLIC}) == WITHOUT_SIGNING_IN


@pytest.mark.parametrize("who", sorted(set(PEOPLE) - {"learner"}))
def test_a_role_within_an_organisation_does_not_make_other_peoples_things_ones_own(who: str) -> None:
    assert not allows(Permission.OWN_NOTES, person(who), Subject(person_id=8, organisation_id=HERE))
