"""Publishing: a release is checked content copied apart, recorded, and pointed at."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from goodpartners.content.catalogue import Loaded
from goodpartners.services import library
from goodpartners.store.releases import ContentRelease


def publish(session: Session, loaded: Loaded, releases: Path, *, now: datetime) -> str:
    """Copy the content into a release, record it, and point every worker at it; give its name."""
    catalogue = loaded.catalogue
    modules = sum(len(course.modules) for course in catalogue.courses)
    session.add(
        ContentRelease(
            fingerprint=catalogue.fingerprint, published_at=now, modules=modules, quizzes=len(catalogue.quizzes)
        )
    )
    session.flush()
    return library.publish(loaded, releases)
