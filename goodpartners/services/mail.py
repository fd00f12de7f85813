"""Mail: written to the outbox with the act it belongs to, sent afterwards by the jobs, outside of any transaction.

A process that dies between sending a message and noting it sends that message once more: twice may happen, lost may
not. A message is tried again after 1, 5 and 30 minutes, 2 and 12 hours, and then given up; /readyz counts those. Once a
message is sent or given up, the secrets of the links in it are blotted out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from goodpartners.outside.smtp import MailServer, Message, Nowhere, Post, ToLog, Undelivered
from goodpartners.services import addresses
from goodpartners.services.letters import Letter
from goodpartners.settings import Settings
from goodpartners.store import mail as outbox
from goodpartners.store.database import Database
from goodpartners.store.mail import OutboxMail

AGAIN_AFTER = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 720))
KEPT = timedelta(days=30)
AT_ONCE = 50
SECRET = re.compile(r"(/[a-z-]+/)[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")
STOP = re.compile(rf"https?://\S+{addresses.STOP_REMINDERS}[A-Za-z0-9_-]{{43}}(?![A-Za-z0-9_-])")


@dataclass(frozen=True)
class Delivered:
    """What one run did: messages sent, and messages that did not leave."""

    sent: int = 0
    failed: int = 0


def post(session: Session, to: str, letter: Letter, *, person_id: int | None, now: datetime) -> None:
    """Write a mail to the outbox, in the transaction of the act that it belongs to."""
    post_all(session, [(to, letter, person_id)], now=now)


def post_all(
    session: Session, posts: Iterable[tuple[str, Letter, int | None]], *, now: datetime, leaves: datetime | None = None
) -> None:
    """The same for several mails, each (address, letter, person), which leave now or at a time."""
    session.flush()
    session.bulk_save_objects(
        OutboxMail(
            person_id=person_id,
            to_address=to,
            subject=letter.subject,
            body=letter.body,
            created_at=now,
            next_try_at=leaves or now,
        )
        for to, letter, person_id in posts
    )


def post_of(settings: Settings) -> Post:
    """The way out that the settings name."""
    if settings.smtp_host:
        return MailServer(
            settings.smtp_host,
            settings.smtp_port,
            settings.smtp_user,
            settings.smtp_password,
            settings.smtp_security,
        )
    return ToLog() if settings.mode == "local" else Nowhere()


def sender_of(settings: Settings) -> str:
    """Whom our mail is from."""
    return settings.mail_from or f"no-reply@{urlsplit(settings.public_url).hostname or 'localhost.localdomain'}"


def deliver(
    database: Database, way_out: Post, *, sender: str, may_go_on: Callable[[], bool], clock: Callable[[], datetime]
) -> Delivered:
    """Send what is due; `may_go_on` is asked before each message, and the message is read again then."""
    with database.reading() as session:
        due = [row.id for row in outbox.due(session, clock(), limit=AT_ONCE)]
    sent = failed = 0
    for number in due:
        if not may_go_on():
            break
        message = _message(database, number, sender=sender, now=clock())
        if message is None:
            continue
        try:
            way_out.send(message)
        except Undelivered as failure:
            _note_failure(database, number, str(failure), clock())
            failed += 1
        else:
            _note_sent(database, number, clock())
            sent += 1
    return Delivered(sent, failed)


def without_secrets(body: str) -> str:
    """A mail's text with the secrets of its links blotted out."""
    return SECRET.sub(r"\1…", body)


def _message(database: Database, number: int, *, sender: str, now: datetime) -> Message | None:
    """A message that is still due; None when another process sent it, or its person is gone."""
    with database.reading() as session:
        row = session.get(OutboxMail, number)
        if row is None or row.next_try_at is None or row.next_try_at > now:
            return None
        name = f"mail-{row.id}-{int(row.created_at.timestamp())}"
        stop = STOP.search(row.body)
        return Message(
            name,
            to=row.to_address,
            sender=sender,
            subject=row.subject,
            body=row.body,
            at=now,
            unsubscribe=stop.group() if stop else "",
        )


def _note_sent(database: Database, number: int, now: datetime) -> None:
    with database.writing() as session:
        row = session.get(OutboxMail, number)
        if row is not None:
            row.tries += 1
            row.sent_at, row.next_try_at, row.last_error = now, None, None
            row.body = without_secrets(row.body)


def _note_failure(database: Database, number: int, reason: str, now: datetime) -> None:
    with database.writing() as session:
        row = session.get(OutboxMail, number)
        if row is None:
            return
        row.last_error = reason
        row.next_try_at = now + AGAIN_AFTER[row.tries] if row.tries < len(AGAIN_AFTER) else None
        row.tries += 1
        if row.next_try_at is None:
            row.body = without_secrets(row.body)
