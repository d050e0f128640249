"""The language of expressions: what it takes, what it refuses and where, what it looks at."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msq.instrument.expression import (
    MAX_DEPTH,
    Attribute,
    Call,
    Itself,
    Literal,
    Reference,
    over_rows,
    parse,
    references,
    row_by_row,
)
from msq.problems import BadExpression

ONE, TWO, THREE = (Literal(Decimal(n)) for n in (1, 2, 3))
A, B, C = (Reference(f"{letter}1") for letter in "ABC")


@pytest.mark.parametrize(
    ("source", "tree"),
    [
        ("1", ONE),
        ("1.50", Literal(Decimal("1.50"))),
        ("'one'", Literal("one")),
        ('"it\'s"', Literal("it's")),
        ("''", Literal("")),
        ("'${A1} or . div'", Literal("${A1} or . div")),
        ("${A1}", A),
        ("${ A1 }", A),
        ("${E1.privacy.exists}", Reference("E1.privacy.exists")),
        ("${title}", Reference("title")),
        (".", Itself()),
        ("(1)", ONE),
        ("((((((1))))))", ONE),
        ("-1", Call("negative", (ONE,))),
        ("- -1", Call("negative", (Call("negative", (ONE,)),))),
        ("1-2", Call("-", (ONE, TWO))),
        ("1 -2", Call("-", (ONE, TWO))),
        ("1 - -2", Call("-", (ONE, Call("negative", (TWO,))))),
        ("1 + 2 * 3", Call("+", (ONE, Call("*", (TWO, THREE))))),
        ("(1 + 2) * 3", Call("*", (Call("+", (ONE, TWO)), THREE))),
        ("1 - 2 - 3", Call("-", (Call("-", (ONE, TWO)), THREE))),
        ("1 div 2 mod 3", Call("mod", (Call("div", (ONE, TWO)), THREE))),
        ("1 + 2 = 3", Call("=", (Call("+", (ONE, TWO)), THREE))),
        ("not(1) = 2", Call("=", (Call("not", (ONE,)), TWO))),
        ("${A1} or ${B1} and ${C1}", Call("or", (A, Call("and", (B, C))))),
        ("(${A1} or ${B1}) and ${C1}", Call("and", (Call("or", (A, B)), C))),
        ("${A1}and${B1}and${C1}", Call("and", (A, B, C))),
        ("${A1} = 1 or ${B1} != 2", Call("or", (Call("=", (A, ONE)), Call("!=", (B, TWO))))),
        (". >= coalesce(${A1}, .)", Call(">=", (Itself(), Call("coalesce", (A, Itself()))))),
        ("selected(${A1},'x')", Call("selected", (A, Literal("x")))),
        ("count-selected(.)-1", Call("-", (Call("count-selected", (Itself(),)), ONE))),
        ("true()", Call("true", ())),
        ("round(1, 2)", Call("round", (ONE, TWO))),
        ("sum(${A1}, 1)", Call("sum", (A, ONE))),
        ("count(${A1})", Call("count", (A,))),
        ("regex(., '[0-9]+')", Call("regex", (Itself(), Literal("[0-9]+")))),
        ("region = ${A1}", Call("=", (Attribute("region"), A))),
        ("is_small-1", Attribute("is_small-1")),
        ("\n ${A1}\n\t= 1 ", Call("=", (A, ONE))),
    ],
)
def test_expression_in_the_language_becomes_a_tree(source, tree):
    assert parse(source) == tree


@pytest.mark.parametrize("operator", ["=", "!=", "<", "<=", ">", ">="])
def test_comparison_takes_two_sides_and_no_third(operator):
    assert parse(f"1{operator}2") == Call(operator, (ONE, TWO))
    with pytest.raises(BadExpression):
        parse(f"1 {operator} 2 {operator} 3")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("", "“” ends before it is complete."),
        ("   ", "“   ” ends before it is complete."),
        ("1 or", "“1 or” ends before it is complete."),
        ("(1", "“(1” ends before it is complete."),
        ("1)", "“1)” cannot be understood from character 2, “)”."),
        ("1 2", "“1 2” cannot be understood from character 3, “2”."),
        ("1\n+ §", "“1\n+ §” cannot be understood from character 5, “§”."),
        ("${A1", "“${A1” cannot be understood from character 1, “${A1”."),
        ("${}", "“${}” cannot be understood from character 1, “${}”."),
        ("${A 1}", "“${A 1}” cannot be understood from character 1, “${A 1}”."),
        ("${A1.}", "“${A1.}” cannot be understood from character 1, “${A1.}”."),
        ("A1", "“A1” cannot be understood from character 1, “A1”."),
        ("${A1} = 'x", "“${A1} = 'x” cannot be understood from character 9, “'x”."),
        ("‘yes’", "“‘yes’” cannot be understood from character 1, “‘yes’”."),
        ("'it''s'", "“'it''s'” cannot be understood from character 5, “'s'”."),
        ("${A1} == 1", "“${A1} == 1” cannot be understood from character 8, “= 1”."),
        ("${A1} & 1", "“${A1} & 1” cannot be understood from character 7, “& 1”."),
        ("1 ornot(1)", "“1 ornot(1)” cannot be understood from character 3, “ornot(1)”."),
        ("1 and2", "“1 and2” cannot be understood from character 3, “and2”."),
        ("4 div-2", "“4 div-2” cannot be understood from character 3, “div-2”."),
        ("1e5", "“1e5” cannot be understood from character 1, “1e5”."),
        ("5.", "“5.” cannot be understood from character 1, “5.”."),
        (".5", "“.5” cannot be understood from character 2, “5”."),
        ("..", "“..” cannot be understood from character 2, “.”."),
        ("1 AND 2", "“1 AND 2” cannot be understood from character 3, “AND 2”."),
    ],
)
def test_expression_outside_the_language_is_refused_with_its_place(source, message):
    with pytest.raises(BadExpression) as refused:
        parse(source)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("div(1, 2)", "There is no function div()."),
        ("todey()", "There is no function todey(). Did you mean today()?"),
        ("today(1)", "today() takes 0 values, not 1."),
        ("round(1, 2, 3)", "round() takes 1 to 2 values, not 3."),
        ("sum()", "sum() takes 1 or more values, not 0."),
        ("count(1)", "count() takes one ${code}, whose rows it counts."),
        ("regex(., ${A1})", "regex() takes its pattern as a text in quotes."),
        ("regex(., 5)", "regex() takes its pattern as a text in quotes."),
        ("regex(., '(a+)+')", "The pattern of regex() repeats without limit what can be read"),
        ("or = 1", "“or” stands where a value is needed."),
        ("system('x')", "There is no function system()."),
        ("not()", "not() takes 1 values, not 0."),
        ("if(1, 2)", "if() takes 3 values, not 2."),
        ("selected(${A1}, 'x', 'y')", "selected() takes 2 values, not 3."),
    ],
)
def test_function_that_is_unknown_or_given_the_wrong_number_of_values_is_refused(source, message):
    with pytest.raises(BadExpression) as refused:
        parse(source)
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize(
    "source",
    [
        "+".join("1" * (MAX_DEPTH + 1)),
        "-" * MAX_DEPTH + "1",
        "-\n" * 400 + "1",
        "not(" * 190 + "1" + ")" * 190,
        "*".join(["-1"] * 330),
    ],
)
def test_expression_that_is_too_deep_is_refused(source):
    with pytest.raises(BadExpression, match="nested too deeply"):
        parse(source)


def test_expression_may_be_as_deep_as_the_bound():
    assert parse("+".join("1" * MAX_DEPTH))
    assert parse("(" * 400 + "1" + ")" * 400) == ONE
    assert parse(" or ".join(["1"] * 199))


def test_expression_that_is_too_long_is_refused():
    assert parse("'" + "x" * 998 + "'")
    with pytest.raises(BadExpression, match="has 1001 characters; at most 1000"):
        parse("'" + "x" * 999 + "'")


def test_references_of_an_expression_are_all_items_it_looks_at():
    tree = parse("if(selected(${A1}, '${X9}'), ${B1.x}, not(${C1} = .)) or -${A1} > 2")
    assert references(tree) == {"A1", "B1.x", "C1"}


def test_what_is_looked_at_in_all_rows_is_told_apart_from_what_is_looked_at_once():
    tree = parse("sum(${A1.x}, ${B1}) > ${A1.y} and count(${A2}) = max(${A1.y} + 1)")
    assert over_rows(tree) == {"A1.x", "B1", "A2"}
    assert row_by_row(tree) == {"A1.y"}
    assert row_by_row(parse("${A1}")) == {"A1"}


@given(st.text(alphabet=st.sampled_from("${}A1.'\"()+-*=<>!, orandivm§\n"), max_size=60))
def test_any_text_is_parsed_or_refused(source):
    with suppress(BadExpression):
        assert parse(source)
