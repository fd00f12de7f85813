"""The workshop pack of a pair: of the results that its room shows, or without a figure while it shows none."""

from __future__ import annotations

from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Catalogue
from goodpartners.domain.errors import NotFound
from goodpartners.domain.partnership.opening import opening
from goodpartners.domain.partnership.packs import Pack, next_day, pack
from goodpartners.domain.partnership.questionnaire import Questionnaire, QuestionnaireKind
from goodpartners.services.rooms import Room, results_of
from goodpartners.store import pairs


def of_room(session: Session, catalogue: Catalogue, room: Room) -> Pack:
    """The pack that belongs to a room: of the round it shows, else of the latest, else of what could be asked."""
    dates = pairs.joint_dates(session, [room.pair.cohort_id]).get(room.pair.cohort_id, ())
    mine = [each for each in dates if each.concerns(room.pair.id)]
    shown = room.shown
    asked = shown.of.questionnaire if shown else room.rounds[-1].questionnaire if room.rounds else any_of(catalogue)
    first = None
    if shown:
        # both sides of the table get the same paper, so nobody is “you” on it
        results = results_of(asked, shown.snapshot, room.names, None)
        first = opening(asked, shown.snapshot, room.names, results)
    return pack(room.names, asked, first, next_day(mine, room.today))


def any_of(catalogue: Catalogue) -> Questionnaire:
    """A questionnaire whose themes a pair can talk about without having been asked; NotFound when there is none."""
    found = sorted(catalogue.questionnaires.values(), key=lambda each: each.kind is not QuestionnaireKind.GAPS)
    if not found:
        raise NotFound("There is no questionnaire to print a pack of.")
    return found[0]
