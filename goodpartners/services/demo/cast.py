"""Who the invented people are and where they belong."""

from __future__ import annotations

from dataclasses import dataclass

from goodpartners.domain.people import OrganisationKind, Role, Side
from goodpartners.services.demo.work import WORK, Work

QUILLBY, ORRENSHIRE = "Quillby Borough Council", "Orrenshire County Council"
TESSALY, LINDLEWICK, MARROWFEN = "Tessaly Care", "Lindlewick Trust", "Marrowfen Homes"
TRAINERS = "Good Partners trainers"
ORGANISATIONS = {
    QUILLBY: OrganisationKind.AUTHORITY,
    ORRENSHIRE: OrganisationKind.AUTHORITY,
    TESSALY: OrganisationKind.PROVIDER,
    LINDLEWICK: OrganisationKind.PROVIDER,
    MARROWFEN: OrganisationKind.PROVIDER,
    TRAINERS: OrganisationKind.OTHER,
}
SIDES = {OrganisationKind.AUTHORITY: Side.COMMISSIONER, OrganisationKind.PROVIDER: Side.PROVIDER}
PARTNERSHIPS = {
    (QUILLBY, TESSALY): (QUILLBY, TESSALY),
    (QUILLBY, LINDLEWICK): (QUILLBY, LINDLEWICK),
    (ORRENSHIRE, MARROWFEN): (ORRENSHIRE, MARROWFEN),
    (ORRENSHIRE, LINDLEWICK): (LINDLEWICK,),
    (ORRENSHIRE, TESSALY): (ORRENSHIRE, TESSALY),
}
"""Each partnership with those of the two who have agreed to it."""


@dataclass(frozen=True)
class Part:
    """One invented person. `partners` are the organisations with which they sit in a pair of their own organisation."""

    name: str
    organisation: str
    job_family: str
    who: str = ""
    """Said beside the password, which only those get of whom something is said here."""
    roles: tuple[Role, ...] = ()
    partners: tuple[str, ...] = ()
    joined: int = 34
    """Days before the first run on which they joined their cohort."""
    keeps_notes: bool = False
    agency: bool = False
    invited_only: bool = False
    second_cohort: bool = False

    @property
    def side(self) -> Side | None:
        """The side of their organisation."""
        return SIDES.get(ORGANISATIONS[self.organisation])

    @property
    def work(self) -> tuple[Work, ...]:
        """What they did, in the order in which they began it."""
        return WORK.get(self.name, ())


MANAGER, LEAD = Role.ORGANISATION_MANAGER, Role.SIDE_LEAD
CAST = (
    Part(
        "Amara Osei",
        TESSALY,
        "home manager",
        "home manager, in the middle of course B",
        partners=(QUILLBY, ORRENSHIRE),
        keeps_notes=True,
    ),
    Part(
        "Rowan Ashby",
        QUILLBY,
        "commissioner",
        "commissioner, has completed course A",
        partners=(TESSALY,),
        keeps_notes=True,
    ),
    Part(
        "Soraya Iqbal",
        QUILLBY,
        "social worker",
        "social worker, has just been invited",
        partners=(TESSALY,),
        invited_only=True,
    ),
    Part(
        "Moira Tennant",
        TRAINERS,
        "trainer",
        "trainer of the cohorts, author and admin",
        roles=(Role.TRAINER, Role.AUTHOR, Role.ADMIN),
    ),
    Part(
        "Ileana Dragan",
        TESSALY,
        "responsible individual",
        "organisation manager of Tessaly Care",
        roles=(MANAGER,),
        partners=(QUILLBY, ORRENSHIRE),
    ),
    # Quillby and Tessaly move to plan; one of Quillby sits with Lindlewick too.
    Part(
        "Bethan Prosser",
        QUILLBY,
        "placements officer",
        partners=(TESSALY,),
    ),
    Part(
        "Tunde Bakare",
        QUILLBY,
        "commissioner",
        roles=(LEAD,),
        partners=(TESSALY, LINDLEWICK),
    ),
    Part(
        "Callum Strand",
        TESSALY,
        "deputy manager",
        partners=(QUILLBY, ORRENSHIRE),
    ),
    Part(
        "Jocelyn Hartley",
        TESSALY,
        "residential worker",
        roles=(LEAD,),
        partners=(QUILLBY, ORRENSHIRE),
    ),
    # Quillby and Lindlewick: two of Lindlewick have stopped, and one is new there from an agency.
    Part(
        "Marguerite Hale",
        QUILLBY,
        "social worker",
        roles=(MANAGER,),
        partners=(LINDLEWICK,),
    ),
    Part(
        "Dev Ramanathan",
        QUILLBY,
        "brokerage officer",
        partners=(LINDLEWICK,),
    ),
    Part(
        "Owen Trelaw",
        LINDLEWICK,
        "home manager",
        partners=(QUILLBY,),
    ),
    Part(
        "Priya Sandhu",
        LINDLEWICK,
        "residential worker",
        partners=(QUILLBY,),
    ),
    Part(
        "Leon Abara",
        LINDLEWICK,
        "deputy manager",
        partners=(QUILLBY,),
    ),
    Part(
        "Saskia Dunmore",
        LINDLEWICK,
        "residential worker",
        partners=(QUILLBY,),
        joined=8,
        agency=True,
    ),
    # Orrenshire is well ahead of Marrowfen, which has only two people here.
    Part(
        "Hester Quayle",
        ORRENSHIRE,
        "commissioner",
        "commissioner of Orrenshire, sees what its people and Tessaly Care said",
        roles=(MANAGER,),
        partners=(MARROWFEN, TESSALY),
    ),
    Part(
        "Ibrahim Sesay",
        ORRENSHIRE,
        "contracts officer",
        roles=(LEAD,),
        partners=(MARROWFEN, TESSALY),
    ),
    Part(
        "Nia Pugh",
        ORRENSHIRE,
        "social worker",
        partners=(MARROWFEN, TESSALY),
    ),
    Part(
        "Gethin Rowe",
        MARROWFEN,
        "home manager",
        roles=(MANAGER,),
        partners=(ORRENSHIRE,),
    ),
    Part(
        "Lucja Wrona",
        MARROWFEN,
        "therapeutic lead",
        partners=(ORRENSHIRE,),
    ),
    # Orrenshire has not agreed to Lindlewick's proposal; one of Lindlewick needs help with a question.
    Part(
        "Alasdair Munn",
        ORRENSHIRE,
        "commissioner",
        partners=(LINDLEWICK, TESSALY),
    ),
    Part(
        "Yewande Cole",
        ORRENSHIRE,
        "social worker",
        partners=(LINDLEWICK, TESSALY),
    ),
    Part(
        "Piers Lockhart",
        ORRENSHIRE,
        "brokerage officer",
        partners=(LINDLEWICK,),
    ),
    Part(
        "Tamsin Okoro",
        LINDLEWICK,
        "residential worker",
        partners=(ORRENSHIRE,),
    ),
    Part(
        "Rhys Calder",
        LINDLEWICK,
        "home manager",
        roles=(MANAGER, LEAD),
        partners=(ORRENSHIRE,),
    ),
    Part("Zainab Mirza", LINDLEWICK, "residential worker", partners=(ORRENSHIRE,), joined=4),
    # Orrenshire and Tessaly have answered about each other, with two of Tessaly who sit nowhere else.
    Part(
        "Odette Farrow",
        TESSALY,
        "residential worker",
        partners=(ORRENSHIRE,),
    ),
    Part(
        "Kester Lowe",
        TESSALY,
        "therapeutic lead",
        partners=(ORRENSHIRE,),
    ),
    # The second cohort has commissioners only.
    Part(
        "Fenella Ruddock",
        ORRENSHIRE,
        "commissioner",
        partners=(MARROWFEN,),
        joined=12,
        second_cohort=True,
    ),
    Part(
        "Amir Haddad",
        ORRENSHIRE,
        "contracts officer",
        partners=(MARROWFEN,),
        joined=12,
        second_cohort=True,
    ),
    Part("Grace Oduya", ORRENSHIRE, "social worker", partners=(MARROWFEN,), joined=5, second_cohort=True),
)
LATE = ("Callum Strand", "good-supplier", "Back from parental leave, so two more weeks for course B.")
"""Who has a later date, for which course, and why."""
REMINDED = ("Priya Sandhu", 5)
"""Who was reminded, and how many days before the first run."""
ASKING = ("Corin Vale", "corin.vale@goodpartners.example", "residential worker")
"""Somebody who used Tessaly's code and waits for the trainer."""
