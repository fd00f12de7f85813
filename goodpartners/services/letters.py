"""The words of every mail we send, in one place: plain text, calm, with what to do and until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from goodpartners.domain.times import day, day_and_clock
from goodpartners.services import addresses


@dataclass(frozen=True)
class Letter:
    """A subject and a body in plain text."""

    subject: str
    body: str


@dataclass(frozen=True)
class Reminded:
    """A cohort in a reminder: the words of whoever runs it, and a line for each course that is due."""

    cohort: str
    text: str
    due: tuple[str, ...]


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


def partnership_proposed(partnership: str, organisation: str, address: str) -> Letter:
    """Both organisations are asked to agree; `address` is where they answer, empty when the door will do."""
    where = f" here:\n{address}" if address else " when you sign in."
    return _letter(
        f"A partnership was proposed: {partnership}",
        None,
        f"It was proposed that {partnership} learn together in Good Partners. "
        "Neither sees anything of the other before both have agreed.",
        f"Because you speak for {organisation}, you can accept it, or end it{where}",
    )


def partnership_ended(partnership: str, by: str) -> Letter:
    """One of the two has ended it."""
    return _letter(
        f"A partnership has ended: {partnership}",
        None,
        f"The partnership of {partnership} in Good Partners was ended for {by}. "
        "The places of both sides in it have ended too. What everybody learned stays theirs.",
        "If this is a mistake, write to your trainer: a new partnership can be proposed at any time.",
    )


def merged(name: str, kept: str, *, base: str) -> Letter:
    """Two accounts of one person became one."""
    return _letter(
        "Your two accounts are one now",
        name,
        f"You had two Good Partners accounts. They are one now: what you did in either is in the account of {kept}. "
        "The other account is closed, and its address no longer signs you in.",
        f"Sign in with that address: {base}{addresses.SIGN_IN}",
        f"If this is not right, tell us: {base}{addresses.HELP}",
    )


def unused_account(name: str, *, until: datetime, base: str) -> Letter:
    """An account that nobody uses will be erased."""
    return _letter(
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
    return _letter(
        "Your closed account will be erased",
        name,
        f"Your Good Partners account was closed a long time ago. We erase it soon after {day(until)}, "
        "with everything you did: progress, notes, answers and certificates.",
        f"If you want a copy of your data, or the account back, tell us before then: {base}{addresses.HELP}",
        "If you do not need it any more, there is nothing to do.",
    )


def old_cohort(name: str, cohort: str, address: str, *, until: datetime) -> Letter:
    """A cohort that ended will be deleted; written to its trainers."""
    return _letter(
        f"The cohort “{cohort}” will be deleted",
        name,
        f"The cohort “{cohort}” ended a long time ago. We delete it soon after {day(until)}: who took part, in which "
        "pair, its dates, codes, invitations and requests. What everybody learned stays theirs.",
        f"Take its tables with you before then, with “Export” on its page: {address}",
        "To keep it for longer, give it a later last day in its settings before then.",
    )


def reminder(name: str, parts: Sequence[Reminded], *, home: str, stop: str, by: str | None = None) -> Letter:
    """What is due in one or more cohorts; `by` is the trainer who wrote, with an address to answer to."""
    first = parts[0].cohort
    subject = f"A word from your trainer: {first}" if by else f"What is due next: {first}"
    said: list[str] = []
    for part in parts:
        if part.text:
            said.append(part.text)
        if by:
            said.append(by)
        if part.due:
            heading = f"Due in “{part.cohort}”:" if len(part.due) > 1 or len(parts) > 1 else f"In “{part.cohort}”:"
            said.append("\n".join((heading, *(f"- {line}" for line in part.due))))
    return _letter(
        subject if len(parts) == 1 else "What is due next in your cohorts",
        name,
        *said,
        f"Go on here:\n{home}",
        f"You get at most one letter like this a week. If you want none, open this link and press the button:\n{stop}",
    )


def cohort_invitation(
    name: str,
    cohort: str,
    address: str,
    *,
    by: str,
    places: Sequence[str],
    until: datetime | None,
    support: str,
    closed: bool = False,
) -> Letter:
    """Somebody may join a cohort; with `until` the link opens an account, else it leads to the home page."""
    if until:
        here = f"Open your account, look at what you would join, and accept or decline:\n{address}"
        how = f"The link works once, until {day(until)}. After that, ask {by} for a new one."
    else:
        here = f"Sign in, and accept or decline on your home page:\n{address}"
        how = "You have an account already: sign in with this address, as you always do."
        if closed:
            how = f"Your account is closed. To take part, ask {support or 'an admin'} to open it again first."
    return _letter(
        f"Your invitation to the cohort “{cohort}”",
        name,
        f"{by} has invited you to the cohort “{cohort}” in Good Partners. It is training for the two sides that care "
        "for a child together: the council that chooses a home, and the people who run it.",
        "\n".join(("Your place:", *(f"- {place}" for place in places))),
        here,
        how,
        f"{by} sees nothing about you before you accept. Before you decide, the page says who will see what.",
        f"If you did not expect this, write to {support} or leave it be."
        if support
        else "If you did not expect this, leave it be. Nothing happens unless you accept.",
    )


def request_approved(name: str, cohort: str, place: str, *, by: str, home: str) -> Letter:
    """Somebody who was signed in and used a code has a place now."""
    return _letter(
        f"You are in the cohort “{cohort}”",
        name,
        f"{by} has approved your request to join the cohort “{cohort}”. Your place is {place}.",
        f"Begin here:\n{home}",
    )


def request_declined(name: str, cohort: str, place: str, *, by: str) -> Letter:
    """Somebody who used a code gets no place by it."""
    return _letter(
        f"About your request to join “{cohort}”",
        name,
        f"Thank you for asking to join the cohort “{cohort}”, {place}. {by} runs the cohort and has not given you a "
        "place this time. It may be that the code was meant for somebody else.",
        f"If you think that you should be in it, speak with {by}. What you entered to ask is no longer kept.",
    )


def left_cohort(name: str, cohort: str, *, by: str, base: str) -> Letter:
    """Somebody's place in a cohort was ended by its trainer."""
    return _letter(
        f"Your place in “{cohort}” has ended",
        name,
        f"{by} has ended your place in the cohort “{cohort}”. {by} no longer sees how you go on.",
        "What you learned stays yours: your results, notes and certificates are in your account.",
        f"If this is a mistake, speak with {by}, or tell us: {base}{addresses.HELP}",
    )


def organisation_changed(name: str, cohort: str, place: str, *, by: str, base: str) -> Letter:
    """Somebody takes part for another organisation from now on."""
    return _letter(
        f"Your place in “{cohort}” has changed",
        name,
        f"{by} has noted that you work for another organisation now. Your place in the cohort “{cohort}” is {place}.",
        "What you learned stays yours and counts as before.",
        f"If this is not right, speak with {by}, or tell us: {base}{addresses.HELP}",
    )


def _letter(subject: str, name: str | None, *paragraphs: str) -> Letter:
    greeting = f"Hello {name}," if name else "Hello,"
    return Letter(subject, "\n\n".join((greeting, *paragraphs, "Good Partners")) + "\n")
