"""Plain words, and the right ones about children."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from goodpartners.content.courses import ModuleSource
from goodpartners.content.material import Material
from goodpartners.content.problems import Place
from goodpartners.content.prose import Passage, passages, words
from goodpartners.content.quizzes import QuizSource
from goodpartners.content.readability import score, sentences
from goodpartners.content.rules.findings import Findings
from goodpartners.content.texts import TextSource
from goodpartners.content.yaml_marks import Document, Loc
from goodpartners.domain.course import FileModel

HARDEST_ARI, LONGEST_MEAN, LONGEST_SENTENCE = 9, 18, 35
FEWEST_WORDS, MOST_WORDS = 700, 1200
WORDS_A_MINUTE, MINUTES_OFF = 180, 6
MINUTES_AN_ITEM, MINUTES_A_LONG_ITEM, MINUTES_ON_THE_SPOT = 1.5, 2.0, 1.0
LONG_ITEMS = ("matching", "ordering", "numeric")
UNREAD_KEYS = frozenset(
    "id sources elements objective kind code knowledge_check instruments modules module see match part forms".split()
)

BANNED: tuple[tuple[str, str], ...] = (
    (r"\bLAC\b", "children in care"),
    (r"\blooked[- ]after kids?\b", "children in care"),
    (r"\b\w+-beds?\b", "a room or a home"),
    (r"\b(?:empty|spare|vacant|available|residential) beds?\b", "a room or a home"),
    (r"\bbeds? (?:are|is|was|were) (?:available|free|vacant|empty)\b", "a room or a home"),
    (r"(?<!referral )\bunits?\b(?! (?:cost|price)s?\b)", "home"),
    (r"(?<!take )(?<!takes )(?<!taking )(?<!took )\bstock\b", "homes"),
    (r"\bvoids?\b", "an empty room"),
    (r"\b(?:supply|demand|volume|flow)s? (?:of|for) (?:children|young people|kids)\b", "children who need …"),
    (r"\bhard[- ]to[- ]place\b", "a child for whom no home has been found yet"),
    (r"\bdifficult (?:child|children|kids?|teenagers?|young (?:person|people))\b", "say what happens, and when"),
    (r"\bchallenging behaviours?\b", "say what happens, and when"),
    (r"\babscond(?:s|ed|ing|er|ers)?\b", "went missing, or left without saying"),
    (r"\bfrequent flyers?\b", "say what happens, and how often"),
    (r"\bplacements?\b", "home"),
)  # fmt: skip
_BANNED = tuple(
    (re.compile(pattern, 0 if pattern == r"\bLAC\b" else re.IGNORECASE), instead) for pattern, instead in BANNED
)
_WAY_OUT = "; a fixed term, or what others say, may stand in quotation marks: “…”, three words at most"
_QUOTED_WORD = re.compile(r"[“‘][^”’“‘]{1,60}[”’]")


def reading_level(material: Material) -> Findings:
    """A module or guide reads easily, fixed terms left out."""
    for source, read in _texts(material):
        found = score(sentences(read), (material.terms or {}).values())
        if found and found.ari > HARDEST_ARI:
            index = f"ARI {found.ari:.1f}, at most {HARDEST_ARI}"
            yield _start(source), f"this reads too hard ({index}): use shorter words and sentences"
        if found and found.mean > LONGEST_MEAN:
            yield _start(source), f"sentences have {found.mean:.1f} words on average: at most {LONGEST_MEAN}"


def sentence_length(material: Material) -> Findings:
    """No sentence runs on."""
    for source, read in _texts(material):
        for sentence in sentences(read):
            if sentence.words > LONGEST_SENTENCE:
                start = " ".join(sentence.text.split()[:4])
                message = f"the sentence '{start} …' has {sentence.words} words: split it, at most {LONGEST_SENTENCE}"
                yield Place(source.path, sentence.line), message


def module_length(material: Material) -> Findings:
    """A module is neither thin nor long."""
    for module, read in bodies(material):
        count = words_to_read(read)
        if not FEWEST_WORDS <= count <= MOST_WORDS:
            yield _start(module), f"this module has {count:,} words to read: aim for {FEWEST_WORDS} to {MOST_WORDS:,}"


def minutes_plausible(material: Material) -> Findings:
    """The stated minutes fit the words and the questions."""
    for module, read in bodies(material):
        quiz = material.quiz(module.header.knowledge_check)
        if quiz is None and material.broken(f"quizzes/{module.header.knowledge_check}.yaml"):
            continue
        likely = likely_minutes(words_to_read(read), quiz, sum(1 for _ in module.outline.blocks("question")))
        if abs(likely - module.header.minutes) > MINUTES_OFF:
            message = f"{module.header.minutes} minutes are stated; the words and questions suggest about {likely:.0f}"
            yield module.front.place("minutes"), message


def likely_minutes(to_read: int, quiz: QuizSource | None, on_the_spot: int) -> float:
    """Minutes for reading, for the items that a try draws, feedback included, and for questions asked on the spot.

    Reading at 180 words a minute; what an item takes is our own timing. The activity at work comes on top.
    """
    each = [MINUTES_A_LONG_ITEM if i.kind in LONG_ITEMS else MINUTES_AN_ITEM for _, i in quiz.items()] if quiz else []
    drawn = (quiz.quiz.draw or len(each)) if quiz else 0
    asked = drawn * sum(each) / len(each) if each else 0.0
    return to_read / WORDS_A_MINUTE + asked + on_the_spot * MINUTES_ON_THE_SPOT


def banned_words(material: Material) -> Findings:
    """Children are spoken of as children; a word that is itself the topic may stand in quotation marks."""
    for source, read in _texts(material):
        for passage in read:
            for number, line in enumerate(passage.lines, passage.first):
                yield from _banned(line, Place(source.path, number))
        for section in source.outline.sections:
            yield from _banned(section.title, section.place)
        yield from _banned_in(source.front)
    documents = [*(course.document for course in material.courses), *(quiz.document for quiz in material.quizzes)]
    documents += [questionnaire.document for questionnaire in material.questionnaires]
    for document in (*documents, material.glossary):
        yield from _banned_in(document)


def _banned_in(document: Document) -> Findings:
    for loc, text in texts(document.data):
        yield from _banned(text, document.place(*loc))


def _banned(text: str, place: Place) -> Findings:
    for pattern, instead in _BANNED:
        for match in pattern.finditer(_QUOTED_WORD.sub(_short_quotes_away, text)):
            yield place, f"'{match[0]}' is not said about children or their homes; better: {instead}{_WAY_OUT}"


def _short_quotes_away(match: re.Match[str]) -> str:
    return "“”" if words(match[0]) <= 3 else match[0]


def texts(data: Any, loc: Loc = ()) -> Iterator[tuple[Loc, str]]:
    """Every text in a file's data that people read, with its way from the top."""
    if isinstance(data, str):
        yield loc, data
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in pairs:
        if key not in UNREAD_KEYS:
            yield from texts(value, (*loc, key))


def bodies(material: Material) -> Iterator[tuple[ModuleSource, list[Passage]]]:
    """Each module with what is read in it from top to bottom."""
    for module in material.modules:
        yield module, _read(module, material)


def _texts(material: Material) -> Iterator[tuple[TextSource[FileModel], list[Passage]]]:
    for source in material.texts:
        yield source, _read(source, material)


def _read(source: TextSource[FileModel], material: Material) -> list[Passage]:
    return [p for section in source.outline.sections for p in passages(section.nodes, material.terms or {})]


def words_to_read(read: Iterable[Passage]) -> int:
    """How many words there are to read; text versions of pictures and films are not counted."""
    return sum(words(passage.text) for passage in read if not passage.aside)


def _start(source: TextSource[FileModel]) -> Place:
    return source.outline.sections[0].place if source.outline.sections else Place(source.path)
