"""The model: codes and rows, order, canonical bytes, what is personal."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from msq.instrument.codes import (
    instance_code,
    row_code,
    row_of,
    rows_around,
    split_instance,
    split_row,
    stands_in,
)
from msq.instrument.model import Form, in_language
from msq.instrument.whole import Instrument
from msq.problems import NotFound
from tests.instrument.samples import everything

SAMPLE = everything()


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("B12[3].name", ("B12.name", (3,))),
        ("B12[9999].name.other", ("B12.name.other", (9999,))),
        ("B12.name", ("B12.name", ())),
        ("B12[0].name", ("B12[0].name", ())),
        ("B12[03].name", ("B12[03].name", ())),
        ("B12[10000].name", ("B12[10000].name", ())),
        ("B12[-1].name", ("B12[-1].name", ())),
        ("B12[٣].name", ("B12[٣].name", ())),
        ("B12[3]", ("B12[3]", ())),
        ("B12[3].name\n", ("B12[3].name\n", ())),
        ("J9[2].partner[1].name", ("J9.partner.name", (2, 1))),
        ("J9[2].partner[12].name.other", ("J9.partner.name.other", (2, 12))),
        ("J9[2].partner", ("J9.partner", (2,))),
        ("J9[2].partner[1]", ("J9[2].partner[1]", ())),
        ("J9[2].partner[0].name", ("J9[2].partner[0].name", ())),
        ("J9[2].a.partner[1].name", ("J9[2].a.partner[1].name", ())),
        ("J9.partner[1].name", ("J9.partner[1].name", ())),
    ],
)
def test_code_is_split_into_definition_and_row(code, parts):
    assert split_instance(code) == parts


DEFINITIONS = st.from_regex(r"[A-Z][1-9](\.[a-z][a-z0-9_]{0,4}){1,4}", fullmatch=True)


@given(st.data(), DEFINITIONS)
def test_code_of_a_row_is_split_back(data, definition):
    deepest = definition.count(".")
    path = tuple(data.draw(st.lists(st.integers(1, 9999), max_size=deepest)))
    assert split_instance(instance_code(definition, path)) == (definition, path)


@given(
    st.from_regex(
        r"[A-Z][1-9](\[[0-9]{1,2}\])?(\.[a-z]{1,3}(\[[0-9]{1,2}\])?){1,3}", fullmatch=True
    )
)
def test_code_that_is_split_is_put_together_again(code):
    definition, path = split_instance(code)
    assert instance_code(definition, path) == code
    if path:
        rows = rows_around(code)
        assert tuple(split_row(row)[1] for row in rows) == path
        assert (row_of(code), row_code(*split_row(rows[-1]))) == (rows[-1], rows[-1])


def test_rows_around_an_item_are_told_from_the_outermost():
    assert rows_around("J9[2].partner[1].name") == ("J9[2]", "J9[2].partner[1]")
    assert rows_around("B12.name") == ()
    assert split_row("J9[2].partner[1]") == ("J9[2].partner", 1)
    assert (row_of("J9[2].partner[1].name"), row_of("B1")) == ("J9[2].partner[1]", "")
    around = [stands_in("J9.partner", other) for other in ("J9.partner", "J9", "", "J", "J9.part")]
    assert around == [True, True, True, False, False]
    assert not stands_in("J9", "J9.partner")


@pytest.mark.parametrize("code", ["B1", "B1.title", "C1.ai.has", "C2[1].name", "C2[9].open.title"])
def test_item_is_found_by_its_code(code):
    assert SAMPLE.item(code).code == split_instance(code)[0]


@pytest.mark.parametrize(
    "code",
    ["", "Z1", "A1", "C1", "C2", "C2.name", "C2[0].name", "C2[1].nothing", "B1[1].title", "B1[1]"],
)
def test_item_that_there_is_not_is_not_found(code):
    with pytest.raises(NotFound):
        SAMPLE.item(code)
    with pytest.raises(NotFound):
        SAMPLE.is_personal(code)


def test_section_that_there_is_not_is_not_found():
    assert SAMPLE.section("B").code == "B"
    with pytest.raises(NotFound):
        SAMPLE.section("Z")


def test_personal_items_are_those_of_personal_sections_or_so_marked():
    assert SAMPLE.is_personal("A2")
    assert not SAMPLE.is_personal("B1")
    assert not SAMPLE.is_personal("C2[3].name")


def test_codes_sort_as_they_stand_on_the_page_row_by_row():
    codes = ["C2[2].name", "C2[1].kind.other", "Z9[1].x", "B1.title", "C2[1].name", "Z1", "A2",
             "C2[10].name", "B10", "B2"]  # fmt: skip
    assert sorted(codes, key=SAMPLE.sort_key) == [
        "A2", "B1.title", "B2", "B10", "C2[1].name", "C2[1].kind.other", "C2[2].name",
        "C2[10].name", "Z9[1].x", "Z1",
    ]  # fmt: skip


def test_needs_are_the_lead_and_all_that_is_looked_at():
    needs = SAMPLE.needs
    assert needs["B1"] == frozenset()
    assert needs["B2"] == {"B1"}
    assert needs["B2.other"] == {"B1", "B2"}
    assert needs["C1.ai.has"] == {"B1"}
    assert needs["C1.ai.year"] == {"B1", "C1.ai.has", "C1.ai.title"}
    assert needs["C2.kind"] == {"C2.open"}


def test_instrument_from_its_bytes_is_the_same():
    again = Instrument.from_bytes(SAMPLE.content)
    assert again.form == SAMPLE.form
    assert again.content == SAMPLE.content
    assert again.hash == SAMPLE.hash


def _turned(value):
    """Return a document whose blocks are all in the opposite order."""
    if isinstance(value, dict):
        return {key: _turned(one) for key, one in reversed(value.items())}
    return [_turned(one) for one in value] if isinstance(value, list) else value


def test_canonical_bytes_do_not_depend_on_the_order_of_keys():
    document = msgspec.json.decode(SAMPLE.content)
    turned = Instrument(msgspec.convert(_turned(document), type=Form))
    assert list(turned.form.codelists) == list(reversed(list(document["codelists"])))
    assert turned.content == SAMPLE.content
    assert turned.hash == SAMPLE.hash


def test_hash_changes_with_any_change_of_the_form():
    other = msgspec.structs.replace(SAMPLE.form, title={"en": "Another"})
    assert Instrument(other).hash != SAMPLE.hash


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ({"en": "One", "fr": "Un"}, "fr", "Un"),
        ({"en": "One", "fr": "Un"}, "ru", "One"),
        ({"fr": "Un"}, "ru", "Un"),
        ({"en": "One", "fr": ""}, "fr", "One"),
        ({}, "en", ""),
    ],
)
def test_text_is_given_in_the_language_or_else_in_english(text, language, found):
    assert in_language(text, language) == found
