"""The cell of partner organisations names pairs of the cohort."""

from __future__ import annotations

import pytest

from goodpartners.domain.roster import Known, read
from tests.domain.rosters import (
    CARE,
    CITY,
    CONSORTIUM,
    COUNCIL,
    HOMES,
    KINDS,
    KNOWN,
    MOOR,
    TRUST,
    only,
    row,
    sentence,
    written,
)


@pytest.mark.parametrize(
    ("cell", "pair_ids"),
    [
        (CARE, (1,)),
        (f"{MOOR}; {CARE}", (1, 2)),
        (f"{CARE} | hill and moor, north and south|", (1, 2)),
        (f"{CARE}, {MOOR}", (1, 2)),
        (f"{MOOR}\n{CARE}", (1, 2)),
        (f"{CARE} and {MOOR}", (1, 2)),
        (f"{CARE}; {CARE}", (1,)),
        (MOOR, (2,)),
        (f"{COUNCIL} / {CARE}", (1,)),
        (f"{CARE} + {COUNCIL}", (1,)),
        (f"{COUNCIL} and {CARE}", (1,)),
        ("All", (1, 2)),
    ],
)
def test_partners_name_the_pairs_and_no_known_name_is_broken(cell: str, pair_ids: tuple[int, ...]) -> None:
    assert only(row(partners=cell)).pair_ids == pair_ids


def test_the_only_pair_of_an_organisation_need_not_be_named() -> None:
    assert only(row(organisation=HOMES, partners="")).pair_ids == (4,)


def test_an_organisation_in_several_pairs_says_which() -> None:
    said = sentence(row(partners=""))
    assert "is in 2 pairs of this cohort" in said
    assert CARE in said
    assert MOOR in said


def test_a_cohort_with_one_side_only_needs_no_partners() -> None:
    alone = Known(KINDS, ())
    roster = read(written(row(partners=""), row("Jo", "jo@x.example", CARE, "", "all")), alone)
    assert [entry.pair_ids for entry in roster.entries] == [(), ()]
    assert roster.notes == ()
    assert "no pairs yet" in sentence(row(), known=alone)


def test_somebody_without_a_pair_in_a_cohort_of_pairs_is_noted() -> None:
    roster = read(written(row(organisation=TRUST, partners="")), KNOWN)
    assert [entry.pair_ids for entry in roster.entries] == [()]
    assert [(note.line, note.column) for note in roster.notes] == [(1, "partner organisations")]


@pytest.mark.parametrize("cell", [HOMES, CITY, f"{CITY} / {CARE}", f"{CARE} and {HOMES}"])
def test_a_pair_that_is_not_in_the_cohort_names_those_that_are(cell: str) -> None:
    assert f"Its pairs here: {COUNCIL} / {CARE}; {COUNCIL} / {MOOR}." in sentence(row(partners=cell))


def test_a_partner_is_known_and_another_organisation() -> None:
    assert f"Did you mean “{CARE}”?" in sentence(row(partners="Tesaly Care"))
    assert "own organisation" in sentence(row(partners=COUNCIL))
    assert "in no pair of this cohort" in sentence(row(organisation=TRUST, partners=COUNCIL))
    assert "too many names" in sentence(row(partners=";".join(["Zebra"] * 99)))


def test_a_body_from_neither_side_names_the_other_side_or_both_ends() -> None:
    def rows(side: str, cell: str) -> tuple[str, ...]:
        return row(organisation=CONSORTIUM, side=side, partners=cell)

    assert only(rows("c", MOOR)).pair_ids == (2,)
    assert only(rows("p", f"{CITY} / {CARE}")).pair_ids == (3,)
    assert only(rows("p", "all")).pair_ids == (1, 2, 3, 4)
    said = sentence(rows("c", CARE))
    assert "Name both ends" in said
    assert f"{COUNCIL} / {CARE}; {CITY} / {CARE}" in said
    assert "share no pair" in sentence(rows("c", COUNCIL))
