"""What people agree to before they answer, in the words of a version that is kept with their agreement."""

from __future__ import annotations

VERSION = "1"
CONSENT = (
    "Your answers are confidential, not anonymous. They are kept under a random key. Only you see them.",
    "When at least three people on your side, and three on the other, have answered, the averages are shown to both "
    "sides and to the trainer, both at once.",
    "A risk remains. With only three or four people, a colleague who knows their own answer may make a fair guess at "
    "yours. We hide a figure whenever it would tell them for certain.",
    "You can skip any statement. You can delete your answers, under your own result or by erasing your account; "
    "averages already shown that are based on five or more people stay.",
    "Your trainer and your organisation’s manager can see whether you have answered, never what.",
    "Results are for learning. They must not be used to score a tender or to monitor a contract.",
)
"""Said on the page before the first statement, a paragraph each."""
SHARED_ANSWER = (
    "This is one answer that your side agrees on. It is shown openly as your organisation’s answer, to both sides and "
    "to the trainer.",
    "Everybody with a place on your side can read and change it until the round closes.",
    "It is for learning. It must not be used to score a tender or to monitor a contract.",
)
"""The same for an answer that a side agrees on."""


def version(*, shared: bool) -> str:
    """The version of the text to agree to: whoever answers for themselves has not agreed to answer openly."""
    return f"{VERSION} shared" if shared else VERSION
