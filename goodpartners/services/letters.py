"""The words of the mail we send, plain text, calm, with what to do and until when; a cohort's are in cohort_letters."""

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
    return compose(
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
    return compose(
        "Your link to sign in",
        name,
        f"Sign in to Good Partners here:\n{address}",
        f"The link works once, until {day_and_clock(until)}.",
        "If you did not ask for it, leave it be. Nobody can sign in without this mail.",
    )


def reset(name: str, address: str, *, until: datetime) -> Letter:
    """A link to choose a new password."""
    return compose(
        "Choose a new password",
        name,
        f"Choose a new password for Good Partners here:\n{address}",
        f"The link works once, until {day_and_clock(until)}.",
        "If you did not ask for it, leave it be. Your password stays as it is.",
    )


def password_changed(name: str, *, base: str) -> Letter:
    """The password is another now."""
    return compose(
        "Your password was changed",
        name,
        "The password of your Good Partners account was changed a moment ago. You were signed out everywhere else.",
        f"If it was not you, choose a new password now: {base}{addresses.SIGN_IN}",
        f"Then tell us: {base}{addresses.HELP}",
    )


def confirm_email(name: str, address: str, *, until: datetime) -> Letter:
    """Shows that a new address is read by whoever gave it."""
    return compose(
        "Confirm your new email address",
        name,
        f"You asked to use this address for Good Partners. Confirm it here:\n{address}",
        f"The link works once, until {day_and_clock(until)}. Until you use it, your old address stays.",
        "If you did not ask for it, leave it be.",
    )


def email_taken(*, base: str) -> Letter:
    """Somebody wanted an address that has an account."""
    return compose(
        "This address has an account already",
        None,
        "Somebody asked to use this address for their Good Partners account. It has an account of its own already, "
        "so nothing was changed.",
        f"If it was you, sign in with this address instead: {base}{addresses.SIGN_IN}",
    )


def email_changed(name: str, *, base: str) -> Letter:
    """A word to the old address."""
    return compose(
        "Your email address was changed",
        name,
        "Your Good Partners account now uses another email address. We will not write to this one again.",
        f"If it was not you, tell us at once: {base}{addresses.HELP}",
    )


def closed(name: str, *, base: str) -> Letter:
    """The account was closed by an admin."""
    return compose(
        "Your account was closed",
        name,
        "Your Good Partners account was closed. You can no longer sign in; what you did is kept.",
        f"If you think that this is a mistake, or want a copy of your data, tell us: {base}{addresses.HELP}",
    )


def partnership_proposed(partnership: str, organisation: str, address: str) -> Letter:
    """Both organisations are asked to agree; `address` is where they answer, empty when the door will do."""
    where = f" here:\n{address}" if address else " when you sign in."
    return compose(
        f"A partnership was proposed: {partnership}",
        None,
        f"It was proposed that {partnership} learn together in Good Partners. "
        "Neither sees anything of the other before both have agreed.",
        f"Because you speak for {organisation}, you can accept it, or end it{where}",
    )


def partnership_ended(partnership: str, by: str) -> Letter:
    """One of the two has ended it."""
    return compose(
        f"A partnership has ended: {partnership}",
        None,
        f"The partnership of {partnership} in Good Partners was ended for {by}. "
        "The places of both sides in it have ended too. What everybody learned stays theirs.",
        "If this is a mistake, write to your trainer: a new partnership can be proposed at any time.",
    )


def merged(name: str, kept: str, *, base: str) -> Letter:
    """Two accounts of one person became one."""
    return compose(
        "Your two accounts are one now",
        name,
        f"You had two Good Partners accounts. They are one now: what you did in either is in the account of {kept}. "
        "The other account is closed, and its address no longer signs you in.",
        f"Sign in with that address: {base}{addresses.SIGN_IN}",
        f"If this is not right, tell us: {base}{addresses.HELP}",
    )


def unused_account(name: str, *, until: datetime, base: str) -> Letter:
    """An account that nobody uses will be erased."""
    return compose(
        "Your account will be erased unless you sign in",
        name,
        f"You have not used your Good Partners account for a long time. We erase it soon after {day(until)}, "
        "with everything you did: progress, notes, answers and certificates.",
        f"To keep it, sign in once before then: {base}{addresses.SIGN_IN}",
        f"To take a copy of your data, sign in and open: {base}{addresses.OWN_DATA}",
        "If you do not need it any more, there is nothing to do.",
    )


def unused_closed_account(name: str, *, until: datetime, base: str) -> Letter:
    """A closed account will be erased; its person cannot sign in."""
    return compose(
        "Your closed account will be erased",
        name,
        f"Your Good Partners account was closed a long time ago. We erase it soon after {day(until)}, "
        "with everything you did: progress, notes, answers and certificates.",
        f"If you want a copy of your data, or the account back, tell us before then: {base}{addresses.HELP}",
        "If you do not need it any more, there is nothing to do.",
    )


def compose(subject: str, name: str | None, *paragraphs: str) -> Letter:
    """A letter as all of ours are: a greeting, paragraphs, our name."""
    greeting = f"Hello {name}," if name else "Hello,"
    return Letter(subject, "\n\n".join((greeting, *paragraphs, "Good Partners")) + "\n")
