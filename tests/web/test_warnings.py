"""Answers that do not fit together: a warning is passed with a reason that the reviewer reads."""

import pytest

from msq.desk.actor import COMMAND_LINE
from msq.desk.reading.response import look_at
from msq.instrument import yaml_form
from tests.instrument.folders import folder
from tests.web.scene import UNIT

SECTION = """\
section: A
title: Figures
items:
  - {code: A1, concept: f.all, type: integer, text: 'How many?', required: true}
  - {code: A2, concept: f.online, type: integer, text: 'How many online?'}
checks:
  - code: more_online
    expression: "${A2} <= ${A1}"
    strength: warning
    message: More are online than there are.
    items: [A1, A2]
"""
HEAD = "format: 1\ncode: figures\ntitle: Figures\nunit_kind: member_state\nsections: [a]\n"


@pytest.fixture
def figures(scene, tmp_path):
    """The scene in an edition whose two figures should fit together, and do not."""
    path = folder(tmp_path, instrument=HEAD, codelists="{}", details="{}", a=SECTION)
    scene.ask(yaml_form.load(path), "Figures")
    scene.give({"A1": "3", "A2": "5"})
    return scene


def declared(scene, **fields):
    """Return the declaration, filled in."""
    form = scene["focal"].get(f"{scene.base}/declare").form()
    for name in ("signer", "signer_title", "authority"):
        form[name] = "Somebody"
    form["agreed"] = "yes"
    for name, text in fields.items():
        form[name.replace("__", ".")] = text
    return form


def test_warning_is_shown_where_answers_are_checked_and_declared(figures):
    check = figures["focal"].get(f"{figures.base}/check")
    declare = figures["focal"].get(f"{figures.base}/declare")

    assert "More are online than there are. A1, A2" in check.text
    assert "More are online than there are." in declare.text
    assert f"{figures.base}/section/A#q-A2" in declare.links()


def test_warning_without_a_reason_is_not_passed(figures):
    page = figures["focal"].send(declared(figures))

    assert page.status == 422
    assert page.errors == [
        "Change the answers, or say why they are right: More are online than there are."
    ]
    assert figures.state() == "in_progress"
    assert page.form().texts("signer") == ["Somebody"]


def test_reason_travels_to_the_reviewer(figures):
    page = figures["focal"].send(declared(figures, reason__more_online="Some are counted twice."))

    assert page.path.endswith("/submission/1")
    sent = look_at(figures.desk, COMMAND_LINE, figures.edition, UNIT, 1).as_of
    assert sent.reasons == {"more_online": "Some are counted twice."}
    review = figures["reviewer"].get(figures.desk_of_review)
    assert "More are online than there are. Some are counted twice." in review.text


def test_answers_that_fit_need_no_reason(figures):
    figures.give({"A2": "2"})

    assert "More are online" not in figures["focal"].get(f"{figures.base}/declare").text
    assert figures["focal"].send(declared(figures)).path.endswith("/submission/1")
