"""The words of the mail that a cohort's people and trainers get."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from goodpartners.domain.times import day
from goodpartners.services import addresses
from goodpartners.services.letters import Letter, compose


@dataclass(frozen=True)
class Reminded:
    """A cohort in a reminder: the words of whoever runs it, and a line for each course that is due."""

    cohort: str
    text: str
    due: tuple[str, ...]


def invitation(
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
    return compose(
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
    return compose(
        subject if len(parts) == 1 else "What is due next in your cohorts",
        name,
        *said,
        f"Go on here:\n{home}",
        f"You get at most one letter like this a week. If you want none, open this link and press the button:\n{stop}",
    )


def request_approved(name: str, cohort: str, place: str, *, by: str, home: str) -> Letter:
    """Somebody who was signed in and used a code has a place now."""
    return compose(
        f"You are in the cohort “{cohort}”",
        name,
        f"{by} has approved your request to join the cohort “{cohort}”. Your place is {place}.",
        f"Begin here:\n{home}",
    )


def request_declined(name: str, cohort: str, place: str, *, by: str) -> Letter:
    """Somebody who used a code gets no place by it."""
    return compose(
        f"About your request to join “{cohort}”",
        name,
        f"Thank you for asking to join the cohort “{cohort}”, {place}. {by} runs the cohort and has not given you a "
        "place this time. It may be that the code was meant for somebody else.",
        f"If you think that you should be in it, speak with {by}. What you entered to ask is no longer kept.",
    )


def left(name: str, cohort: str, *, by: str, base: str) -> Letter:
    """Somebody's place in a cohort was ended by its trainer."""
    return compose(
        f"Your place in “{cohort}” has ended",
        name,
        f"{by} has ended your place in the cohort “{cohort}”. {by} no longer sees how you go on.",
        "What you learned stays yours: your results, notes and certificates are in your account.",
        f"If this is a mistake, speak with {by}, or tell us: {base}{addresses.HELP}",
    )


def organisation_changed(name: str, cohort: str, place: str, *, by: str, base: str) -> Letter:
    """Somebody takes part for another organisation from now on."""
    return compose(
        f"Your place in “{cohort}” has changed",
        name,
        f"{by} has noted that you work for another organisation now. Your place in the cohort “{cohort}” is {place}.",
        "What you learned stays yours and counts as before.",
        f"If this is not right, speak with {by}, or tell us: {base}{addresses.HELP}",
    )


def to_be_deleted(name: str, cohort: str, address: str, *, until: datetime) -> Letter:
    """A cohort that ended will be deleted; written to its trainers."""
    return compose(
        f"The cohort “{cohort}” will be deleted",
        name,
        f"The cohort “{cohort}” ended a long time ago. We delete it soon after {day(until)}: who took part, in which "
        "pair, its dates, codes, invitations and requests. What everybody learned stays theirs.",
        f"Take its tables with you before then, with “Export” on its page: {address}",
        "To keep it for longer, give it a later last day in its settings before then.",
    )
