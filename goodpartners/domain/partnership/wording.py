"""The wording of a questionnaire as it is frozen when a round first uses it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from goodpartners.domain.partnership.questionnaire import Questionnaire


def canonical(questionnaire: Questionnaire) -> str:
    """The whole file as JSON that can be read back; what stands at its default is left out.

    So a key that is added to the format later does not change what was frozen before.
    """
    data = questionnaire.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def restored(text: str) -> Questionnaire:
    """The questionnaire that `canonical` wrote down."""
    return Questionnaire.model_validate_json(text)


def digest(questionnaire: Questionnaire) -> str:
    """SHA-256 of the canonical form, in hex."""
    return hashlib.sha256(canonical(questionnaire).encode()).hexdigest()


def changed(kept: Mapping[tuple[str, int], str], found: Questionnaire) -> str | None:
    """What its author must do, where a file differs from the wording that its version was used with.

    `kept` holds the digest of each id and version that a round has used.
    """
    used = kept.get((found.id, found.version))
    if used is None or used == digest(found):
        return None
    following = max(version for name, version in kept if name == found.id) + 1
    return (
        f"version {found.version} has been used in a round and its wording differs now: "
        f"raise 'version' to {following}, and give every changed statement a new id"
    )
