"""What stands beside results: what their words mean, and what people had not seen enough of to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goodpartners.domain.partnership.locks import CLEAR, COULD_BE_CHANCE, HIDDEN, MOST_CANNOT_SAY
from goodpartners.domain.partnership.questionnaire import Questionnaire, QuestionnaireKind, named
from goodpartners.domain.partnership.results import HIDDEN as MARK
from goodpartners.domain.partnership.results import Certainty, Names, Result
from goodpartners.domain.partnership.snapshots import Mode, Snapshot
from goodpartners.domain.people import Side

ONE_CANNOT_SAY = "The shared answer of this side says: not seen enough to say. That may be the gap."


@dataclass(frozen=True)
class Unseen:
    """What a side could not say, with the sentence for it."""

    side: Side
    sentence: str
    statements: tuple[str, ...]


def readings(results: Sequence[Result]) -> tuple[tuple[str, str], ...]:
    """The words that occur in the tables, with what they mean."""
    cells = "\n".join(cell for result in results for row in result.table.rows for cell in row)
    meant = ((Certainty.CLEAR, CLEAR), (Certainty.CHANCE, COULD_BE_CHANCE), (MARK, HIDDEN.removeprefix(f"{MARK} ")))
    return tuple((str(word), sentence) for word, sentence in meant if word in cells)


def unseen(questionnaire: Questionnaire, snapshot: Snapshot, names: Names) -> tuple[Unseen, ...]:
    """What most of a side had not seen enough of; the gap survey says so beside its pictures."""
    if questionnaire.kind is QuestionnaireKind.GAPS:
        return ()
    found = []
    for side in Side:
        told = {each for key, ids in snapshot.cannot_say.items() if key.startswith(side.value) for each in ids}
        texts = tuple(
            named(each.for_side(side), names.authority, names.provider)
            for each in questionnaire.statements
            if each.id in told
        )
        sentence = ONE_CANNOT_SAY if snapshot.modes[side] is Mode.ORGANISATION else MOST_CANNOT_SAY
        if texts:
            found.append(Unseen(side, sentence, texts))
    return tuple(found)
