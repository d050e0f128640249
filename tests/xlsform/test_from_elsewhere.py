"""Workbooks that nobody made for msq: what their questions become."""

import pytest
from pyxform.xls2xform import convert

from msq.instrument.model import in_language
from msq.xlsform.exporting import write_xlsform
from msq.xlsform.importing import read_xlsform
from tests.xlsform.workbooks import read, workbook

# ruff: noqa: E501 - tables are wide

SURVEY = """
| type                  | name        | label::English (en)   | label::Français (fr) | hint::English (en) | required | relevant                          | constraint             | constraint_message::English (en) | appearance | repeat_count |
| start                 | start       |                       |                      |                    |          |                                   |                        |                                  |            |              |
| begin group           | office      | The office            | Le bureau            |                    |          |                                   |                        |                                  |            |              |
| note                  | welcome     | Welcome               | Bienvenue            |                    |          |                                   |                        |                                  |            |              |
| text                  | office_name | Name                  | Nom                  | In full            | yes      |                                   |                        |                                  |            |              |
| text                  | site        | Website               | Site                 |                    |          |                                   |                        |                                  | url        |              |
| text                  | tel         | Telephone             | Téléphone            |                    |          |                                   |                        |                                  | numbers    |              |
| integer               | staff       | Staff                 | Personnel            |                    | true     |                                   | . >= 0 and . <= 90000  |                                  |            |              |
| decimal               | share       | Share                 | Part                 |                    |          | ${staff}>10                       | .<=100                 | At most 100                      |            |              |
| end group             |             |                       |                      |                    |          |                                   |                        |                                  |            |              |
| begin group           | services    | Services              | Services             |                    |          | ${staff} > 0                      |                        |                                  |            |              |
| select_one yn         | online      | Any online?           | En ligne ?           |                    | yes      |                                   |                        |                                  |            |              |
| select_multiple topic | topics      | Which?                | Lesquels ?           |                    |          | ${online} = 'yes'                 |                        |                                  |            |              |
| begin group           | more        | More on them          | Plus                 |                    |          | selected(${topics}, 'tax') or ${staff} > 5 |               |                                  |            |              |
| date                  | since       | Since when?           | Depuis ?             |                    |          |                                   |                        |                                  |            |              |
| range                 | rating      | Rating                | Note                 |                    |          |                                   |                        |                                  |            |              |
| end group             |             |                       |                      |                    |          |                                   |                        |                                  |            |              |
| begin repeat          | portal      | Portals               | Portails             |                    |          |                                   |                        |                                  |            | 5            |
| text                  | Portal-Name | Name of it            | Son nom              |                    | yes      |                                   |                        |                                  |            |              |
| select_one topic or_other | kind    | Kind                  | Genre                |                    |          |                                   |                        |                                  |            |              |
| end repeat            |             |                       |                      |                    |          |                                   |                        |                                  |            |              |
| end group             |             |                       |                      |                    |          |                                   |                        |                                  |            |              |
| text                  | remarks     | Remarks               | Remarques            |                    |          |                                   |                        |                                  | multiline  |              |
"""
CHOICES = """
| list_name | name   | label::English (en) | label::Français (fr) |
| yn        | yes    | Yes                 | Oui                  |
| yn        | no     | No                  | Non                  |
| topic     | tax    | Taxes               | Impôts               |
| topic     | health | Health              | Santé                |
"""
SETTINGS = """
| form_title  | form_id       | default_language |
| City survey | City_Survey_1 | English (en)     |
"""
BOOK = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}


@pytest.fixture(scope="module")
def city():
    return read(**BOOK).instrument


def test_other_tools_take_the_workbook_too():
    # The name with a hyphen is looked at by nothing, which is where the languages differ.
    assert convert(workbook(**BOOK), file_type=".xlsx", validate=False).xform


def test_groups_at_the_top_become_sections_and_the_rest_stands_in_one_of_its_own(city):
    assert [(one.code, one.title) for one in city.sections] == [
        ("A", {"en": "The office", "fr": "Le bureau"}),
        ("B", {"en": "Services", "fr": "Services"}),
        ("C", {"en": "City survey"}),
    ]
    assert (city.code, city.form.title, city.form.languages) == (
        "city-survey-1",
        {"en": "City survey"},
        ("en", "fr"),
    )


def test_questions_get_codes_and_keep_their_names_as_concepts(city):
    assert {code: (item.concept, item.type) for code, item in city.items.items()} == {
        "A2": ("office_name", "text"),
        "A3": ("site", "web_address"),
        "A4": ("tel", "phone"),
        "A5": ("staff", "integer"),
        "A6": ("share", "decimal"),
        "B1": ("online", "yes_no"),
        "B2": ("topics", "select_multiple"),
        "B4": ("since", "date"),
        "B5": ("rating", "integer"),
        "B6.portal_name": ("portal.portal_name", "text"),
        "B6.kind": ("portal.kind", "select_one"),
        "B6.kind.other": ("portal.kind.other", "text"),
        "C1": ("remarks", "long_text"),
    }
    kinds = {code: entry.kind for code, entry in city.entries.items() if entry.kind != "item"}
    assert kinds == {"A1": "note", "B3": "note", "B6": "repeat"}
    assert city.entries["B6"].max_rows == 5
    assert city.items["A2"].required
    assert city.items["A2"].help == {"en": "In full"}


def test_conditions_of_groups_go_to_all_that_stands_in_them(city):
    asked = {code: entry.relevant for code, entry in city.entries.items() if entry.relevant}
    more = "selected(${B2}, 'tax') or ${A5} > 5"
    assert asked == {
        "A6": "${A5} > 10",
        "B2": "${B1} = 'yes'",
        "B3": more,
        "B4": more,
        "B5": more,
    }
    assert [section.relevant for section in city.sections] == ["", "${A5} > 0", ""]


def test_limits_are_limits_and_a_message_of_its_own_is_kept(city):
    staff, share, rating = (city.items[code] for code in ("A5", "A6", "B5"))
    assert (staff.min, staff.max, staff.constraint) == ("0", "90000", "")
    assert (share.max, share.constraint) == ("", ". <= 100")
    assert share.constraint_message == {"en": "At most 100"}
    assert (rating.min, rating.max) == ("1", "10")


def test_every_text_comes_in_its_languages(city):
    assert in_language(city.items["B1"].text, "fr") == "En ligne ?"
    assert city.choices(city.items["B2"])[0].text == {"en": "Taxes", "fr": "Impôts"}
    assert [choice.code for choice in city.choices(city.items["B6.kind"])] == [
        "tax", "health", "other",
    ]  # fmt: skip


def test_read_written_and_read_again_it_is_the_same(city, tmp_path):
    path = tmp_path / "again.xlsx"
    write_xlsform(city, path)
    assert read_xlsform(path.read_bytes(), path.name).instrument == city
    assert convert(str(path), validate=False).xform


@pytest.mark.parametrize(
    "heading",
    ["label", "label::English", "label:English (en)", "label::en", "Label :: english (EN)"],
)
def test_language_of_a_column_is_written_in_many_ways(heading):
    book = read(survey=f"| type | name | {heading} |\n| text | one | One |")
    assert book.instrument.items["A1"].text == {"en": "One"}


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ("| text | mail | {text} | regex(., '^[^@]+@[^@]+$') |  |", "email"),
        ("| text | page | {text} | regex(., 'https?://.+') |  |", "web_address"),
        ("| text | phone_number | {text} |  | numbers |", "phone"),
        ("| text | passport | {text} |  | numbers |", "text"),
        ("| text | story | {text} |  | multiline |", "long_text"),
        ("| date | founded | {text} |  | year |", "year"),
        ("| string | word | {text} |  |  |", "text"),
        ("| int | many | {text} |  |  |", "integer"),
    ],
)
def test_appearance_and_pattern_say_what_a_text_is(row, kind):
    survey = "| type | name | label | constraint | appearance |\n" + row.format(text="Which?")
    items = read(survey=survey).instrument.items
    assert [(item.type, item.constraint) for item in items.values()] == [(kind, "")]


def test_columns_that_are_passed_over_are_named():
    found = read(survey="| type | name | label | relevent | Our notes |\n| text | a | A | 1 | x |")
    assert found.unread == (
        "survey: the column “relevent” is not read; did you mean “relevant”?",
        "survey: the column “Our notes” is not read",
    )


def test_translation_that_differs_from_place_to_place_is_kept_at_each():
    survey = """
    | type | name | label::en | label::fr |
    | text | one  | Others    | Autres    |
    | text | two  | Others    | Divers    |
    """
    items = read(survey=survey).instrument.items
    assert [item.text["fr"] for item in items.values()] == ["Autres", "Divers"]


def test_group_without_a_label_is_called_by_its_name():
    survey = """
    | type         | name        | label |
    | begin group  | city_office |       |
    | begin repeat | open_days   |       |
    | date         | day         | Day   |
    | end repeat   |             |       |
    | end group    |             |       |
    """
    found = read(survey=survey).instrument
    assert found.sections[0].title == {"en": "City office"}
    assert found.entries["A1"].text == {"en": "Open days"}


def test_other_can_be_asked_of_any_list():
    survey = """
    | type                                | name | label | relevant              |
    | select_one yn or_other              | one  | One   |                       |
    | select_multiple topic or_other      | two  | Two   | ${one_other} = 'half' |
    | select_multiple yn                  | odd  | Odd   |                       |
    """
    found = read(survey=survey, choices=CHOICES).instrument
    assert list(found.items) == ["A1", "A1.other", "A2", "A2.other", "A3"]
    assert [choice.code for choice in found.choices(found.items["A1"])] == ["yes", "no", "other"]
    assert found.items["A2"].relevant == "${A1.other} = 'half'"
    assert found.items["A3"].type == "select_multiple"


def test_groups_inside_the_rows_of_a_repeating_group_are_one_with_them():
    survey = """
    | type         | name   | label  | relevant         |
    | begin repeat | portal | Portal |                  |
    | text         | title  | Title  |                  |
    | begin group  | more   |        | ${title} != ''   |
    | text         | owner  | Owner  | ${title} != 'x'  |
    | end group    |        |        |                  |
    | end repeat   |        |        |                  |
    """
    found = read(survey=survey).instrument
    assert {code: item.relevant for code, item in found.items.items()} == {
        "A1.title": "",
        "A1.owner": "${A1.title} != '' and ${A1.title} != 'x'",
    }


def test_rows_inside_the_rows_of_a_repeating_group_are_a_group_inside_it():
    survey = """
    | type         | name      | label     | relevant      | repeat_count | calculation      |
    | begin repeat | programme | Programme |               |              |                  |
    | text         | title     | Title     |               |              |                  |
    | begin group  | more      |           | ${title} != '' |             |                  |
    | begin repeat | partner   | Partner   |               | 4            |                  |
    | integer      | money     | Money     | ${title} != 'x' |            |                  |
    | end repeat   |           |           |               |              |                  |
    | end group    |           |           |               |              |                  |
    | calculate    | total     |           |               |              | sum(${money})    |
    | end repeat   |           |           |               |              |                  |
    """
    found = read(survey=survey).instrument
    (group,) = found.entries["A1"].groups
    assert (group.code, group.max_rows, group.relevant) == (
        "A1.partner",
        4,
        "${A1.title} != ''",
    )
    assert {code: item.relevant or item.calculation for code, item in found.items.items()} == {
        "A1.title": "",
        "A1.partner.money": "${A1.title} != 'x'",
        "A1.total": "sum(${A1.partner.money})",
    }


def test_logic_of_other_tools_is_taken(tmp_path):
    survey = """
    | type              | name   | label  | required         | calculation        | choice_filter                       |
    | integer           | staff  | Staff  |                  |                    |                                     |
    | integer           | guests | Guests | ${staff} > 5     |                    |                                     |
    | calculate         | total  |        |                  | ${staff}+${guests} |                                     |
    | select_one region | where  | Where  |                  |                    |                                     |
    | select_one town   | town   | Town   |                  |                    | region=${where} or name = 'capital' |
    """
    choices = """
    | list_name | name    | label   | region |
    | region    | north   | North   |        |
    | region    | south   | South   |        |
    | town      | capital | Capital | south  |
    | town      | harbour | Harbour | north  |
    """
    found = read(survey=survey, choices=choices).instrument
    assert found.items["A2"].required_if == "${A1} > 5"
    assert (found.items["A3"].type, found.items["A3"].calculation) == ("calculate", "${A1} + ${A2}")
    assert found.items["A3"].text == {"en": "Total"}
    assert found.items["A5"].choice_filter == "region = ${A4} or name = 'capital'"
    assert [choice.attributes for choice in found.form.codelists["town"]] == [
        {"region": "south"},
        {"region": "north"},
    ]
    path = tmp_path / "again.xlsx"
    write_xlsform(found, path)
    assert read_xlsform(path.read_bytes(), path.name).instrument == found
    assert convert(str(path), validate=False).xform
