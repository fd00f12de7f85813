"""Publishing: a release is checked content copied apart, recorded, and pointed at.

A questionnaire whose version a round has used is refused when its file says something else now.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Loaded
from goodpartners.content.problems import Problem
from goodpartners.content.questionnaires import read_questionnaires
from goodpartners.domain.errors import FieldProblem, Invalid
from goodpartners.domain.partnership.wording import changed
from goodpartners.services import library, waves
from goodpartners.store.database import Database
from goodpartners.store.releases import ContentRelease


def changed_after_use(session: Session, root: Path) -> tuple[Problem, ...]:
    """The questionnaire files that differ from the wording with which a round has used their version."""
    kept = waves.frozen_digests(session)
    if not kept:
        return ()
    sources, _unread = read_questionnaires(root)
    told = ((source, changed(kept, source.questionnaire)) for source in sources)
    return tuple(source.at("version").error("used-version", message) for source, message in told if message)


def changed_in(database: Database, root: Path) -> tuple[Problem, ...]:
    """The same where there may be no database yet: then nothing has been used."""
    if database.is_sqlite and not Path(database.url.database or "").is_file():
        return ()
    try:
        with database.reading() as session:
            return changed_after_use(session, root)
    except SQLAlchemyError:
        return ()


def publish(session: Session, loaded: Loaded, releases: Path, *, now: datetime) -> str:
    """Copy the content into a release, record it, and point every worker at it; give its name.

    Raises Invalid while a questionnaire was changed under a used version.
    """
    catalogue = loaded.catalogue
    if problems := changed_after_use(session, catalogue.root):
        raise Invalid([FieldProblem("version", str(problem)) for problem in problems])
    modules = sum(len(course.modules) for course in catalogue.courses)
    session.add(
        ContentRelease(
            fingerprint=catalogue.fingerprint, published_at=now, modules=modules, quizzes=len(catalogue.quizzes)
        )
    )
    session.flush()
    return library.publish(loaded, releases)
