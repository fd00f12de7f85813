"""Where two addresses look alike, the word in the one is no id that an author may give in the other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from goodpartners.content.catalogue import load
from goodpartners.content.reserved import RESERVED
from goodpartners.settings import REPOSITORY
from tests.factories import START

BROKEN = Path(REPOSITORY) / "tests" / "content" / "bad" / "reserved-word"
MADE_BY_US = frozenset({"token", "code", "act"})  # random letters, and what may be decided: no id of an author's
VARIABLE = re.compile(r"<(?:(\w+):)?(\w+)>")
OTHER = "*"  # in no id


@pytest.fixture
def database_kind() -> str:
    """These guards look at the addresses; one database will do."""
    return "sqlite"


def path_of(rule: str) -> str:
    """An address that the rule matches, with nothing but its own words in it."""
    return VARIABLE.sub(lambda m: "1" if m[1] == "int" else OTHER, rule)


def pattern_of(rule: str) -> re.Pattern[str]:
    """What the rule matches, each variable by its name."""
    forms = {"int": r"\d+", "path": ".+"}
    return re.compile(VARIABLE.sub(lambda m: f"(?P<{m[2]}>{forms.get(m[1], '[^/]+')})", re.escape(rule)))


def clashes(rules: set[str]) -> Iterator[tuple[str, str]]:
    """(variable, word) wherever the address of another rule has that word in the variable's place."""
    for rule in rules:
        for other in rules - {rule}:
            match = pattern_of(rule).fullmatch(path_of(other))
            for name, word in match.groupdict().items() if match else ():
                if word not in (OTHER, "1") and name not in MADE_BY_US:
                    yield name, word


def test_an_address_gives_away_the_words_that_clash_with_its_variables() -> None:
    rules = {"/c/<course>", "/c/new", "/c/<course>/<module>", "/c/<course>/why", "/c/all/<int:n>", "/c/<x>/<int:n>"}
    assert set(clashes(rules)) == {("course", "new"), ("module", "why"), ("course", "all"), ("x", "all")}


def test_every_word_that_an_address_uses_in_the_place_of_an_id_is_reserved(app: Flask) -> None:
    found = set(clashes({rule.rule for rule in app.url_map.iter_rules()}))
    assert found == {(name, word) for name, words in RESERVED.items() for word in words}


def test_the_content_check_refuses_every_reserved_word() -> None:
    problems = [p for p in load(BROKEN, today=START.date()).problems if p.rule == "reserved-word"]
    refused = {re.findall(r"^'(\S+)' cannot be a (\w+)'s id", problem.message)[0] for problem in problems}
    assert refused == {(word, name) for name, words in RESERVED.items() for word in words}


def test_the_authors_guide_names_every_reserved_word() -> None:
    guide = (Path(REPOSITORY) / "docs" / "authors.md").read_text("utf-8")
    for name, words in RESERVED.items():
        said = re.search(rf"No {name} may have the id (.*?)[,.:]", guide)
        assert said is not None, name
        assert re.findall(r"`(\S+)`", said[1]) == list(words), name
