"""The laws of merging: what a save does to one answer, for every way in which three can agree."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msq.response.merging import Outcome, merge
from msq.response.values import NO_ANSWER, Answer

SAID = (
    NO_ANSWER,
    Answer("yes"),
    Answer(missing="not_available"),
    Answer("yes", comment="a note"),
    Answer(["a", "b"]),
)
some = st.builds(
    Answer, st.sampled_from((None, 0, 1, "1", ["1"])), comment=st.sampled_from(("", "note")),
    number=st.integers(0, 9),
)  # fmt: skip


@pytest.mark.parametrize(("seen", "mine", "now"), list(product(SAID, repeat=3)))
def test_merge_follows_from_which_of_the_three_agree(seen, mine, now):
    expected = {
        (True, True): Outcome.SAME,
        (True, False): Outcome.SAME,
        (False, True): Outcome.KEEP,
        (False, False): Outcome.APPLY if now.said == seen.said else Outcome.CONFLICT,
    }[mine.said == now.said, mine.said == seen.said]
    assert merge(seen, mine, now) is expected


@given(some, some, some, st.integers(0, 9))
def test_merge_does_not_depend_on_numbers(seen, mine, now, number):
    def other(answer):
        return Answer(answer.value, answer.missing, answer.comment, number)

    assert merge(other(seen), other(mine), other(now)) is merge(seen, mine, now)


@given(some, some, some)
def test_conflict_is_one_for_both_sides(seen, mine, theirs):
    one = merge(seen, mine, theirs) is Outcome.CONFLICT
    assert one == (merge(seen, theirs, mine) is Outcome.CONFLICT)
    assert one == (len({repr(answer.said) for answer in (seen, mine, theirs)}) == 3)


@given(some, some)
def test_merge_without_anybody_else_is_never_a_conflict(seen, mine):
    expected = Outcome.SAME if mine.said == seen.said else Outcome.APPLY
    assert merge(seen, mine, seen) is expected


@given(some, some)
def test_merge_of_what_was_not_touched_keeps_what_others_did(seen, theirs):
    expected = Outcome.SAME if seen.said == theirs.said else Outcome.KEEP
    assert merge(seen, seen, theirs) is expected


@given(some, some, some)
def test_merge_again_after_it_was_applied_changes_nothing(seen, mine, now):
    if merge(seen, mine, now) is Outcome.APPLY:
        assert merge(seen, mine, mine) is Outcome.SAME
