"""What expressions come to: XLSForm's rules for blanks, exact numbers, texts, choices."""

from decimal import Decimal, getcontext, setcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msq.instrument.evaluate import Around, Operand, evaluate, holds
from msq.instrument.expression import MAX_DEPTH, parse
from tests.instrument.generated import expressions, operands

ANSWERS: dict[str, Operand] = {
    "N1": Decimal(5),
    "N2": Decimal("2.50"),
    "ZERO": Decimal(0),
    "YES": "yes",
    "NO": "no",
    "WORDS": "two words",
    "CODE": "007",
    "DAY": "2027-03-27",
    "SEVERAL": ("polls", "forums"),
    "HUGE": Decimal("9" * 30),
}


ROWS: dict[str, tuple[Operand, ...]] = {
    "G1": ("", "", ""),
    "G1.cost": (Decimal(10), Decimal("2.5"), Decimal(-1)),
    "G1.gap": (Decimal(10), "", Decimal(3)),
    "G1.name": ("x", "y", "z"),
    "G2": (),
    "G2.cost": (),
}
AROUND = Around(
    column=lambda code: ROWS[code] if code in ROWS else (ANSWERS.get(code, ""),),
    today="2027-03-27",
    attributes={"region": "africa", "size": "7"},
)


def value(source, itself=""):
    """Return what a source comes to with what stands above; all other items are blank."""
    return evaluate(parse(source), lambda code: ANSWERS.get(code, ""), itself, AROUND)


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("1 + 2 * 3", Decimal(7)),
        ("7 div 2", Decimal("3.5")),
        ("7 mod 2", Decimal(1)),
        ("-7 mod 2", Decimal(-1)),
        ("7 mod -2", Decimal(1)),
        ("- - 3", Decimal(3)),
        ("0.1 + 0.2", Decimal("0.3")),
        ("${HUGE} + 1", Decimal(10**30)),
        ("${HUGE} * ${HUGE}", Decimal((10**30 - 1) ** 2)),
        ("'7' + 1", Decimal(8)),
        ("' 7 ' + 1", Decimal(8)),
        ("1 + (1 = 1)", Decimal(2)),
        ("string-length('🙂é')", Decimal(2)),
        ("string-length(0.10 * 10)", Decimal(1)),
        ("string-length(${N9})", Decimal(0)),
        ("count-selected(${SEVERAL})", Decimal(2)),
        ("count-selected(${YES})", Decimal(1)),
        ("count-selected(${N9})", Decimal(0)),
        ("coalesce(${N9}, ${N1})", Decimal(5)),
        ("coalesce(${ZERO}, ${N1})", Decimal(0)),
        ("coalesce(${N9}, ${N8})", ""),
        ("if(${YES} = 'yes', 1, 2)", Decimal(1)),
        ("if(${ZERO}, 1, 2)", Decimal(2)),
        ("if(${N9}, 1, 2)", Decimal(2)),
        (".", "it"),
        ("true()", True),
        ("false()", False),
        ("today()", "2027-03-27"),
        ("number('7.50')", Decimal("7.50")),
        ("number(true())", Decimal(1)),
        ("number('x')", ""),
        ("number(${N9})", ""),
        ("int(7.9)", Decimal(7)),
        ("int(-7.9)", Decimal(-7)),
        ("int(${N9})", ""),
        ("round(2.5)", Decimal(3)),
        ("round(-2.5)", Decimal(-3)),
        ("round(1 div 3, 2)", Decimal("0.33")),
        ("round(1250, -2)", Decimal(1300)),
        ("round(1, 0.5)", ""),
        ("round(1, 99)", ""),
        ("round(${N9}, 2)", ""),
        ("sum(${G1.cost})", Decimal("11.5")),
        ("sum(${G1.cost}, ${N1}, 1)", Decimal("17.5")),
        ("sum(${G1.gap})", ""),
        ("sum(${G1.name})", ""),
        ("sum(${G2.cost})", Decimal(0)),
        ("min(${G1.cost})", Decimal(-1)),
        ("max(${G1.cost})", Decimal(10)),
        ("max(${G1.gap})", ""),
        ("max(${G2.cost})", ""),
        ("max(${N1}, 7, 3)", Decimal(7)),
        ("count(${G1})", Decimal(3)),
        ("count(${G1.gap})", Decimal(3)),
        ("count-non-empty(${G1.gap})", Decimal(2)),
        ("count(${G2})", Decimal(0)),
        ("region", "africa"),
        ("size + 1", Decimal(8)),
        ("nothing", ""),
    ],
)
def test_expression_comes_to_its_value(source, result):
    assert value(source, "it") == result


@pytest.mark.parametrize(
    "source",
    ["${N9} + 1", "1 + ${N9}", "-${N9}", "-'x'", "'x' * 2", "1 div 0", "0 div 0", "1 mod 0",
     "${SEVERAL} + 1", "'1e3' + 1", "'1_000' + 1", "'NaN' + 1", "'Infinity' - 1", "'٣' + 1"],
)  # fmt: skip
def test_arithmetic_without_a_number_is_blank(source):
    assert value(source) == ""


@pytest.mark.parametrize(
    "source",
    ["1 = 1.0", "${N2} = 2.5", "${N2} = '2.5'", "'yes' = ${YES}", "${N9} = ''", "'' = ${N9}",
     "${YES} != ''", "${N9} != 1", "${N9} != 'yes'", "${CODE} != '7'", "${CODE} = 7",
     "'1e3' != 1000", "'1_000' != 1000", "${SEVERAL} = 'polls forums'", "${N1} > 4",
     "${N1} >= 5", "${N1} <= 5", "4 < ${N1}", "'10' > '9'", "${DAY} > '2027-03-26'",
     "${DAY} <= '2027-03-27'", "${HUGE} < ${HUGE} + 1", "selected(${SEVERAL}, 'polls')",
     "selected(${YES}, 'yes')", "selected(${WORDS}, 'words')", "not(selected(${SEVERAL}, 'poll'))",
     "${DAY} <= today()", "regex(${CODE}, '[0-9]{3}')", "regex(5, '5')", "regex(${N9}, 'x?')",
     "true()", "not(false())", "not(${N9})", "not(0)", "1 and 'x'", "${N9} or 1",
     "(1 = 1) = (2 = 2)"],
)  # fmt: skip
def test_condition_that_is_true_holds(source):
    assert holds(parse(source), lambda code: ANSWERS.get(code, ""), "", AROUND)


@pytest.mark.parametrize(
    "source",
    ["${N9} > 0", "${N9} < 1", "0 <= ${N9}", "${N9} >= ${N8}", "'' < 1", "${N9} = 0",
     "${N9} = 'no'", "${YES} = 'Yes'", "${CODE} = '7'", "${N1} != 5.00", "selected(${N9}, 'x')",
     "selected(${SEVERAL}, 'polls forums')", "not(1)", "1 and ${N9}", "0 or ''", "0 and 1 div 0",
     "${YES} and ${NO} = 'yes'", "${N9} <= today()", "regex(${CODE}, '[0-9]')",
     "regex(${N9}, 'x')", "false()"],
)  # fmt: skip
def test_condition_that_is_not_true_does_not_hold(source):
    assert not holds(parse(source), lambda code: ANSWERS.get(code, ""), "", AROUND)


def test_evaluation_looks_at_no_item_that_it_does_not_need():
    seen = []

    def lookup(code):
        seen.append(code)
        return ANSWERS.get(code, "")

    assert holds(parse("${YES} = 'yes' or ${N9} = 1"), lookup)
    assert not holds(parse("${NO} = 'yes' and ${N9} = 1"), lookup)
    assert evaluate(parse("if(1, 'x', ${N9})"), lookup) == "x"
    assert seen == ["YES", "NO"]


def test_evaluation_does_not_depend_on_the_precision_of_its_surroundings():
    before = getcontext().copy()
    try:
        getcontext().prec = 3
        assert value("${HUGE} + 1 = 1000000000000000000000000000000") is True
        assert getcontext().prec == 3
    finally:
        setcontext(before)


def test_evaluation_of_the_deepest_tree_stays_within_bounds():
    assert value("+".join("1" * MAX_DEPTH)) == Decimal(MAX_DEPTH)
    assert value("not(" * (MAX_DEPTH - 1) + "1" + ")" * (MAX_DEPTH - 1)) is False


@given(data=st.data())
def test_evaluation_of_anything_over_any_answers_raises_nothing(data):
    source = data.draw(expressions(["A1", "B1", "C1"], itself=True))
    answers = {code: data.draw(operands) for code in ("A1", "B1")}
    found = evaluate(parse(source), lambda code: answers.get(code, ""), data.draw(operands))
    assert isinstance(found, (str, Decimal, bool, tuple))
    assert evaluate(parse(source), lambda _: "") is not None


@given(data=st.data())
def test_evaluation_of_the_same_over_the_same_comes_to_the_same(data):
    source = data.draw(expressions(["A1", "G1.cost"], itself=True))
    rows = tuple(data.draw(st.lists(operands, max_size=3)))
    answers = {"A1": data.draw(operands)}
    around = Around(lambda code: rows if code == "G1.cost" else (answers[code],), "2027-03-27")

    def once():
        return evaluate(parse(source), lambda code: answers.get(code, ""), "x", around)

    assert once() == once()


@given(expressions(["A1"]), st.sampled_from(["+", "-", "*", "div", "mod"]))
def test_arithmetic_with_a_blank_is_blank_and_no_order_holds(source, operator):
    assert evaluate(parse(f"({source}) {operator} ${{B1}}"), lambda _: "") == ""
    assert not any(holds(parse(f"({source}) {sign} ''"), lambda _: "") for sign in ("<", ">="))


@given(st.lists(operands, max_size=5))
def test_one_blank_makes_a_sum_blank_and_numbers_make_it_a_number(rows):
    around = Around(lambda _: rows)
    found = evaluate(parse("sum(${A1})"), lambda _: "", "", around)
    numbers = [evaluate(parse("number(.)"), lambda _: "", one) for one in rows]
    assert (found == "") == ("" in numbers)


def test_numbers_that_pile_up_are_blank_before_they_are_large():
    square = parse(". * .")
    found: Operand = Decimal("9" * 30)
    for _ in range(20):
        found = evaluate(square, lambda _: "", found)
    assert found == ""


@given(left=operands, right=operands)
def test_comparison_is_one_of_its_kinds_and_the_opposite_of_its_opposite(left, right):
    def says(operator):
        return holds(parse(f"${{A1}} {operator} ${{B1}}"), {"A1": left, "B1": right}.__getitem__)

    assert says("=") != says("!=")
    assert says("<") + says(">") <= 1
    if left not in ("", ()) and right not in ("", ()):
        assert says("<=") != says(">")
        assert says(">=") != says("<")
