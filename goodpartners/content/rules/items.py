"""How quiz items are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from goodpartners.content.material import Material
from goodpartners.content.prose import words
from goodpartners.content.quizzes import QuizSource
from goodpartners.content.rules.findings import Findings
from goodpartners.content.yaml_marks import Loc
from goodpartners.domain.quiz.items import MultipleChoice, Option, SingleChoice

FEEDBACK_KEYS = ("feedback", "if_true", "if_false", "if_right", "otherwise")
FEWEST_WORDS, MOST_WORDS = 15, 60
LONGEST_KEY_SHARE, LONGEST_KEY_FROM = 0.4, 4
LENGTH_RATIO, RATIO_FROM = 1.6, 25
LONGEST_RUN = 3
FORBIDDEN = re.compile(
    r"\b(all|none|neither|any|both) of (the above|these|them|the others|the options)\b"
    r"|\bboth [a-h] and [a-h]\b|^[a-h] and [a-h]\.?$|\b(options?|answers?) [A-H] (and|or) [A-H]\b",
    re.IGNORECASE,
)
ABSOLUTE = re.compile(r"\b(always|never|completely|impossible|guarantee[sd]?|in no case)\b", re.IGNORECASE)
NEGATIVE = re.compile(r"(?<!at )\b(not|except|least|incorrect)\b", re.IGNORECASE)
NUMBERS = dict(enumerate(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"), 1))
QUOTED = re.compile(r"“[^”]*”?")
BOLD = re.compile(r"\*\*.+?\*\*")


def feedback_length(material: Material) -> Findings:
    """Feedback is long enough to say why and short enough to be read."""
    for quiz in material.quizzes:
        for n, _ in quiz.items():
            for loc, text in _feedback(quiz.document.data["items"][n]):
                count = words(text)
                if not FEWEST_WORDS <= count <= MOST_WORDS:
                    message = (
                        f"this feedback has {count} word{'s' * (count != 1)}: say why in {FEWEST_WORDS} to {MOST_WORDS}"
                    )
                    yield quiz.at(n, *loc), message


def _feedback(data: Any, loc: Loc = ()) -> Iterator[tuple[Loc, str]]:
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in pairs:
        if key in FEEDBACK_KEYS and isinstance(value, str):
            yield (*loc, key), value
        else:
            yield from _feedback(value, (*loc, key))


def feedback_repeated(material: Material) -> Findings:
    """Each choice is told something of its own."""
    for quiz in material.quizzes:
        for n, _ in quiz.items():
            said: set[str] = set()
            for loc, text in _feedback(quiz.document.data["items"][n]):
                if " ".join(text.split()) in said:
                    yield quiz.at(n, *loc), "this feedback stands here twice: tell each choice something of its own"
                said.add(" ".join(text.split()))


def longest_key(material: Material) -> Findings:
    """The right option is not given away by its length."""
    for quiz in material.quizzes:
        items = [(n, item) for n, item in quiz.items() if isinstance(item, SingleChoice)]
        given = [(n, item) for n, item in items if _key_is_longest(item.options)]
        if len(items) >= LONGEST_KEY_FROM and len(given) > LONGEST_KEY_SHARE * len(items):
            share = f"in {len(given)} of {len(items)} single-choice items"
            message = f"{share} the right option is the longest: shorten some or lengthen others"
            yield quiz.at(given[0][0], "options"), message


def _key_is_longest(options: list[Option]) -> bool:
    key = next(len(option.text) for option in options if option.right)
    return all(len(option.text) < key for option in options if not option.right)


def option_lengths(material: Material) -> Findings:
    """The options of an item are about equally long."""
    for quiz in material.quizzes:
        for n, item in choices(quiz):
            lengths = sorted(len(option.text) for option in item.options)
            if lengths[-1] > RATIO_FROM and lengths[-1] > LENGTH_RATIO * lengths[0]:
                ratio = f"{lengths[-1] / lengths[0]:.1f} times as long as the shortest"
                message = f"the longest option is {ratio}: keep within {LENGTH_RATIO}"
                yield quiz.at(n, "options"), message


def forbidden_options(material: Material) -> Findings:
    """No option stands for other options."""
    for quiz in material.quizzes:
        for n, item in choices(quiz):
            for m, option in enumerate(item.options):
                match = FORBIDDEN.search(option.text)
                if match:
                    message = f"'{match[0]}' tests reading, not knowledge: write an option of its own"
                    yield quiz.at(n, "options", m, "text"), message


def absolutes(material: Material) -> Findings:
    """Words such as 'always' do not mark the wrong options."""
    for quiz in material.quizzes:
        for n, item in choices(quiz):
            if any(ABSOLUTE.search(option.text) for option in item.options if option.right):
                continue
            for m, option in enumerate(item.options):
                match = ABSOLUTE.search(option.text)
                if match:
                    message = f"'{match[0]}' stands only in wrong options, which gives them away"
                    yield quiz.at(n, "options", m, "text"), message


def negative_stems(material: Material) -> Findings:
    """A question asks for what is so; if not, the 'not' is bold."""
    for quiz in material.quizzes:
        for n, item in quiz.items():
            question = re.split(r"(?<=[.!?:])[\"”’)]*\s+", item.stem.strip())[-1]
            match = NEGATIVE.search(QUOTED.sub("", BOLD.sub("", question)))
            if match and item.kind in ("single-choice", "multiple-choice"):
                message = f"ask for what is right; if '{match[0]}' must stay, make it bold: '**{match[0]}**'"
                yield quiz.at(n, "stem"), message


def key_positions(material: Material) -> Findings:
    """Where options keep their order, the key moves about."""
    for quiz in material.quizzes:
        run: list[tuple[int, int]] = []
        for n, item in quiz.items():
            if not isinstance(item, SingleChoice) or item.shuffle:
                continue
            position = next(m for m, option in enumerate(item.options) if option.right)
            run = [*run, (n, position)] if run and run[-1][1] == position else [(n, position)]
            if len(run) == LONGEST_RUN + 1:
                times = f"{LONGEST_RUN + 1} times in a row"
                message = f"the key stands in the same place {times}: move it, or leave out 'shuffle: false'"
                yield quiz.at(n, "options"), message


def numbers_stated(material: Material) -> Findings:
    """Where several options are right, the question says how many."""
    for quiz in material.quizzes:
        for n, item in choices(quiz):
            if not isinstance(item, MultipleChoice):
                continue
            names = NUMBERS.get(item.choose, ""), str(item.choose)
            if not any(re.search(rf"\b{name}\b", item.stem, re.IGNORECASE) for name in names if name):
                number = names[0].upper() or names[1]
                yield quiz.at(n, "stem"), f"say in the question how many options are right: 'Which {number} …'"


def choices(quiz: QuizSource) -> Iterator[tuple[int, SingleChoice | MultipleChoice]]:
    """The items with options to choose from, with their position in the file."""
    for n, item in quiz.items():
        if isinstance(item, SingleChoice | MultipleChoice):
            yield n, item
