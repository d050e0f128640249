"""What is wrong with lists of choices, tables, repeating groups and details is said at once."""

import pytest

from msq.instrument.yaml_form import load
from tests.instrument.folders import DETAILS, LISTS, faults, folder, items

YES_NO = "- {code: A1, concept: a.one, type: yes_no, text: One}"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("choices: colors", ("a.yaml, line 8: there is no codelist “colors”; "
         "did you mean “colours”?")),
        ("choices: {red: Red}", "a.yaml, line 8: “choices” must be one word or line"),
        ("help: None", "a.yaml, line 4: there is no codelist “”"),
        ("choices: []", "a.yaml, line 8: “choices” has no choices"),
        ("choices: [red]", "a.yaml, line 8: “choices” must be a list of “key: value” blocks"),
    ],
)  # fmt: skip
def test_choices_that_are_not_there_are_a_fault(tmp_path, written, expected):
    lines = ["- code: A1", "  concept: a.one", "  type: select_one", "  text: One", f"  {written}"]
    assert faults(folder(tmp_path, items(*lines)))[0] == expected


@pytest.mark.parametrize(
    ("choices", "line", "expected"),
    [
        (["{code: ~red, text: Red}"], 9, ("“~red” cannot be the code of a choice: it takes no "
         "blanks, quotes, “;” or “|”, and no “~” at its start")),
        (["{code: dark red, text: Red}"], 9, ("“dark red” cannot be the code of a choice: it takes "
         "no blanks, quotes, “;” or “|”, and no “~” at its start")),
        (["{code: 'a;b', text: Red}"], 9, ("“a;b” cannot be the code of a choice: it takes no "
         "blanks, quotes, “;” or “|”, and no “~” at its start")),
        (["{text: Red}"], 9, ("“” cannot be the code of a choice: it takes no blanks, quotes, “;” "
         "or “|”, and no “~” at its start")),
        (["{code: red}"], 9, "“text” must be a text"),
        (["{code: red, text: Red, colour: x}"], 9, "a choice has no “colour”"),
        (["{code: red, text: Red; dark}"], 9, ("the text of a choice takes no “;”, “|” or line "
         "break")),
        (["{code: Other-1, text: Other, specify: true}"], 9, ("“Other-1” asks to specify, so its "
         "code must be lower-case letters, digits and “_”")),
        (["{code: red, text: Scarlet}", "{code: RED, text: Crimson}"], 8,
         ("“choices”: the code “RED” is "
         "used twice")),
        (["{code: a, text: Red}", "{code: b, text: red}"], 8, "“choices”: two choices read “red”"),
        (["{code: a, text: B}", "{code: b, text: C}"], 8, ("“choices”: the text “B” reads like "
         "other choices’ codes")),
        (["{code: a, text: One}", "{code: b, text: Two}", "{code: c, text: A b}"], 8, ("“choices”: "
         "the text “A b” reads like other choices’ codes")),
    ],
)  # fmt: skip
def test_choice_that_could_be_taken_for_another_is_a_fault(tmp_path, choices, line, expected):
    lines = ["- code: A1", "  concept: a.one", "  type: select_one", "  text: One", "  choices:"]
    lines += [f"    - {choice}" for choice in choices]
    assert faults(folder(tmp_path, items(*lines))) == [f"a.yaml, line {line}: {expected}"]


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("{code: name, type: text, text: Name, missing: [refused]}",
         "no “missing” reason can be given here"),
        ("{code: Name, type: text, text: Name}", ("“Name” is not a valid code here; write it like "
         "“web_page”")),
        ("{code: name, type: note, text: Name}", "there is no item type “note” here"),
        ("{code: name, type: text, text: Name, concept: a.b}", "a field has no “concept”"),
        ('{code: name, type: text, text: Name, relevant: "${nmae} = 1"}',
         "“relevant”: there is no item “nmae”; did you mean “name”?"),
    ],
)  # fmt: skip
def test_field_that_is_wrong_is_named_with_its_line(tmp_path, field, expected):
    lines = ["- code: A1", "  concept: a.one", "  type: repeat", "  text: One", "  fields:",
             f"    - {field}"]  # fmt: skip
    assert faults(folder(tmp_path, items(*lines))) == [f"a.yaml, line 9: {expected}"]


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("{code: cost, type: amount, text: Cost}",
         "an amount would lack its currency in a table or among details"),
        ("{code: kind, type: select_one, text: Kind, choices: asking}",
         "choices that ask to specify cannot stand in a table or among details"),
        ("{code: kind, type: yes_no, text: Kind, details: evidence}",
         "what stands in a table or among details has no details of its own"),
        ("{code: kind, type: text, text: Kind, missing: refused}",
         "no “missing” reason can be given here"),
        ("{code: kind, type: text, text: Kind, relevant: \"${hsa} = 'yes'\"}",
         "“relevant”: there is no item “hsa”; did you mean “has”?"),
        ("{code: has, type: text, text: Kind}",
         "the code “A1.one.has” is used 2 times, first in a.yaml, line 12"),
    ],
)  # fmt: skip
def test_column_that_is_wrong_is_named_once_for_all_rows(tmp_path, column, expected):
    lines = ["- code: A1", "  concept: a.one", "  type: table", "  text: One", "  rows:",
             "    - {code: one, concept: a.row.one, text: One}",
             "    - {code: two, concept: a.row.two, text: Two}", "  columns:",
             "    - {code: has, type: yes_no, text: Has}", f"    - {column}"]  # fmt: skip
    found = faults(folder(tmp_path, items(*lines)))
    assert found[0] == f"a.yaml, line 13: {expected}"
    assert len(found) == 1 or "A1.two.has" in found[1]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"rows": "[]"}, "line 4: a table needs rows and columns"),
        ({"columns": "[]"}, "line 4: a table needs rows and columns"),
        ({"rows": "[{code: One, concept: a.r, text: One}]"},
         "line 8: “One” is not a valid code here; write it like “web_page”"),
        ({"rows": "[{code: one, text: One}]"},
         "line 8: “” is not a valid concept here; write it like “legal.privacy”"),
        ({"rows": "[{code: one, concept: a.r, text: One, required: true}]"},
         "line 8: a row has no “required”"),
        ({"required": "true"}, "line 10: the table is required, but none of its columns is"),
        ({"details": "evidense"}, ("line 10: there are no details “evidense” in details.yaml; "
         "did you mean “evidence”?")),
        ({"columns": "[{code: kind, type: text, text: Kind}]", "details": "evidence"},
         "line 10: details are asked after a yes: the first column must be yes_no"),
    ],
)  # fmt: skip
def test_table_that_cannot_be_filled_is_a_fault(tmp_path, changed, expected):
    keys = {
        "rows": "[{code: one, concept: a.r, text: One}]",
        "columns": "[{code: has, type: yes_no, text: Has}]",
        **changed,
    }
    lines = ["- code: A1", "  concept: a.one", "  type: table", "  text: One"]
    lines += [f"  {key}: {value}" for key, value in keys.items()]
    found = faults(folder(tmp_path, items(*lines)))
    assert found == [f"a.yaml, {expected}"]


def test_repeating_group_without_fields_is_a_fault(tmp_path):
    form = "- {code: A1, concept: a.one, type: repeat, text: One}"
    assert faults(folder(tmp_path, form)) == ["a.yaml, line 4: a repeating group needs fields"]


def test_repeating_group_that_is_required_needs_a_required_field(tmp_path):
    form = (
        "- {code: A1, concept: a.one, type: repeat, text: One, required: true, "
        "fields: [{code: name, type: text, text: Name}]}"
    )
    expected = "the repeating group is required, but none of its fields is"
    assert faults(folder(tmp_path, form)) == [f"a.yaml, line 4: {expected}"]


def test_amount_without_a_list_of_currencies_is_a_fault(tmp_path):
    form = "- {code: A1, concept: a.one, type: amount, text: One}"
    assert faults(folder(tmp_path, form)) == [
        "a.yaml, line 4: an amount needs the codelist “currencies”"
    ]


def test_details_that_are_wrong_are_named_in_their_own_file_and_once(tmp_path):
    details = DETAILS.replace("required: true", "requred: true")
    form = items(
        "- {code: A1, concept: a.one, type: yes_no, text: One, details: evidence}",
        "- {code: A2, concept: a.two, type: yes_no, text: Two, details: evidence}",
    )
    assert faults(folder(tmp_path, form, details=details)) == [
        "details.yaml, line 3: a detail has no “requred”; did you mean “required”?"
    ]


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        ("evidence: {}\n", "details.yaml, line 1: the details “evidence” have no “parts”"),
        ("evidence: {part: []}\n", ("details.yaml, line 1: a block of details has no “part”; "
         "did you mean “parts”?")),
        ("evidence: x\n", "details.yaml, line 1: the details “evidence” have no “parts”"),
    ],
)  # fmt: skip
def test_details_without_parts_are_a_fault(tmp_path, details, expected):
    form = YES_NO.replace("}", ", details: evidence}")
    found = faults(folder(tmp_path, form, details=details))
    assert found[0] == expected


def test_condition_that_is_too_long_with_that_of_its_details_is_a_fault(tmp_path):
    long = f"${{title}} = '{'x' * 975}'"
    details = (
        f'evidence:\n  parts:\n    - {{code: title, type: text, text: T, relevant: "{long}"}}\n'
    )
    form = YES_NO.replace("}", ", details: evidence}")
    (found,) = faults(folder(tmp_path, form, details=details))
    assert found == (
        "details.yaml, line 3: “relevant”: The expression has 1011 characters; at most 1000 are "
        "allowed."
    )


def test_codelist_that_is_wrong_is_named_with_its_line(tmp_path):
    lists = LISTS.replace("code: blue", "code: red") + "Wrong-Name:\n  - {code: x, text: X}\n"
    assert faults(folder(tmp_path, YES_NO, codelists=lists)) == [
        "codelists.yaml, line 1: “colours”: the code “red” is used twice",
        "codelists.yaml, line 7: “Wrong-Name” is not a valid name of a codelist",
    ]


TABLE_OF = (
    "- code: A1",
    "  concept: a.one",
    "  type: table",
    "  text: One",
    "  rows_from: {}",
    "  columns:",
    "    - {{code: has, type: yes_no, text: Has}}",
)


def table_of(name: str, *more: str) -> str:
    """Return a table whose rows come from a list."""
    return items(*(line.format(name) for line in TABLE_OF), *more)


def test_rows_from_a_codelist_are_its_choices(tmp_path):
    form = load(folder(tmp_path, table_of("colours"), codelists=LISTS))
    entry = form.entries["A1"]
    assert (entry.rows_from, [(one.code, one.text) for one in entry.rows]) == (
        "colours",
        [("red", {"en": "Red"}), ("blue", {"en": "Blue"})],
    )
    assert {item.code: item.concept for item in entry.items} == {
        "A1.red.has": "a.one.red.has",
        "A1.blue.has": "a.one.blue.has",
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("colors", "there is no codelist “colors”; did you mean “colours”?"),
        ("''", "there is no codelist “”"),
        ("asking", "“other” of “asking” is marked “specify”, which no row can be"),
        ("dark", ("“DARK-2” of “dark” cannot be the code of a row: it must be lower-case letters, "
         "digits and “_”")),
    ],
)  # fmt: skip
def test_list_that_cannot_give_rows_is_a_fault(tmp_path, name, expected):
    lists = LISTS + "dark:\n  - {code: DARK-2, text: Dark}\n  - {code: light, text: Light}\n"
    found = faults(folder(tmp_path, table_of(name), codelists=lists))
    assert found == [f"a.yaml, line 8: {expected}"]


def test_rows_of_two_kinds_at_once_are_a_fault(tmp_path):
    form = table_of("colours", "  rows: [{code: x, concept: a.x, text: X}]")
    assert faults(folder(tmp_path, form)) == [
        "a.yaml, line 8: a table has “rows” or “rows_from”, not both"
    ]


def test_ranking_in_a_table_is_a_fault(tmp_path):
    form = table_of("colours").replace("type: yes_no", "type: ranking, choices: colours")
    assert faults(folder(tmp_path, form)) == [
        "a.yaml, line 10: a ranking does not fit into a table; give it a number of its own"
    ]
