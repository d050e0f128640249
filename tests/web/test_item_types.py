"""Rankings, percentages and matrices through the page, without scripts."""

import pytest

from tests.factories.instruments import instrument
from tests.web.html import parse

TABLE = """
| code    | type       | text                  | required | choices                | max | choice_filter  | missing       | rows_from |
| A1      | ranking    | What comes first?     | yes      | cloud, ai, data, other* | 3  |                |               |           |
| A2      | percentage | Which share?          |          |                        |     |                |               |           |
| A3      | table      | How are the channels? |          |                        |     |                |               |           |
| .web    | row        | Web                   |          |                        |     |                |               |           |
| .phone  | row        | Telephone             |          |                        |     |                |               |           |
| .how    | select_one | How good?             | yes      | grades                 |     |                | not_available |           |
| A4      | table      | Which do you have?    |          |                        |     |                |               | grades    |
| .has    | yes_no     | Is there one?         |          |                        |     |                | none          |           |
| A5      | ranking    | And of these?         |          | topics                 |     | not(selected(${A1}, name)) |   |           |
"""  # noqa: E501


@pytest.fixture
def page(scene):
    """Ask the new types of the focal point, and return the page."""
    lists = {"grades": "good, fair, poor", "topics": "cloud, ai, data"}
    scene.ask(instrument(TABLE, code="types", codelists=lists), "Types")
    return scene.section("focal", "A")


def test_what_is_ranked_and_chosen_is_saved_in_its_order_and_shown_again(scene, page):
    form = page.form()
    form["A1"] = ["data", "cloud", ""]
    form["A2"] = "٤٥٪"
    form["A3.web.how"] = "good"
    form["A3.phone.how"] = "~not_available"
    form["A4.good.has"] = "no"
    page = scene["focal"].send(form, "Save")
    assert page.notice == "Your answers have been saved."
    assert scene.answers() == {
        "A1": (["data", "cloud"], "", ""),
        "A2": ("45", "", ""),
        "A3.web.how": ("good", "", ""),
        "A3.phone.how": (None, "not_available", ""),
        "A4.good.has": ("no", "", ""),
    }
    number = scene.last_number()
    assert page.form().texts("A1") == ["data", "cloud", ""]
    assert scene["focal"].send(page.form(), "Save").notice == "Your answers have been saved."
    assert scene.last_number() == number


@pytest.mark.parametrize(
    ("ranks", "said"),
    [
        (["ai", "", "data"], "Rank 2 is empty, and a lower one is filled."),
        (["ai", "ai", ""], "“Ai” stands at rank 1 and again at rank 2."),
    ],
)
def test_gaps_and_doubles_are_named_and_nothing_typed_is_lost(scene, page, ranks, said):
    form = page.form()
    form["A1"] = ranks
    form["A2"] = "250 %"
    page = scene["focal"].send(form, "Save")
    assert (page.status, scene.answers()) == (422, {})
    assert said in page.text
    assert "Enter 100 or less." in page.text
    assert page.form().texts("A1") == ranks
    assert page.form().texts("A2") == ["250 %"]
    assert 'href="#A1-1"' in page.source


def test_ranks_are_as_many_as_can_be_filled_and_labelled_one_by_one(page):
    tree = parse(page.source)
    selects = list(tree.every("select", name="A1"))
    labels = [tree.only("label", **{"for": one["id"]}).text for one in selects]
    assert labels == ["Rank 1", "Rank 2", "Rank 3"]


def test_radio_buttons_of_a_matrix_are_called_by_row_and_choice(page):
    tree = parse(page.source)

    def called(radio):
        return " / ".join(tree.only(id=one).text for one in radio["aria-labelledby"].split())

    assert [called(one) for one in tree.every("input", name="A3.phone.how", type="radio")] == [
        "Telephone / Good",
        "Telephone / Fair",
        "Telephone / Poor",
        "Telephone / Not available",
    ]
    assert [called(one) for one in tree.every("input", name="A4.fair.has", type="radio")] == [
        "Fair / Yes",
        "Fair / No",
    ]


def test_choice_in_a_matrix_can_be_cleared(scene, page):
    assert "A3.web.how~clear" not in page.form().names
    scene.give({"A1": "ai", "A3.web.how": "fair", "A3.phone.how": "poor"})
    form = scene.section("focal", "A").form()
    form["A3.web.how~clear"] = "1"
    scene["focal"].send(form, "Save")
    assert "A3.web.how" not in {code for code, one in scene.answers().items() if one[0]}
    assert scene.answers()["A3.phone.how"] == ("poor", "", "")


def test_ranking_offers_what_its_filter_leaves(scene, page):
    scene.give({"A1": "ai data"})
    (rank,) = parse(scene.section("focal", "A").source).every("select", name="A5")
    assert [one["value"] for one in rank.every("option")] == ["", "cloud"]
