"""Proof of save: a code with every answer that is kept, and what has become of the answer behind it."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from goodpartners.cli.main import goodpartners
from goodpartners.services.house import House
from goodpartners.web import house as houses
from tests.factories import make_account, signed_in
from tests.web.taking import question, send, start
from tests.web.visitor import Visitor, text


@pytest.fixture
def looked_up(garden_app: Flask) -> House:
    """The house that the command asks."""
    return houses.house(garden_app)


def kept(who: Visitor, attempt: str, words: str) -> str:
    """Type an answer without sending it; the receipt."""
    address = question(attempt, "straw")
    answer = who.put(address, who.fill(who.page(address), "form#question", answer=words))
    assert answer.status_code == 200
    return str(answer.json["receipt"])


def ask(house: House, code: str) -> Result:
    """Ask at the command line."""
    return CliRunner().invoke(goodpartners, ["attempts", "receipt", code], obj=house, prog_name="goodpartners")


def test_an_answer_that_is_kept_comes_with_a_receipt_that_both_doors_know(amara: Visitor, looked_up: House) -> None:
    attempt = start(amara)
    code = kept(amara, attempt, "a layer of straw")
    shown = text(amara.page(f"/receipts?code={code}"))
    assert "This answer is kept and not yet handed in" in shown
    assert "a layer of straw" in shown
    told = ask(looked_up, code)
    assert told.exit_code == 0
    assert "an answer was taken on 24 November 2026, 09:00." in told.stdout
    assert "straw" not in told.stdout


def test_the_code_stands_on_the_page_and_means_the_answer_that_stands(amara: Visitor, looked_up: House) -> None:
    attempt = start(amara)
    send(amara, question(attempt, "straw"), [("answer", "mulch")])
    shown = amara.page(question(attempt, "straw")).select_one("[data-receipt]")
    assert shown is not None
    assert "It stands." in ask(looked_up, shown.text).stdout
    assert "This answer stands" in text(amara.page(f"/receipts?code={shown.text}"))


def test_an_answer_that_was_changed_is_said_to_be_replaced(amara: Visitor, looked_up: House) -> None:
    attempt = start(amara)
    first = kept(amara, attempt, "one thing")
    second = kept(amara, attempt, "another thing")
    told = ask(looked_up, first)
    assert told.exit_code == 1
    assert "was replaced by a later one of the same person" in told.stdout
    assert ask(looked_up, second).exit_code == 0


def test_nobody_else_reads_the_answer_behind_a_code(amara: Visitor, garden_app: Flask, looked_up: House) -> None:
    code = kept(amara, start(amara), "words of my own")
    other = Visitor(signed_in(garden_app.test_client(), make_account(looked_up, "Rowan", email="rowan@example.org")))
    shown = text(other.page(f"/receipts?code={code}"))
    assert "This answer is kept" in shown
    assert "words of my own" not in shown


def test_a_code_that_is_not_ours_is_told_apart(amara: Visitor, looked_up: House) -> None:
    assert "no receipt of ours" in text(amara.page("/receipts?code=08000-00200", 404))
    assert ask(looked_up, "08000-00200").exit_code == 2


def test_a_question_without_an_answer_has_no_receipt(amara: Visitor) -> None:
    proof = amara.page(question(start(amara), "straw")).select_one("[data-proof]")
    assert proof is not None
    assert proof.has_attr("hidden")
