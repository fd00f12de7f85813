"""Organisations' names as people type them: which known one is meant, and which one could be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

LONGEST_NAME = 200
_APOSTROPHES = re.compile("['’‘`]")
_WORD = re.compile(r"[^\W_]+")
_TRAILING = frozenset({"council", "ltd"})
_MOST_GUESSES = 50
"""A list with more unknown names than that needs other help, and each guess compares with every known name."""


def folded(typed: str) -> str:
    """A name without capitals, punctuation and spare spaces; “&” is “and” and “limited” is “ltd”."""
    plain = unicodedata.normalize("NFKC", typed).casefold().replace("&", " and ")
    words = _WORD.findall(_APOSTROPHES.sub("", plain))
    return " ".join("ltd" if word == "limited" else word for word in words)


def _stem(fold: str) -> str:
    words = fold.split()
    while len(words) > 1 and words[-1] in _TRAILING:
        words.pop()
    return " ".join(words)


class OrganisationNames:
    """The names that are known, as stored."""

    def __init__(self, stored: Iterable[str]) -> None:
        self._stored = dict.fromkeys(stored)
        self._folds: dict[str, list[str]] = {}
        self._stems: dict[str, list[str]] = {}
        self._near: dict[str, tuple[str, ...]] = {}
        for name in self._stored:
            fold = folded(name)
            self._folds.setdefault(fold, []).append(name)
            self._stems.setdefault(_stem(fold), []).append(name)

    def meant(self, typed: str) -> tuple[str, ...]:
        """The known names that a typed one can mean: one when it is clear, none when it is unknown.

        A trailing council, ltd or limited may be left out or added, not exchanged: a council’s company is another body.
        """
        if typed.strip() in self._stored:
            return (typed.strip(),)
        fold = folded(typed)
        if not fold:
            return ()
        if same := self._folds.get(fold):
            return tuple(same)
        return tuple(dict.fromkeys([*self._stems.get(fold, ()), *self._folds.get(_stem(fold), ())]))

    def near(self, typed: str) -> tuple[str, ...]:
        """At most three known names that resemble a typed one."""
        fold = folded(typed)
        if fold not in self._near:
            if not fold or len(fold) > LONGEST_NAME or len(self._near) >= _MOST_GUESSES:
                return ()
            self._near[fold] = self._resembling(fold)
        return self._near[fold]

    def _resembling(self, fold: str) -> tuple[str, ...]:
        words = set(_stem(fold).split())
        within = [name for known, names in self._folds.items() if words <= set(known.split()) for name in names]
        if within:
            return tuple(within[:3])
        beginnings: dict[str, list[str]] = {}
        for known, names in self._folds.items():
            beginnings.setdefault(" ".join(known.split()[: len(fold.split())]), []).extend(names)
        close = get_close_matches(fold, beginnings, n=3, cutoff=0.7)
        return tuple(name for beginning in close for name in beginnings[beginning])[:3]
