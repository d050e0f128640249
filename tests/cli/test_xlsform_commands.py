"""The commands that read and write XLSForm workbooks."""

from tests.cli.shell import complaint, misuse
from tests.xlsform.workbooks import workbook

SURVEY = """
| type                  | name | label::en | label::fr | Remark |
| integer               | many | How many? | Combien ? | x      |
| select_one yes_no     | any  | Any?      |           |        |
"""
CHOICES = "| list_name | name | label |\n| yes_no | yes | Yes |\n| yes_no | no | No |"


def test_workbook_is_checked_imported_and_published_as_the_same(typed, tmp_path):
    (tmp_path / "town.xlsx").write_bytes(workbook(survey=SURVEY, choices=CHOICES))
    assert typed("forms", "check", "town.xlsx").out == (
        "survey: the column “Remark” is not read\n"
        "town: no faults; 1 section, 2 questions, 2 items\n"
        "  fr: 1 of 3 texts, 1 of them unofficial, 0 stale, 2 missing\n"
        "      title and codelists: 0 stale, 1 missing\n"
        "      section A: 0 stale, 2 missing\n"
    )
    assert typed("forms", "import", "town.xlsx", "--output", "town").out == (
        "survey: the column “Remark” is not read\n"
        "written: town/instrument.yaml\n"
        "written: town/a-town.yaml\n"
        "written: town/translations/fr.po\n"
    )
    assert complaint(typed("forms", "publish", "town")).startswith("Not all texts are translated")
    assert "version 1 is published" in typed("forms", "publish", "town", "--with-gaps").out
    again = typed("forms", "publish", "town.xlsx", "--with-gaps").out
    assert "version 1 was published already" in again


def test_questionnaire_is_exported_and_comes_back_as_it_went(typed, form):
    assert typed("forms", "export", form, "--output", "small.xlsx").out == "written: small.xlsx\n"
    assert "version 1 is published" in typed("forms", "publish", form).out
    assert "version 1 was published already" in typed("forms", "publish", "small.xlsx").out


def test_faults_of_a_workbook_are_listed_and_nothing_is_written(typed, tmp_path):
    survey = "| type | name | label |\n| geopoint | place | Where? |\n| text | a | |"
    (tmp_path / "town.xlsx").write_bytes(workbook(survey=survey))
    ended = typed("forms", "import", "town.xlsx", "--output", "town")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == (
        "survey, row 2, column type: “geopoint” is not taken: places on a map are not asked here; "
        "use a text, or leave the row out\n"
        "survey, row 3, column label: “label” must be a text\n"
        "msq: 2 faults in town.xlsx\n"
    )
    assert not (tmp_path / "town").exists()


def test_folder_that_holds_something_is_left_alone(typed, form, tmp_path):
    (tmp_path / "town.xlsx").write_bytes(workbook(survey=SURVEY, choices=CHOICES))
    before = sorted(form.iterdir())
    ended = typed("forms", "import", "town.xlsx", "--output", form)
    assert ended.code == 1
    assert ended.err == f"msq: There is something in {form} already; name a new one.\n"
    assert sorted(form.iterdir()) == before


def test_workbook_needs_a_place_that_there_is(typed, form):
    wanted = ("forms", "export", form, "--output")
    assert complaint(typed(*wanted, "no/small.xlsx")) == "There is no folder no; make it first."
    assert misuse(typed(*wanted, "small.csv")).endswith("small.csv must end in .xlsx")
    assert "is not an Excel workbook" in complaint(
        typed("forms", "check", form / "instrument.yaml")
    )
