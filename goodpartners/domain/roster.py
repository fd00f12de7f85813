"""The list with which a trainer invites people to a cohort: who is on it, and what is wrong with each row."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from goodpartners.domain import emails
from goodpartners.domain.errors import FieldProblem
from goodpartners.domain.organisation_names import OrganisationNames, folded
from goodpartners.domain.people import OrganisationKind, Side
from goodpartners.domain.roster_pairs import Belonging, CohortPairs, Known, KnownPair, not_one, quoted
from goodpartners.domain.roster_table import COLUMNS, Column, Row, RowProblem, read_table

__all__ = ["Column", "Entry", "Known", "KnownPair", "Roster", "RowProblem", "read", "template"]

LONGEST_NAME = 200
LONGEST_JOB = 80
_USUAL_SIDE = {OrganisationKind.AUTHORITY: Side.COMMISSIONER, OrganisationKind.PROVIDER: Side.PROVIDER}
_SIDES = {
    **dict.fromkeys("c|commissioner|commissioners|commissioning|council|authority".split("|"), Side.COMMISSIONER),
    **dict.fromkeys("placing authority|local authority".split("|"), Side.COMMISSIONER),
    **dict.fromkeys("p|provider|providers|home|homes|childrens home|childrens homes".split("|"), Side.PROVIDER),
}


@dataclass(frozen=True)
class Entry:
    """Somebody to invite from one organisation; `line` is where the row begins in the list."""

    line: int
    name: str
    email: str
    organisation: str
    side: Side
    job_family: str
    pair_ids: tuple[int, ...]


@dataclass(frozen=True)
class Roster:
    """What was read: a row is an entry, or has problems, or is noted as the repetition of an earlier one."""

    entries: tuple[Entry, ...]
    problems: tuple[RowProblem, ...]
    notes: tuple[RowProblem, ...]


@dataclass
class _Draft:
    """A row on its way to an entry."""

    row: Row
    name: str = ""
    email: str = ""
    entry: Entry | None = None
    faults: list[FieldProblem] = field(default_factory=list)
    notes: list[FieldProblem] = field(default_factory=list)
    repeated: bool = False


def read(text: str, known: Known) -> Roster:
    """Read a list, pasted or uploaded; every problem of every row is named, and a row with one is not an entry."""
    table = read_table(text)
    ends = [name for pair in known.pairs for name in (pair.authority, pair.provider)]
    names = OrganisationNames([*known.organisations, *ends])
    drafts = [_draft(row, known, names) for row in table.rows]
    earlier: dict[str, list[_Draft]] = {}
    for draft in drafts:
        if draft.email:
            same = earlier.setdefault(draft.email, [])
            _compare(draft, same, known.pairs)
            if not draft.repeated:
                same.append(draft)
    entries = (draft.entry for draft in drafts if not draft.faults and not draft.repeated)
    return Roster(
        tuple(entry for entry in entries if entry),
        (*table.refusals, *(_said(draft.row, fault) for draft in drafts for fault in draft.faults)),
        (*table.notes, *(_said(draft.row, note) for draft in drafts if not draft.faults for note in draft.notes)),
    )


def template() -> str:
    """A list to fill in: a header and two invented people, as CSV."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(column.capitalize() for column in COLUMNS)
    council, home = "Quillby Borough Council", "Tessaly Care"
    rows.writerow(("Ines Varga", "ines.varga@quillby.example", council, Side.COMMISSIONER, home, "contracts"))
    rows.writerow(("Joel Adeyemi", "joel.adeyemi@tessaly.example", home, Side.PROVIDER, council, "home manager"))
    return written.getvalue()


def _said(row: Row, problem: FieldProblem) -> RowProblem:
    return RowProblem(row.line, problem.field, problem.sentence, row.text)


def _draft(row: Row, known: Known, names: OrganisationNames) -> _Draft:
    if row.faults:
        return _Draft(row, faults=list(row.faults))
    name, job = (" ".join(row.cells.get(column, "").split()) for column in (Column.NAME, Column.JOB_FAMILY))
    email = emails.folded(row.cells.get(Column.EMAIL, ""))
    organisation, faults = _organisation(row.cells.get(Column.ORGANISATION, ""), known, names)
    kind = known.organisations[organisation] if organisation else None
    side, of_side = _side(row.cells.get(Column.SIDE, ""), organisation, kind)
    pairs = CohortPairs(known, names, Belonging(organisation, side))
    pair_ids, of_pairs = pairs.named(row.cells.get(Column.PARTNERS, ""))
    of_name, of_email = _name_faults(name), _email_faults(email)
    faults = [
        *of_name,
        *of_email,
        *faults,
        *of_side,
        *(FieldProblem(Column.PARTNERS, sentence) for sentence in of_pairs),
        *_text_faults(job, Column.JOB_FAMILY, LONGEST_JOB),
    ]
    draft = _Draft(row, "" if of_name else name, "" if of_email else email, faults=faults)
    if organisation and side and not faults:
        draft.entry = Entry(row.line, name, email, organisation, side, job, pair_ids)
        if known.pairs and not pair_ids:
            sentence = "This row names no pair, so this person is invited without one. Name a partner to change that."
            draft.notes.append(FieldProblem(Column.PARTNERS, sentence))
    return draft


def _text_faults(text: str, column: Column, longest: int) -> list[FieldProblem]:
    found = []
    if len(text) > longest:
        found.append(FieldProblem(column, f"The {column} is too long. Use at most {longest} characters."))
    if not text.isprintable():
        found.append(FieldProblem(column, f"The {column} holds a character that cannot be seen. Type it again."))
    return found


def _name_faults(name: str) -> list[FieldProblem]:
    if not name:
        return [FieldProblem(Column.NAME, "There is no name. Write the person’s name.")]
    found = _text_faults(name, Column.NAME, LONGEST_NAME)
    if "@" in name:
        found.append(FieldProblem(Column.NAME, "There is an email address in place of the name. Write the name here."))
    return found


def _email_faults(email: str) -> list[FieldProblem]:
    found = emails.faults(email, Column.EMAIL)
    if not found and not email.isprintable():
        sentence = "The email address holds a character that cannot be seen. Type it again."
        found.append(FieldProblem(Column.EMAIL, sentence))
    return found


def _organisation(typed: str, known: Known, names: OrganisationNames) -> tuple[str | None, list[FieldProblem]]:
    if not typed.strip():
        return None, [FieldProblem(Column.ORGANISATION, "There is no organisation. Name the one the person works for.")]
    meant = tuple(name for name in names.meant(typed) if name in known.organisations)
    if len(meant) == 1:
        return meant[0], []
    return None, [FieldProblem(Column.ORGANISATION, not_one(typed, meant, names))]


def _side(
    typed: str, organisation: str | None, kind: OrganisationKind | None
) -> tuple[Side | None, list[FieldProblem]]:
    """The side of a row; the organisation's own where it has one, even when the row contradicts it."""
    usual = _USUAL_SIDE.get(kind) if kind else None
    side = _SIDES.get(folded(typed))
    sentence = ""
    if typed.strip() and side is None:
        near = get_close_matches(folded(typed)[:40], _SIDES, n=1, cutoff=0.6)
        asked = f" Did you mean {_SIDES[near[0]]}?" if near else ""
        sentence = f"{quoted(typed)} is no side.{asked} Write commissioner or provider."
    elif side is None and organisation and usual is None:
        sentence = f"{quoted(organisation)} has no side of its own. Write commissioner or provider."
    elif side and usual and side is not usual:
        sentence = f"{quoted(organisation or '')} is a {kind}, so its people stand on the {usual}’s side. "
        if usual is Side.COMMISSIONER:
            sentence += "Register the authority’s own homes as an organisation of their own, or correct the side."
        else:
            sentence += "Correct the side, or the organisation."
    return usual or side, [FieldProblem(Column.SIDE, sentence)] if sentence else []


def _compare(draft: _Draft, earlier: Sequence[_Draft], pairs: Sequence[KnownPair]) -> None:
    """Hold a row against the earlier ones with the same address: a repetition, a contradiction, or neither."""
    for other in earlier:
        line = f"Line {other.row.line}"
        if draft.name and other.name and folded(draft.name) != folded(other.name):
            sentence = f"{line} gives the same address to {quoted(other.name)}. Correct the name or the address."
            draft.faults.append(FieldProblem(Column.EMAIL, sentence))
        elif draft.entry is None or other.entry is None:
            continue
        elif _alike(draft.entry) == _alike(other.entry):
            draft.repeated = True
            draft.notes = [FieldProblem(Column.ROW, f"{line} says the same. The person is counted once.")]
        elif draft.entry.organisation == other.entry.organisation:
            sentence = f"{line} invites the same person from the same organisation with other details. Keep one row"
            draft.faults.append(FieldProblem(Column.EMAIL, f"{sentence}, with all its partner organisations."))
        elif shared := set(draft.entry.pair_ids) & set(other.entry.pair_ids):
            name = next(pair.name for pair in pairs if pair.id in shared)
            sentence = f"{line} gives this person a place in the pair {name} already. Nobody has two places in one"
            draft.faults.append(FieldProblem(Column.EMAIL, f"{sentence}: take one of the two out."))
        else:
            continue
        return


def _alike(entry: Entry) -> Entry:
    return replace(entry, line=0, name=folded(entry.name), job_family=folded(entry.job_family))
