"""Rankings: choices in order, as a page sends them, as a cell holds them, as people read them."""

import pytest

from msq.instrument.item_types import ITEM_TYPES
from msq.instrument.model import Choice
from tests.factories.instruments import instrument
from tests.instrument.folders import faults, folder, items
from tests.instrument.samples import item, parsed, refusal

TOPICS = (
    Choice(code="cloud", text={"en": "Cloud", "fr": "Nuage"}),
    Choice(code="ai", text={"en": "AI", "fr": "IA"}),
    Choice(code="data", text={"en": "Open data", "fr": "Données ouvertes"}),
    Choice(code="none", text={"en": "None of these"}, exclusive=True),
)
RANKING = ITEM_TYPES["ranking"]
WRONG_RANKS = "“2. AI” is not one of the choices. Please choose from the list."


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        (["data", "cloud"], ["data", "cloud"]),
        (["data", "cloud", "", ""], ["data", "cloud"]),
        (["", "", ""], None),
        ([], None),
        (["data;ai;cloud"], ["data", "ai", "cloud"]),
        (["data ai cloud"], ["data", "ai", "cloud"]),
        (["1. Open data; 2. AI"], ["data", "ai"]),
        (["1. Données ouvertes; 2. IA"], ["data", "ai"]),
        (["1. Open data\n2. AI"], ["data", "ai"]),
        (["Open data | AI"], ["data", "ai"]),
        (["none"], ["none"]),
    ],
)
def test_order_is_kept_however_it_is_written(raw, kept):
    assert parsed("ranking", *raw, choices=TOPICS) == kept


@pytest.mark.parametrize(
    ("raw", "limits", "message"),
    [
        (
            ["ai", "", "cloud"],
            {},
            "Rank 2 is empty, and a lower one is filled. Leave no gap between ranks.",
        ),
        (
            ["ai", "cloud", "ai"],
            {},
            "“AI” stands at rank 1 and again at rank 3. Choose it once.",
        ),
        (["ai", "none"], {}, "“None of these” cannot be chosen together with others."),
        (["ai", "data", "cloud"], {"max": "2"}, "Rank 2 at most. You ranked 3."),
        (["ai"], {"min": "2"}, "Rank 2 or more. You ranked 1."),
        (["Roads"], {}, "“Roads” is not one of the choices. Please choose from the list."),
        (["2. AI; 1. Cloud"], {}, WRONG_RANKS),
    ],
)  # fmt: skip
def test_gap_double_and_number_of_ranks_are_named(raw, limits, message):
    assert refusal("ranking", *raw, choices=TOPICS, **limits) == message


def test_ranking_is_shown_with_ranks_and_exported_in_order():
    assert RANKING.show(item("ranking"), TOPICS, ["data", "ai"], "fr") == (
        "1. Données ouvertes; 2. IA"
    )
    assert RANKING.cell(["data", "ai"]) == "data ai"
    assert RANKING.operand(["data", "ai"]) == ("data", "ai")


def test_choice_whose_text_begins_with_a_number_is_read_as_it_is_shown():
    numbered = (
        Choice(code="a", text={"en": "Offices"}),
        Choice(code="b", text={"en": "1. Offices"}),
    )
    for value in (["a"], ["b"], ["a", "b"], ["b", "a"]):
        shown = RANKING.show(item("ranking"), numbered, value, "en")
        assert parsed("ranking", shown, choices=numbered) == value


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("max: 3", "a.yaml, line 9: “max” must be from 1 to 2, as there are so many choices"),
        ("min: 0", "a.yaml, line 9: “min” must be from 1 to 2, as there are so many choices"),
        ("max: 1.5", "a.yaml, line 9: “max” must be a whole number, not “1.5”"),
        ("unit: ranks", "a.yaml, line 9: a ranking has no “unit”"),
    ],
)
def test_limits_of_a_ranking_that_nobody_could_keep_are_faults(tmp_path, written, expected):
    head = (
        "- code: A1",
        "  concept: a.one",
        "  type: ranking",
        "  text: One",
        "  choices: colours",
    )
    assert faults(folder(tmp_path, items(*head, f"  {written}"))) == [expected]


def test_code_that_reads_like_a_rank_is_a_fault(tmp_path):
    lists = "colours:\n  - {code: 1., text: Red}\n  - {code: blue, text: Blue}\n"
    form = "- {code: A1, concept: a.one, type: ranking, text: One, choices: colours}"
    assert faults(folder(tmp_path, form, codelists=lists)) == [
        "a.yaml, line 4: the code “1.” reads like the number of a rank"
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("min: -1", "“min” of a percentage must be from 0 to 100"),
        ("max: 150", "“max” of a percentage must be from 0 to 100"),
    ],
)
def test_percentage_beyond_a_hundred_is_a_fault(tmp_path, written, expected):
    form = f"- {{code: A1, concept: a.one, type: percentage, text: One, {written}}}"
    (found,) = faults(folder(tmp_path, form))
    assert found.startswith(f"a.yaml, line 4: {expected}; what can be more")


def test_percentage_without_limits_is_from_nothing_to_the_whole():
    found = instrument("| code | type | min |\n| A1 | percentage | |\n| A2 | percentage | 50 |")
    assert [(one.min, one.max) for one in found.items.values()] == [("0", "100"), ("50", "100")]


def test_other_choice_in_a_ranking_asks_which_one():
    found = instrument("| code | type | choices |\n| A1 | ranking | ai, other* |")
    assert found.items["A1.other"].relevant == "selected(${A1}, 'other')"
