"""Mail through a real server on this machine."""

from __future__ import annotations

import email
import logging
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.message import Message as Parsed
from email.policy import default
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope

from goodpartners.outside.smtp import MailServer, Message, Nowhere, ToLog, Undelivered, composed

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LINK = "http://localhost/sign-in/link/" + "s" * 43
MESSAGE = Message(
    name="mail-1-1795510800",
    to="amara@tessaly.example",
    sender="no-reply@learn.example",
    subject="Zoë’s link: sign in",
    body=f"Hello Zoë,\n\n{LINK}\n\n.\nA dot stands alone above, and this line is very long. {'long ' * 60}\n",
    at=NOW,
)


class Inbox:
    """Takes what comes, or refuses."""

    def __init__(self) -> None:
        self.mail: list[Parsed] = []
        self.envelopes: list[Envelope] = []
        self.logins: list[str] = []
        self.secure: list[bool] = []
        self.refuse_recipient = self.refuse_data = ""

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: Any) -> str:
        if self.refuse_recipient:
            return self.refuse_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, session: Any, envelope: Envelope) -> str:
        if self.refuse_data:
            return self.refuse_data
        self.envelopes.append(envelope)
        self.secure.append(session.ssl is not None)
        assert isinstance(envelope.content, bytes)
        self.mail.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 OK"

    def log_in(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        self.logins.append(data.login.decode())
        return AuthResult(success=data.password == b"open sesame", handled=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def inbox() -> Inbox:
    """What arrived."""
    return Inbox()


@pytest.fixture
def port(inbox: Inbox) -> Iterator[int]:
    """A mail server without protection."""
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller.port
    controller.stop()


def server(port: int, **changes: Any) -> MailServer:
    return MailServer("127.0.0.1", port, **{"security": "none", "seconds": 5.0, **changes})


def test_a_message_arrives_as_it_was_written(port: int, inbox: Inbox) -> None:
    server(port).send(MESSAGE)
    [mail] = inbox.mail
    assert mail["From"] == "Good Partners <no-reply@learn.example>"
    assert mail["To"] == "amara@tessaly.example"
    assert mail["Subject"] == "Zoë’s link: sign in"
    assert mail["Date"] == "Tue, 24 Nov 2026 09:00:00 +0000"
    assert mail["Message-ID"] == "<mail-1-1795510800@learn.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().replace("\r\n", "\n") == MESSAGE.body  # type: ignore[attr-defined]
    assert inbox.envelopes[0].rcpt_tos == ["amara@tessaly.example"]
    raw = inbox.envelopes[0].content
    assert isinstance(raw, bytes)
    assert max(len(line) for line in raw.splitlines()) <= 998


def test_the_same_message_sent_twice_carries_the_same_name(port: int, inbox: Inbox) -> None:
    for _twice in range(2):
        server(port).send(MESSAGE)
    assert inbox.mail[0]["Message-ID"] == inbox.mail[1]["Message-ID"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("subject", "Hello\r\nBcc: everybody@example.org"),
        ("to", "amara@tessaly.example\r\nBcc: everybody@example.org"),
        ("to", "amara"),
        ("to", "amara@tessaly.example, everybody@example.org"),
        ("sender", "nobody"),
    ],
)
def test_a_header_cannot_be_smuggled_in(port: int, inbox: Inbox, field: str, value: str) -> None:
    fields = {name: getattr(MESSAGE, name) for name in ("name", "to", "sender", "subject", "body", "at")}
    with pytest.raises(Undelivered):
        server(port).send(Message(**{**fields, field: value}))
    assert inbox.mail == []


def test_a_recipient_that_the_server_does_not_know_is_said_without_naming_them(port: int, inbox: Inbox) -> None:
    inbox.refuse_recipient = "550 5.1.1 no such mailbox amara@tessaly.example"
    with pytest.raises(Undelivered) as refusal:
        server(port).send(MESSAGE)
    assert str(refusal.value) == "The mail server refused the recipient: 550"


def test_what_the_server_says_is_passed_on(port: int, inbox: Inbox) -> None:
    inbox.refuse_data = "452 4.2.2 mailbox full"
    with pytest.raises(Undelivered, match=r"answered 452 4\.2\.2 mailbox full"):
        server(port).send(MESSAGE)


def test_a_server_that_is_not_there_is_undelivered() -> None:
    with pytest.raises(Undelivered, match="ConnectionRefusedError"):
        server(free_port()).send(MESSAGE)


def test_a_server_that_never_answers_is_given_up() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(Undelivered, match="timed out"):
            server(silent.getsockname()[1], seconds=0.2).send(MESSAGE)


def test_a_server_that_hangs_up_is_undelivered() -> None:
    with socket.socket() as rude:
        rude.bind(("127.0.0.1", 0))
        rude.listen()
        thread = threading.Thread(target=lambda: rude.accept()[0].close())
        thread.start()
        with pytest.raises(Undelivered):
            server(rude.getsockname()[1]).send(MESSAGE)
        thread.join()


# --- Protected connections -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's side and a client's side that trust each other."""
    authority = trustme.CA()
    theirs, ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(theirs)
    authority.configure_trust(ours)
    return theirs, ours


@pytest.fixture
def starttls_port(inbox: Inbox, certificate: tuple[ssl.SSLContext, ssl.SSLContext]) -> Iterator[int]:
    """A mail server that wants STARTTLS and a password."""
    controller = Controller(
        inbox,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=certificate[0],
        require_starttls=True,
        auth_required=True,
        authenticator=inbox.log_in,
    )
    controller.start()
    yield controller.port
    controller.stop()


def test_with_starttls_the_password_and_the_message_go_over_the_protected_line(
    starttls_port: int, inbox: Inbox, certificate: tuple[ssl.SSLContext, ssl.SSLContext]
) -> None:
    protected = {"security": "starttls", "trusted": certificate[1], "user": "learn", "password": "open sesame"}
    server(starttls_port, **protected).send(MESSAGE)
    assert inbox.logins == ["learn"]
    assert inbox.secure == [True]


def test_a_wrong_password_is_said(
    starttls_port: int, inbox: Inbox, certificate: tuple[ssl.SSLContext, ssl.SSLContext]
) -> None:
    protected = {"security": "starttls", "trusted": certificate[1], "user": "learn", "password": "wrong"}
    with pytest.raises(Undelivered, match="535") as refusal:
        server(starttls_port, **protected).send(MESSAGE)
    assert "wrong" not in str(refusal.value)
    assert inbox.mail == []


def test_a_certificate_that_nobody_vouches_for_is_refused(starttls_port: int, inbox: Inbox) -> None:
    with pytest.raises(Undelivered, match="SSLCertVerificationError"):
        server(starttls_port, security="starttls", user="learn", password="open sesame").send(MESSAGE)
    assert inbox.logins == []


def test_a_server_without_starttls_gets_nothing_in_the_clear(port: int, inbox: Inbox) -> None:
    with pytest.raises(Undelivered, match="STARTTLS"):
        server(port, security="starttls").send(MESSAGE)
    assert inbox.mail == []


def test_tls_from_the_first_byte(inbox: Inbox, certificate: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port(), ssl_context=certificate[0])
    controller.start()
    try:
        server(controller.port, security="tls", trusted=certificate[1]).send(MESSAGE)
    finally:
        controller.stop()
    assert len(inbox.mail) == 1


# --- Without a server ------------------------------------------------------------------------------------------------


def test_to_the_log_writes_the_whole_message(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        ToLog().send(MESSAGE)
    assert LINK in caplog.text


def test_nowhere_refuses_and_writes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(Undelivered, match="SMTP_HOST"):
        Nowhere().send(MESSAGE)
    assert caplog.text == ""


def test_a_letter_of_many_says_how_to_stop_them_in_a_header_that_stays_whole() -> None:
    stop = "https://learn.a-rather-long-name-of-a-council.example.org/reminders/stop/" + "s" * 43
    sent = composed(replace(MESSAGE, unsubscribe=stop)).as_bytes()
    assert f"\nList-Unsubscribe: <{stop}>\n".encode() in sent
    assert b"List-Unsubscribe" not in composed(MESSAGE).as_bytes()
