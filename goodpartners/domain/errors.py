"""Why an act is refused: a sentence for the person, one class a reason."""

from __future__ import annotations

from dataclasses import dataclass


class Refused(Exception):
    """An act that may not happen; `str()` is a sentence a person can read."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotFound(Refused):
    """There is no such thing, or it is somebody else's."""

    def __init__(self, sentence: str = "There is nothing at this address.") -> None:
        super().__init__(sentence)


class NotSignedIn(Refused):
    """The act needs a signed-in person."""

    def __init__(self, sentence: str = "Sign in first.") -> None:
        super().__init__(sentence)


class NotAllowed(Refused):
    """The person does not hold the role that the act needs."""

    def __init__(self, sentence: str = "This page is for another role than yours.") -> None:
        super().__init__(sentence)


@dataclass(frozen=True)
class FieldProblem:
    """What is wrong with one field of a form and what to do."""

    field: str
    sentence: str


class Invalid(Refused):
    """Something typed cannot be accepted; `problems` names the fields."""

    def __init__(self, problems: list[FieldProblem]) -> None:
        super().__init__(" ".join(p.sentence for p in problems))
        self.problems = problems


class Clash(Refused):
    """Somebody, perhaps the same person in another window, was quicker."""


class Closed(Refused):
    """The thing is finished and takes no more changes."""


class TooMany(Refused):
    """The same act was tried too often; `wait` is in seconds."""

    def __init__(self, sentence: str, wait: int) -> None:
        super().__init__(sentence)
        self.wait = wait


class Unavailable(Refused):
    """A part of the service is not ready."""
