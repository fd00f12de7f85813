"""The people of a list: each row becomes an entry or says all that is wrong with it."""

from __future__ import annotations

import pytest

from goodpartners.domain.people import OrganisationKind, Side
from goodpartners.domain.roster import Known, read, template
from tests.domain.rosters import (
    CARE,
    CITY,
    CONSORTIUM,
    COUNCIL,
    HEADER,
    HOMES,
    KNOWN,
    MOOR,
    ONE,
    faults,
    only,
    row,
    sentence,
    written,
)


def test_every_problem_of_every_row_is_named_and_such_rows_are_no_entries() -> None:
    roster = read(written(HEADER, row("", "ines", "Quilby", "providr", "Tesaly", "x" * 81), row("Jo", side="p")), KNOWN)
    assert roster.entries == ()
    assert [(problem.line, problem.column) for problem in roster.problems] == [
        *((2, column.lower()) for column in HEADER),
        (3, "side"),
    ]
    assert {problem.row for problem in roster.problems if problem.line == 3} == {
        f"Jo,ines@quillby.example,{COUNCIL},p,{CARE},"
    }


@pytest.mark.parametrize("name", ["", " ", "x" * 201, "Ines\u200b", "ines@quillby.example"])
def test_a_name_is_there_visible_short_and_no_address(name: str) -> None:
    assert faults(row(name))[0] == (1, "name")


def test_spare_spaces_go_and_addresses_are_folded() -> None:
    entry = only(row(" Ines\u00a0 Varga ", "\u00a0INES@Quillby.Example ", "  quillby  borough council", job=" a  b "))
    assert (entry.name, entry.email, entry.organisation, entry.job_family) == (
        "Ines Varga",
        "ines@quillby.example",
        COUNCIL,
        "a b",
    )


@pytest.mark.parametrize(
    "email", ["", "ines", "ines@quillby", "a@x.example, b@x.example", "ines\u200b@quillby.example"]
)
def test_an_address_must_be_one_that_mail_can_reach(email: str) -> None:
    assert faults(HEADER, row(email=email)) == [(2, "email")]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("quillby borough", COUNCIL),
        ("Tessaly Care Limited", CARE),
        ("MARROWFEN HOMES", HOMES),
        ("Marrowfen Homes Limited", HOMES),
        ("hill and moor north & south", MOOR),
    ],
)
def test_an_organisation_is_known_in_spite_of_small_differences(typed: str, stored: str) -> None:
    assert only(row(organisation=typed, partners="all")).organisation == stored


def test_a_council_and_its_company_are_not_confused() -> None:
    known = Known({"Quillby Council": OrganisationKind.AUTHORITY, "Quillby Ltd": OrganisationKind.PROVIDER}, ())
    assert only(row(organisation="quillby limited", partners=""), known=known).organisation == "Quillby Ltd"
    assert "can be “Quillby Council” or “Quillby Ltd”" in sentence(
        row(organisation="Quillby", partners=""), known=known
    )
    council = Known({"Quillby Council": OrganisationKind.AUTHORITY}, ())
    assert "Did you mean “Quillby Council”?" in sentence(row(organisation="Quillby Ltd", partners=""), known=council)


@pytest.mark.parametrize("typed", ["Quillby", "Quilby Borough", "Qillby Borough Council"])
def test_a_name_close_to_a_known_one_is_asked_about(typed: str) -> None:
    assert f"Did you mean “{COUNCIL}”?" in sentence(row(organisation=typed))


def test_an_unknown_organisation_is_a_problem() -> None:
    assert "There is no organisation “Zebra”." in sentence(row(organisation="Zebra"))
    assert faults(row(organisation="")) == [(1, "organisation")]


@pytest.mark.parametrize(
    "word", ["", "c", "Commissioner", "commissioners", "Commissioning", "council", "Placing authority"]
)
def test_an_authoritys_people_are_commissioners(word: str) -> None:
    assert only(row(side=word)).side is Side.COMMISSIONER


@pytest.mark.parametrize("word", ["", "P", "provider", "Providers", "home", "Children’s home"])
def test_a_providers_people_are_providers(word: str) -> None:
    assert only(row(organisation=CARE, side=word, partners=COUNCIL)).side is Side.PROVIDER


def test_a_side_that_contradicts_the_organisation_is_a_problem() -> None:
    assert "own homes as an organisation" in sentence(row(side="provider"))
    assert "is a provider" in sentence(row(organisation=CARE, side="c", partners=COUNCIL))


def test_an_unknown_side_is_a_problem_that_guesses() -> None:
    assert "Did you mean provider?" in sentence(row(organisation=CARE, side="provdier", partners=COUNCIL))


def test_an_organisation_without_a_side_of_its_own_must_say_one() -> None:
    assert "Write commissioner or provider." in sentence(row(organisation=CONSORTIUM, partners=""))
    assert only(row(organisation=CONSORTIUM, side="provider", partners="")).side is Side.PROVIDER


def test_the_same_row_twice_counts_once_and_is_noted() -> None:
    roster = read(written(row(), row("ines  varga", "INES@quillby.example", side="c")), KNOWN)
    assert [entry.line for entry in roster.entries] == [1]
    assert roster.problems == ()
    assert [(note.line, "Line 1" in note.sentence) for note in roster.notes] == [(2, True)]


@pytest.mark.parametrize("second", [row("Jo Bell"), row(partners=MOOR), row(job="contracts")])
def test_the_same_address_with_other_details_is_a_problem_of_the_later_row(second: tuple[str, ...]) -> None:
    roster = read(written(row(), second), KNOWN)
    assert [entry.line for entry in roster.entries] == [1]
    assert [(problem.line, "Line 1" in problem.sentence) for problem in roster.problems] == [(2, True)]


def test_one_person_may_come_from_two_organisations_for_different_pairs() -> None:
    roster = read(written(row(), row(organisation=HOMES, partners=CITY)), KNOWN)
    assert [entry.pair_ids for entry in roster.entries] == [(1,), (4,)]
    assert roster.problems == ()


def test_nobody_stands_on_both_sides_of_one_pair() -> None:
    assert f"the pair {COUNCIL} / {CARE}" in sentence(row(), row(organisation=CARE, partners=COUNCIL))


def test_a_row_with_another_problem_still_hears_that_its_address_is_taken() -> None:
    assert faults(row(), row("Jo Bell", side="p")) == [(2, "side"), (2, "email")]


def test_the_template_is_a_list_that_can_be_read() -> None:
    roster = read(template(), ONE)
    assert [(entry.organisation, entry.pair_ids) for entry in roster.entries] == [(COUNCIL, (1,)), (CARE, (1,))]
    assert (roster.problems, roster.notes) == ((), ())
