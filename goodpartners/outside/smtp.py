"""Mail leaves through one port, `Post.send`: to a mail server, to the log of a machine without one, or not at all."""

from __future__ import annotations

import logging
import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Literal, Protocol

LOG = logging.getLogger("goodpartners.mail")
SENDER_NAME = "Good Partners"
SECONDS = 20.0
LONGEST_LINE = 998


class Undelivered(Exception):
    """A message did not leave; `str()` says why, without the message."""


@dataclass(frozen=True)
class Message:
    """One plain-text mail; `name` is the same when it is sent again, so that a reader's mail program can tell."""

    name: str
    to: str
    sender: str
    subject: str
    body: str
    at: datetime
    unsubscribe: str = ""
    """Where whoever gets it can stop more of its kind; a mail program shows that beside the message."""


class Post(Protocol):
    """Whatever can send a message."""

    def send(self, message: Message) -> None:
        """Hand a message over. Raises Undelivered."""


@dataclass(frozen=True)
class MailServer:
    """A mail server, reached by SMTP; `security` is how the connection is protected."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    security: Literal["starttls", "tls", "none"] = "starttls"
    trusted: ssl.SSLContext | None = None
    """Which certificates are trusted; the system's when None."""
    seconds: float = SECONDS

    def send(self, message: Message) -> None:
        """Hand a message to the server. Raises Undelivered."""
        try:
            mail = composed(message)
            with self._connected() as server:
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(mail)
        except (OSError, smtplib.SMTPException, ValueError) as failure:
            raise Undelivered(_reason(failure)) from failure

    def _connected(self) -> smtplib.SMTP:
        trusted = self.trusted or ssl.create_default_context()
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.seconds, context=trusted)
        server = smtplib.SMTP(self.host, self.port, timeout=self.seconds)
        if self.security == "starttls":
            try:
                server.starttls(context=trusted)
            except BaseException:
                server.close()
                raise
        return server


class ToLog:
    """For one's own machine: the whole mail, link included, is written to the log."""

    def send(self, message: Message) -> None:
        """Write a message to the log, loud enough to be seen at the usual level."""
        LOG.warning("Mail to %s: %s\n%s", message.to, message.subject, message.body)


class Nowhere:
    """For a server that was given no mail server: nothing leaves, and no link is written anywhere."""

    def send(self, message: Message) -> None:
        """Refuse."""
        raise Undelivered("No mail server is set. Set SMTP_HOST.")


def composed(message: Message) -> EmailMessage:
    """The message as it goes over the wire. ValueError when an address cannot be one."""
    mail = EmailMessage()
    mail["From"] = Address(SENDER_NAME, addr_spec=message.sender)
    mail["To"] = Address(addr_spec=message.to)
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(message.at)
    mail["Message-ID"] = f"<{message.name}@{message.sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.body, cte="quoted-printable")
    if message.unsubscribe:
        mail.policy = mail.policy.clone(max_line_length=LONGEST_LINE)  # an address cut in two would be encoded
        mail["List-Unsubscribe"] = f"<{message.unsubscribe}>"
    return mail


def _reason(failure: Exception) -> str:
    """The kind of failure and what the server said, without the recipient's address."""
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        codes = sorted({code for code, _words in failure.recipients.values()})
        return f"The mail server refused the recipient: {', '.join(map(str, codes))}"
    if isinstance(failure, smtplib.SMTPResponseException):
        words = failure.smtp_error.decode("utf-8", "replace") if isinstance(failure.smtp_error, bytes) else ""
        return f"The mail server answered {failure.smtp_code} {words}"[:300]
    return f"{type(failure).__name__}: {failure}"[:300]
