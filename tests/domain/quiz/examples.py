"""One small item of each kind, written as in a quiz file, for examples that can be followed by eye."""

from __future__ import annotations

from typing import Any

import yaml

from goodpartners.domain.quiz.items import Item
from goodpartners.domain.quiz.quiz import Quiz
from tests.domain.quiz.strategies import item_of

_FILES: dict[str, dict[str, Any]] = {
    file["id"]: file
    for file in yaml.safe_load("""
- id: day
  kind: single-choice
  stem: Which day suits both?
  options:
    - {text: Friday, feedback: One works late.}
    - {text: Saturday, right: true, feedback: Both are free.}
    - {text: Sunday, feedback: One rests.}
- id: shares
  kind: multiple-choice
  stem: Which two shares are fair?
  worth: 2
  options:
    - {text: Take turns, right: true, feedback: Turns share the work.}
    - {text: The nearer one waters, feedback: It tires.}
    - {text: Each its own bed, right: true, feedback: People keep what they chose.}
    - {text: The stronger one digs, feedback: The other has no say.}
- id: long
  kind: true-false
  stem: A plan has to be long.
  answer: false
  if_true: A long plan stays in the drawer.
  if_false: One page is enough.
- id: sun
  kind: matching
  stem: Match each bed to its sun.
  premises:
    - {text: By the wall, match: all-day, feedback: The wall faces south.}
    - {text: Under the tree, match: none, feedback: The tree keeps the light off.}
    - {text: By the gate, match: noon, feedback: The house is in the way later.}
  responses:
    - {id: all-day, text: Sun all day}
    - {id: none, text: Shade all day}
    - {id: noon, text: Until noon}
- id: steps
  kind: ordering
  stem: Put the steps in order.
  steps:
    - {id: "1", text: Look}
    - {id: "2", text: Ask}
    - {id: "3", text: Dig}
    - {id: "4", text: Sow}
  if_right: First look and ask.
  otherwise: Look before you dig.
  slips:
    - {before: "3", after: "2", feedback: Ask before you dig.}
- id: litres
  kind: numeric
  stem: How many litres are needed?
  answer: 140
  tolerance: 0.5
  unit: litres
  if_right: Four weeks need 140.
  otherwise: Take 35 four times to get 140.
  slips:
    - {value: 35, tolerance: 1, feedback: That is one week.}
- id: straw
  kind: short-text
  stem: What is straw on the soil called?
  accepted: [mulch, a bed’s mulch]
  if_right: Mulch keeps the soil damp.
  otherwise: It is called mulch.
  slips:
    - {text: compost, feedback: Compost is dug in.}
- id: mood
  kind: scale
  stem: How sure are you?
  points: [Not sure, Fairly sure, Very sure]
  feedback: Look again in a week.
""")
}


def item(item_id: str, **changes: Any) -> Item:
    """The item of that id, with some fields changed."""
    return item_of({**_FILES[item_id], **changes})


def quiz(*item_ids: str, **changes: Any) -> Quiz:
    """A quiz of these items, or of all of them; pass mark 70."""
    files = [_FILES[name] for name in item_ids or _FILES]
    return Quiz.model_validate({"id": "garden", "title": "The garden", "pass_mark": 70, "items": files, **changes})
