"""Edited tags lie over an instrument, and survive the way through a workbook."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msq.instrument.tagging import checked_tags, same_tags, with_tags
from msq.instrument.whole import Instrument
from msq.problems import BadValue
from msq.xlsform.exporting import write_xlsform
from msq.xlsform.importing import read_xlsform
from tests.factories.instruments import instrument

TABLE = """
| code | type    | text    | details | tags                     | choices |
| A1   | yes_no  | Any?    | law     | osi=tech; sdg=16.6 16.10 |         |
| A2   | text    | Which?  |         |                          |         |
| A3   | table   | Where?  |         | osi=content              |         |
| .one | row     | One     |         |                          |         |
| .two | row     | Two     |         | sdg=16.6                 |         |
| .has | yes_no  | Has it? |         |                          |         |
| .many| integer | Many?   |         |                          |         |
| A4   | repeat  | Portals |         | osi=tech                 |         |
| .name| text    | Name    |         |                          |         |
| .kind| select_one | Kind |         |                          | x, y*   |
"""
DETAILS = {"law": "| code | type | text |\n| title | text | Title |\n| year | year | Year |"}
FORM = instrument(TABLE, code="tagged", details=DETAILS)
VOCABULARY = {kind: tuple(values) for kind, values in FORM.form.tags.items()}
LEADS = [code for code, item in FORM.items.items() if not item.lead]


def tags_of(found: Instrument) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the tags of every item."""
    return {code: item.tags for code, item in found.items.items()}


def test_without_an_edit_it_is_the_very_instrument() -> None:
    assert with_tags(FORM, {}) is FORM


def test_edit_replaces_all_tags_of_an_item_and_of_its_details() -> None:
    before, after = tags_of(FORM), tags_of(with_tags(FORM, {"A1": {"osi": ("content",)}}))

    changed = {code for code in before if before[code] != after[code]}
    assert changed == {"A1", "A1.title", "A1.year"}
    assert {str(after[code]) for code in changed} == {"{'osi': ('content',)}"}


def test_detail_with_tags_of_its_own_keeps_them() -> None:
    parts = "| code | type | text | tags |\n| title | text | Title | osi=tech |"
    form = instrument(
        "| code | type | details | tags |\n| A1 | yes_no | law | sdg=16.6 |",
        details={"law": parts},
    )

    assert with_tags(form, {"A1": {}}).items["A1.title"].tags == {"osi": ("tech",)}


def test_tags_are_kept_in_order_and_once() -> None:
    found = checked_tags(FORM, {"sdg": ("16.10", "16.6", "16.10"), "osi": ()})

    assert found == {"sdg": ("16.6", "16.10")}
    assert same_tags(found, {"sdg": ("16.10", "16.6"), "osi": ()})
    assert not same_tags(found, {})


@pytest.mark.parametrize("wanted", [{"other": ("x",)}, {"osi": ("tech", "nothing")}])
def test_tag_outside_of_the_vocabulary_is_refused(wanted: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(BadValue):
        checked_tags(FORM, wanted)


CHOSEN = st.fixed_dictionaries(
    {kind: st.lists(st.sampled_from(values), unique=True) for kind, values in VOCABULARY.items()}
)


@settings(max_examples=40, deadline=None)
@given(edits=st.dictionaries(st.sampled_from(LEADS), CHOSEN))
def test_edited_tags_come_back_from_a_workbook(
    tmp_path_factory: pytest.TempPathFactory, edits: dict[str, dict[str, list[str]]]
) -> None:
    wanted = {
        item: checked_tags(FORM, {kind: tuple(values) for kind, values in tags.items()})
        for item, tags in edits.items()
    }
    path = tmp_path_factory.mktemp("tags") / "form.xlsx"
    edited = with_tags(FORM, wanted)
    write_xlsform(edited, path)

    back = read_xlsform(path.read_bytes(), path.name).instrument

    assert tags_of(back) == tags_of(edited)
    assert back.hash == edited.hash
