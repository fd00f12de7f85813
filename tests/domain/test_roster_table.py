"""A list is taken apart whatever its separator, header and quotes, and each row knows its line."""

from __future__ import annotations

import pytest

from goodpartners.domain.people import Side
from goodpartners.domain.roster import Entry, read
from tests.domain.rosters import (
    CARE,
    COUNCIL,
    HEADER,
    KNOWN,
    MOOR,
    ONE,
    TRUST,
    only,
    refusal,
    row,
    written,
)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("header", [(), (HEADER,)])
def test_commas_semicolons_and_tabs_are_told_apart_with_and_without_a_header(
    mark: str, header: tuple[tuple[str, ...], ...]
) -> None:
    text = written(*header, row(partners=f"{CARE}; {MOOR}", job="contracts, placements"), mark=mark)
    (entry,) = read(text, KNOWN).entries
    line = 1 + len(header)
    assert entry == Entry(
        line, "Ines Varga", "ines@quillby.example", COUNCIL, Side.COMMISSIONER, "contracts, placements", (1, 2)
    )


@pytest.mark.parametrize(
    "header",
    [
        "Works with…|E-Mail Address|ORGANIZATION|name|Job title",
        "Partner Organisation(s)|e mail|Employer|Full name|Role",
        "\ufeffpartners|E.Mail|Council/provider|  NAME |job",
        "partner|Email (work)|Organisation name:|Name*|Job family (optional)",
    ],
)
def test_headings_may_be_spelt_and_ordered_in_many_ways(header: str) -> None:
    text = header + "\n" + f"{CARE}|ines@quillby.example|{COUNCIL}|Ines Varga|contracts"
    (entry,) = read(text.replace("|", "\t"), KNOWN).entries
    assert (entry.name, entry.organisation, entry.pair_ids, entry.job_family) == (
        "Ines Varga",
        COUNCIL,
        (1,),
        "contracts",
    )


def test_council_or_provider_is_the_side_when_another_column_is_the_organisation() -> None:
    entry = only(
        ("Name", "Email", "Employer", "Council/provider"), ("Ines", "i@x.example", CARE, "provider"), known=ONE
    )
    assert entry.side is Side.PROVIDER


def test_a_column_that_is_not_read_is_noted() -> None:
    roster = read(written((*HEADER, "Phone"), (*row(), "01234")), KNOWN)
    assert len(roster.entries) == 1
    assert [(note.column, "“Phone”" in note.sentence) for note in roster.notes] == [("header", True)]


def test_a_misspelt_heading_is_asked_about_and_no_row_is_read() -> None:
    roster = read("Name,Email,Orgnisation\nInes,i@x.example,Tessaly Care", KNOWN)
    assert roster.entries == ()
    assert "Did you mean “organisation”?" in roster.problems[0].sentence
    assert len(roster.problems) == 1


@pytest.mark.parametrize(
    ("header", "wrong"), [("Name,Email,Side", "the organisation"), ("Name,Email,E-mail,Org", "Two columns")]
)
def test_a_header_that_lacks_or_repeats_a_column_says_so(header: str, wrong: str) -> None:
    problem = refusal(header + "\nInes,i@x.example,provider,x")
    assert (problem.line, problem.column) == (1, "header")
    assert wrong in problem.sentence


def test_a_row_has_the_line_where_it_begins() -> None:
    text = f'\r\nName,Email,Organisation,Job\r\n\r\n"Ines\r\nVarga",i@x.example,{TRUST},"a\nb"\r\n'
    text += f",,,\r\nJo,jo,{TRUST},\r\n"
    roster = read(text, KNOWN)
    assert [(entry.line, entry.name, entry.job_family) for entry in roster.entries] == [(4, "Ines Varga", "a b")]
    assert [(problem.line, problem.row) for problem in roster.problems] == [(8, f"Jo,jo,{TRUST},")]


def test_quotes_hold_separators_and_quotes() -> None:
    text = f'"Ines ""Nes"" Varga", i@x.example, "{MOOR}"\n'
    (entry,) = read(text, KNOWN).entries
    assert (entry.name, entry.organisation) == ('Ines "Nes" Varga', MOOR)


def test_cells_at_the_end_may_be_left_out_but_not_the_first_three() -> None:
    text = f"Ines,i@x.example,{TRUST}\nJo,jo@x.example\nKim,k@x.example,{TRUST},,,,x\n"
    roster = read(text, KNOWN)
    assert [entry.line for entry in roster.entries] == [1]
    assert [(problem.line, problem.column) for problem in roster.problems] == [(2, "row"), (3, "row")]
    assert "too few cells" in roster.problems[0].sentence
    assert "7 cells" in roster.problems[1].sentence


def test_a_quote_that_is_not_closed_costs_one_row_only() -> None:
    text = f'"Ines,i@x.example,{TRUST}\nJo,jo@x.example,{TRUST}\n"Kim" K,k@x.example,{TRUST}\n'
    roster = read(text, KNOWN)
    assert [entry.line for entry in roster.entries] == [2]
    assert ["not closed" in problem.sentence for problem in roster.problems] == [True, False]
    assert [problem.line for problem in roster.problems] == [1, 3]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "nobody"),
        ("\n , ,\n", 1, "nobody"),
        ("Name,Email,Organisation\n", 1, "nobody"),
        ("\nHello everybody\nsee you soon", 2, "not a table"),
        ("a,b,c\nd\0", 2, "plain text"),
        ("a" * 500_001, 1, "500,000 characters"),
        (f"I,i@x.example,{TRUST}\n" * 2001, 2001, "2,000 rows"),
    ],
)
def test_a_list_that_cannot_be_read_says_why(text: str, line: int, words: str) -> None:
    problem = refusal(text)
    assert (problem.line, problem.column) == (line, "list")
    assert words in problem.sentence


def test_two_thousand_rows_below_a_header_are_read() -> None:
    rows = [row("Ines", f"i{number}@x.example", TRUST, "", "", "") for number in range(2000)]
    assert len(read(written(HEADER, *rows), KNOWN).entries) == 2000
