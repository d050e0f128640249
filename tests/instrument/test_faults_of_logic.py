"""What is wrong with a form's logic is said with file and line: names, kinds, reach, checks."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msq.instrument.checks.folding import Between, Domain, Folding
from msq.instrument.evaluate import holds
from msq.instrument.expression import parse
from tests.instrument.folders import HEAD, SECTION, faults, folder, items
from tests.instrument.generated import expressions

LISTS = """\
regions:
  - {code: africa, text: Africa}
  - {code: asia, text: Asia}
countries:
  - {code: egy, text: Egypt, attributes: {region: africa}}
  - {code: btn, text: Bhutan, attributes: {region: asia, landlocked: 1}}
marks:
  - {code: 1, text: One}
  - {code: 2, text: Two}
"""
BEFORE = items(
    "- {code: A1, concept: a.one, type: yes_no, text: One}",
    "- {code: A2, concept: a.two, type: select_one, text: Two, choices: regions}",
    "- {code: A3, concept: a.three, type: integer, text: Three, min: 0, max: 50}",
    "- {code: A4, concept: a.four, type: date, text: Four}",
    "- {code: A5, concept: a.five, type: select_multiple, text: Five, choices: regions}",
    "- {code: A6, concept: a.six, type: email, text: Six}",
    "- {code: A7, concept: a.seven, type: select_one, text: Seven, choices: marks}",
    "- code: A8",
    "  concept: a.eight",
    "  type: repeat",
    "  text: Eight",
    "  fields: [{code: cost, type: integer, text: Cost}, {code: day, type: date, text: Day}]",
)


def found(tmp_path, *lines):
    """Return the faults of an item whose lines begin on line 16."""
    path = folder(tmp_path, f"{BEFORE}\n{items(*lines)}", codelists=LISTS)
    return [fault.removeprefix("a.yaml, ") for fault in faults(path)]


def text(key, expression):
    """Return the lines of a text item with one expression."""
    return (
        "- code: A9",
        "  concept: a.nine",
        "  type: text",
        "  text: Nine",
        f'  {key}: "{expression}"',
    )


@pytest.mark.parametrize(
    "expression",
    [
        "${A3} > 5 and ${A1} = 'yes'",
        "${A4} <= today() and ${A4} > '2020-01-01'",
        "sum(${A8.cost}) > 10 or count(${A8}) >= 2",
        "max(${A3}, 7) = 7 and round(${A3} div 3, 1) < 2",
        "selected(${A5}, 'asia') and count-selected(${A5}) = 1",
        "${A7} + 1 = 2",
        "regex(${A6}, '[a-z]+@example[.]org')",
        "true()",
        "not(${A1} = 'yes')",
        "coalesce(${A2}, 'asia') = 'asia'",
        "count-non-empty(${A8.day}) > 0",
    ],
)
def test_condition_that_makes_sense_has_no_fault(tmp_path, expression):
    assert found(tmp_path, *text("relevant", expression)) == []
    assert found(tmp_path, *text("required", expression)) == []


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("${A1} + 1 > 2", "“+” needs numbers, and “A1” is a choice"),
        ("-${A4} < 2", "“-” needs numbers, and “A4” is a day"),
        ("sum(${A8.day}) > 0", "“sum” needs numbers, and “A8.day” is a day"),
        ("round('x') = 1", "“round” needs numbers, and “x” is a text"),
        ("${A5} mod 2 = 1", "“mod” needs numbers, and “A5” is several choices"),
        ("${A6} * 2 = 1", "“*” needs numbers, and “A6” is a text"),
        ("${A4} > 5", "“>” compares “A4”, a day, with “5”, a number"),
        ("${A4} = 'soon'", "“=” compares “A4”, a day, with “soon”, a text"),
        ("${A3} < today()", "“<” compares “A3”, a number, with what “today” gives, a day"),
        ("${A3} = 'many'", "“=” compares “A3”, a number, with “many”, a text"),
        ("${A5} < 'asia'", "“<” compares “A5”, several choices, with “asia”, a text"),
        ("selected(${A3}, '1')", "selected() looks into choices, and “A3” is a number"),
        ("count-selected(today()) = 1",
         "count-selected() looks into choices, and what “today” gives is a day"),
        ("count(${A3}) > 1", "“A3” has no rows that count() could count"),
        ("sum(${A8}) > 1", "“A8” has no answer of its own; look at one of its items"),
        ("sum(${A8.cots}) > 1", "there is no item “A8.cots”; did you mean “A8.cost”?"),
        ("region = 'asia'",
         "“region” means nothing here; write items as ${code} and texts in quotes"),
        ("regex(${A6}, '(a+)+')", None),
    ],
)  # fmt: skip
def test_condition_that_makes_no_sense_is_named_with_its_line(tmp_path, expression, expected):
    for key in ("relevant", "required"):
        (fault,) = found(tmp_path, *text(key, expression))
        assert fault.startswith(f"line 20: “{key}”: ")
        if expected:
            assert fault == f"line 20: “{key}”: {expected}"


@pytest.mark.parametrize(
    "expression",
    [
        "1 = 2",
        "false()",
        "${A1} = 'yes' and ${A1} = 'no'",
        "${A2} = 'asia' and not(selected(${A2}, 'asia'))",
        "${A3} > 50",
        "60 <= ${A3} or false()",
        "${A3} = 51",
        "if(${A1} = 'yes', false(), ${A1} = 'yes')",
        "string-length('abc') > 5",
    ],
)
def test_item_that_can_never_be_asked_is_named_with_its_line(tmp_path, expression):
    assert found(tmp_path, *text("relevant", expression)) == [
        "line 20: “A9” can never be asked: its condition cannot hold"
    ]


def test_item_that_follows_one_that_is_never_asked_is_never_asked_either(tmp_path):
    lines = (
        *text("relevant", "${A3} > 99"),
        "- code: A10",
        "  concept: a.ten",
        "  type: text",
        "  text: Ten",
        "  relevant: ${A9} != ''",
    )
    path = folder(tmp_path, f"{BEFORE}\n{items(*lines)}", codelists=LISTS)
    assert [fault.partition(": ")[0] for fault in faults(path)] == [
        "a.yaml, line 20",
        "a.yaml, line 25",
    ]


def test_constraint_that_no_answer_can_meet_is_named_with_its_line(tmp_path):
    limited = (
        "- code: A9",
        "  concept: a.nine",
        "  type: integer",
        "  text: Nine",
        "  max: 10",
        "  constraint: . > 10",
        "  constraint_message: More.",
    )
    assert found(tmp_path, *limited) == ["line 21: no answer to “A9” can meet its constraint"]
    chosen = (*limited[:2], "  type: yes_no", "  text: Nine", "  constraint: . = ''", limited[-1])
    assert found(tmp_path, *chosen) == ["line 20: no answer to “A9” can meet its constraint"]


def filtered(tmp_path, choice_filter):
    """Return the faults of a filtered list."""
    head = text("choice_filter", choice_filter)
    return found(tmp_path, *head[:2], "  type: select_one\n  choices: countries", *head[3:])


def test_filter_looks_at_what_the_choices_have(tmp_path):
    for good in ("region = ${A2}", "name = 'egy' or landlocked = 1", "${A1} = 'yes'"):
        assert filtered(tmp_path, good) == []
    assert filtered(tmp_path, "regoin = ${A2}") == [
        (
            "line 21: “choice_filter”: no choice of “A9” has the attribute “regoin”; "
            "did you mean “region”?"
        )
    ]
    assert filtered(tmp_path, "region = 'europe'") == [
        "line 21: “A9” can never offer a choice: its filter cannot hold"
    ]
    assert filtered(tmp_path, "region = ${A9}") == [
        "line 21: “choice_filter”: “A9” cannot decide which of its own choices are offered"
    ]
    assert filtered(tmp_path, "region = .") == [
        "line 21: “choice_filter”: “.” is the answer that a constraint checks; here there is none"
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("- {code: x, text: X, attributes: [1]}", "“attributes” must be “key: value” lines"),
        ("- {code: x, text: X, attributes: {name: x}}",
         "“name” cannot be an attribute of a choice; write it like “region”"),
        ("- {code: x, text: X, attributes: {region: ''}}",
         "the attribute “region” must be one word or line"),
    ],
)  # fmt: skip
def test_attribute_that_is_wrong_is_named_with_its_line(tmp_path, line, expected):
    path = folder(tmp_path, BEFORE, codelists=f"{LISTS}more:\n  {line}\n")
    assert faults(path) == [f"codelists.yaml, line 11: {expected}"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("calculation: 1", "required: true"),
         ["line 21: a calculated item is never typed, so it cannot be required"]),
        (("relevant: 1 = 1",), ["line 16: a calculated item needs its “calculation”"]),
        (("calculation: ${A3} +",),
         ["line 20: “calculation”: “${A3} +” ends before it is complete."]),
        (("calculation: 1", "missing: []"), ["line 21: a calculate has no “missing”"]),
    ],
)  # fmt: skip
def test_calculated_item_that_is_wrong_is_named_with_its_line(tmp_path, lines, expected):
    head = ("- code: A9", "  concept: a.nine", "  type: calculate", "  text: Nine")
    assert found(tmp_path, *head, *(f"  {line}" for line in lines)) == expected


CHECK = "{code: less, expression: '${A1} < 5', strength: error, message: Less., items: [A1]}"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", None),
        ("strength: error", "strength: wrning",
         "“strength” must be one of error, warning, note; did you mean “warning”?"),
        ("code: less", "code: Less",
         "“Less” is not a valid code here; write it like “online_not_more_than_all”"),
        ("items: [A1]", "items: [A7]", "“items”: there is no item “A7”"),
        ("items: [A1]", "items: [A2.name]",
         "“items”: “A2.name” stands in a repeating group; name an item that is answered once"),
        (", items: [A1]", "", "a check needs the “items” that it is about"),
        ("message: Less.", "mesage: Less.", "a check has no “mesage”; did you mean “message”?"),
        ("'${A1} < 5'", "'${A9} < 5'", "“expression”: there is no item “A9”"),
        ("'${A1} < 5'", "'. < 5'",
         "“expression”: “.” is the answer that a constraint checks; here there is none"),
        ("'${A1} < 5'", "'1 > 5'", "the check “less” cannot hold, whatever is answered"),
    ],
)  # fmt: skip
def test_check_that_is_wrong_is_named_with_its_line(tmp_path, old, new, expected):
    section = (
        SECTION
        + "  - {code: A1, concept: a.one, type: integer, text: One}\n"
        + "  - {code: A2, concept: a.two, type: repeat, text: Two,"
        + " fields: [{code: name, type: text, text: Name}]}\n"
        + f"checks:\n  - {CHECK.replace(old, new)}\n"
    )
    lines = faults(folder(tmp_path, a=section))
    assert lines[:1] == ([f"a.yaml, line 7: {expected}"] if expected else [])


def test_code_of_a_check_given_twice_is_named_with_both_places(tmp_path):
    item = "  - {{code: {0}1, concept: {1}.one, type: integer, text: One}}\nchecks:\n  - {2}\n"
    head = HEAD.replace("[a]", "[a, b]")
    first = SECTION + item.format("A", "a", CHECK)
    second = SECTION.replace("section: A", "section: B") + item.format("B", "b", CHECK)
    assert faults(folder(tmp_path, instrument=head, a=first, b=second)) == [
        "b.yaml, line 6: the code “less” of a check is used 2 times, first in a.yaml, line 6"
    ]


def test_condition_of_a_section_is_checked(tmp_path):
    item = "  - {code: A1, concept: a.one, type: yes_no, text: One}\n"

    def section(condition):
        return SECTION.replace("items:", f'relevant: "{condition}"\nitems:') + item

    assert faults(folder(tmp_path, a=section("${Z1} = 1"))) == [
        "a.yaml, line 3: “relevant”: there is no item “Z1”"
    ]
    assert faults(folder(tmp_path, a=section("${A1} = 'yes'"))) == [
        "a.yaml, line 5: relevance runs in a circle: A1 → A1"
    ]
    assert faults(folder(tmp_path, a=section("false()"))) == [
        "a.yaml, line 3: “A” can never be asked: its condition cannot hold"
    ]


@given(st.data())
def test_what_can_never_hold_holds_for_no_answers(data):
    tree = parse(data.draw(expressions(["A1", "A2", "A3"], itself=True)))
    first, own = ("", "x", "yes"), ("x", "7")
    domains: dict[str, Domain] = {"A1": first, "A2": Between(None, None), ".": own}
    if Folding(domains).can_hold(tree):
        return
    answers = {
        "A1": data.draw(st.sampled_from(first)),
        "A2": data.draw(st.just("") | st.decimals(-9, 9, places=1)),
        "A3": data.draw(st.sampled_from(("", "x", "2027-01-01"))),
    }
    assert not holds(tree, answers.__getitem__, data.draw(st.sampled_from(own)))


def test_form_of_the_hardest_conditions_is_checked_in_bounded_time(tmp_path):
    choices = "\n".join(f"  - {{code: c{n}, text: C{n}}}" for n in range(200))
    lines = [
        f"- {{code: A{n}, concept: a.n{n}, type: select_one, text: T, choices: large}}"
        for n in range(1, 6)
    ]
    condition = " and ".join(f"${{A{1 + n % 5}}} = 'c{n}'" for n in range(45))
    lines.append(f'- {{code: A9, concept: a.nine, type: text, text: T, relevant: "{condition}"}}')
    path = folder(tmp_path, "\n".join(lines), codelists=f"large:\n{choices}\n")
    started = time.process_time()
    faults(path)
    assert time.process_time() - started < 5


def test_example_of_the_documentation_has_no_faults(tmp_path):
    words = (Path(__file__).parents[2] / "docs" / "logic.md").read_text()
    section, lists, inner = re.findall(r"```yaml\n(.*?)```", words, re.DOTALL)
    asked = SECTION + (
        "  - {code: A1, concept: a.one, type: yes_no, text: One}\n"
        "  - {code: A2, concept: a.two, type: text, text: Two}\n"
    )
    head = HEAD.replace("[a]", "[a, b, j]")
    programmes = f"section: J\ntitle: Inclusion\nitems:\n{inner}"
    path = folder(tmp_path, instrument=head, a=asked, b=section, j=programmes, codelists=lists)
    assert faults(path) == []
