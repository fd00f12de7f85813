"""What tells the right option to somebody who has learned nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from goodpartners.content.material import Material
from goodpartners.content.prose import WORD
from goodpartners.content.quizzes import QuizSource
from goodpartners.content.rules.findings import Findings
from goodpartners.content.rules.items import choices
from goodpartners.domain.quiz.items import MultipleChoice, Option, SingleChoice

SHORTEST_WORD = 5
# Words that nearly every question here uses; to meet one again tells nothing.
EVERYDAY = frozenset(
    "about after again before being child children could council every first given homes house month never other "
    "people provider right should social still their there these thing things three under which while within work "
    "worker would years young".split()
)
KEY_WORDS, KEY_SHARE = 4, 0.8
EVEN_FROM, EVEN_WITHIN = 12, 0.1
_ENDINGS = ("ing", "ed", "es", "s", "ly")
_RANGE = re.compile(r"^\D*(\d[\d,.]*)\s*(?:to|–|-)\s*(\d[\d,.]*)\D*$")
_ARTICLE = re.compile(r"\b(a|an)\s*(?:…|_+|\.\.\.)?\s*$", re.IGNORECASE)
_FINAL = re.compile(r"[.!?][”’\"')]*$")


def repeated_words(material: Material) -> Findings:
    """A telling word of the question does not come back in the right option alone."""
    for quiz, n, item in _single(material):
        key, others = _key(item)
        asked = _telling(item.stem)
        if any(_telling(option.text) & asked for option in others):
            continue
        for word in WORD.findall(item.stem):
            if _root(word) in _telling(key.text):
                message = f"'{word}' stands in the question and in the right option alone, which gives it away"
                yield quiz.at(n, "options", item.options.index(key), "text"), message
                break


def grammar_clues(material: Material) -> Findings:
    """Every option fits the question's grammar, and all options are of one form."""
    for quiz, n, item in _choices(material):
        if article := _ARTICLE.search(item.stem.strip()):
            message = f"'{article[1]}' at the end fits some options only: put the article into the options"
            yield quiz.at(n, "stem"), message
        for form, test in (("end with a full stop", _ends), ("begin with a capital letter", _begins)):
            odd = [m for m, option in enumerate(item.options) if test(option.text)]
            if 0 < len(odd) < len(item.options):
                fewer = odd if len(odd) * 2 <= len(item.options) else _others(item, odd)
                yield quiz.at(n, "options", fewer[0], "text"), f"some options {form} and some do not: give all one form"


def overlapping_options(material: Material) -> Findings:
    """No option says what another says, wholly or in part."""
    for quiz, n, item in _choices(material):
        for (a, one), (b, other) in combinations(enumerate(item.options), 2):
            if how := _overlap(one.text, other.text):
                message = f"this option {how} option {a + 1}: somebody who takes one has taken both"
                yield quiz.at(n, "options", b, "text"), message


def told_elsewhere(material: Material) -> Findings:
    """No question tells the answer of another in the same quiz."""
    for quiz in material.quizzes:
        stems = [(n, _telling(item.stem)) for n, item in quiz.items()]
        for n, item in quiz.items():
            if not isinstance(item, SingleChoice):
                continue
            key, others = _key(item)
            alone = _telling(key.text) - set().union(*(_telling(option.text) for option in others))
            for m, words in stems:
                if m != n and len(alone) >= KEY_WORDS and len(alone & words) >= KEY_SHARE * len(alone):
                    yield quiz.at(m, "stem"), f"this tells the right option of '{item.id}': word one of them anew"


def key_balance(material: Material) -> Findings:
    """In a course's quizzes the right option stands first, second and third about equally often."""
    for course in material.courses:
        stands: Counter[int] = Counter()
        for quiz, _, item in _single(material):
            if quiz.key.startswith(f"{course.folder}/") and len(item.options) == 3:
                stands[item.options.index(_key(item)[0])] += 1
        total = stands.total()
        if total < EVEN_FROM:
            continue
        for position, name in enumerate(("first", "second", "third")):
            if abs(stands[position] / total - 1 / 3) > EVEN_WITHIN:
                message = f"the right option stands {name} in {stands[position]} of {total} questions of three options"
                yield course.document.place("id"), f"{message}: bring that nearer to a third"


@dataclass(frozen=True)
class _Numbers:
    low: float
    high: float


def _single(material: Material) -> Iterator[tuple[QuizSource, int, SingleChoice]]:
    for quiz, n, item in _choices(material):
        if isinstance(item, SingleChoice):
            yield quiz, n, item


def _choices(material: Material) -> Iterator[tuple[QuizSource, int, SingleChoice | MultipleChoice]]:
    return ((quiz, n, item) for quiz in material.quizzes for n, item in choices(quiz))


def _key(item: SingleChoice) -> tuple[Option, list[Option]]:
    key = next(option for option in item.options if option.right)
    return key, [option for option in item.options if option is not key]


def _others(item: SingleChoice | MultipleChoice, positions: list[int]) -> list[int]:
    return [m for m in range(len(item.options)) if m not in positions]


def _telling(text: str) -> set[str]:
    return {root for word in WORD.findall(text) if (root := _root(word))}


def _root(word: str) -> str:
    """The word without its ending, or nothing for a word that tells nothing."""
    plain = word.lower().removesuffix("’s")
    if len(plain) < SHORTEST_WORD or plain in EVERYDAY:
        return ""
    return next(
        (plain.removesuffix(end) for end in _ENDINGS if plain.endswith(end) and len(plain) > len(end) + 3), plain
    )


def _overlap(one: str, other: str) -> str:
    first, second = _range(one), _range(other)
    if first and second:
        return "shares numbers with" if first.low <= second.high and second.low <= first.high else ""
    a, b = [word.lower() for word in WORD.findall(one)], [word.lower() for word in WORD.findall(other)]
    if a == b:
        return "says the same as"
    short, long = sorted((a, b), key=len)
    runs = {tuple(long[n : n + len(short)]) for n in range(len(long) - len(short) + 1)}
    return "is part of" if short and tuple(short) in runs else ""


def _range(text: str) -> _Numbers | None:
    match = _RANGE.match(text)
    if match is None:
        return None
    low, high = (float(number.replace(",", "").rstrip(".")) for number in match.groups())
    return _Numbers(low, high)


def _ends(text: str) -> bool:
    return bool(_FINAL.search(text.strip()))


def _begins(text: str) -> bool:
    first = next((character for character in text if character.isalnum()), "")
    return first.isupper() or first.isdigit()
