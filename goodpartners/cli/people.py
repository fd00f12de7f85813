"""`goodpartners people`: invite people and change what they may do, without the pages."""

from __future__ import annotations

import click

from goodpartners.cli.context import OPERATOR, Acts
from goodpartners.domain import emails
from goodpartners.domain.people import OrganisationKind, Role, Side
from goodpartners.services import addresses, invitations, resets, roles
from goodpartners.services import people as service
from goodpartners.services.house import House
from goodpartners.services.invitations import Wanted
from goodpartners.services.people import Listed

ROLES = click.Choice([str(role) for role in Role])


@click.group(cls=Acts)
def people() -> None:
    """Invite people and change what they may do."""


@people.command()
@click.argument("email")
@click.option("--name", help="What the person is called. Without it, the part of the address before the @.")
@click.option("--organisation", help="The organisation they belong to.")
@click.option("--kind", type=click.Choice([str(k) for k in OrganisationKind]), help="Adds the organisation, as this.")
@click.option("--side", type=click.Choice([str(s) for s in Side]), help="Without it, the organisation's usual side.")
@click.option("--job", default="", help="The kind of work they do.")
@click.option("--role", "wanted_roles", multiple=True, type=ROLES, help="May be given several times.")
@click.option("--print-link", is_flag=True, help="Print the link too, for a server without mail. Whoever has it is in.")
@click.pass_obj
def invite(
    house: House,
    email: str,
    name: str | None,
    organisation: str | None,
    kind: str | None,
    side: str | None,
    job: str,
    wanted_roles: tuple[str, ...],
    print_link: bool,
) -> None:
    """Invite EMAIL; somebody who was invited before and has not come is sent a new link.

    The mail goes out with the next run of the jobs. Without a mail server the link is printed.

    \b
    Example:
      goodpartners people invite moira@example.org --name "Moira Tennant" --role admin
      goodpartners people invite amara@example.org --organisation "Tessaly Care" --kind provider
    """
    base = addresses.base(house.settings)
    now = house.clock()
    with house.database.writing() as session:
        wanted = Wanted(
            email=email,
            name=name or email.partition("@")[0],
            organisation_id=service.organisation_of(session, organisation, kind, actor=OPERATOR, now=now),
            side=Side(side) if side else None,
            job_family=job,
            roles=frozenset(Role(role) for role in wanted_roles),
        )
        support = house.settings.support_contact
        invited = invitations.invite(session, wanted, base=base, support=support, actor=OPERATOR, now=now)
    click.echo(f"Invited {emails.folded(email)}. The link works once, until {invited.issued.until:%Y-%m-%d}.")
    if print_link or not house.settings.smtp_host:
        click.echo(addresses.link(base, addresses.INVITATION, invited.issued.secret))


@people.command("list")
@click.option("--search", default="", help="Only those with these words in name, address or organisation.")
@click.pass_obj
def list_(house: House, search: str) -> None:
    """List people: name, address, standing, organisations and roles, with tabs between them.

    \b
    Example:
      goodpartners people list --search tessaly
    """
    number, pages = 1, 1
    while number <= pages:
        with house.database.reading() as session:
            page = service.page(session, search=search, number=number, actor=OPERATOR)
        pages = page.pages
        for listed in page.people:
            click.echo(_line(listed))
        number += 1


@people.group(cls=Acts)
def role() -> None:
    """Give roles and take them away."""


@role.command()
@click.argument("email")
@click.argument("wanted", metavar="ROLE", type=ROLES)
@click.option("--organisation", help="For a side lead or an organisation manager: where.")
@click.pass_obj
def add(house: House, email: str, wanted: str, organisation: str | None) -> None:
    """Give EMAIL a ROLE.

    \b
    Example:
      goodpartners people role add moira@example.org trainer
      goodpartners people role add sam@example.org "side lead" --organisation "Tessaly Care"
    """
    now = house.clock()
    with house.database.writing() as session:
        person = service.by_email(session, emails.folded(email), actor=OPERATOR)
        within = service.organisation_of(session, organisation, None, actor=OPERATOR, now=now)
        roles.give(session, person, Role(wanted), within, actor=OPERATOR, now=now)
    click.echo(f"{emails.folded(email)} is {wanted} now.")


@role.command()
@click.argument("email")
@click.argument("wanted", metavar="ROLE", type=ROLES)
@click.option("--organisation", help="Only in this organisation.")
@click.pass_obj
def remove(house: House, email: str, wanted: str, organisation: str | None) -> None:
    """Take a ROLE away from EMAIL.

    \b
    Example:
      goodpartners people role remove moira@example.org author
    """
    now = house.clock()
    with house.database.writing() as session:
        person = service.by_email(session, emails.folded(email), actor=OPERATOR)
        within = service.organisation_of(session, organisation, None, actor=OPERATOR, now=now)
        held = [g for g in roles.held(session, person) if g.role == wanted and within in (None, g.organisation_id)]
        if not held:
            raise click.ClickException(f"{emails.folded(email)} is not {wanted}.")
        for grant in held:
            roles.take(session, person, grant.id, actor=OPERATOR, now=now)
    click.echo(f"{emails.folded(email)} is not {wanted} any more.")


@people.command()
@click.argument("email")
@click.option("--reopen", is_flag=True, help="Let the person in again instead.")
@click.pass_obj
def close(house: House, email: str, reopen: bool) -> None:
    """Close the account of EMAIL: no more signing in, everything kept.

    \b
    Example:
      goodpartners people close amara@example.org
      goodpartners people close amara@example.org --reopen
    """
    now, base = house.clock(), addresses.base(house.settings)
    with house.database.writing() as session:
        person = service.by_email(session, emails.folded(email), actor=OPERATOR)
        if reopen:
            service.reopen(session, person.id, actor=OPERATOR, now=now)
        else:
            service.close(session, person.id, base=base, actor=OPERATOR, now=now)
    click.echo(f"The account of {emails.folded(email)} is {'open' if reopen else 'closed'}.")


@people.command()
@click.argument("email")
@click.option("--print-link", is_flag=True, help="Print the link too, for a server without mail. Whoever has it is in.")
@click.pass_obj
def reset(house: House, email: str, print_link: bool) -> None:
    """Mail EMAIL a link to choose a new password. Without a mail server the link is printed.

    \b
    Example:
      goodpartners people reset amara@example.org
    """
    base = addresses.base(house.settings)
    with house.database.writing() as session:
        person = service.by_email(session, emails.folded(email), actor=OPERATOR)
        issued = resets.offer(session, person, base=base, now=house.clock())
    click.echo(f"Mailed {emails.folded(email)} a link. It works once, for an hour.")
    if print_link or not house.settings.smtp_host:
        click.echo(addresses.link(base, addresses.RESET, issued.secret))


def _line(listed: Listed) -> str:
    person = listed.person
    places = ", ".join(m.organisation for m in listed.memberships)
    held = ", ".join(sorted({str(grant.role) for grant in listed.grants}))
    return "\t".join((person.name, person.email or "", listed.standing, places, held))
