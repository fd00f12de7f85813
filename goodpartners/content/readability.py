"""How hard a text is to read: sentences, words and the automated readability index."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from goodpartners.content.prose import TERM_END, TERM_START, WORD, Passage, unmarked, words
from goodpartners.domain.course import Term

# Words that people in this work cannot do without, and names; each counts as an easy word.
FIXED = tuple(
    "authority|authorities|brokerage|children’s home|commissioner|commissioning|council|feedback|government|"
    "independent reviewing officer|inspection|inspector|local authority|manager|officer|Ofsted|organisation|partner|"
    "partnership|provider|registered manager|regulation|responsible individual|safeguarding|social worker|therapist|"
    "Orrenshire County Council|Orrenshire|Quillby Borough Council|Quillby|Vendlemoor City Council|Vendlemoor|"
    "Tessaly Care|Marrowfen Homes|Lindlewick Trust|Amara Osei".split("|")
)
ABBREVIATED = ("Dr", "Mr", "Mrs", "Ms", "No", "St", "reg", "vs")
_END = re.compile(r"[.!?…]+[\"”’)\]\ue004]*(?=\s)")


@dataclass(frozen=True)
class Sentence:
    """A sentence and the line on which it starts."""

    line: int
    text: str

    @property
    def words(self) -> int:
        """How many words."""
        return words(self.text)


@dataclass(frozen=True)
class Score:
    """Mean sentence length in words, and the index with fixed terms left out."""

    sentences: int
    mean: float
    ari: float


def sentences(passages: Iterable[Passage]) -> Iterator[Sentence]:
    """The sentences of flowing text; headings, table rows and text versions of pictures are passed over."""
    for passage in passages:
        if passage.flowing and not passage.aside:
            yield from _split(passage)


def _split(passage: Passage) -> Iterator[Sentence]:
    text = " ".join(passage.lines)
    starts = [0]
    for match in _END.finditer(text):
        before = WORD.findall(text[starts[-1] : match.start()])
        following = text[match.end() :].lstrip(" “‘\"'([" + TERM_START)[:1]
        if (following.isupper() or following.isdigit()) and not (
            before and before[-1] in ABBREVIATED and match[0] == "."
        ):
            starts.append(match.end())
    line_ends, total = [], 0
    for line in passage.lines:
        total += len(line) + 1
        line_ends.append(total)
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        piece = text[start:end]
        if words(piece):
            at = start + len(piece) - len(piece.lstrip())
            yield Sentence(passage.first + sum(end <= at for end in line_ends), piece.strip())


def eased(text: str, terms: Iterable[Term]) -> str:
    """The text with each word of a fixed term replaced by 'word'."""
    text = re.sub(f"{TERM_START}(.*?){TERM_END}", lambda m: _easy(m[1]), text)
    names = sorted({*FIXED, *(term.term for term in terms)}, key=len, reverse=True)
    fixed = "|".join(re.escape(name).replace("’", "[’']") for name in names)
    return unmarked(re.sub(rf"(?<!\w)(?:{fixed})(?:s|es)?(?!\w)", lambda m: _easy(m[0]), text, flags=re.IGNORECASE))


def _easy(text: str) -> str:
    return " ".join("word" for _ in WORD.findall(text))


def score(found: Iterable[Sentence], terms: Iterable[Term]) -> Score | None:
    """How hard these sentences are, or None when there are none."""
    listed = list(found)
    text = eased("\n".join(sentence.text for sentence in listed), terms)
    tokens = WORD.findall(text)
    if not tokens:
        return None
    letters = sum(character.isalnum() for token in tokens for character in token)
    mean = len(tokens) / len(listed)
    return Score(len(listed), mean, 4.71 * letters / len(tokens) + 0.5 * mean - 21.43)
