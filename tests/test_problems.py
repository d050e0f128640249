"""The family of problems: a code, a status, a sentence for each; nothing that breaks when said."""

import pytest

from msq import problems
from msq.problems import (
    BadForm,
    BadInput,
    BadValue,
    NotReady,
    Problem,
    ProblemWithAnswer,
    short,
)


def kinds(kind=Problem):
    """Yield a kind of problem and all below it."""
    yield kind
    for below in kind.__subclasses__():
        yield from kinds(below)


@pytest.mark.parametrize("kind", list(kinds()), ids=lambda kind: kind.__name__)
def test_kind_of_problem_has_code_status_title_and_docstring(kind):
    assert kind.code == kind.code.lower().strip()
    assert 400 <= kind.status <= 599
    assert kind.title[0].isupper()
    assert not kind.title.endswith(".")
    assert kind.__doc__
    assert kind.__module__ == problems.__name__


def test_codes_of_problems_differ():
    codes = [kind.code for kind in kinds()]
    assert sorted(codes) == sorted(set(codes))


def test_problem_keeps_its_template_and_details_apart():
    problem = BadValue("“{text}” is {what}.", text="{x}", what="wrong", message="m", self="s")
    assert str(problem) == "“{x}” is wrong."
    assert problem.message == "“{text}” is {what}."
    assert problem.details == {"text": "{x}", "what": "wrong", "message": "m", "self": "s"}


def test_problem_with_an_answer_names_its_item():
    problem = ProblemWithAnswer("B1", "Give an answer to {item}.")
    assert (problem.item, str(problem)) == ("B1", "Give an answer to B1.")


def test_problems_that_gather_others_keep_them_in_order():
    one, two = BadValue("One."), BadValue("Two.")
    gathered = BadInput({"name": one, "email": two})
    assert list(gathered.fields.items()) == [("name", one), ("email", two)]
    assert str(gathered) == "2 entries need attention."
    answers = [ProblemWithAnswer("B1", "One."), ProblemWithAnswer("A1", "Two.")]
    assert NotReady(answers).problems == tuple(answers)
    assert BadForm(["a.yaml, line 1: {x}"]).faults == ("a.yaml, line 1: {x}",)
    assert str(BadForm(["a.yaml, line 1: {x}"])).endswith("a.yaml, line 1: {x}")


@pytest.mark.parametrize(
    ("text", "shown"),
    [("", ""), ("x" * 80, "x" * 80), ("x" * 81, "x" * 80 + "…")],
)
def test_text_in_a_message_is_cut_where_it_is_long(text, shown):
    assert short(text) == shown
