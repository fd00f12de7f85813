"""`goodpartners attempts`: what is on record about answers, for whoever answers the telephone."""

from __future__ import annotations

import sys

import click

from goodpartners.domain.errors import NotFound
from goodpartners.domain.times import clock, day
from goodpartners.services import receipts
from goodpartners.services.house import House
from goodpartners.services.receipts import Fate


@click.group()
def attempts() -> None:
    """Look up what people say that they have answered."""


@attempts.command()
@click.argument("code")
@click.pass_obj
def receipt(house: House, code: str) -> None:
    """Say whether the answer behind the receipt CODE stands.

    Says neither who gave the answer nor what it says. Ends with 0 when it stands or is kept, with 1 when it was
    replaced or deleted, with 2 for a code that is not ours.

    \b
    Example:
      goodpartners attempts receipt 08000-00200-B9RZT-3KD8W-QXV4G-PYXKN-1CR2M-E7TG
    """
    try:
        with house.database.reading() as session:
            found = receipts.look(session, house.settings, code, actor=None)
    except NotFound as refusal:
        click.echo(refusal.sentence, err=True)
        sys.exit(2)
    given = found.receipt
    when = f"{day(given.at)}, {clock(given.at)}"
    click.echo(f"Try {given.attempt}, question {given.number}: an answer was taken on {when}.")
    later = f" ({day(found.changed_at)}, {clock(found.changed_at)})" if found.changed_at else ""
    click.echo(f"It {found.fate}{later}.")
    sys.exit(0 if found.fate in (Fate.STANDS, Fate.KEPT) else 1)
