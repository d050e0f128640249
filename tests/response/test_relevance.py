"""Which items are asked: leads, tables, rows, conditions of entries, chains."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msq.instrument.codes import instance_code, split_instance
from msq.instrument.evaluate import holds
from msq.instrument.expression import parse
from msq.instrument.model import Entry, Form, Item, Section
from msq.instrument.whole import Instrument
from msq.problems import BadForm, NotFound
from msq.response.relevance import Relevance, all_codes, asked_codes
from msq.response.rows import rows_in
from msq.response.values import NO_ANSWER, Answer, operand
from tests.factories.instruments import instrument
from tests.instrument.generated import expressions
from tests.instrument.samples import everything
from tests.response.answering import answers, sets_of_answers

SAMPLE = everything()


def asked(**typed):
    """Return the items of sections B and C that are asked after some answers."""
    codes = asked_codes(SAMPLE, answers(SAMPLE, **typed))
    return [code for code in codes if code[0] in "BC"]


ALWAYS = ["B1", "B3", "B5", "B6", "B7", "B8", "B9", "B10"]


def test_nothing_but_what_depends_on_nothing_is_asked_at_first():
    assert asked() == [code for code in ALWAYS if code != "B5"]


@pytest.mark.parametrize(
    ("typed", "more"),
    [
        ({"B1": "yes"}, ["B1.title", "B1.page", "B2", "C1.ai.has", "C1.data.has"]),
        ({"B1": "no"}, []),
        ({"B1": "~not_available"}, []),
        ({"B1": "yes", "B1__title": "x"}, ["B1.title", "B1.year", "B1.page", "B2", "C1.ai.has",
                                           "C1.data.has"]),
        ({"B1": "no", "B1__title": "x"}, []),
        ({"B1": "yes", "B2": "other"}, ["B1.title", "B1.page", "B2", "B2.other", "C1.ai.has",
                                        "C1.data.has"]),
        ({"B1": "no", "B2": "other"}, []),
        ({"B1": "yes", "C1__ai__has": "yes"}, ["B1.title", "B1.page", "B2", "C1.ai.has",
                                               "C1.ai.stage", "C1.ai.title", "C1.ai.page",
                                               "C1.data.has"]),
        ({"B1": "no", "C1__ai__has": "yes"}, []),
        ({"B3": "polls"}, ["B4"]),
        ({"B3": "polls", "B4": "11"}, ["B4", "B5"]),
        ({"B3": "polls", "B4": "10"}, ["B4"]),
        ({"B3": "forums", "B4": "11"}, []),
        ({"B7": "0"}, ["B7.currency"]),
        ({"B7": "~not_available"}, []),
    ],
)  # fmt: skip
def test_items_are_asked_by_what_was_answered(typed, more):
    always = [code for code in ALWAYS if code != "B5"]
    assert set(asked(**typed)) == {*always, *more}


def test_answer_that_is_not_asked_counts_as_blank_and_comes_back():
    said = {"B3": "polls", "B4": "50"}
    assert "B5" in asked(**said)
    assert "B5" not in asked(**{**said, "B3": "forums"})
    assert "B5" in asked(**said)


def test_rows_are_asked_by_their_own_answers():
    assert asked(C2_1__name="x", C2_3__open="yes")[-7:] == [
        "C2[1].name", "C2[1].open",
        "C2[3].name", "C2[3].open", "C2[3].open.title", "C2[3].open.page", "C2[3].kind",
    ]  # fmt: skip
    found = asked(C2_1__open="yes", C2_1__kind="other", C2_2__kind="other")
    assert "C2[1].kind.other" in found
    assert "C2[2].kind" not in found
    assert "C2[2].kind.other" not in found


def test_row_that_holds_nothing_is_no_row():
    said = {
        "C2[1].name": NO_ANSWER,
        "C2[2].name": Answer(comment="a note"),
        "C2[3].name": Answer("x"),
        "C2[12].open": Answer("no"),
        "C2[0].name": Answer("x"),
        "C2[x].name": Answer("x"),
        "C22[5].name": Answer("x"),
    }
    assert rows_in(said) == {"C2": [3, 12], "C22": [5]}
    assert Relevance(SAMPLE, said).rows["C2"] == [3, 12]
    assert rows_in({}) == {}


def test_row_of_a_group_is_not_seen_from_outside():
    relevance = Relevance(SAMPLE, answers(SAMPLE, C2_1__name="x"))
    assert relevance.lookup("C2[1].open")("C2.name") == "x"
    assert relevance.lookup("C2[2].open")("C2.name") == ""
    assert relevance.lookup()("C2.name") == ""
    assert relevance.lookup("B1")("C2.name") == ""


def test_group_that_is_required_has_a_first_row():
    one = instrument("| code | type | required |\n| A1 | repeat | yes |\n| .name | text | yes |")
    assert all_codes(one, {}) == ["A1[1].name"]
    assert all_codes(one, {"A1[4].name": Answer("x")}) == ["A1[4].name"]


def test_group_and_table_are_asked_by_the_condition_of_their_entry():
    one = instrument(
        """
        | code  | type   | required | relevant      |
        | A1    | yes_no |          |               |
        | A2    | repeat | yes      | ${A1} = 'yes' |
        | .name | text   | yes      |               |
        """
    )
    said = {"A2[1].name": Answer("x")}
    assert asked_codes(one, said) == ["A1"]
    assert asked_codes(one, {**said, "A1": Answer("yes")}) == ["A1", "A2[1].name"]
    assert not Relevance(one, said).asks_entry("A2")


def test_relevance_of_an_item_that_there_is_not_is_not_found():
    with pytest.raises(NotFound):
        Relevance(SAMPLE, {}).asks("Z1")


def chain(length):
    """Return an instrument in which each item is asked after the one before it."""
    rows = "\n".join(
        f"| A{n} | yes_no | {f'${{A{n - 1}}} = {chr(39)}yes{chr(39)}' if n > 1 else ''} |"
        for n in range(1, length + 1)
    )
    return instrument(f"| code | type | relevant |\n{rows}")


def test_relevance_along_a_long_chain_needs_no_deep_stack():
    one = chain(800)
    said = {code: Answer("yes") for code in one.items}
    assert Relevance(one, said).asks("A800")
    assert len(asked_codes(one, said)) == 800
    assert not Relevance(one, {**said, "A1": Answer("no")}).asks("A800")
    assert len(asked_codes(one, {**said, "A400": Answer("no")})) == 400


def test_relevance_in_a_circle_that_no_check_has_seen_is_a_problem_and_no_endless_loop():
    pair = [("A1", "${A2} = 'yes'"), ("A2", "${A1} = 'yes'"), ("A3", "${A3} = 'yes'")]
    entries = tuple(
        Entry(
            code=code,
            kind="item",
            text={"en": code},
            items=(
                Item(code=code, concept=code, type="yes_no", text={"en": code}, relevant=source),
            ),
        )
        for code, source in pair
    )
    form = Form(code="x", title={}, sections=(Section(code="A", title={}, entries=entries),))
    for code, _ in pair:
        with pytest.raises(BadForm, match="runs in a circle"):
            Relevance(Instrument(form), {}).asks(code)


def plainly(one, said, code):
    """Return whether an item is asked, worked out from the rules with nothing remembered."""
    item = one.item(code)
    _, path = split_instance(code)

    def lookup(other):
        if one.repeats(other):
            if not path or other.partition(".")[0] != item.within:
                return ""
            other = instance_code(other, path)
        if not plainly(one, said, other):
            return ""
        return operand(one.item(other), said.get(other, NO_ANSWER))

    lead = instance_code(item.lead, path)
    conditions = [one.entry_of[item.code].relevant, item.relevant]
    return (not item.lead or plainly(one, said, lead)) and all(
        holds(parse(source), lookup) for source in conditions if source
    )


@given(said=sets_of_answers(SAMPLE), data=st.data())
def test_relevance_does_not_depend_on_the_order_of_asking(said, data):
    codes = all_codes(SAMPLE, said)
    expected = {code: plainly(SAMPLE, said, code) for code in codes}
    relevance = Relevance(SAMPLE, said)
    shuffled = data.draw(st.permutations(codes))
    assert {code: relevance.asks(code) for code in shuffled} == expected
    assert asked_codes(SAMPLE, said) == [code for code in codes if expected[code]]


@st.composite
def tangled(draw):
    """Draw an instrument whose items depend on earlier ones of some order, and its answers."""
    count = draw(st.integers(2, 6))
    order = draw(st.permutations(range(1, count + 1)))
    sources = {}
    for place, n in enumerate(order):
        earlier = [f"A{m}" for m in order[:place]]
        sources[n] = draw(st.just("") | expressions(earlier)) if earlier else ""
    rows = "\n".join(f"| A{n} | text | {sources[n]} |" for n in range(1, count + 1))
    # Any nonsense must end, also what the checks of a form would refuse.
    one = instrument(f"| code | type | relevant |\n{rows}", checked=False)
    return one, draw(sets_of_answers(one))


@settings(max_examples=50)
@given(tangled())
def test_relevance_of_any_tangle_ends_and_is_that_of_the_rules(drawn):
    one, said = drawn
    assert asked_codes(one, said) == [code for code in one.items if plainly(one, said, code)]
