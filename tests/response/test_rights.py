"""Who may do what: properties of the table, over any grants."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msq.response.rights import (
    ALLOWED,
    CONTRIBUTOR,
    FOCAL_POINT,
    MANAGER,
    MISSION,
    RESPONDENT_ROLES,
    REVIEWER,
    ROLE_TEXTS,
    STAFF_ROLES,
    Grant,
    may,
)

ROLES = (*RESPONDENT_ROLES, *STAFF_ROLES)
responses = st.integers(1, 4)
grants = st.lists(
    st.one_of(
        st.builds(Grant, st.sampled_from(RESPONDENT_ROLES), responses),
        st.builds(Grant, st.sampled_from(STAFF_ROLES)),
    ),
    max_size=5,
)
rights = st.sampled_from(sorted(ALLOWED))


def test_every_role_has_a_text_and_every_right_a_role_that_exists():
    assert tuple(ROLE_TEXTS) == ROLES
    for right, roles in ALLOWED.items():
        assert roles, right
        assert roles <= set(ROLES), right


@pytest.mark.parametrize(
    ("right", "roles"),
    [
        ("response.submit", {FOCAL_POINT, MISSION}),
        ("response.answer", {FOCAL_POINT, MISSION, CONTRIBUTOR}),
        ("response.accept", {REVIEWER, MANAGER}),
        ("response.reopen", {MANAGER}),
        ("export.personal", {MANAGER}),
    ],
)
def test_right_belongs_to_the_roles_that_the_house_names(right, roles):
    assert ALLOWED[right] == roles


def test_respondents_hold_only_rights_on_responses_and_never_judge_them():
    for right, roles in ALLOWED.items():
        if roles & set(RESPONDENT_ROLES):
            assert right in {"response.read", "response.answer", "response.submit",
                             "response.reply"}  # fmt: skip


def test_staff_never_answer_or_submit_for_a_state():
    for right in ("response.answer", "response.submit", "response.reply"):
        assert not ALLOWED[right] & set(STAFF_ROLES)


@given(grants, rights, responses)
def test_right_on_a_response_comes_from_one_grant_on_it_or_from_staff(held, right, response):
    expected = any(
        grant.role in ALLOWED[right] and (grant.role in STAFF_ROLES or grant.response == response)
        for grant in held
    )
    assert may(held, right, response) == expected


@given(grants, rights)
def test_right_on_any_response_is_a_right_on_one_of_them(held, right):
    assert may(held, right) == any(may(held, right, response) for response in range(1, 5))


@given(grants, grants, rights, responses)
def test_grants_together_give_what_each_gives_and_no_more(one, other, right, response):
    together = may([*one, *other], right, response)
    assert together == (may(one, right, response) or may(other, right, response))


@given(grants, rights, responses)
def test_grant_on_one_response_gives_nothing_on_another(held, right, response):
    own = [grant for grant in held if grant.response == response]
    other = response + 1
    assert not may(own, right, other)


@given(rights, responses)
def test_nobody_without_a_grant_may_do_anything(right, response):
    assert not may([], right)
    assert not may([], right, response)
