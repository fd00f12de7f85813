"""What holds for every list: reading never falls over, loses no row, and gives back what was written."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st

from goodpartners.domain.people import Side
from goodpartners.domain.roster import Entry, Roster, read
from tests.domain.rosters import (
    CARE,
    CITY,
    CONSORTIUM,
    COUNCIL,
    HEADER,
    HOMES,
    KINDS,
    KNOWN,
    MOOR,
    PAIRS,
    TRUST,
    row,
    written,
)

_CELLS = [
    "",
    " ",
    "Ines",
    "i@x.example",
    "I@X.example",
    "jo@x.example",
    COUNCIL,
    CARE,
    MOOR,
    HOMES,
    CONSORTIUM,
    "c",
    "p",
]
_CELLS += ["all", f"{CARE};{MOOR}", "Quilby", "a\nb", 'say "so"', "x, y", f"{CITY} / {CARE}", "Ĳ\u200b", *HEADER]
_PIECES = [*_CELLS, ",", ";", "\t", "\n", "\r\n", "\r", '"', '""', ",,", "\0", "\ufeff", "|", "\u2028", "\ud800"]
cells = st.sampled_from(_CELLS)
marks = st.sampled_from(",;\t")
texts = st.one_of(st.text(), st.lists(st.sampled_from(_PIECES), max_size=60).map("".join))
usual = st.tuples(
    st.sampled_from(["Ines", "Jo", ""]),
    st.sampled_from(["i@x.example", "jo@x.example", "jo"]),
    st.sampled_from([*KINDS, "Quilby"]),
    st.sampled_from(["", "c", "p"]),
    st.sampled_from(["", "all", *KINDS]),
    st.sampled_from(["", "x"]),
)
rows = st.lists(usual | st.lists(cells, min_size=2, max_size=8).map(tuple), min_size=1, max_size=8)


def places(roster: Roster) -> tuple[set[int], set[int], set[int]]:
    """The lines of the entries, of the problems and of the notes about rows."""
    return (
        {entry.line for entry in roster.entries},
        {problem.line for problem in roster.problems},
        {note.line for note in roster.notes if note.column == "row"},
    )


@given(texts)
def test_any_text_is_read_without_a_fall_and_twice_the_same(text: str) -> None:
    assert read(text, KNOWN) == read(text, KNOWN)


@given(texts)
def test_lines_point_into_the_text(text: str) -> None:
    roster = read(text, KNOWN)
    lines = io.StringIO(text.lstrip("\ufeff"), newline="").readlines()
    assert all(1 <= entry.line <= len(lines) for entry in roster.entries)
    for said in (*roster.problems, *roster.notes):
        assert "".join(lines[said.line - 1 :]).startswith(said.row)
        assert said.sentence.endswith((".", "?"))


@given(rows, marks)
def test_every_row_is_an_entry_or_a_problem_or_a_repetition(rows: list[tuple[str, ...]], mark: str) -> None:
    table = [row("Zed", "zed@x.example", TRUST, "", ""), *rows]
    text = written(*table, mark=mark)
    line, wanted = 1, set()
    for cells in table:
        if any(cell.strip() for cell in cells):
            wanted.add(line)
        line += 1 + sum(cell.count("\n") for cell in cells)
    entries, problems, repeated = places(read(text, KNOWN))
    assert entries | problems | repeated == wanted
    assert len(entries) + len(problems) + len(repeated) == len(wanted)


_words = st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters="@"), min_size=1, max_size=12)
_names = st.lists(_words, min_size=1, max_size=3).map(" ".join)
_sides = {
    COUNCIL: (Side.COMMISSIONER, PAIRS[:2]),
    CARE: (Side.PROVIDER, (PAIRS[0], PAIRS[2])),
    TRUST: (Side.PROVIDER, ()),
}


@st.composite
def entries(draw: st.DrawFn) -> list[Entry]:
    """Invited people with addresses of their own, each in some pairs of their organisation."""
    found = []
    for number in range(draw(st.integers(1, 6))):
        organisation = draw(st.sampled_from(sorted(_sides)))
        side, pairs = _sides[organisation]
        chosen = draw(st.lists(st.sampled_from(pairs), min_size=1, unique=True)) if pairs else []
        job = draw(st.just("") | _names)[:80].strip()
        ids = tuple(sorted(pair.id for pair in chosen))
        found.append(Entry(0, draw(_names), f"p{number}@x.example", organisation, side, job, ids))
    return found


@given(entries(), marks, st.permutations(range(6)), st.booleans())
def test_entries_written_as_a_list_read_back_the_same(
    people: list[Entry], mark: str, order: list[int], headed: bool
) -> None:
    names = {pair.id: pair.name for pair in PAIRS}
    table = [HEADER] if headed else []
    for one in people:
        partners = "; ".join(names[pair_id] for pair_id in one.pair_ids)
        table.append((one.name, one.email, one.organisation, one.side.value, partners, one.job_family))
    if headed:
        table = [tuple(cells[at] for at in order) for cells in table]
    roster = read(written(*table, mark=mark), KNOWN)
    assert roster.problems == ()
    wanted = [Entry(at, *list(vars(one).values())[1:]) for at, one in enumerate(people, 1 + headed)]
    assert list(roster.entries) == wanted
