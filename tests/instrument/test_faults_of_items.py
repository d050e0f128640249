"""What is wrong with items is said at once, with file and line, and with what may be meant."""

import pytest

from tests.instrument.folders import faults, folder, items

YES_NO = "- {code: A1, concept: a.one, type: yes_no, text: One}"


def test_form_without_faults_has_none(tmp_path):
    assert faults(folder(tmp_path, YES_NO)) == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ["- code: A1", "  concept: a.one", "  type: yes_no", "  text: One", "  requred: true"],
            "a.yaml, line 8: a yes_no has no “requred”; did you mean “required”?",
        ),
        (
            ["- code: A1", "  concept: a.one", "  type: yesno", "  text: One"],
            "a.yaml, line 6: there is no item type “yesno”; did you mean “yes_no”?",
        ),
        (
            ["- code: a1", "  concept: a.one", "  type: text", "  text: One"],
            "a.yaml, line 4: “a1” is not a valid code here; write it like “B2”",
        ),
        (
            ["- code: A1", "  type: text", "  text: One"],
            "a.yaml, line 4: “” is not a valid concept here; write it like “portal.national”",
        ),
        (
            ["- code: A1", "  type: text", "  concept: A one", "  text: One"],
            ("a.yaml, line 6: “A one” is not a valid concept here; "
            "write it like “portal.national”"),
        ),
        (
            ["- code: A1", "  concept: a.one", "  type: text"],
            "a.yaml, line 4: “text” must be a text",
        ),
        (
            ["- code: A1", "  concept: a.one", "  type: text", "  text: One", "  help:"],
            "a.yaml, line 8: “help” must be a text",
        ),
        (
            ["- code: A1", "  concept: a.one", "  type: text", "  text: {en: One, fr: Un}"],
            "a.yaml, line 7: “text”: the questionnaire has no language “fr”",
        ),
        (
            ["- code: A1", "  concept: a.one", "  type: text", "  text: {en: [One]}"],
            "a.yaml, line 7: “text” must be a text in “en”",
        ),
        (
            ["- code: A1", "  concept: a.one", "  type: text", "  text: One", "  required: yes"],
            "a.yaml, line 8: “required” must be true or false, not “yes”",
        ),
        (
            ["- code: A1", "  concept: a.one", "  type: text", "  text: One", "  personal: 2"],
            "a.yaml, line 8: “personal” must be true or false, not “2”",
        ),
        (
            ["- code: A1", "  concept: a.one", "  type: text", "  text: One", "  max_length: 0"],
            "a.yaml, line 8: “max_length” must be a whole number from 1 to 100000",
        ),
        (
            ["- code: A1", "  concept: a.one", "  type: decimal", "  text: One", "  min: low"],
            "a.yaml, line 8: “min” must be a number, not “low”",
        ),
        (
            ["- code: A1", "  concept: a.one", "  type: decimal", "  text: One", "  max: 1e3"],
            "a.yaml, line 8: “max” must be a number, not “1e3”",
        ),
        (
            ["- code: A1", "  concept: a.one", "  type: integer", "  text: One", "  max: 1.5"],
            "a.yaml, line 8: “max” must be a whole number, not “1.5”",
        ),
        (
            ["- code: A1", "  concept: a.one", "  type: year", "  text: One", "  max: 20270"],
            "a.yaml, line 8: “max” must be a year with four digits",
        ),
        (
            ["- code: A1", "  concept: a.one", "  type: integer", "  text: One", "  max: 1",
             "  min: 2"],
            "a.yaml, line 9: “min” is 2 and “max” is 1: no answer could be right",
        ),
        (
            ["- code: A1", "  concept: a.one", "  type: integer", "  text: One", "  unit: 5 a day"],
            "a.yaml, line 8: the unit “5 a day” would be read as a part of the number",
        ),
        (
            ["- code: A1", "  concept: a.one", "  type: text", "  text: One",
             "  missing: [not_aplicable]"],
            ("a.yaml, line 8: there is no missing reason “not_aplicable”; "
            "did you mean “not_applicable”?"),
        ),
        (
            ["- code: A1", "  concept: a.one", "  type: text", "  text: One",
             "  missing: [refused, refused]"],
            "a.yaml, line 8: “missing” names the same thing twice",
        ),
        (
            ["- code: A1", "  concept: a.one", "  type: text", "  text: One", "  tags: [law]"],
            "a.yaml, line 8: “tags” must be “kind: [values]”",
        ),
        (
            ["- code: A1", "  concept: a.one", "  type: text", "  text: One",
             "  tags: {osi: [laws]}"],
            "a.yaml, line 8: there is no tag osi: laws; did you mean “law”?",
        ),
        (
            ["- code: A1", "  concept: a.one", "  type: text", "  text: One",
             "  tags: {osj: [law]}"],
            "a.yaml, line 8: there is no kind of tag “osj”; did you mean “osi”?",
        ),
        (
            ["- code: A1", "  type: note", "  text: One", "  required: true"],
            "a.yaml, line 7: a note has no answer, so it cannot be required",
        ),
        (
            ["- code: A1", "  type: note", "  text: One", "  personal: true"],
            "a.yaml, line 7: a note has no “personal”",
        ),
        (["- One"], "a.yaml, line 3: “items” must be a list of “key: value” blocks"),
        (
            ["- code: B1", "  concept: a.one", "  type: text", "  text: One"],
            "a.yaml, line 4: “B1” stands in section A",
        ),
    ],
)  # fmt: skip
def test_item_that_is_wrong_is_named_with_its_line(tmp_path, lines, expected):
    assert faults(folder(tmp_path, items(*lines))) == [expected]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("relevant:", "“relevant” must be an expression"),
        ("relevant: [x]", "“relevant” must be an expression"),
        (
            "relevant: ${A1} = 'yes",
            "“relevant”: “${A1} = 'yes” cannot be understood from character 9, “'yes”.",
        ),
        (
            "relevant: ${A1}) or (${A1}",
            "“relevant”: “${A1}) or (${A1}” cannot be understood from character 6, “) or (${A1”.",
        ),
        ("relevant: system() = 1",
         ("“relevant”: There is no function system(). Known: not, true, false, if, coalesce, "
         "selected, count-selected, string-length, regex, number, int, round, today, sum, min, "
         "max, count, count-non-empty.")),
        ("relevant: todai() = 1",
         "“relevant”: There is no function todai(). Did you mean today()?"),
        ("relevant: ${A9} = 'yes'", "“relevant”: there is no item “A9”"),
        ("relevant: ${A1.tilte} = 1", ("“relevant”: there is no item “A1.tilte”; "
         "did you mean “A1.title”?")),
        ("relevant: ${A4.name} = 1", ("“relevant”: “A4.name” stands in a repeating group, which "
         "only its own rows can look into")),
        ("relevant: ${A4} = 1", ("“relevant”: “A4” has no answer of its own; look at one of its "
         "items")),
        ("relevant: ${A1} = 'Yes'", ("“relevant”: “Yes” is not a choice of “A1”; "
         "did you mean “yes”?")),
        ("relevant: selected(${A2}, 'rad')", ("“relevant”: “rad” is not a choice of “A2”; "
         "did you mean “red”?")),
        ("relevant: 1 != ${A2}", "“relevant”: “1” is not a choice of “A2”"),
        ("relevant: . = 1", ("“relevant”: “.” is the answer itself, which cannot decide whether "
         "it is asked")),
        ("constraint: . > 1", "“constraint_message” must say what is wrong and what to do"),
    ],
)  # fmt: skip
def test_expression_that_is_wrong_is_named_with_its_line(tmp_path, line, expected):
    form = items(
        "- {code: A1, concept: a.one, type: yes_no, text: One, details: evidence}",
        "- {code: A2, concept: a.two, type: select_multiple, text: Two, choices: colours}",
        "- code: A4",
        "  concept: a.four",
        "  type: repeat",
        "  text: Four",
        "  fields: [{code: name, type: text, text: Name}]",
        "- code: A3",
        "  concept: a.three",
        "  type: text",
        "  text: Three",
        f"  {line}",
    )
    assert faults(folder(tmp_path, form)) == [f"a.yaml, line 15: {expected}"]


def test_constraint_message_without_a_constraint_is_a_fault(tmp_path):
    form = YES_NO.replace("}", ", constraint_message: No}")
    expected = "a.yaml, line 4: there is a “constraint_message” but no “constraint”"
    assert faults(folder(tmp_path, form)) == [expected]


def test_constraint_with_a_wrong_choice_names_the_choice(tmp_path):
    form = YES_NO.replace("}", ", constraint: . = 'Yes', constraint_message: Say yes}")
    assert faults(folder(tmp_path, form)) == [
        "a.yaml, line 4: “constraint”: “Yes” is not a choice of “A1”; did you mean “yes”?"
    ]


def test_code_and_concept_given_twice_are_named_with_both_lines(tmp_path):
    form = items(YES_NO, YES_NO, YES_NO.replace("A1", "A2"))
    assert faults(folder(tmp_path, form)) == [
        "a.yaml, line 5: the code “A1” is used 2 times, first in a.yaml, line 4",
        "a.yaml, line 6: the concept “a.one” of “A2” is that of “A1” already",
    ]


def test_code_that_is_too_long_for_a_heading_is_a_fault(tmp_path):
    name = "n" * 98
    form = (
        "- {code: A1, concept: a.one, type: repeat, text: One, "
        f"fields: [{{code: {name}, type: text, text: Name}}]}}"
    )
    assert faults(folder(tmp_path, form)) == [
        f"a.yaml, line 4: the code “A1.{name}” has 101 characters; 100 are allowed"
    ]


def test_relevance_in_a_circle_is_named_with_every_item_of_it(tmp_path):
    form = items(
        "- {code: A1, concept: a.one, type: yes_no, text: One, relevant: \"${A3} = 'yes'\"}",
        "- {code: A2, concept: a.two, type: yes_no, text: Two, relevant: \"${A1} = 'yes'\"}",
        "- {code: A3, concept: a.three, type: yes_no, text: Three, relevant: \"${A2} = 'yes'\"}",
        "- {code: A4, concept: a.four, type: yes_no, text: Four, relevant: \"${A4} = 'yes'\"}",
    )
    found = sorted(faults(folder(tmp_path, form)))
    assert found[1] == "a.yaml, line 7: relevance runs in a circle: A4 → A4"
    circle = found[0].rpartition(": ")[2].split(" → ")
    assert circle[0] == circle[-1]
    assert [*circle, *circle[1:]][circle.index("A1") :][:4] == ["A1", "A3", "A2", "A1"]
    assert len(found) == 2


def test_all_faults_of_a_form_are_said_at_once(tmp_path):
    form = items(
        "- {code: A1, concept: a.one, type: tekst, text: One}",
        "- {code: A2, concept: a.two, type: text, text: Two, maxlength: 5}",
        "- {code: A3, concept: a.three, type: select_one, text: Three, choices: colors}",
    )
    assert faults(folder(tmp_path, form)) == [
        "a.yaml, line 4: there is no item type “tekst”; did you mean “text”?",
        "a.yaml, line 5: a text has no “maxlength”; did you mean “max_length”?",
        "a.yaml, line 6: there is no codelist “colors”; did you mean “colours”?",
    ]
