"""A questionnaire as an author writes it: both sides' wording of each statement, and in which parts it is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, field_validator, model_validator

from goodpartners.domain.course import ElementCode, FileModel, Slug
from goodpartners.domain.partnership import form
from goodpartners.domain.people import Side

Wording = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1200)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
WHOLE = 100
"""Points that are shared out."""


class QuestionnaireKind(StrEnum):
    """What is worked out from the answers."""

    READINESS = "readiness"
    GAPS = "gaps"


class Asked(StrEnum):
    """What each question of a part is asked of."""

    STATEMENTS = "statements"
    RETURN_STATEMENTS = "return statements"
    DIMENSIONS = "dimensions"
    POINTS = "points"
    WORDS = "words"


class Question(StrEnum):
    """What an answer is to; the analysis of each kind rests on these names."""

    NOW = "now"
    WANT = "want"
    MIRROR = "mirror"
    BEFORE = "before"
    EXPECT = "expect"
    BELIEVE = "believe"
    PROMISE = "promise"
    GOT = "got"
    IMPORTANCE = "importance"
    GUESS = "guess"
    RETURN_EXPECT = "return-expect"
    RETURN_BELIEVE = "return-believe"
    RETURN_PROMISE = "return-promise"
    RETURN_GOT = "return-got"
    WELL = "well"
    FIRST = "first"


ASKED_OF: dict[QuestionnaireKind, dict[Question, tuple[Asked, frozenset[Side]]]] = {
    QuestionnaireKind.READINESS: {
        Question.NOW: (Asked.STATEMENTS, frozenset(Side)),
        Question.WANT: (Asked.STATEMENTS, frozenset(Side)),
        Question.MIRROR: (Asked.DIMENSIONS, frozenset(Side)),
        Question.BEFORE: (Asked.DIMENSIONS, frozenset(Side)),
        Question.WELL: (Asked.WORDS, frozenset(Side)),
        Question.FIRST: (Asked.WORDS, frozenset(Side)),
    },
    QuestionnaireKind.GAPS: {
        Question.EXPECT: (Asked.STATEMENTS, frozenset({Side.COMMISSIONER})),
        Question.GOT: (Asked.STATEMENTS, frozenset({Side.COMMISSIONER})),
        Question.BELIEVE: (Asked.STATEMENTS, frozenset({Side.PROVIDER})),
        Question.PROMISE: (Asked.STATEMENTS, frozenset({Side.PROVIDER})),
        Question.IMPORTANCE: (Asked.POINTS, frozenset({Side.COMMISSIONER})),
        Question.GUESS: (Asked.POINTS, frozenset({Side.PROVIDER})),
        Question.RETURN_EXPECT: (Asked.RETURN_STATEMENTS, frozenset({Side.PROVIDER})),
        Question.RETURN_GOT: (Asked.RETURN_STATEMENTS, frozenset({Side.PROVIDER})),
        Question.RETURN_BELIEVE: (Asked.RETURN_STATEMENTS, frozenset({Side.COMMISSIONER})),
        Question.RETURN_PROMISE: (Asked.RETURN_STATEMENTS, frozenset({Side.COMMISSIONER})),
        Question.WELL: (Asked.WORDS, frozenset(Side)),
        Question.FIRST: (Asked.WORDS, frozenset(Side)),
    },
}
"""Of each kind: what a question is asked of, and which side may be asked it."""
NEEDED: dict[QuestionnaireKind, frozenset[Question]] = {
    QuestionnaireKind.READINESS: frozenset({Question.NOW, Question.WANT}),
    QuestionnaireKind.GAPS: frozenset({Question.EXPECT, Question.BELIEVE, Question.PROMISE, Question.GOT}),
}
"""Questions without which a kind has no result."""


class Skip(StrEnum):
    """Why there is no number: never counted as a middle point."""

    CANNOT_SAY = "cannot-say"
    DOES_NOT_APPLY = "does-not-apply"
    NEVER_SAID = "never-said"


class Sided(FileModel):
    """Words for each side. `{authority}` and `{provider}` become the names of the pair's organisations."""

    commissioner: Wording = Field(description="As commissioners and social workers read it.")
    provider: Wording = Field(description="As the provider's staff read it.")

    def of(self, side: Side) -> str:
        """The words for a side."""
        return self.commissioner if side is Side.COMMISSIONER else self.provider


class Scale(FileModel):
    """Answers in order, the lowest first; their numbers run from 1."""

    id: Slug
    points: list[Label] = Field(min_length=3, max_length=11, description="A label for every point.")

    @property
    def highest(self) -> int:
        """The number of the last point."""
        return len(self.points)


class SkipLabel(FileModel):
    """A way to leave a statement with a reason."""

    id: Skip = Field(description="cannot-say, does-not-apply or never-said.")
    label: Label
    only: list[Question] = Field([], description="The questions that offer it; leave out for all.")


class Advice(FileModel):
    """What could help, by how far a side is."""

    begin: Wording = Field(description="For the two lowest bands.")
    go_on: Wording = Field(description="For the third band.")
    lead: Wording = Field(description="For the highest band.")


class Dimension(FileModel):
    """Statements that belong together."""

    id: Slug
    title: Label
    short: Label = Field(description="For narrow places.")
    elements: list[ElementCode] = Field([], description="Codes of what helps here; modules that teach them are shown.")
    advice: Advice | None = None


class Statement(FileModel):
    """One idea, in both sides' wording; its id is compared over rounds, so a new wording takes a new id."""

    id: Slug
    dimension: Slug
    text: Sided | Wording = Field(description="One text, or one for each side.")
    note: Wording | None = Field(None, description="Said under the statement, such as a duty that stands above it.")
    source: Wording | None = Field(None, description="What it rests on; not shown.")

    def for_side(self, side: Side) -> str:
        """The wording for a side."""
        return self.text.of(side) if isinstance(self.text, Sided) else self.text


class Ask(FileModel):
    """One question of a part: a column of choices, points to share, or a box for words."""

    id: Question
    title: Label
    hint: Label | None = None
    scale: Slug | None = Field(None, description="The scale of its answers; none for points and words.")


class Part(FileModel):
    """Questions that are asked of each statement, of each dimension, of the points or of nothing but words."""

    id: Slug
    title: Label
    side: Side | None = Field(None, description="commissioner or provider; leave out for both.")
    of: Asked = Field(description="statements, return statements, dimensions, points or words.")
    stem: Sided | Wording | None = Field(None, description="The beginning that every statement completes.")
    introduction: Sided | Wording | None = Field(None, description="Said on the part's first page.")
    optional: bool = Field(False, description="true says that it may be left out.")
    from_round: int = Field(1, ge=1, le=9, description="The first round in which it is asked.")
    shuffle: bool = Field(False, description="true mixes the statements within a dimension.")
    questions: list[Ask] = Field(min_length=1, max_length=2)

    def words(self, what: Literal["stem", "introduction"], side: Side) -> str | None:
        """The stem or introduction for a side."""
        text = self.stem if what == "stem" else self.introduction
        return text.of(side) if isinstance(text, Sided) else text


class Band(FileModel):
    """A stretch of the answer scale with a name: a position, not a norm."""

    title: Label
    begins: int = Field(ge=0, le=99, description="From here on, 0 to 100.")


class Questionnaire(FileModel):
    """A questionnaire for both sides of a pair; never edited once a round has used its version."""

    id: Slug = Field(description="Same as the file's name without '.yaml'.")
    version: int = Field(ge=1, description="Raise it with every change after the first use.")
    kind: QuestionnaireKind = Field(description="readiness or gaps: what is worked out from the answers.")
    title: Label
    short: Label = Field(description="For narrow places.")
    summary: Wording
    introduction: Sided
    minutes: int = Field(ge=1, le=60)
    scales: list[Scale] = Field(min_length=1)
    skips: list[SkipLabel] = Field([], max_length=3)
    dimensions: list[Dimension] = Field(min_length=2, max_length=12)
    statements: list[Statement] = Field(min_length=2, max_length=60)
    return_statements: list[Statement] = Field([], max_length=40, description="What the other side asks in return.")
    parts: list[Part] = Field(min_length=1, max_length=12)
    bands: list[Band] = Field([], max_length=6)

    def scale(self, scale_id: str | None) -> Scale | None:
        """The scale of that id."""
        return next((scale for scale in self.scales if scale.id == scale_id), None)

    def dimension(self, dimension_id: str) -> Dimension | None:
        """The dimension of that id."""
        return next((dimension for dimension in self.dimensions if dimension.id == dimension_id), None)

    def statement(self, statement_id: str) -> Statement | None:
        """The statement of that id, of either direction."""
        return next((s for s in (*self.statements, *self.return_statements) if s.id == statement_id), None)

    def of_dimension(self, dimension_id: str) -> tuple[Statement, ...]:
        """The statements of a dimension, as written."""
        return tuple(s for s in self.statements if s.dimension == dimension_id)

    def parts_for(self, side: Side, number: int = 1) -> tuple[Part, ...]:
        """What a side is asked in a round."""
        return tuple(p for p in self.parts if p.side in (None, side) and p.from_round <= number)

    def asks(self, question: Question) -> Ask | None:
        """Where a question is asked."""
        return next((ask for part in self.parts for ask in part.questions if ask.id is question), None)

    def highest(self, question: Question) -> int:
        """The highest answer to a question that has a scale."""
        ask = self.asks(question)
        scale = self.scale(ask.scale) if ask else None
        return scale.highest if scale else WHOLE

    @field_validator("scales", "dimensions", "parts")
    @classmethod
    def _unique(cls, entries: list[Scale] | list[Dimension] | list[Part]) -> list[Scale] | list[Dimension] | list[Part]:
        refuse_twice((entry.id for entry in entries), "id")
        return entries

    @model_validator(mode="after")
    def _whole(self) -> Questionnaire:
        form.check(self, ASKED_OF[self.kind], NEEDED[self.kind])
        return self


def refuse_twice(entries: Iterable[str], what: str) -> None:
    """Raise ValueError for the first entry that comes twice."""
    twice = [entry for entry, count in Counter(entries).items() if count > 1]
    if twice:
        raise ValueError(f"the {what} '{twice[0]}' is used twice")


def least(count: int) -> int:
    """How many statements of a dimension must be answered for a person to count in it: half, rounded up."""
    return (count + 1) // 2


def named(text: str, authority: str, provider: str) -> str:
    """A wording with the names of the pair's organisations."""
    return text.replace("{authority}", authority).replace("{provider}", provider)


def band_of(bands: Sequence[Band], position: float) -> int:
    """The place of the band that holds a position from 0 to 100, from 0."""
    return max((n for n, band in enumerate(bands) if position >= band.begins), default=0)
