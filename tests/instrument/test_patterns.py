"""Patterns of ``regex()``: the subset, what is refused, and that time grows with the text only."""

import re
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msq.instrument.matching import LONGEST_TEXT, Matcher, matcher
from msq.problems import BadExpression

SECONDS = 5
"""Far above what is needed, far below what trying again and again would take."""


@pytest.mark.parametrize(
    ("pattern", "fits", "fits_not"),
    [
        ("", [""], ["a"]),
        ("abc", ["abc"], ["", "ab", "abcd", "xabc"]),
        ("^[A-Z]{3}$", ["ALB"], ["AL", "ALBA", "alb", "ALB\n"]),
        (r"[0-9]{2,4}", ["12", "123", "1234"], ["1", "12345"]),
        (r"\d{2,}", ["12", "1234567"], ["1", "٣٣"]),
        (r"(?:ab|cd)*e?", ["", "e", "abcd", "abcde"], ["a", "ee"]),
        (r"a.c", ["abc", "a🙂c"], ["ac", "a\nc"]),
        (r"[^\d]+", ["ab"], ["", "a1"]),
        (r"\p{Lu}\p{L}*", ["Élan", "Дом"], ["élan", "1"]),
        (r"\P{L}", ["1"], ["a"]),
        (r"[\w.-]+@([A-Za-z0-9-]+\.)+[A-Za-z]{2,}", ["a.b@un.example.org"], ["a@b", "@b.org"]),
        (r"([a-z]+-)*[a-z]+", ["a", "a-b-c"], ["a-", "-a"]),
        (r"a{0}b", ["b"], ["ab"]),
        (r"(a|b|)c", ["ac", "bc", "c"], ["abc"]),
        (r"[-a]", ["-", "a"], ["b"]),
        (r"\(\$\)\|", ["($)|"], [""]),
        (r"(a{1,3}){2}", ["aa", "aaaaaa"], ["a", "aaaaaaa"]),
    ],
)
def test_pattern_describes_whole_texts(pattern, fits, fits_not):
    found = matcher(pattern)
    assert [text for text in fits if not found.matches(text)] == []
    assert [text for text in fits_not if found.matches(text)] == []


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+", "(a*)*", "(a|a)*", "(a|aa)+", r"(\w+\s?)*", "([a-z]+ ?)+x", "(.*)*", "((a?)*)*",
     "(a|b|ab)*c", r"(\d+\d+)*", "(x+x+)+y"],
)  # fmt: skip
def test_pattern_that_repeats_what_can_be_read_in_several_ways_is_refused(pattern):
    with pytest.raises(BadExpression, match="in several ways"):
        matcher(pattern)


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        (r"(a)\1", "“\\\\1”, which is not allowed,"),
        (r"\bword", "“\\\\b”, which is not allowed,"),
        ("(?=a)b", "a group of a kind that is not allowed"),
        ("a*?", "two marks of repeating"),
        ("a++", "two marks of repeating"),
        ("a**", "two marks of repeating"),
        ("*a", "must be written"),
        ("a^b", "must be written"),
        ("a{3,1}", "out of order"),
        ("a{999}", "beyond 200"),
        ("(a", "not closed"),
        ("a)", "not opened"),
        ("[a", "without “]”"),
        ("[]", "must be written"),
        ("[z-a]", "does not go from"),
        ("[a-\\d]", "does not go from"),
        ("a\\", "without a character"),
        (r"\p{Xx}", "without a category"),
        ("(" * 30 + ")" * 30, "brackets in brackets"),
        ("a" * 501, "500 characters"),
        ("(a{1,30}){30}", "too large"),
    ],
)
def test_pattern_outside_the_subset_is_refused_with_its_place(pattern, what):
    with pytest.raises(BadExpression, match=what):
        matcher(pattern)


@pytest.mark.parametrize("pattern", ["a*a*a*a*a*a*b", "(a|b)*", ".*.*.*.*x", "[ab]*a[ab]{100}"])
def test_text_of_any_kind_is_matched_in_steps_that_its_length_bounds(pattern):
    found = Matcher(pattern)
    started = time.process_time()
    found.matches("ab" * (LONGEST_TEXT // 2))
    assert time.process_time() - started < SECONDS
    assert not found.matches("a" * (LONGEST_TEXT + 1))


_simple = st.recursive(
    st.sampled_from(["a", "b", "[ab]", "[^a]", r"\d", ".", "1"]),
    lambda inner: (
        st.builds("{}{}".format, inner, inner)
        | st.builds("(?:{}|{})".format, inner, inner)
        | st.builds("(?:{}){}".format, inner, st.sampled_from(["?", "{2}", "{0,2}", "{1,}", "*"]))
    ),
    max_leaves=6,
)


@given(_simple, st.lists(st.text("ab1", max_size=6), max_size=8))
def test_pattern_that_is_taken_means_what_it_means_elsewhere(pattern, texts):
    with suppress(BadExpression):
        found = matcher(pattern)
        elsewhere = re.compile(pattern)
        assert [found.matches(text) for text in texts] == [
            elsewhere.fullmatch(text) is not None for text in texts
        ]


@given(st.text(r"ab1\^$.[]()|*+?{}-,dpL", max_size=30), st.text("ab1", max_size=5))
def test_any_pattern_is_taken_or_refused(pattern, text):
    with suppress(BadExpression):
        matcher(pattern).matches(text)
