"""What a validation error means to the person who wrote the file."""

from __future__ import annotations

import difflib
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError

from goodpartners.content.problems import Problem
from goodpartners.content.settings import PATH_PATTERN, QUIZ_KEY_PATTERN
from goodpartners.content.slugs import SLUG_PATTERN, slug
from goodpartners.content.yaml_marks import Document, Loc
from goodpartners.domain.misplaced import Misplaced

SINGULAR = {"accepted": "accepted answer", "see": "'see' entry"}


def explain(refusal: ValidationError, model: type[BaseModel], document: Document) -> list[Problem]:
    """One problem a fault, in the order of the lines."""
    grouped: dict[tuple[Loc, bool], list[Any]] = {}
    branches = frozenset(_schema(model).get("$defs", {}))
    for error in refusal.errors(include_url=False):
        loc, rest = _resolve(error["loc"], document.data, branches)
        if rest and _of_another_branch(error):
            continue
        if error["type"] in ("missing", "extra_forbidden"):
            missing = error["type"] == "missing"
            grouped[((*loc, *rest[:1]) if missing else loc, missing)] = [error]
        elif error["type"].startswith("union_tag"):
            grouped[((*loc, "kind"), False)] = [error]
        else:
            refused = error.get("ctx", {}).get("error")
            grouped.setdefault((refused.loc if isinstance(refused, Misplaced) else loc, False), []).append(error)
    problems = [
        document.place(*loc).error("form", _sentence(loc, errors, model, document.data))
        for (loc, _), errors in grouped.items()
    ]
    return sorted(problems)


def _resolve(loc: tuple[int | str, ...], data: Any, branches: frozenset[str]) -> tuple[Loc, Loc]:
    """The part of `loc` that exists in the data, and what is left; tags of unions are dropped."""
    path: list[str | int] = []
    left = list(loc)
    while left:
        part = left[0]
        if _has(data, part):
            data = data[part]
            path.append(left.pop(0))
        elif isinstance(data, dict) and (data.get("kind") == part or (part in branches and len(left) > 1)):
            left.pop(0)
        else:
            break
    return tuple(path), tuple(left)


def _of_another_branch(error: Any) -> bool:
    """True for the refusal of a text by the branch for groups, or of a group by the branch for texts."""
    given = error.get("input")
    wanted = {"string_type": dict, "model_type": str, "model_attributes_type": str}.get(error["type"])
    return wanted is not None and isinstance(given, wanted)


def _has(data: Any, part: str | int) -> bool:
    return part in data if isinstance(data, dict) else isinstance(data, list) and part in range(len(data))


def _sentence(loc: Loc, errors: list[Any], model: type[BaseModel], data: Any) -> str:
    kind, context = errors[0]["type"], errors[0].get("ctx", {})
    if kind == "missing" or kind == "union_tag_not_found":
        return f"{subject(loc[:-1], data)} needs '{loc[-1]}'"
    if kind == "extra_forbidden":
        return _unknown_key(loc, model, data)
    if kind == "union_tag_invalid":
        kinds = [k.strip(" '") for k in context["expected_tags"].split(",")]
        return f"'{context['tag']}' is no kind of item{_hint(context['tag'], kinds)}; there are {', '.join(kinds)}"
    if kind == "value_error":
        said = str(context["error"])
        whole = isinstance(context["error"], Misplaced) or said.startswith("the id")
        return said if whole else f"{subject(loc, data)}: {said}"
    wanted = list(dict.fromkeys(_wanted(error) for error in errors))
    return f"{_named(loc, data)} must be {' or '.join(wanted)}{_advice(errors)}"


def _wanted(error: Any) -> str:
    context = error.get("ctx", {})
    match error["type"]:
        case "string_type":
            return "text"
        case "string_too_short":
            least = context["min_length"]
            return "text, not empty" if least == 1 else f"at least {least} characters long"
        case "string_too_long":
            return f"at most {context['max_length']} characters long"
        case "string_pattern_mismatch":
            return _PATTERNS.get(context["pattern"], f"text of the form {context['pattern']}")
        case "int_type" | "int_parsing" | "int_from_float":
            return "a whole number"
        case "decimal_type" | "decimal_parsing" | "float_type" | "float_parsing" | "finite_number":
            return "a number"
        case "decimal_max_digits":
            return f"a number of at most {context['max_digits']} digits"
        case "bool_type" | "bool_parsing":
            return "true or false"
        case "list_type" | "tuple_type":
            return "a list, each entry on a line of its own after '- '"
        case "dict_type" | "model_type" | "model_attributes_type":
            return "a group of 'key: value' lines"
        case "literal_error" | "enum":
            return str(context["expected"])
        case "greater_than_equal" | "greater_than":
            return f"{context.get('ge', context.get('gt'))} or more"
        case "less_than_equal" | "less_than":
            return f"{context.get('le', context.get('lt'))} or less"
        case "too_short":
            return f"a list of at least {context['min_length']}"
        case "too_long":
            return f"a list of at most {context['max_length']}"
    if error["type"].startswith("date"):
        return "a date such as 2026-11-22"
    said = str(error["msg"])
    return said[:1].lower() + said[1:]


_PATTERNS = {
    PATH_PATTERN: "a file in the course's folder, such as 'images/six-roles.svg', in plain letters without spaces",
    QUIZ_KEY_PATTERN: "the quiz's folder and file, such as 'good-supplier/b2-think'",
    SLUG_PATTERN: "small letters, digits and single hyphens, beginning with a letter",
    r"^[a-z0-9][a-z0-9-]{0,39}$": "small letters, digits and hyphens, at most 40",
    r"^[A-Z]\d{1,2}$": "the course's letter and a number, such as 'B2'",
    r"^[A-Z]$": "one capital letter",
    r"^[A-Z]+(-[A-Z0-9]+)?[A-Za-z0-9]*$": "a code from courses/coverage.yaml, such as 'DME7'",
}


def _advice(errors: list[Any]) -> str:
    given = errors[0].get("input")
    if errors[0]["type"] == "string_type" and given is None:
        return "; nothing stands there (behind ' #' all is a remark: put text with a '#' in quotes)"
    if errors[0].get("ctx", {}).get("pattern") == SLUG_PATTERN:
        return f": did you mean '{slug(str(given))}'?" if slug(str(given)) else ", such as 'who-can-say-yes'"
    if errors[0]["type"] == "string_type" and given is not None and not isinstance(given, (dict, list)):
        return "; put it in quotes"
    if errors[0]["type"] in ("literal_error", "enum") and isinstance(given, str):
        expected = [word for e in errors for word in str(e.get("ctx", {}).get("expected", "")).split("'")[1::2]]
        return f"; it is '{given}'{_hint(given, expected)}"
    return ""


def _named(loc: Loc, data: Any) -> str:
    if not loc or isinstance(loc[-1], int):
        return subject(loc, data)
    before = subject(loc[:-1], data)
    return f"'{loc[-1]}'" if before == "the file" else f"{before}: '{loc[-1]}'"


def subject(loc: Loc, data: Any) -> str:
    """The thing at `loc` in words: "item 'first-call', option 2", or 'the file'."""
    words: list[str] = []
    above: str | int = ""
    for part in loc:
        data = data[part] if _has(data, part) else None
        if isinstance(part, int):
            noun = SINGULAR.get(str(above), str(above).removesuffix("s"))
            name = data.get("id") if isinstance(data, dict) else None
            words[-1:] = [f"{noun} '{name}'" if isinstance(name, str) and len(name) > 1 else f"{noun} {part + 1}"]
        else:
            words.append(f"'{part}'")
        above = part
    return ", ".join(words) or "the file"


def _unknown_key(loc: Loc, model: type[BaseModel], data: Any) -> str:
    key, above = str(loc[-1]), loc[:-1]
    known = keys_at(model, above, data)
    whose = subject(above, data)
    hint = _hint(key, known)
    if not hint:
        kinds = [kind for kind, keys in _kinds_with_keys(model).items() if key in keys]
        if kinds and "kind" in known:
            hint = f"; it belongs to {', '.join(kinds)}"
    return f"'{key}' is no key of {whose}{hint or '; there are ' + ', '.join(known) if known else ''}"


def _hint(word: str, known: list[str]) -> str:
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f": did you mean '{close[0]}'?" if close else ""


@cache
def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()


def _kinds_with_keys(model: type[BaseModel]) -> dict[str, list[str]]:
    definitions = _schema(model).get("$defs", {})
    return {
        entry["properties"]["kind"]["const"]: list(entry["properties"])
        for entry in definitions.values()
        if "const" in entry.get("properties", {}).get("kind", {})
    }


def keys_at(model: type[BaseModel], loc: Loc, data: Any) -> list[str]:
    """The keys that an author may write at `loc`; for an item, those of its kind."""
    schema = _schema(model)
    here: dict[str, Any] = schema
    for part in (*loc, None):
        here = _followed(here, schema, data)
        if part is None:
            break
        data = data[part]
        here = here.get("items", {}) if isinstance(part, int) else here.get("properties", {}).get(part, {})
    return list(here.get("properties", {}))


def _followed(here: dict[str, Any], schema: dict[str, Any], data: Any) -> dict[str, Any]:
    """`here` with references and kinds looked up."""
    if "discriminator" in here:
        kind = data.get("kind") if isinstance(data, dict) else None
        here = {"$ref": here["discriminator"]["mapping"].get(kind, "")}
    for choice in here.get("anyOf", []):
        if "$ref" in choice:
            here = choice
    if "$ref" in here:
        here = schema.get("$defs", {}).get(here["$ref"].rpartition("/")[2], {})
    return here
