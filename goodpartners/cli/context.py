"""What commands have in common: who acts, and how a refusal ends."""

from __future__ import annotations

from typing import Any

import click
from sqlalchemy.exc import DBAPIError

from goodpartners.domain.errors import Refused
from goodpartners.domain.people import Actor, Grant, Role

OPERATOR = Actor(person_id=0, name="The operator", email="", grants=frozenset({Grant(Role.ADMIN)}))
"""Whoever works at the command line; not a person on record, so entries about such acts name nobody."""


class Acts(click.Group):
    """A group whose commands end with exit code 1 and a sentence when an act is refused."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except Refused as refusal:
            raise click.ClickException(str(refusal)) from refusal
        except DBAPIError as failure:
            sentence = "The database does not answer, or waits for migrations. Look at DATABASE_URL, or run: "
            raise click.ClickException(f"{sentence}goodpartners db upgrade\n({failure.orig})") from failure
