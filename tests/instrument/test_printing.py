"""Printing an expression and reading it again changes nothing."""

import pytest
from hypothesis import assume, given

from msq.instrument.expression import MAX_LENGTH, parse
from msq.instrument.printing import printed
from tests.instrument.generated import expressions


@given(
    source=expressions(
        ("A1", "B2.title", "C3.ai.has"), itself=True, attributes=("region", "name", "is_small")
    )
)
def test_what_is_printed_is_parsed_to_the_same_tree(source):
    tree = parse(source)
    said = printed(tree)
    assume(len(said) <= MAX_LENGTH)
    assert parse(said) == tree
    assert printed(parse(said)) == said


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("((1-2)-3)", "1 - 2 - 3"),
        ("1-(2-3)", "1 - (2 - 3)"),
        ("${A1}='yes'  and(${A2}>1 or ${A3}<2)", "${A1} = 'yes' and (${A2} > 1 or ${A3} < 2)"),
        ("-(1 + 2) * 3", "-(1 + 2) * 3"),
        ('not( selected( . ,"it\'s" ) )', 'not(selected(., "it\'s"))'),
        ("(1 = 2) = 3", "(1 = 2) = 3"),
        ("${A1} and (${A2} and ${A3})", "${A1} and (${A2} and ${A3})"),
    ],
)
def test_brackets_stand_only_where_they_matter(source, said):
    assert printed(parse(source)) == said


def test_names_can_be_changed_on_the_way():
    tree = parse("${B2.title} != '' and string-length(${B2.title}) < 9")
    assert printed(tree, lambda code: code.replace(".", "_")) == (
        "${B2_title} != '' and string-length(${B2_title}) < 9"
    )
