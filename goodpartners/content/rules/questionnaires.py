"""How questionnaires for pairs are written: short, plain and answerable by both sides."""

from __future__ import annotations

import re
from collections.abc import Iterator

from goodpartners.content.material import Material
from goodpartners.content.prose import words
from goodpartners.content.questionnaires import QuestionnaireSource
from goodpartners.content.readability import Sentence, score
from goodpartners.content.rules.findings import Findings
from goodpartners.content.rules.language import texts
from goodpartners.domain.partnership.questionnaire import ASKED_OF, NEEDED, Part, Question, named
from goodpartners.domain.people import Side

LONGEST_STATEMENT, FEWEST_STATEMENTS = 25, 2
HARDEST_SIDE, HARDEST_STATEMENT = 8, 11
NAMES = ("Orrenshire", "Tessaly Care")  # the measure knows these as easy words
PLACEHOLDERS = ("{authority}", "{provider}")
FILLED = ("text", "stem", "introduction")
COMPARED = (
    (Question.IMPORTANCE, Question.GUESS),
    (Question.RETURN_EXPECT, Question.RETURN_BELIEVE),
    (Question.RETURN_PROMISE, Question.RETURN_GOT),
)
_BRACES = re.compile(r"\{[^{}]*\}?|\}")
_AND_OR = re.compile(r"\band\s*/\s*or\b", re.IGNORECASE)
_NEGATIVE = re.compile(r"(?<!, )\b(?:not|never|cannot|\w+n[’']t)\b", re.IGNORECASE)  # ', not …' only sets off
_QUOTED = re.compile(r"“[^”]*”")


def placeholders(material: Material) -> Findings:
    """Only the names of the pair's two organisations are filled in, and only where people answer."""
    for source in material.questionnaires:
        for loc, text in texts(source.document.data):
            for found in _BRACES.findall(text):
                if found not in PLACEHOLDERS:
                    there = " and ".join(PLACEHOLDERS)
                    yield source.at(*loc), f"'{found.split(' ')[0]}' is filled in by nobody; there are {there}"
                elif not set(FILLED) & set(loc):
                    message = f"'{found}' is filled in only in statements, stems and introductions"
                    yield source.at(*loc), message


def statement_length(material: Material) -> Findings:
    """A statement is short in every wording."""
    for source in material.questionnaires:
        for loc, text in source.wordings():
            count = words(text)
            if count > LONGEST_STATEMENT:
                yield source.at(*loc), f"this statement has {count} words: at most {LONGEST_STATEMENT}"


def statement_reading(material: Material) -> Findings:
    """Somebody of 13 could read what each side is asked."""
    for source in material.questionnaires:
        for loc, text in source.wordings():
            hard = _index(material, [text])
            if hard > HARDEST_STATEMENT:
                message = (
                    f"this statement reads too hard (ARI {hard:.1f}, at most {HARDEST_STATEMENT}): use plainer words"
                )
                yield source.at(*loc), message
        for side in Side:
            hard = _index(material, [statement.for_side(side) for _, statement in source.statements()])
            if hard > HARDEST_SIDE:
                message = f"what the {side} reads is too hard in all (ARI {hard:.1f}, at most {HARDEST_SIDE})"
                yield source.at("statements"), f"{message}: use shorter words"


def _index(material: Material, statements: list[str]) -> float:
    found = score([Sentence(1, named(text, *NAMES)) for text in statements], (material.terms or {}).values())
    return found.ari if found else 0.0


def and_or(material: Material) -> Findings:
    """Each answer is to one thing."""
    for source in material.questionnaires:
        for loc, text in texts(source.document.data):
            match = _AND_OR.search(text)
            if match:
                yield source.at(*loc), f"'{match[0]}' asks two things at once: choose one, or write two statements"


def negative_statements(material: Material) -> Findings:
    """A statement says what is so, or 'not yet' would deny a denial."""
    for source in material.questionnaires:
        for loc, text in source.wordings():
            match = _NEGATIVE.search(_QUOTED.sub("", text))
            if match:
                yield source.at(*loc), f"say what is so: with '{match[0]}' the answers are hard to choose"


def dimension_size(material: Material) -> Findings:
    """A dimension rests on more than one answer."""
    for source in material.questionnaires:
        for n, dimension in enumerate(source.questionnaire.dimensions):
            if len(source.questionnaire.of_dimension(dimension.id)) < FEWEST_STATEMENTS:
                message = f"'{dimension.title}' has one statement: write {FEWEST_STATEMENTS} or more"
                yield source.at("dimensions", n, "id"), message


def scale_labels(material: Material) -> Findings:
    """The points of a scale can be told apart."""
    for source in material.questionnaires:
        for n, scale in enumerate(source.questionnaire.scales):
            for m, label in enumerate(scale.points):
                if label.casefold() in [earlier.casefold() for earlier in scale.points[:m]]:
                    yield source.at("scales", n, "points", m), f"'{label}' stands twice on this scale"


def side_questions(material: Material) -> Findings:
    """Each side is asked, from the first round, all that the result is made of."""
    for source in material.questionnaires:
        kind = source.questionnaire.kind
        for n, part, question in _asked(source):
            missing = ASKED_OF[kind][question][1] - ({part.side} if part.side else set(Side))
            if question in NEEDED[kind] and missing:
                message = f"the {sorted(missing)[0]} is not asked '{question}': delete 'side', so that both sides are"
                yield source.at("parts", n, "side"), message
            if question in NEEDED[kind] and part.from_round > 1:
                message = f"'{question}' is needed from the first round on: delete 'from_round'"
                yield source.at("parts", n, "from_round"), message
            for pair in COMPARED:
                other = pair[1 - pair.index(question)] if question in pair else question
                if source.questionnaire.asks(other) is None:
                    message = f"'{question}' is compared with '{other}', which no part asks"
                    yield source.at("parts", n), message


def _asked(source: QuestionnaireSource) -> Iterator[tuple[int, Part, Question]]:
    for n, part in enumerate(source.questionnaire.parts):
        for ask in part.questions:
            yield n, part, ask.id


def band_order(material: Material) -> Findings:
    """Bands cover the scale from 0 upwards."""
    for source in material.questionnaires:
        begins = [band.begins for band in source.questionnaire.bands]
        for n, begin in enumerate(begins):
            if n == 0 and begin != 0:
                yield source.at("bands", n, "begins"), f"the first band begins at 0, not at {begin}"
            elif n > 0 and begin <= begins[n - 1]:
                message = f"this band must begin above {begins[n - 1]}, where the one before it begins"
                yield source.at("bands", n, "begins"), message
