"""Who the invented people are, where they belong, and how far each has come on the day of the first run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from goodpartners.domain.people import OrganisationKind, Role, Side

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
A1, A2 = "good-customer/you-are-the-customer", "good-customer/treat-listen-repair"
B1, B2 = "good-supplier/who-is-the-customer", "good-supplier/close-the-gaps"
C2 = "working-together/four-principles"
ALL = 99


class Paper(Enum):
    """How a try at a knowledge check went."""

    PASSED = "passed"
    FAILED = "failed"
    BEGUN = "begun"


@dataclass(frozen=True)
class Work:
    """What somebody did in a module, some days before the first run: sections in order, then tries at its check.

    `papers` are (how it went, days before the first run), the oldest first.
    """

    module: str
    ago: int
    sections: int = ALL
    papers: tuple[tuple[Paper, int], ...] = ()


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
    work: tuple[Work, ...] = ()
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


def whole(module: str, ago: int) -> Work:
    """A module with its check passed the same day."""
    return Work(module, ago, papers=((Paper.PASSED, ago),))


MANAGER, LEAD = Role.ORGANISATION_MANAGER, Role.SIDE_LEAD
CAST = (
    Part(
        "Amara Osei",
        TESSALY,
        "home manager",
        "home manager, in the middle of course B",
        partners=(QUILLBY, ORRENSHIRE),
        work=(Work(B1, 5, 4),),
        keeps_notes=True,
    ),
    Part(
        "Rowan Ashby",
        QUILLBY,
        "commissioner",
        "commissioner, has completed course A",
        partners=(TESSALY,),
        work=(
            whole(A1, 12),
            Work(A2, 9, papers=((Paper.FAILED, 9), (Paper.PASSED, 8))),
            Work(C2, 6, 0, ((Paper.BEGUN, 6),)),
        ),
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
        work=(whole(B1, 27), whole(B2, 19), Work(C2, 4)),
    ),
    # Quillby and Tessaly move to plan; one of Quillby sits with Lindlewick too.
    Part("Bethan Prosser", QUILLBY, "placements officer", partners=(TESSALY,), work=(whole(A1, 18), Work(A2, 3, 4))),
    Part(
        "Tunde Bakare",
        QUILLBY,
        "commissioner",
        roles=(LEAD,),
        partners=(TESSALY, LINDLEWICK),
        work=(whole(A1, 25), whole(A2, 15), Work(C2, 2, 3)),
    ),
    Part(
        "Callum Strand",
        TESSALY,
        "deputy manager",
        partners=(QUILLBY, ORRENSHIRE),
        work=(whole(B1, 11), Work(B2, 4, 2)),
    ),
    Part(
        "Jocelyn Hartley",
        TESSALY,
        "residential worker",
        roles=(LEAD,),
        partners=(QUILLBY, ORRENSHIRE),
        work=(whole(B1, 20), Work(B2, 2, 5)),
    ),
    # Quillby and Lindlewick: two of Lindlewick have stopped, and one is new there from an agency.
    Part(
        "Marguerite Hale",
        QUILLBY,
        "social worker",
        roles=(MANAGER,),
        partners=(LINDLEWICK,),
        work=(whole(A1, 16), Work(A2, 6, 2)),
    ),
    Part("Dev Ramanathan", QUILLBY, "brokerage officer", partners=(LINDLEWICK,), work=(whole(A1, 9), Work(A2, 3, 3))),
    Part("Owen Trelaw", LINDLEWICK, "home manager", partners=(QUILLBY,), work=(whole(B1, 21), Work(B2, 13, 1))),
    Part("Priya Sandhu", LINDLEWICK, "residential worker", partners=(QUILLBY,), work=(Work(B1, 15, 5),)),
    Part(
        "Leon Abara",
        LINDLEWICK,
        "deputy manager",
        partners=(QUILLBY,),
        work=(whole(B1, 24), Work(B2, 10), Work(C2, 3, 2)),
    ),
    Part(
        "Saskia Dunmore",
        LINDLEWICK,
        "residential worker",
        partners=(QUILLBY,),
        work=(Work(B1, 4, 2),),
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
        work=(whole(A1, 29), whole(A2, 22), whole(C2, 9)),
    ),
    Part(
        "Ibrahim Sesay",
        ORRENSHIRE,
        "contracts officer",
        roles=(LEAD,),
        partners=(MARROWFEN, TESSALY),
        work=(whole(A1, 23), whole(A2, 14), Work(C2, 5, 1)),
    ),
    Part("Nia Pugh", ORRENSHIRE, "social worker", partners=(MARROWFEN, TESSALY), work=(whole(A1, 17), Work(A2, 5))),
    Part(
        "Gethin Rowe",
        MARROWFEN,
        "home manager",
        roles=(MANAGER,),
        partners=(ORRENSHIRE,),
        work=(whole(B1, 13), Work(B2, 6, 3)),
    ),
    Part("Lucja Wrona", MARROWFEN, "therapeutic lead", partners=(ORRENSHIRE,), work=(whole(B1, 4),)),
    # Orrenshire has not agreed to Lindlewick's proposal; one of Lindlewick needs help with a question.
    Part(
        "Alasdair Munn",
        ORRENSHIRE,
        "commissioner",
        partners=(LINDLEWICK, TESSALY),
        work=(whole(A1, 14), Work(A2, 4, 4)),
    ),
    Part(
        "Yewande Cole", ORRENSHIRE, "social worker", partners=(LINDLEWICK, TESSALY), work=(whole(A1, 19), whole(A2, 7))
    ),
    Part("Piers Lockhart", ORRENSHIRE, "brokerage officer", partners=(LINDLEWICK,), work=(whole(A1, 6),)),
    Part(
        "Tamsin Okoro",
        LINDLEWICK,
        "residential worker",
        partners=(ORRENSHIRE,),
        work=(Work(B1, 18, papers=tuple((Paper.FAILED, ago) for ago in (16, 12, 8, 5))), Work(B2, 3, 3)),
    ),
    Part(
        "Rhys Calder",
        LINDLEWICK,
        "home manager",
        roles=(MANAGER, LEAD),
        partners=(ORRENSHIRE,),
        work=(whole(B1, 20), whole(B2, 6)),
    ),
    Part("Zainab Mirza", LINDLEWICK, "residential worker", partners=(ORRENSHIRE,), joined=4),
    # Orrenshire and Tessaly have answered about each other, with two of Tessaly who sit nowhere else.
    Part("Odette Farrow", TESSALY, "residential worker", partners=(ORRENSHIRE,), work=(whole(B1, 16), Work(B2, 5, 3))),
    Part("Kester Lowe", TESSALY, "therapeutic lead", partners=(ORRENSHIRE,), work=(whole(B1, 22), whole(B2, 9))),
    # The second cohort has commissioners only.
    Part(
        "Fenella Ruddock",
        ORRENSHIRE,
        "commissioner",
        partners=(MARROWFEN,),
        work=(whole(A1, 8), Work(A2, 2, 1)),
        joined=12,
        second_cohort=True,
    ),
    Part(
        "Amir Haddad",
        ORRENSHIRE,
        "contracts officer",
        partners=(MARROWFEN,),
        work=(Work(A1, 6, 3),),
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
