"""What differs between two texts: laws over any texts, and what a reader expects of some."""

from itertools import pairwise
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msq.response.wordwise import DELETED, INSERTED, KEPT, MOST_TOKENS, difference, words

TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(["law", "Law", "on", " ", "\n", ".", "法", "律", "ก็", "قانون", "é"]))
    .map("".join),
)  # fmt: skip


def written(old: str, new: str) -> str:
    """Return a difference as one line: ``[-gone-]`` and ``{+come+}``."""
    marks = {KEPT: "{}", DELETED: "[-{}-]", INSERTED: "{{+{}+}}"}
    return "".join(marks[run.kind].format(run.text) for run in difference(old, new))


@given(TEXTS, TEXTS)
def test_what_is_kept_and_deleted_is_the_old_text_and_with_what_is_inserted_the_new(old, new):
    runs = difference(old, new)

    assert "".join(run.text for run in runs if run.kind != INSERTED) == old
    assert "".join(run.text for run in runs if run.kind != DELETED) == new


@given(TEXTS, TEXTS)
def test_runs_are_never_empty_and_alternate(old, new):
    kinds = [run.kind for run in difference(old, new)]

    assert all(run.text for run in difference(old, new))
    assert all(one != other for one, other in pairwise(kinds))
    assert (INSERTED, DELETED) not in pairwise(kinds)


@given(TEXTS)
def test_same_text_differs_in_nothing(text):
    assert [run.kind for run in difference(text, text)] == [KEPT] * bool(text)


@given(TEXTS)
def test_words_are_the_whole_text(text):
    assert "".join(words(text)) == text


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "A law", "{+A law+}"),
        ("A law", "", "[-A law-]"),
        ("A law of 2019", "A law of 2021", "A law of [-2019-]{+2021+}"),
        ("One two three", "One 2 3 three", "One [-two-]{+2 3+} three"),
        ("a b c d", "x y c d", "[-a b-]{+x y+} c d"),
        ("The law", "The law.", "The law{+.+}"),
        ("国家数字化战略", "国家数据战略", "国家数[-字化-]{+据+}战略"),
        ("قانون جديد", "قانون قديم", "قانون [-جديد-]{+قديم+}"),
        ("cafe\u0301 x", "cafe x", "[-cafe\u0301-]{+cafe+} x"),
        ("First.\n\nSecond.", "First.\n\nAnother.", "First.\n\n[-Second-]{+Another+}."),
    ],
)
def test_difference_is_as_a_reader_would_mark_it(old, new, expected):
    assert written(old, new) == expected


def test_very_long_texts_are_compared_in_bounded_time():
    begin, end = "The same begin. ", " The same end."
    long = " ".join(str(number * number % 977) for number in range(MOST_TOKENS))
    other = " ".join(str(number * number % 983) for number in range(MOST_TOKENS))
    started = perf_counter()

    runs = difference(begin + long + end, begin + other + end)

    assert perf_counter() - started < 5
    assert [run.kind for run in runs] == [KEPT, DELETED, INSERTED, KEPT]
    assert runs[0].text.startswith(begin)
    assert runs[-1].text.endswith(end)
