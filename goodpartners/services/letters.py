"""The words of every mail we send, in one place: plain text, calm, with what to do and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from goodpartners.domain.times import day, day_and_clock
from goodpartners.services import addresses


@dataclass(frozen=True)
class Letter:
    """A subject and a body in plain text."""

    subject: str
    body: str


def invitation(
    name: str, address: str, *, by: str | None, organisation: str | None, support: str, until: datetime
) -> Letter:
    """Somebody may open an account; `by` is who invites."""
    invited = f"{by} has invited you" if by else "You have been invited"
    at = f" as part of {organisation}" if organisation else ""
    return _letter(
        "Your invitation to Good Partners",
        name,
        f"{invited} to Good Partners{at}. It is training for the two sides that care for a child together: "
        "the council that chooses a home, and the people who run it.",
        f"Open your account here:\n{address}",
        f"The link works once, until {day(until)}. After that, ask for a new one.",
        f"If you did not expect this, write to {support} or leave it be."
        if support
        else "If you did not expect this, leave it be. Nothing happens unless you open the link.",
    )


def sign_in(name: str, address: str, *, until: datetime) -> Letter:
    """A link that signs somebody in."""
    return _letter(
        "Your link to sign in",
        name,
        f"Sign in to Good Partners here:\n{address}",
        f"The link works once, until {day_and_clock(until)}.",
        "If you did not ask for it, leave it be. Nobody can sign in without this mail.",
    )


def reset(name: str, address: str, *, until: datetime) -> Letter:
    """A link to choose a new password."""
    return _letter(
        "Choose a new password",
        name,
        f"Choose a new password for Good Partners here:\n{address}",
        f"The link works once, until {day_and_clock(until)}.",
        "If you did not ask for it, leave it be. Your password stays as it is.",
    )


def password_changed(name: str, *, base: str) -> Letter:
    """The password is another now."""
    return _letter(
        "Your password was changed",
        name,
        "The password of your Good Partners account was changed a moment ago. You were signed out everywhere else.",
        f"If it was not you, choose a new password now: {base}{addresses.SIGN_IN}",
        f"Then tell us: {base}{addresses.HELP}",
    )


def confirm_email(name: str, address: str, *, until: datetime) -> Letter:
    """Shows that a new address is read by whoever gave it."""
    return _letter(
        "Confirm your new email address",
        name,
        f"You asked to use this address for Good Partners. Confirm it here:\n{address}",
        f"The link works once, until {day_and_clock(until)}. Until you use it, your old address stays.",
        "If you did not ask for it, leave it be.",
    )


def email_taken(*, base: str) -> Letter:
    """Somebody wanted an address that has an account."""
    return _letter(
        "This address has an account already",
        None,
        "Somebody asked to use this address for their Good Partners account. It has an account of its own already, "
        "so nothing was changed.",
        f"If it was you, sign in with this address instead: {base}{addresses.SIGN_IN}",
    )


def email_changed(name: str, *, base: str) -> Letter:
    """A word to the old address."""
    return _letter(
        "Your email address was changed",
        name,
        "Your Good Partners account now uses another email address. We will not write to this one again.",
        f"If it was not you, tell us at once: {base}{addresses.HELP}",
    )


def closed(name: str, *, base: str) -> Letter:
    """The account was closed by an admin."""
    return _letter(
        "Your account was closed",
        name,
        "Your Good Partners account was closed. You can no longer sign in; what you did is kept.",
        f"If you think that this is a mistake, or want a copy of your data, tell us: {base}{addresses.HELP}",
    )


def _letter(subject: str, name: str | None, *paragraphs: str) -> Letter:
    greeting = f"Hello {name}," if name else "Hello,"
    return Letter(subject, "\n\n".join((greeting, *paragraphs, "Good Partners")) + "\n")
