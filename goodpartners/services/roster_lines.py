"""What each row of a list of people does in a cohort, and what the rules of seats forbid there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy.orm import Session

from goodpartners.domain.cohorts import Pair
from goodpartners.domain.people import Side
from goodpartners.domain.roster import Column, Entry, RowProblem
from goodpartners.store import joining, people, seats
from goodpartners.store.joining import CohortInvitation


class Outcome(StrEnum):
    """What a row of the list does."""

    NEW = "new invitation"
    AGAIN = "left before, is invited again"
    WIDER = "pair added to the invitation"
    SEATED = "pair added"
    INVITED = "already invited, nothing changes"
    HERE = "already here, nothing changes"
    DECLINED = "has declined, nothing changes"


SENDING = frozenset({Outcome.NEW, Outcome.AGAIN})
CHANGING = frozenset({Outcome.WIDER, Outcome.SEATED})


@dataclass(frozen=True)
class Line:
    """A good row and what it does; `added` are the pairs that are new for the person."""

    entry: Entry
    outcome: Outcome
    organisation_id: int
    pairs: tuple[Pair, ...]
    added: tuple[Pair, ...] = ()
    person_id: int | None = None
    invitation_id: int | None = None

    @property
    def acts(self) -> bool:
        """Whether anything happens."""
        return self.outcome in SENDING or self.outcome in CHANGING


@dataclass
class CohortPeople:
    """Who on a list is in this cohort, was asked to it or has left it; of any other cohort nothing is known."""

    person_ids: dict[str, int] = field(default_factory=dict)
    enrolled: set[tuple[int, int]] = field(default_factory=set)
    held: dict[int, dict[int, tuple[str, Side]]] = field(default_factory=dict)
    asked: dict[tuple[int, int], CohortInvitation] = field(default_factory=dict)
    asked_for: dict[int, dict[int, str]] = field(default_factory=dict)
    asked_pairs: dict[int, frozenset[int]] = field(default_factory=dict)
    left: set[tuple[int, int]] = field(default_factory=set)

    @classmethod
    def of(cls, session: Session, cohort_id: int, entries: Iterable[Entry]) -> CohortPeople:
        """In five statements."""
        there = cls()
        there.person_ids = {mail: p.id for mail, p in people.by_emails(session, {e.email for e in entries}).items()}
        for row in seats.participants(session, cohort_id):
            there.enrolled.add((row.person_id, row.organisation_id))
            if row.pair_id and row.side:
                there.held.setdefault(row.person_id, {})[row.pair_id] = (row.organisation, Side(row.side))
        standing = joining.standing_in(session, cohort_id)
        there.asked_pairs = joining.pairs_of(session, [row.id for row, _ in standing])
        for invitation, organisation in standing:
            there.person_ids.setdefault(invitation.email, invitation.person_id)
            there.asked[invitation.person_id, invitation.organisation_id] = invitation
            for pair in there.asked_pairs.get(invitation.id, ()) if invitation.declined_at is None else ():
                there.asked_for.setdefault(invitation.person_id, {})[pair] = organisation
        there.left = {(row.person_id, row.organisation_id) for row in seats.left(session, cohort_id)}
        return there

    def lines(
        self, entries: Iterable[Entry], organisations: dict[str, int], pairs: dict[int, Pair], raw: list[str]
    ) -> tuple[tuple[Line, ...], list[RowProblem]]:
        """Each entry as a line, or as a problem where a rule of seats forbids it in this cohort."""
        found, problems = [], []
        for entry in entries:
            theirs = tuple(pairs[number] for number in entry.pair_ids)
            if sentence := self._clash(entry, theirs):
                row = raw[entry.line - 1] if entry.line <= len(raw) else ""
                problems.append(RowProblem(entry.line, Column.PARTNERS, sentence, row))
            else:
                found.append(self._line(entry, organisations[entry.organisation], theirs))
        return tuple(found), problems

    def _clash(self, entry: Entry, pairs: tuple[Pair, ...]) -> str:
        person = self.person_ids.get(entry.email, 0)
        for pair in pairs:
            organisation, side = self.held.get(person, {}).get(pair.id, ("", entry.side))
            asked = self.asked_for.get(person, {}).get(pair.id, "")
            if side is not entry.side:
                return f"This person is in the pair {pair.name} on the {side}’s side. Nobody sits on both sides of one."
            if organisation and organisation != entry.organisation:
                return f"This person is in the pair {pair.name} for {organisation} already. End that place first."
            if asked and asked != entry.organisation:
                return f"This person is invited to the pair {pair.name} for {asked}. Withdraw that invitation first."
        return ""

    def _line(self, entry: Entry, organisation_id: int, pairs: tuple[Pair, ...]) -> Line:
        person = self.person_ids.get(entry.email)
        key = (person or 0, organisation_id)
        asked = self.asked.get(key)
        if key in self.enrolled:
            added = tuple(pair for pair in pairs if pair.id not in self.held.get(key[0], {}))
            outcome = Outcome.SEATED if added else Outcome.HERE
            return Line(entry, outcome, organisation_id, pairs, added, person)
        if asked and asked.declined_at:
            return Line(entry, Outcome.DECLINED, organisation_id, pairs, (), person)
        if asked:
            added = tuple(pair for pair in pairs if pair.id not in self.asked_pairs.get(asked.id, ()))
            outcome = Outcome.WIDER if added else Outcome.INVITED
            return Line(entry, outcome, organisation_id, pairs, added, person, asked.id)
        outcome = Outcome.AGAIN if key in self.left else Outcome.NEW
        return Line(entry, outcome, organisation_id, pairs, pairs, person)
