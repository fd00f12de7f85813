"""The practice pair: an invented pair whose results are made like everybody's, for those who have no partner yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.errors import NotFound
from goodpartners.domain.partnership import packs
from goodpartners.domain.partnership.measuring import measure
from goodpartners.domain.partnership.opening import Opening, opening
from goodpartners.domain.partnership.packs import Pack
from goodpartners.domain.partnership.questionnaire import Questionnaire, QuestionnaireKind
from goodpartners.domain.partnership.results import Names, Result
from goodpartners.domain.partnership.snapshots import Mode, Snapshot
from goodpartners.domain.partnership.wording import canonical, restored
from goodpartners.domain.people import Actor, Side
from goodpartners.domain.policy import Permission, require
from goodpartners.services.demo import answers
from goodpartners.services.rooms import results_of

NAMES = Names("Orrenshire County Council", "Tessaly Care")
POOLED: Mapping[Side, Mode] = dict.fromkeys(Side, Mode.POOLED)


@dataclass(frozen=True)
class Practice:
    """The invented pair's results of one questionnaire, and what else could be looked at."""

    names: Names
    questionnaire: Questionnaire
    others: tuple[Questionnaire, ...]
    snapshot: Snapshot
    results: tuple[Result, ...]
    opening: Opening


def practice(catalogue: Catalogue, asked: str | None = None, *, actor: Actor) -> Practice:
    """The practice pair's results of the questionnaire of that id, else of the first; NotFound for any other."""
    require(Permission.LEARN, actor)
    every = [found for each in catalogue.questionnaires.values() if (found := _worked_out(canonical(each)))]
    every.sort(key=lambda each: (each.questionnaire.kind is not QuestionnaireKind.GAPS, each.questionnaire.id))
    chosen = next((each for each in every if asked in (None, each.questionnaire.id)), None)
    if chosen is None:
        raise NotFound("There is no such questionnaire.")
    return replace(chosen, others=tuple(each.questionnaire for each in every if each is not chosen))


def pack(catalogue: Catalogue, asked: str | None = None, *, actor: Actor) -> Pack:
    """The practice pair's workshop pack."""
    found = practice(catalogue, asked, actor=actor)
    return packs.pack(found.names, found.questionnaire, found.opening, None)


@lru_cache(maxsize=16)
def _worked_out(content: str) -> Practice | None:
    """Kept by the wording, for it is the same for everybody and takes a while; None for what nobody can answer."""
    questionnaire = restored(content)
    give = answers.gap_sheets if questionnaire.kind is QuestionnaireKind.GAPS else answers.readiness_sheets
    measured = measure(questionnaire, give(questionnaire), POOLED)
    if measured is None:
        return None
    snapshot = measured[0]
    results = results_of(questionnaire, snapshot, NAMES, None)
    return Practice(NAMES, questionnaire, (), snapshot, results, opening(questionnaire, snapshot, NAMES, results))
