"""The questionnaire that ships: what was promised of it, and that it can be read."""

import re
from collections import Counter

import msgspec
import pytest

from msq import resources
from msq.instrument.item_types import CALCULATE, ITEM_TYPES
from msq.instrument.yaml_form import load

UNTAGGED = {"B8", "B10", "C8", "N10"}
"""Questions outside sections A and P that belong to no goal: how to reach pages and people."""
PLACEHOLDERS = re.compile(
    r"\b(lorem|ipsum|todo|tbd|tbc|fixme|xxx|placeholder|dummy|foo|asdf)\b", re.IGNORECASE
)
MOST_WORDS = 30
# A sentence ends before a blank; "e.g." and the like do not stand in these texts.
_SENTENCE_END = re.compile(r"(?<=[.?!:])\s+")


@pytest.fixture(scope="module")
def msq():
    return load(resources.folder("forms") / "msq-2028")


@pytest.fixture(scope="module")
def texts(msq):
    """Every text of the form, in order."""

    def inside(value):
        if isinstance(value, list):
            for one in value:
                yield from inside(one)
        elif isinstance(value, dict):
            if isinstance(value.get("en"), str):
                yield value["en"]
            for one in value.values():
                yield from inside(one)

    return list(inside(msgspec.to_builtins(msq.form)))


def test_form_has_all_sections_and_at_least_ninety_questions(msq):
    assert msq.code == "msq-2028"
    assert msq.form.unit_kind == "member_state"
    assert "".join(section.code for section in msq.sections) == "ABCDEFGHIJKLMNOP"
    asking = [entry for entry in msq.entries.values() if entry.kind != "note"]
    assert len(asking) >= 90
    assert len(msq.items) >= 90


def test_form_says_for_each_section_what_it_is_and_how_long_it_takes(msq):
    for section in msq.sections:
        assert section.title["en"]
        assert section.intro["en"]
        assert 0 < section.minutes <= 60
    assert [section.code for section in msq.sections if section.personal] == ["A"]


def test_form_uses_every_item_type_and_every_construct(msq):
    assert {item.type for item in msq.items.values()} == set(ITEM_TYPES) - {CALCULATE}
    assert {entry.kind for entry in msq.entries.values()} == {"item", "table", "repeat", "note"}
    assert any(choice.specify for choices in msq.form.codelists.values() for choice in choices)
    assert any(choice.exclusive for choices in msq.form.codelists.values() for choice in choices)
    assert any(entry.rows_from for entry in msq.entries.values())
    assert "D11.currency" in msq.items


def test_form_has_text_help_and_concept_for_every_question(msq):
    for entry in msq.entries.values():
        assert entry.text["en"], entry.code
        assert entry.help["en"], entry.code
        assert entry.kind == "note" or entry.items, entry.code
    for item in msq.items.values():
        assert item.text["en"], item.code
        assert item.concept, item.code
        generated = item.code.rpartition(".")[2] in {"other", "currency"}
        assert item.help.get("en") or generated, item.code


def test_form_asks_for_the_topics_of_strategy_and_law_by_title_year_and_address(msq):
    strategies = ("ai", "cloud", "data", "cybersecurity", "digital_identity", "broadband",
                  "blockchain", "smart_cities", "emerging")  # fmt: skip
    laws = ("access_information", "privacy", "cybersecurity", "digital_identity",
            "digital_signature", "procurement", "open_data", "participation", "interoperability",
            "spending", "accessibility", "misinformation", "ai")  # fmt: skip
    for table, rows in (("D7", strategies), ("E1", laws)):
        assert tuple(row.code for row in msq.entries[table].rows) == rows
        for row in rows:
            for part in ("exists", "title", "year", "address"):
                assert f"{table}.{row}.{part}" in msq.items


def test_form_tags_every_question_between_the_personal_and_the_consent(msq):
    for entry in msq.entries.values():
        if entry.kind == "note" or entry.code[0] in "AP" or entry.code in UNTAGGED:
            continue
        for item in entry.items:
            assert item.tags, item.code
    kinds = Counter(kind for item in msq.items.values() for kind in item.tags)
    assert kinds.keys() == msq.form.tags.keys() == {"osi", "sdg", "wsis", "indicator"}


def test_form_uses_each_of_its_osi_parts_and_the_action_lines_of_the_survey(msq):
    used = {(kind, value) for item in msq.items.values() for kind, values in item.tags.items()
            for value in values}  # fmt: skip
    assert {value for kind, value in used if kind == "osi"} == set(msq.form.tags["osi"])
    assert {("wsis", "C1"), ("wsis", "C7"), ("wsis", "C11")} <= used


def test_form_uses_every_list_of_choices(msq):
    used = {item.choices for item in msq.items.values()}
    used |= {entry.rows_from for entry in msq.entries.values()}
    assert used - {""} == set(msq.form.codelists)


def test_form_lets_required_questions_say_that_there_is_no_answer(msq):
    """Consent, sign-off and who answers can never be missing; facts can."""
    never = {
        item.code
        for item in msq.items.values()
        if item.required and not (item.missing or item.lead or item.within)
    }
    assert never == {
        "A2", "A4", "A6", "A11", "A14", "A16", "A17", "N10", "O1",
        "P1", "P2", "P3", "P4", "P5", "P12", "P13",
    }  # fmt: skip


def test_form_marks_what_is_about_a_person(msq):
    outside = [
        item.code
        for item in msq.items.values()
        if item.personal and not msq.section_of[item.code].personal
    ]
    assert outside == ["C8", "N9.email", "N9.phone"]


def test_form_has_no_words_that_wait_for_others(texts):
    assert [text for text in texts if PLACEHOLDERS.search(text)] == []
    assert [text for text in texts if "  " in text or text != text.strip()] == []


def test_form_has_no_sentence_of_more_than_thirty_words(texts):
    sentences = {sentence for text in texts for sentence in _SENTENCE_END.split(text)}
    assert [one for one in sentences if len(one.split()) > MOST_WORDS] == []


def test_form_asks_questions_with_a_question_mark(msq):
    for entry in msq.entries.values():
        if entry.kind != "note":
            assert entry.text["en"].endswith("?"), entry.code


def test_form_is_within_what_a_person_can_fill(msq):
    assert sum(section.minutes for section in msq.sections) <= 8 * 60
