"""The pairs of a cohort that a row of the list names, with names as people type them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from goodpartners.domain.organisation_names import OrganisationNames, folded
from goodpartners.domain.people import OrganisationKind, Side

_EVERY = frozenset({"all", "all pairs", "all partners", "all of them", "every", "every pair"})
_LONGEST_CELL = 5_000
_MOST_PIECES = 60
_MOST_JOINS = 4
"""How many commas of a name, and how many strokes or “and” of a pair, are tried: enough for real names, and quick."""
_SEPARATOR = re.compile(r"[;|,\r\n]")
_BOTH_ENDS = re.compile(r"\s*[/+]\s*|\s+(?:and|&)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class KnownPair:
    """A pair of the cohort, by the names of its two organisations."""

    id: int
    authority: str
    provider: str

    @property
    def name(self) -> str:
        """Both ends, as a row may name them."""
        return f"{self.authority} / {self.provider}"

    @property
    def ends(self) -> frozenset[str]:
        """The names of its two organisations."""
        return frozenset((self.authority, self.provider))


@dataclass(frozen=True)
class Known:
    """What a list is read against: every organisation by its stored name, and the pairs of the cohort."""

    organisations: Mapping[str, OrganisationKind]
    pairs: tuple[KnownPair, ...]


@dataclass(frozen=True)
class Belonging:
    """Where the person of a row belongs: the organisation as stored and the side, each None when it is not known."""

    organisation: str | None
    side: Side | None


def quoted(typed: str) -> str:
    """A typed text as it stands in a sentence."""
    plain = " ".join(typed.split())
    return f"“{plain}”" if len(plain) <= 80 else f"“{plain[:80]}…”"


def either(names: Iterable[str]) -> str:
    """Names to choose from, as a part of a sentence."""
    return " or ".join(f"“{name}”" for name in names)


def not_one(typed: str, meant: Sequence[str], names: OrganisationNames) -> str:
    """What to say of a name that means no organisation, or more than one."""
    if meant:
        return f"{quoted(typed)} can be {either(meant)}. Write the name in full."
    if near := names.near(typed):
        return f"There is no organisation {quoted(typed)}. Did you mean {either(near)}?"
    return f"There is no organisation {quoted(typed)}. Check the name, or ask an admin to register the organisation."


class CohortPairs:
    """The pairs that are open to the person of one row."""

    def __init__(self, known: Known, names: OrganisationNames, belonging: Belonging) -> None:
        self._known, self._names, self._belonging = known, names, belonging
        own = belonging.organisation
        self._ours = tuple(pair for pair in known.pairs if own in pair.ends)
        elsewhere = own is not None and known.organisations.get(own) is OrganisationKind.OTHER and not self._ours
        self._open = known.pairs if elsewhere else self._ours

    def named(self, cell: str) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """The pairs that a cell names, in the cohort's order, and what is wrong with it."""
        sentences: list[str] = []
        found: set[int] = set()
        if not cell.strip():
            found = {pair.id for pair in self._ours}
            if len(self._ours) > 1:
                sentences.append(
                    f"{quoted(self._belonging.organisation or '')} is in {len(self._ours)} pairs of this cohort. "
                    f"Name the partners, with semicolons between them, or write “all”. {self._there_are()}"
                )
        elif folded(cell) in _EVERY:
            found = {pair.id for pair in self._open}
        elif len(cell) > _LONGEST_CELL or len(_SEPARATOR.findall(cell)) > _MOST_PIECES:
            sentences.append("There are too many names here. Write “all”, or name fewer partners.")
        else:
            for piece in _pieces(cell, self._names):
                pairs, sentence = self._pairs(piece)
                found |= {pair.id for pair in pairs}
                sentences += [sentence] if sentence else []
        return tuple(pair.id for pair in self._known.pairs if pair.id in found), tuple(dict.fromkeys(sentences))

    def _pairs(self, piece: str) -> tuple[list[KnownPair], str]:
        meant = self._names.meant(piece)
        if len(meant) == 1:
            return self._with(meant[0])
        ends = () if meant else _ends(piece, self._names)
        if not ends:
            return [], not_one(piece, meant, self._names)
        if self._belonging.organisation is None:
            return [], ""
        if same := [pair for pair in self._open if pair.ends == frozenset(ends)]:
            return same, ""
        # Not a pair, then perhaps two partners with “and” between them.
        each = [self._with(end) for end in ends]
        if any(sentence for _, sentence in each):
            return [], f"{quoted(piece)} is no pair that this row can be in. {self._there_are()}"
        return [pair for pairs, _ in each for pair in pairs], ""

    def _with(self, partner: str) -> tuple[list[KnownPair], str]:
        own = self._belonging.organisation
        if own is None:
            return [], ""
        if partner == own:
            return [], f"{quoted(own)} is this row’s own organisation. Name the organisation on the other side."
        found = [pair for pair in self._open if partner in self._others(pair)]
        if not found:
            return [], f"{quoted(own)} and {quoted(partner)} share no pair of this cohort. {self._there_are()}"
        if len(found) > 1:
            several = f"{quoted(partner)} is in {len(found)} pairs of this cohort. Name both ends of the one you mean"
            return [], f"{several}: {_listed(pair.name for pair in found)}."
        return found, ""

    def _others(self, pair: KnownPair) -> frozenset[str]:
        """The ends of a pair that are partners to this person: opposite, or either while the side is not known."""
        if self._ours or self._belonging.side is None:
            return pair.ends - {self._belonging.organisation or ""}
        return frozenset((pair.provider if self._belonging.side is Side.COMMISSIONER else pair.authority,))

    def _there_are(self) -> str:
        if not self._known.pairs:
            return "This cohort has no pairs yet: leave the cell empty, or add the pair to the cohort first."
        if not self._open:
            sentence = (
                f"{quoted(self._belonging.organisation or '')} is in no pair of this cohort: leave the cell empty"
            )
            return (
                f"{sentence}, or add the pair first. The cohort’s pairs: {_listed(p.name for p in self._known.pairs)}."
            )
        return f"Its pairs here: {_listed(pair.name for pair in self._open)}."


def _listed(names: Iterable[str]) -> str:
    plain = list(names)
    more = f"; and {len(plain) - 5} more" if len(plain) > 5 else ""
    return "; ".join(plain[:5]) + more


def _ends(piece: str, names: OrganisationNames) -> tuple[str, ...]:
    """The two organisations in “one / other”, or nothing: a name may itself hold a stroke or an “and”."""
    piece = " ".join(piece.split())
    strokes_first = sorted(_BOTH_ENDS.finditer(piece), key=lambda found: found.group().strip() not in ("/", "+"))
    for found in strokes_first[:_MOST_JOINS]:
        left, right = names.meant(piece[: found.start()]), names.meant(piece[found.end() :])
        if len(left) == len(right) == 1:
            return left + right
    return ()


def _pieces(cell: str, names: OrganisationNames) -> list[str]:
    if names.meant(cell):
        return [cell]
    return [piece for part in re.split("[;|]", cell) if part.strip() for piece in _bits(part.strip(), names)]


def _bits(part: str, names: OrganisationNames) -> list[str]:
    """A part at its commas and new lines, but never inside a name that is known; whole when nothing in it is known."""
    bits = [bit.strip() for bit in re.split(r"[,\r\n]", part) if bit.strip()]
    found, known, at = [], 0, 0
    while at < len(bits):
        ends = (
            end for end in range(min(len(bits), at + _MOST_JOINS), at, -1) if _is_known(", ".join(bits[at:end]), names)
        )
        end = next(ends, 0)
        known += bool(end)
        found.append(", ".join(bits[at : end or at + 1]))
        at = end or at + 1
    return found if known else [part]


def _is_known(name: str, names: OrganisationNames) -> bool:
    return bool(names.meant(name) or _ends(name, names))
