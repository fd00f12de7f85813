"""A cohort of two authorities, four providers and one body from neither side, and lists read against it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from goodpartners.domain.people import OrganisationKind
from goodpartners.domain.roster import Entry, Known, KnownPair, RowProblem, read

COUNCIL, CITY = "Quillby Borough Council", "Vendlemoor City Council"
CARE, HOMES, MOOR = "Tessaly Care", "Marrowfen Homes Ltd", "Hill & Moor, North and South"
CONSORTIUM, TRUST = "Orren Consortium", "Lindlewick Trust"
KINDS = {
    COUNCIL: OrganisationKind.AUTHORITY,
    CITY: OrganisationKind.AUTHORITY,
    CARE: OrganisationKind.PROVIDER,
    HOMES: OrganisationKind.PROVIDER,
    MOOR: OrganisationKind.PROVIDER,
    TRUST: OrganisationKind.PROVIDER,
    CONSORTIUM: OrganisationKind.OTHER,
}
PAIRS = (KnownPair(1, COUNCIL, CARE), KnownPair(2, COUNCIL, MOOR), KnownPair(3, CITY, CARE), KnownPair(4, CITY, HOMES))
KNOWN = Known(KINDS, PAIRS)
ONE = Known(KINDS, PAIRS[:1])
HEADER = ("Name", "Email", "Organisation", "Side", "Partner organisations", "Job family")


def written(*rows: Sequence[str], mark: str = ",") -> str:
    """Rows as a program would write them."""
    text = io.StringIO()
    csv.writer(text, delimiter=mark).writerows(rows)
    return text.getvalue()


def row(
    name: str = "Ines Varga",
    email: str = "ines@quillby.example",
    organisation: str = COUNCIL,
    side: str = "",
    partners: str = CARE,
    job: str = "",
) -> tuple[str, ...]:
    """A good row in the usual order."""
    return name, email, organisation, side, partners, job


def only(*rows: Sequence[str], known: Known = KNOWN) -> Entry:
    """The one entry of a list without problems."""
    roster = read(written(*rows), known)
    assert roster.problems == ()
    (entry,) = roster.entries
    return entry


def faults(*rows: Sequence[str], known: Known = KNOWN) -> list[tuple[int, str]]:
    """Where a list is wrong: lines and columns."""
    return [(problem.line, problem.column) for problem in read(written(*rows), known).problems]


def sentence(*rows: Sequence[str], known: Known = KNOWN) -> str:
    """What is said about a list with one problem."""
    (problem,) = read(written(*rows), known).problems
    return problem.sentence


def refusal(text: str) -> RowProblem:
    """Why a list is not read at all."""
    roster = read(text, KNOWN)
    (problem,) = roster.problems
    assert roster.entries == ()
    return problem
