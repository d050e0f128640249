"""A workbook that msq wrote and somebody changed: what was changed counts, the rest stays."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from msq.instrument.model import Tags
from msq.instrument.tagging import with_tags
from msq.instrument.yaml_form import load
from msq.problems import BadForm
from msq.resources import folder
from msq.xlsform.exporting import write_xlsform
from msq.xlsform.importing import read_xlsform
from tests.factories.instruments import instrument
from tests.instrument.samples import EVIDENCE

ASKED = """
| code   | type            | required | relevant                | constraint | constraint_message | max | details  |
| A1     | yes_no          | yes      |                         |            |                    |     | evidence |
| A2     | integer         |          | (${A1})  =  'yes'       | . > 0      | More than none.    | 99  |          |
| A3     | table           |          |                         |            |                    |     |          |
| .ai    | row             |          |                         |            |                    |     |          |
| .data  | row             |          |                         |            |                    |     |          |
| .has   | yes_no          |          |                         |            |                    |     |          |
| .what  | text            |          | ${has} = 'yes'          |            |                    |     |          |
"""  # noqa: E501


@pytest.fixture
def before():
    return instrument(ASKED, code="asked", details={"evidence": EVIDENCE})


@pytest.fixture
def edited(before, tmp_path):
    """Change cells of the survey by name and heading, and read the workbook again."""

    def edit(*changes, add=()):
        path = tmp_path / "asked.xlsx"
        write_xlsform(before, path)
        book = load_workbook(path)
        sheet = book["survey"]
        columns = {cell.value: cell.column for cell in sheet[1]}
        rows = {row[columns["name"] - 1].value: row[0].row for row in sheet.iter_rows(min_row=2)}
        for name, heading, value in changes:
            sheet.cell(rows[name], columns[heading]).value = value
        for below, cells in add:
            sheet.insert_rows(rows[below] + 1)
            for heading, value in cells.items():
                sheet.cell(rows[below] + 1, columns[heading]).value = value
        stream = BytesIO()
        book.save(stream)
        return read_xlsform(stream.getvalue(), "asked.xlsx").instrument

    return edit


def test_nothing_changed_is_nothing_changed(edited, before):
    assert edited() == before


def test_changed_conditions_and_limits_count(edited):
    after = edited(
        ("A2", "relevant", "${A1} = 'no'"),
        ("A2", "constraint", ". <= 50 and . != 7"),
        ("A1_year", "relevant", "${A1} = 'yes' and ${A1_title} = 'x'"),
    )
    assert after.items["A2"].relevant == "${A1} = 'no'"
    assert (after.items["A2"].max, after.items["A2"].constraint) == ("50", ". != 7")
    assert after.items["A1.year"].relevant == "${A1} = 'yes' and (${A1.title} = 'x')"


def test_changed_type_counts(edited):
    after = edited(("A2", "type", "text"), ("A2", "constraint", None))
    assert after.items["A2"].type == "text"


def test_added_question_gets_the_next_free_number(edited):
    label = "label::English (en)"
    after = edited(add=[("A2", {"type": "text", "name": "why", label: "Why?"})])
    assert list(after.entries) == ["A1", "A2", "A4", "A3"]
    assert after.items["A4"].concept == "why"


def test_rows_of_a_table_must_stay_alike(edited):
    with pytest.raises(BadForm) as raised:
        edited(("A3_data_what", "label::English (en)", "What else?"))
    assert raised.value.faults == (
        "survey, row 15, the rows of a table must ask the same; this differs from the first row",
    )


def test_detail_must_follow_a_yes(edited):
    with pytest.raises(BadForm) as raised:
        edited(("A1_title", "relevant", "${A1} = 'no'"))
    assert raised.value.faults == (
        "survey, row 4, column relevant: details are asked after a yes: begin with ${A1} = 'yes'",
    )


def test_copied_row_is_found(edited):
    copied = {"type": "integer", "name": "A2", "label::English (en)": "Again", "msq::code": "A2"}
    with pytest.raises(BadForm) as raised:
        edited(add=[("A2", copied | {"msq::concept": "again"})])
    assert raised.value.faults == ("survey, row 8, the code “A2” is used 2 times, first in row 7",)


def test_row_that_nothing_asks_for_any_more_is_not_lost_in_silence(tmp_path):
    asked = instrument("| code | type | choices |\n| A1 | select_one | red, other* |")
    path = tmp_path / "asked.xlsx"
    write_xlsform(asked, path)
    book = load_workbook(path)
    book["choices"].delete_rows(3)
    book.save(path)
    with pytest.raises(BadForm) as raised:
        read_xlsform(path.read_bytes(), path.name)
    assert raised.value.faults == (
        (
            "survey, row 4, column msq::part: nothing asks for this row any more; "
            "delete it, or clear its columns msq::"
        ),
    )


def test_words_that_the_platform_says_itself_cannot_be_changed(tmp_path):
    asked = instrument("| code | type | choices |\n| A1 | select_one | red, other* |")
    path = tmp_path / "asked.xlsx"
    write_xlsform(asked, path)
    book = load_workbook(path)
    book["survey"]["C4"] = "Which other colour?"
    book.save(path)
    with pytest.raises(BadForm) as raised:
        read_xlsform(path.read_bytes(), path.name)
    assert raised.value.faults == (
        "survey, row 4, column label::English (en): this label must stay “Please specify”",
    )


def test_workbook_with_broken_styles_is_read(before, tmp_path):
    path = tmp_path / "asked.xlsx"
    write_xlsform(before, path)
    stream = BytesIO()
    with ZipFile(path) as whole, ZipFile(stream, "w") as broken:
        for name in whole.namelist():
            broken.writestr(name, whole.read(name).replace(b'"solid"', b'"WPS"'))
    with pytest.raises(ValueError, match="could not read stylesheet"):
        load_workbook(stream)
    assert read_xlsform(stream.getvalue(), path.name).instrument == before


@pytest.fixture
def with_list():
    """A ranking of at most two, a percentage, and a table whose rows are a list's."""
    asked = """
    | code | type       | choices | max | rows_from |
    | A1   | ranking    | topics  | 2   |           |
    | A2   | percentage |         | 50  |           |
    | A3   | table      |         |     | topics    |
    | .has | yes_no     |         |     |           |
    """
    return instrument(asked, code="listed", codelists={"topics": "cloud, ai, data"})


def rows_of(form, path, *changes):
    """Export and change cells by name and heading; return the rows and what reads them again."""
    write_xlsform(form, path)
    book = load_workbook(path)
    sheet = book["survey"]
    headings, *cells = ([cell.value for cell in row] for row in sheet.iter_rows())
    said = [dict(zip(headings, row, strict=True)) for row in cells]
    for name, heading, value in changes:
        number = next(number for number, row in enumerate(said, 2) if row["name"] == name)
        sheet.cell(number, headings.index(heading) + 1).value = value
    stream = BytesIO()
    book.save(stream)
    rows = {row["name"]: row for row in said}
    return rows, lambda: read_xlsform(stream.getvalue(), "listed.xlsx").instrument


def test_other_tools_see_a_rank_a_limited_decimal_and_a_group_for_each_row(with_list, tmp_path):
    rows, again = rows_of(with_list, tmp_path / "listed.xlsx")
    assert again() == with_list
    assert rows["A1"]["type"] == "rank topics"
    # There all choices are put in order, so how many are ranked is no constraint of theirs.
    assert (rows["A1"]["constraint"], rows["A1"]["msq::max"]) == (None, "2")
    assert rows["A2"]["type"] == "decimal"
    assert rows["A2"]["constraint"] == ". >= 0 and . <= 50"
    assert rows["A3"]["msq::rows_from"] == "topics"
    assert rows["A3_ai"]["type"] == "begin_group"


def test_row_of_a_list_that_is_worded_in_another_way_is_a_fault(with_list, tmp_path):
    _, again = rows_of(
        with_list, tmp_path / "listed.xlsx", ("A3_ai", "label::English (en)", "Machines")
    )
    with pytest.raises(BadForm) as problem:
        again()
    (fault,) = problem.value.faults
    assert "column msq::rows_from: the rows must be the choices of the list “topics”" in fault


def test_tags_of_one_cell_are_its_own(tmp_path):
    form = load(folder("forms") / "msq-2028")
    kind, values = next((kind, list(values)) for kind, values in form.form.tags.items())
    edits: dict[str, Tags] = {
        "F18.education.online": {kind: (values[0],)},
        "B2.procurement.address": {kind: (values[1],)},
    }
    tagged = with_tags(form, edits)
    write_xlsform(tagged, tmp_path / "form.xlsx")
    back = read_xlsform((tmp_path / "form.xlsx").read_bytes(), "form.xlsx").instrument

    assert {code: back.items[code].tags for code in edits} == edits
    assert back.hash == tagged.hash
