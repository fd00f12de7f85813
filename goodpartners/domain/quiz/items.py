"""One typed model for each kind of item, as an author writes it and as a paper keeps it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, StringConstraints, model_validator

from goodpartners.domain.course import ElementCode, FileModel, Slug

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Feedback = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1200)]
Bloom = Literal["remember", "understand", "apply", "analyse", "evaluate", "create"]
MOST_DIGITS = 30
Number = Annotated[Decimal, Field(max_digits=MOST_DIGITS)]
OptionId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]

M = TypeVar("M")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def lettered(data: Any, *keys: str) -> Any:
    """Give the entries under `keys` the ids a, b, c … by position where the author gave none."""
    if not isinstance(data, dict):
        return data
    filled = dict(data)
    for key in keys:
        entries = filled.get(key)
        if isinstance(entries, list):
            filled[key] = [
                {"id": LETTERS[n % 26], **entry} if isinstance(entry, dict) else entry
                for n, entry in enumerate(entries)
            ]
    return filled


def within(value: Decimal, wanted: Decimal, tolerance: Decimal) -> bool:
    """Whether a number is right; exact, where the arithmetic of Decimal would round to 28 digits."""
    return abs(Fraction(value) - Fraction(wanted)) <= Fraction(tolerance)


class ItemBase(FileModel):
    """What every kind has."""

    id: Slug = Field(description="Unique in the quiz. Never use it again for another question.")
    stem: Text = Field(description="The question. Ends in a question mark or an instruction.")
    hint: Text | None = Field(None, description="Shown small under the stem.")
    objective: Slug | None = Field(None, description="The module objective it assesses.")
    elements: list[ElementCode] = Field([], description="Codes from courses/coverage.yaml it assesses.")
    bloom: Bloom | None = Field(None, description="What the mind must do.")
    worth: int = Field(1, ge=0, le=20, description="The most marks it can bring.")
    retired: bool = Field(False, description="true keeps it for old results and never draws it again.")


class Option(FileModel):
    """One answer that can be chosen."""

    id: OptionId = Field("", description="Letters by position unless given.")
    text: Text = Field(description="What the person chooses.")
    right: bool = Field(False, description="true on the key.")
    feedback: Feedback = Field(description="Why it is or is not right, told to whoever chose it.")


class SingleChoice(ItemBase):
    """One right option among several."""

    kind: Literal["single-choice"]
    options: list[Option] = Field(min_length=2, max_length=8)
    shuffle: bool = Field(True, description="false keeps the options in the written order.")

    _letters = model_validator(mode="before")(lambda data: lettered(data, "options"))

    @model_validator(mode="after")
    def _one_key(self) -> SingleChoice:
        if sum(o.right for o in self.options) != 1:
            raise ValueError("exactly one option needs 'right: true'")
        return _unique_ids(self, [o.id for o in self.options])


class MultipleChoice(ItemBase):
    """Several right options; the number to choose is stated."""

    kind: Literal["multiple-choice"]
    options: list[Option] = Field(min_length=3, max_length=10)
    marking: Literal["all-or-nothing", "partial"] = Field(
        "partial", description="'partial' gives a share for each right choice and takes one for each wrong choice."
    )
    shuffle: bool = Field(True, description="false keeps the options in the written order.")

    _letters = model_validator(mode="before")(lambda data: lettered(data, "options"))

    @model_validator(mode="after")
    def _some_keys(self) -> MultipleChoice:
        keys = sum(o.right for o in self.options)
        if not 1 <= keys < len(self.options):
            raise ValueError("at least one option must be right and at least one must not be")
        return _unique_ids(self, [o.id for o in self.options])

    @property
    def choose(self) -> int:
        """How many options are right; the page says so."""
        return sum(o.right for o in self.options)


class TrueFalse(ItemBase):
    """A statement that holds or does not."""

    kind: Literal["true-false"]
    answer: bool = Field(description="true or false.")
    if_true: Feedback = Field(description="Told to whoever chose true.")
    if_false: Feedback = Field(description="Told to whoever chose false.")


class Premise(FileModel):
    """The left-hand side of a match."""

    id: OptionId = Field("", description="Letters by position unless given.")
    text: Text
    match: OptionId = Field(description="The id of the response that fits.")
    feedback: Feedback = Field(description="Why that response fits.")


class MatchResponse(FileModel):
    """The right-hand side of a match."""

    id: OptionId = Field(description="Short name, used by 'match'.")
    text: Text


class Matching(ItemBase):
    """Each premise is given the response that fits; one share of the mark a premise."""

    kind: Literal["matching"]
    premises: list[Premise] = Field(min_length=2, max_length=10)
    responses: list[MatchResponse] = Field(min_length=2, max_length=10)
    reuse: bool = Field(False, description="true when a response may fit several premises.")

    _letters = model_validator(mode="before")(lambda data: lettered(data, "premises"))

    @model_validator(mode="after")
    def _matches_exist(self) -> Matching:
        ids = [r.id for r in self.responses]
        _unique_ids(self, ids)
        for premise in self.premises:
            if premise.match not in ids:
                raise ValueError(f"'match: {premise.match}' names no response; the responses are {', '.join(ids)}")
        if not self.reuse and len({p.match for p in self.premises}) < len(self.premises):
            raise ValueError("two premises share a response: say 'reuse: true' or change one")
        return _unique_ids(self, [p.id for p in self.premises])


class Step(FileModel):
    """One thing to put in order."""

    id: OptionId = Field("", description="Letters by position unless given.")
    text: Text


class OrderSlip(FileModel):
    """A mistake in the order that is worth a word of its own."""

    before: OptionId = Field(description="The step that was put too early …")
    after: OptionId = Field(description="… in front of this one.")
    feedback: Feedback


class Ordering(ItemBase):
    """Steps written in the right order and shown in another."""

    kind: Literal["ordering"]
    steps: list[Step] = Field(min_length=3, max_length=8)
    marking: Literal["all-or-nothing", "adjacent-pairs"] = Field(
        "adjacent-pairs", description="'adjacent-pairs' gives a share for each neighbour that follows rightly."
    )
    if_right: Feedback = Field(description="Told when the whole order is right.")
    otherwise: Feedback = Field(description="Told for any other order without a slip of its own.")
    slips: list[OrderSlip] = Field([], description="Mistakes with a word of their own.")

    _letters = model_validator(mode="before")(lambda data: lettered(data, "steps"))

    @model_validator(mode="after")
    def _slips_exist(self) -> Ordering:
        ids = [s.id for s in self.steps]
        for slip in self.slips:
            unknown = next((name for name in (slip.before, slip.after) if name not in ids), None)
            if unknown is not None:
                raise ValueError(f"a slip names the step '{unknown}'; there are {', '.join(ids)}")
            if ids.index(slip.before) < ids.index(slip.after):
                raise ValueError(f"'{slip.before}' does come before '{slip.after}': that is no slip")
        return _unique_ids(self, ids)


class NumericSlip(FileModel):
    """A wrong number that shows a known mistake."""

    value: Number
    tolerance: Number = Field(Decimal(0), ge=0)
    feedback: Feedback


class Numeric(ItemBase):
    """A number, right within a tolerance."""

    kind: Literal["numeric"]
    answer: Number
    tolerance: Number = Field(Decimal(0), ge=0, description="How far off still counts as right.")
    unit: Text | None = Field(None, description="Shown behind the box: hours, £, points.")
    if_right: Feedback
    otherwise: Feedback = Field(description="Told for any other number: show the working.")
    slips: list[NumericSlip] = Field([], description="Known mistakes.")

    @model_validator(mode="after")
    def _slips_are_wrong(self) -> Numeric:
        for slip in self.slips:
            if within(slip.value, self.answer, self.tolerance):
                raise ValueError(f"the slip {slip.value} counts as right")
        return self


class TextSlip(FileModel):
    """A wrong word that shows a known mistake."""

    text: Text
    feedback: Feedback


class ShortText(ItemBase):
    """A word or phrase; capitals, spaces and end stops do not matter."""

    kind: Literal["short-text"]
    accepted: list[Text] = Field(min_length=1, description="Every spelling that counts as right.")
    if_right: Feedback
    otherwise: Feedback
    slips: list[TextSlip] = Field([], description="Known mistakes.")


class Scale(ItemBase):
    """A point on a scale; nothing is right or wrong."""

    kind: Literal["scale"]
    points: list[Text] = Field(min_length=2, max_length=11, description="The labels from the low end to the high end.")
    feedback: Feedback | None = Field(None, description="Said to everybody who answers.")
    worth: int = Field(0, ge=0, le=0, description="A scale brings no marks.")


Item = Annotated[
    SingleChoice | MultipleChoice | TrueFalse | Matching | Ordering | Numeric | ShortText | Scale,
    Field(discriminator="kind"),
]
ITEM_MODELS: dict[str, type[ItemBase]] = {
    "single-choice": SingleChoice,
    "multiple-choice": MultipleChoice,
    "true-false": TrueFalse,
    "matching": Matching,
    "ordering": Ordering,
    "numeric": Numeric,
    "short-text": ShortText,
    "scale": Scale,
}


def _unique_ids(model: M, ids: list[str]) -> M:
    for one in ids:
        if ids.count(one) > 1:
            raise ValueError(f"the id '{one}' is used twice")
    return model
