"""What is written once and gives several items: details, specify, currency, tables, groups."""

import pytest

from msq.instrument.model import Choice, Item, Line
from tests.factories.instruments import instrument
from tests.instrument.samples import everything

EVIDENCE = """
| code  | type        | text  | required | relevant       | tags    |
| title | text        | Title | yes      |                |         |
| page  | web_address | Page  |          | ${title} != '' | osi=own |
"""
OFFERED = ("not_applicable", "not_available")


@pytest.fixture(scope="module")
def sample():
    return everything()


def test_instrument_of_every_construct_has_its_items_in_order(sample):
    assert list(sample.items) == [
        "A2", "A3", "A4",
        "B1", "B1.title", "B1.year", "B1.page",
        "B2", "B2.other", "B3", "B4", "B5", "B6", "B7", "B7.currency", "B8", "B9", "B10",
        "C1.ai.has", "C1.ai.stage", "C1.ai.title", "C1.ai.year", "C1.ai.page",
        "C1.data.has", "C1.data.stage", "C1.data.title", "C1.data.year", "C1.data.page",
        "C2.name", "C2.open", "C2.open.title", "C2.open.year", "C2.open.page",
        "C2.kind", "C2.kind.other",
    ]  # fmt: skip


def test_details_follow_a_yes_and_see_each_other_by_short_names():
    built = instrument(
        """
        | code | type   | text | details  | tags    | relevant       |
        | A1   | yes_no | One  |          |         |                |
        | A2   | yes_no | Two  | evidence | osi=law | ${A1} = 'no'   |
        """,
        details={"evidence": EVIDENCE},
    )
    assert built.entries["A2"].items == (
        Item(
            code="A2", concept="concept.a2", type="yes_no", text={"en": "Two"},
            relevant="${A1} = 'no'", missing=OFFERED, tags={"osi": ("law",)},
        ),
        Item(
            code="A2.title", concept="concept.a2.title", type="text", text={"en": "Title"},
            required=True, relevant="${A2} = 'yes'", lead="A2", tags={"osi": ("law",)},
        ),
        Item(
            code="A2.page", concept="concept.a2.page", type="web_address", text={"en": "Page"},
            relevant="${A2} = 'yes' and (${A2.title} != '')", lead="A2", tags={"osi": ("own",)},
        ),
    )  # fmt: skip


def test_choice_that_asks_to_specify_is_followed_by_a_text():
    built = instrument(
        "| code | type | text | choices |\n| A1 | select_multiple | One | red, other*, none! |"
    )
    assert built.form.codelists == {
        "A1": (
            Choice(code="red", text={"en": "Red"}),
            Choice(code="other", text={"en": "Other"}, specify=True),
            Choice(code="none", text={"en": "None"}, exclusive=True),
        )
    }
    assert built.items["A1.other"] == Item(
        code="A1.other", concept="concept.a1.other", type="text", text={"en": "Please specify"},
        required=True, relevant="selected(${A1}, 'other')", lead="A1",
    )  # fmt: skip


def test_amount_is_followed_by_its_currency():
    built = instrument(
        "| code | type | text | min |\n| A1 | amount | One | 0 |",
        codelists={"currencies": "usd, eur"},
    )
    assert built.items["A1.currency"] == Item(
        code="A1.currency", concept="concept.a1.currency", type="select_one",
        text={"en": "Currency"}, required=True, relevant="${A1} != ''", choices="currencies",
        lead="A1",
    )  # fmt: skip


def test_table_has_an_item_for_each_cell_led_by_its_first_column():
    built = instrument(
        """
        | code   | type       | text    | required | choices | relevant       | details  | tags    |
        | A1     | table      | Laws    |          |         |                | evidence | osi=law |
        | .ai    | row        | On AI   |          |         |                |          |         |
        | .data  | row        | On data |          |         |                |          | osi=own |
        | .has   | yes_no     | Any?    | yes      |         |                |          |         |
        | .stage | select_one | Stage   |          | one,two | ${has} = 'yes' |          |         |
        """,
        details={"evidence": EVIDENCE},
    )
    entry = built.entries["A1"]
    assert entry.rows == (
        Line(code="ai", text={"en": "On AI"}),
        Line(code="data", text={"en": "On data"}),
    )
    assert [column.code for column in entry.columns] == ["has", "stage", "title", "page"]
    assert entry.items[4:] == (
        Item(
            code="A1.data.has", concept="concept.a1.data.has", type="yes_no",
            text={"en": "Any?"}, required=True, missing=OFFERED, within="A1", row="data",
            column="has", tags={"osi": ("own",)},
        ),
        Item(
            code="A1.data.stage", concept="concept.a1.data.stage", type="select_one",
            text={"en": "Stage"}, relevant="${A1.data.has} = 'yes'", choices="A1.stage",
            lead="A1.data.has", within="A1", row="data", column="stage", tags={"osi": ("own",)},
        ),
        Item(
            code="A1.data.title", concept="concept.a1.data.title", type="text",
            text={"en": "Title"}, required=True, relevant="${A1.data.has} = 'yes'",
            lead="A1.data.has", within="A1", row="data", column="title", tags={"osi": ("own",)},
        ),
        Item(
            code="A1.data.page", concept="concept.a1.data.page", type="web_address",
            text={"en": "Page"},
            relevant="${A1.data.has} = 'yes' and (${A1.data.title} != '')",
            lead="A1.data.has", within="A1", row="data", column="page", tags={"osi": ("own",)},
        ),
    )  # fmt: skip
    assert built.form.codelists.keys() == {"A1.stage"}


def test_repeating_group_has_its_fields_and_what_follows_them():
    built = instrument(
        """
        | code   | type       | text    | required | choices      | relevant        | details  |
        | A1     | repeat     | Portals |          |              |                 |          |
        | .open  | yes_no     | Open?   | yes      |              |                 | evidence |
        | .kind  | select_one | Kind    |          | news, other* | ${open} = 'yes' |          |
        """,
        details={"evidence": EVIDENCE},
    )
    entry = built.entries["A1"]
    assert (entry.max_rows, entry.row_title) == (10, {"en": "Portals"})
    assert [item.code for item in entry.items] == [
        "A1.open", "A1.open.title", "A1.open.page", "A1.kind", "A1.kind.other"
    ]  # fmt: skip
    assert built.items["A1.open.page"] == Item(
        code="A1.open.page", concept="concept.a1.open.page", type="web_address",
        text={"en": "Page"}, relevant="${A1.open} = 'yes' and (${A1.open.title} != '')",
        lead="A1.open", within="A1", tags={"osi": ("own",)},
    )  # fmt: skip
    assert built.items["A1.kind"].relevant == "${A1.open} = 'yes'"
    assert built.items["A1.kind.other"].within == "A1"
    assert all(item.missing == () for item in entry.items)


@pytest.mark.parametrize(
    ("missing", "reasons"),
    [("", OFFERED), ("none", ()), ("refused", ("refused",))],
)
def test_missing_reasons_are_those_of_the_form_or_the_usual_ones(missing, reasons):
    built = instrument(f"| code | type | text | missing |\n| A1 | text | One | {missing} |")
    assert built.items["A1"].missing == reasons


def test_personal_mark_holds_for_all_that_follows_from_an_item():
    built = instrument(
        """
        | code  | type       | text  | personal | choices    | details  |
        | A1    | text       | One   |          |            |          |
        | B1    | yes_no     | Two   | yes      |            | evidence |
        | B2    | select_one | Three | yes      | x, other*  |          |
        | B3    | table      | Four  | yes      |            |          |
        | .row  | row        | Row   |          |            |          |
        | .has  | yes_no     | Has   |          |            |          |
        | B4    | repeat     | Five  |          |            |          |
        | .name | text       | Name  | yes      |            |          |
        | .page | text       | Page  |          |            |          |
        | B5    | text       | Six   |          |            |          |
        """,
        personal="A",
        details={"evidence": EVIDENCE},
    )
    codes = ["A1", "B1", "B1.title", "B1.page", "B2", "B2.other", "B3.row.has", "B4[2].name"]
    assert [code for code in codes if not built.is_personal(code)] == []
    assert not built.is_personal("B4[1].page")
    assert not built.is_personal("B5")
