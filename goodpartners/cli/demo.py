"""`goodpartners demo`: the invented cast."""

from __future__ import annotations

import sys

import click

from goodpartners.services import demo as cast
from goodpartners.services.house import House


@click.group()
def demo() -> None:
    """Fill in or take out the invented people."""


@demo.command()
@click.pass_obj
def fill(house: House) -> None:
    """Write the invented cast into the database and print who can sign in. Never in production.

    \b
    Example:
      goodpartners demo fill
    """
    if house.settings.mode != "local":
        click.echo("Demo accounts are for local mode only.", err=True)
        sys.exit(1)
    with house.database.reading() as session:
        if cast.present(session):
            click.echo("The demo is there already.", err=True)
            sys.exit(1)
    for account in cast.fill(house):
        click.echo(f"{account['email']}  {account['password']}  {account['who']}")


@demo.command()
@click.confirmation_option(prompt="Delete the invented people and all they did?")
@click.pass_obj
def remove(house: House) -> None:
    """Delete the invented people and everything they did.

    \b
    Example:
      goodpartners demo remove --yes
    """
    with house.database.writing() as session:
        click.echo(f"{cast.remove(session)} invented people were deleted.")
