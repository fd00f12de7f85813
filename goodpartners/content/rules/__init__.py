"""The rules for content that can be read, and the names of those that the reading itself applies."""

from __future__ import annotations

from collections.abc import Iterable

from goodpartners.content.material import Material
from goodpartners.content.problems import Problem
from goodpartners.content.rules import (
    assessment,
    dates,
    forms,
    giveaways,
    guides,
    identity,
    items,
    language,
    questionnaires,
    references,
    structure,
)
from goodpartners.content.rules.findings import Rule, error, warning

FORM = (
    "readable",
    "yaml",
    "duplicate-key",
    "form",
    "unique-id",
    "folder-name",
    "front-matter",
    "before-section",
    "section-id",
    "unknown-block",
    "unclosed-block",
    "block-title",
    "block-place",
    "block-setting",
    "block-body",
    "svg",
)
RULES: tuple[Rule, ...] = (
    error("unique-code", identity.unique_codes),
    error("module-code", identity.module_code_letter),
    error("file-name", identity.module_file_name),
    error("reserved-word", identity.reserved_words),
    error("listed-module", identity.listed_modules),
    warning("unlisted-module", identity.unlisted_modules),
    error("completion", identity.completion_possible),
    error("link", references.links),
    error("glossary-term", references.glossary_terms),
    error("file-exists", references.files_exist),
    error("cited-source", references.cited_sources),
    warning("uncited-source", references.uncited_sources),
    error("knowledge-check", references.knowledge_checks_exist),
    warning("unused-check", references.unused_checks),
    error("question-item", references.asked_items_exist),
    error("instrument", references.instruments_known),
    error("heading-order", structure.headings_in_order),
    error("empty-section", structure.sections_with_text),
    error("table-heading", structure.table_headings),
    error("html", structure.no_html),
    error("alt-text", structure.alternatives),
    warning("wide-drawing", structure.wide_drawings),
    error("objective-assessed", assessment.objectives_assessed),
    warning("objective-once", assessment.objectives_asked_twice),
    error("item-objective", assessment.items_name_objectives),
    error("element-code", assessment.element_codes),
    warning("coverage-module", assessment.coverage_modules),
    error("element-assessed", assessment.elements_assessed),
    warning("element-in-module", assessment.elements_in_module),
    error("forms", forms.forms_exist),
    error("parallel-forms", forms.forms_parallel),
    error("pass-mark", assessment.pass_mark_reachable),
    error("layout", assessment.checked_one_by_one),
    error("objective-verb", assessment.lead_verbs),
    error("feedback-length", items.feedback_length),
    warning("feedback-repeated", items.feedback_repeated),
    error("longest-key", items.longest_key),
    warning("option-length", items.option_lengths),
    error("forbidden-option", items.forbidden_options),
    warning("absolute", items.absolutes),
    warning("negative-stem", items.negative_stems),
    warning("how-many", items.numbers_stated),
    warning("key-position", items.key_positions),
    warning("repeated-word", giveaways.repeated_words),
    warning("grammar-clue", giveaways.grammar_clues),
    error("overlapping-options", giveaways.overlapping_options),
    warning("told-elsewhere", giveaways.told_elsewhere),
    warning("key-balance", giveaways.key_balance),
    error("reading-level", language.reading_level),
    error("sentence-length", language.sentence_length),
    warning("module-length", language.module_length),
    warning("minutes", language.minutes_plausible),
    error("banned-word", language.banned_words),
    error("guide-module", guides.guide_module),
    error("guide-section", guides.guide_sections),
    error("guide-card", guides.guide_cards),
    error("placeholder", questionnaires.placeholders),
    error("statement-length", questionnaires.statement_length),
    error("statement-reading", questionnaires.statement_reading),
    error("and-or", questionnaires.and_or),
    warning("negative-statement", questionnaires.negative_statements),
    error("dimension-size", questionnaires.dimension_size),
    error("scale-labels", questionnaires.scale_labels),
    error("side-questions", questionnaires.side_questions),
    error("band-order", questionnaires.band_order),
    error("law-checked", dates.law_has_date),
    warning("review-due", dates.review_due),
    warning("review-order", dates.review_order),
    warning("law-fresh", dates.law_fresh),
)
RULE_NAMES = (*FORM, *(rule.name for rule in RULES))


def judge(material: Material) -> Iterable[Problem]:
    """What every rule finds."""
    for rule in RULES:
        yield from rule.problems(material)
