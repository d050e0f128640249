"""What cannot be taken: each fault once, with sheet, row and column, and what to do."""

# ruff: noqa: E501 - a fault stands here as it is printed

import pytest

from msq.problems import BadFile
from msq.xlsform.importing import read_xlsform
from tests.xlsform.workbooks import faults, read, workbook

EVERY_FAULT = """
| type               | name  | label::English (en) | label::Klingon (tlh) | required | relevant     | constraint | calculation | media::image |
| text               | one   | One                 | wa                   | maybe    | ${two}       |            |             |              |
| geopoint           | place | Where               |                      |          |              |            |             |              |
| select_one colour  | tone  | Tone                |                      |          |              |            |             | tone.png     |
| calculate          | total |                     |                      |          |              |            | 1 + 1       |              |
| txet               | odd   | Odd                 |                      |          | ${one} = = 2 |            |             |              |
| integer            | count |                     |                      |          |              | . > ${oen} |             |              |
| text               | note  | Hello ${one}        |                      |          |              |            |             |              |
| begin repeat       | rows  | Rows                |                      |          |              |            |             |              |
| text               | cell  | Cell                |                      |          |              |            |             |              |
"""
CHOICES = "| list_name | name | label |\n| colours | red | Red; green |\n| colours | blue | |"


def test_every_fault_is_named_at_once():
    assert faults(survey=EVERY_FAULT, choices=CHOICES) == [
        (
            "survey, row 1, the language of the column “label::Klingon (tlh)” is not spoken here; "
            "delete the column, or name one of Arabic (ar), Chinese (zh), English (en), French (fr), "
            "Russian (ru), Spanish (es)"
        ),
        "survey, row 2, column required: “maybe” is neither yes nor no; write one of them",
        "survey, row 2, column relevant: there is no question “two”",
        (
            "survey, row 3, column type: “geopoint” is not taken: places on a map are not asked here; "
            "use a text, or leave the row out"
        ),
        "survey, row 4, column media::image: pictures are not shown here; clear the cell",
        (
            "survey, row 4, column type: there is no list “colour” on the sheet choices; did you mean "
            "“colours”?"
        ),
        (
            "survey, row 6, column type: “txet” is not taken: there is no such type; did you mean "
            "“text”?"
        ),
        (
            "survey, row 6, column relevant: “${one} = = 2” cannot be understood from character 10, "
            "“= 2”."
        ),
        "survey, row 7, column constraint: there is no question “oen”; did you mean “one”?",
        "survey, row 7, column label::English (en): “label” must be a text",
        (
            "survey, row 8, column label::English (en): a text cannot show an answer here; reword it "
            "without ${…}"
        ),
        "survey, row 9, column type: the group is not closed; add a row of the type end_repeat",
        "choices, row 2, column label: the text of a choice takes no “;”, “|” or line break",
        "choices, row 3, column label: “label” must be a text",
    ]


@pytest.mark.parametrize(
    ("survey", "fault"),
    [
        (
            "| type | name | label |\n| end group | | |\n| text | a | A |",
            "survey, row 2, column type: end_group closes nothing; delete the row",
        ),
        (
            "| type | name | label |\n| begin group | g | G |\n| text | a | A |\n| end repeat | | |",
            (
                "survey, row 4, column type: end_repeat stands where the begin_group of row 2 is open; "
                "write end_group"
            ),
        ),
        (
            (
                "| type | name | label |\n| begin repeat | g | G |\n| begin repeat | h | H |"
                "\n| text | a | A |\n| begin repeat | i | I |\n| text | b | B |"
                "\n| end repeat | | |\n| end repeat | | |\n| text | c | C |\n| end repeat | | |"
            ),
            (
                "survey, row 5, column type: a group of rows cannot stand inside these rows; put it "
                "behind their end"
            ),
        ),
        (
            "| type | name | label |\n| | a | A |\n| text | b | B |",
            (
                "survey, row 2, column type: the row has no type; write one, such as text, or clear "
                "the row"
            ),
        ),
        (
            "| type | name | label | default |\n| text | b | B | 7 |",
            (
                "survey, row 2, column default: an answer is not filled in beforehand here; clear the "
                "cell"
            ),
        ),
        (
            "| type | name | label | choice_filter |\n| text | b | B | x = ${b} |",
            "survey, row 2, column choice_filter: a question of this type has no choice_filter; clear the cell",
        ),
        (
            (
                "| type | name | label | repeat_count |\n| begin repeat | b | B | ${x} |"
                "\n| text | c | C | |\n| end repeat | | | |"
            ),
            (
                "survey, row 2, column repeat_count: the number of rows must be written as a number, "
                "at most 50"
            ),
        ),
        (
            "| type | name | label::fr |\n| text | b | B |",
            "survey, row 1, there is no column label::English (en), and every text is needed in it",
        ),
        (
            "| type | name | label::en | label::fr |\n| text | b | B | B |\n| text | c | | C |",
            "survey, row 3, column label::en: the text is not given in English (en) too",
        ),
        (
            "| type | name | label |\n"
            + "| begin group | g | G |\n" * 11
            + "| text | a | A |\n"
            + "| end group | | |\n" * 11,
            "survey, row 12, column type: at most 10 groups can stand in each other",
        ),
        (
            "| type | name | label |\n| text | a | A |\n| text | a | B |\n| note | c | ${a} |",
            (
                "survey, row 4, column label: a text cannot show an answer here; reword it without "
                "${…}"
            ),
        ),
        (
            "| type | name | label | label |\n| text | a | A | B |",
            "survey, row 1, the column “label” stands here twice; delete or rename one",
        ),
        ("| type | name | label |", "survey, row 1, the sheet has no questions"),
    ],
)
def test_fault_says_where_and_what_to_do(survey, fault):
    assert faults(survey=survey) == [fault]


def test_condition_that_runs_in_a_circle_is_found_at_its_row():
    survey = """
    | type | name | label | relevant      |
    | text | one  | One   | ${two} = 'x'  |
    | text | two  | Two   | ${one} = 'x'  |
    """
    (fault,) = faults(survey=survey)
    assert "column relevant: relevance runs in a circle: " in fault


def test_name_given_twice_cannot_be_looked_at():
    survey = """
    | type | name | label | relevant      |
    | text | one  | One   |               |
    | text | one  | Two   |               |
    | text | two  | Three | ${one} = 'x'  |
    """
    assert faults(survey=survey) == [
        "survey, row 4, column relevant: the name “one” is given twice; rename one"
    ]


def test_more_than_twenty_six_groups_are_too_many():
    groups = "".join(
        f"| begin group | g{n} | G |\n| text | q{n} | Q |\n| end group | | |\n" for n in range(27)
    )
    found = faults(survey=f"| type | name | label |\n{groups}")
    assert (
        "survey, row 80, column type: a questionnaire has at most 26 sections; join some groups"
        in (found)
    )


@pytest.mark.parametrize("content", [b"", b"type,name,label\ntext,a,A\n", b"PK\x03\x04 no more"])
def test_what_is_no_workbook_is_refused(content):
    with pytest.raises(BadFile, match=r"survey\.xlsx"):
        read_xlsform(content, "survey.xlsx")


def test_workbook_without_questions_is_named_with_the_sheets_it_has():
    with pytest.raises(BadFile, match=r"it has no sheet “survey”\. Its sheets: units, cities"):
        read_xlsform(workbook(units="| a |\n| b |", cities="| a |\n| b |"), "units.xlsx")


def test_names_of_the_sheets_may_be_written_in_capitals():
    found = read(Survey="| Type | NAME | Label |\n| Text | a | A |")
    assert list(found.instrument.items) == ["A1"]


def test_language_that_the_settings_name_must_be_spoken_here():
    settings = "| form_id | msq::languages |\n| town | en pt |"
    assert faults(survey="| type | name | label |\n| text | a | A |", settings=settings) == [
        "settings, row 2, column msq::languages: the language “pt” is not spoken here; take it out"
    ]


@pytest.mark.parametrize("number", ["²", "9" * 5000, "0", "1.5"])
def test_number_of_rows_that_is_none_is_a_fault(number):
    survey = f"""
    | type         | name | label | msq::max_rows |
    | begin_repeat | a    | A     | {number}      |
    | text         | b    | B     |               |
    | end_repeat   |      |       |               |
    """
    (fault,) = faults(survey=survey)
    assert "survey, row 2, column msq::max_rows" in fault


def test_choice_without_a_label_behind_the_rows_of_a_table_is_a_fault():
    survey = """
    | type        | name | label | msq::part | msq::rows_from |
    | begin_group | C1   | Tab   | table     | x              |
    | text        | c    | C     |           |                |
    | end_group   |      |       |           |                |
    """
    choices = "| list_name | name | label | msq_codelist |\n| x | a |  | x |"
    found = faults(survey=survey, choices=choices)
    assert any("choices, row 2, column label" in fault for fault in found), found
