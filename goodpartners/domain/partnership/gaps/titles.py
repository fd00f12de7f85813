"""Titles that say what a comparison found, to each side in its own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goodpartners.domain.partnership.disclosure import Status
from goodpartners.domain.partnership.gaps.lines import Survey
from goodpartners.domain.partnership.gaps.pictures import Line
from goodpartners.domain.partnership.results import Certainty, Distance, Word
from goodpartners.domain.partnership.voice import titled

NOTHING_SHOWN = "Nothing can be shown here without giving somebody away"


@dataclass(frozen=True)
class Found:
    """The rows that are worth a title: those that stand out, or else those that lie apart but may be luck.

    Rows are in order of distance, the furthest first.
    """

    lower: tuple[str, ...]
    higher: tuple[str, ...]
    sure: bool
    doubt: str
    """What to add where it is not sure."""
    shown: bool

    @property
    def any(self) -> bool:
        """Whether anything lies apart."""
        return bool(self.lower or self.higher)


def found(lines: Sequence[Line]) -> Found:
    """Sort the rows by what they say."""
    by_distance = sorted(
        (line for line in lines if line.gap.distance not in (None, Distance.CLOSE)),
        key=lambda line: -abs(round(line.gap.size or 0, 2)),
    )
    clear = [line for line in by_distance if line.gap.stands_out]
    told = clear or by_distance
    early = any(line.gap.certainty is Certainty.EARLY for line in told)
    chance = any(line.gap.certainty is Certainty.CHANCE for line in told)
    return Found(
        tuple(line.name for line in told if (line.gap.size or 0) < 0),
        tuple(line.name for line in told if (line.gap.size or 0) > 0),
        bool(clear),
        ": an early sign" if early else "; it could be chance" if chance else "",
        any(line.gap.size is not None for line in lines),
    )


def directed(what: Found, less: tuple[str, str], more: tuple[str, str], also: str, close: str) -> tuple[Word, ...]:
    """A title of what falls short and what goes beyond.

    `less` and `more` are the beginnings, for what is sure and for what may be; `also` joins the second to the first.
    """
    if not what.any:
        return titled(close if what.shown else NOTHING_SHOWN)
    begin = 0 if what.sure else 1
    end = (what.doubt,) if what.doubt and not what.sure else ()
    if what.lower and what.higher:
        return titled(less[begin], what.lower, also, what.higher, *end)
    return titled(less[begin] if what.lower else more[begin], what.lower or what.higher, *end)


def compared(what: Found, begins: tuple[str, str], than: str, close: str) -> tuple[Word, ...]:
    """A title of what is less and what is more than it should be; `begins` is for what is sure and for what may be."""
    sure, may = begins
    less = f"{sure} less than {than} on ", f"{may} less than {than} on "
    more = f"{sure} more than {than} on ", f"{may} more than {than} on "
    return directed(what, less, more, ", and more on ", close)


def guessed(survey: Survey, lines: Sequence[Line]) -> tuple[Word, ...]:
    """How well one side knows what the other expects."""
    voice, expecting, promising = survey.voice, survey.expecting, survey.promising
    expects, thinks = voice.does(expecting, "expect", "expects"), voice.does(promising, "think", "thinks")
    if survey.expects is False:
        who = voice.who(expecting)
        less = f"{who} expects more than you think on ", f"{who} may expect more than you think on "
        more = f"{who} expects less than you think on ", f"{who} may expect less than you think on "
        return directed(found(lines), less, more, ", and less on ", f"You know well what {expects}")
    than = voice.they(expecting, "do", "does")
    begins = f"{thinks} {expects}", f"{voice.who(promising)} may think {expects}"
    return compared(found(lines), begins, than, f"{voice.who(promising)} knows well what {expects}")


def kept(survey: Survey, lines: Sequence[Line]) -> tuple[Word, ...]:
    """How far what was received meets what was promised."""
    what, voice = found(lines), survey.voice
    if all(line.gap.first.status is Status.NOTHING_SAID for line in lines):
        return titled("Nothing was promised")
    few = len(what.lower) <= 2 and len(what.lower) < sum(line.gap.size is not None for line in lines)
    if what.sure and what.lower and not what.higher and few:
        return titled("Promised and received are close, except ", what.lower)
    gets = voice.does(survey.expecting, "see", "sees")
    promised = voice.does(survey.promising, "promised", "promised")
    does = voice.does(survey.promising, "do", "does")
    says = voice.they(survey.promising, "say", "says")
    may_see, may_do = f"{voice.who(survey.expecting)} may see", f"{voice.who(survey.promising)} may do"
    return directed(
        what,
        (f"{gets} less than {promised} on ", f"{may_see} less than {promised} on "),
        (f"{does} more than {says} on ", f"{may_do} more than {says} on "),
        ", and more on ",
        "What is promised is what is received",
    )


def served(survey: Survey, lines: Sequence[Line]) -> tuple[Word, ...]:
    """How far what was received meets what was expected."""
    voice, side = survey.voice, survey.expecting
    gets, may = voice.does(side, "get", "gets"), f"{voice.who(side)} may get"
    expects = voice.they(side, "expect", "expects")
    return compared(found(lines), (gets, may), expects, f"{gets} about what {expects}")


def fitted(survey: Survey, lines: Sequence[Line]) -> tuple[Word, ...]:
    """How far the promises meet what is expected."""
    voice = survey.voice
    promises, may = voice.does(survey.promising, "promise", "promises"), f"{voice.who(survey.promising)} may promise"
    expects = voice.does(survey.expecting, "expect", "expects")
    return compared(found(lines), (promises, may), expects, f"{promises} about what {expects}")
