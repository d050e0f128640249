"""What the commands that read and write files say of them: which, where, and what to do."""

import shutil

import pytest

from tests.cli.shell import complaint, misuse

# Files


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "answers.csv is empty"),
        (b"unit,item\nalpha,A1\n", "answers.csv lacks the required columns: value."),
        (b"unit,item,value\nalpha,A1,\xff\n", "Line 2 of answers.csv is not UTF-8 text."),
        (b'unit,item,value\nalpha,A1,"yes\n', "The row that begins on line 2 of answers.csv"),
        (b"PK\x03\x04 and no more", "answers.csv "),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_reason(
    typed, opened, tmp_path, content, said
):
    (tmp_path / "answers.csv").write_bytes(content)
    assert complaint(typed("responses", "import", opened, "answers.csv")).startswith(said)


@pytest.mark.parametrize(
    "words", [("units", "import"), ("responses", "import", "x"), ("edition", "people", "x")]
)
def test_a_file_that_is_not_there_is_wrong_usage(typed, tmp_path, words):
    assert misuse(typed(*words, "none.csv")).endswith("File 'none.csv' does not exist.")
    assert misuse(typed(*words, tmp_path)).endswith("is a directory.")


def test_answers_are_imported_and_wrong_rows_named(typed, opened, tmp_path):
    rows = "unit,item,value\nalpha,A1,yes\nBeta,A2,many\nbeta,A1,\n"
    (tmp_path / "answers.csv").write_text(rows)
    ended = typed("responses", "import", opened, "answers.csv")
    assert (ended.code, ended.out) == (
        1,
        "answers of small-1: 1 saved, 0 as they were, 1 blank\n",
    )
    assert ended.err == (
        "answers.csv, row 3: “many” is not a number. Use digits only, for example 1234.5.\n"
        "msq: 1 row of answers.csv was not taken. All others were.\n"
    )


def test_many_wrong_rows_are_counted_beyond_the_first_fifty(typed, opened, tmp_path):
    rows = "".join(f"alpha,A{number},yes\n" for number in range(100, 160))
    (tmp_path / "answers.csv").write_text(f"unit,item,value\n{rows}")
    lines = typed("responses", "import", opened, "answers.csv").err.splitlines()
    assert len(lines) == 52
    assert lines[-2:] == [
        "… and 10 more",
        "msq: 60 rows of answers.csv were not taken. All others were.",
    ]


def test_answers_wait_until_the_edition_is_open(typed, draft, tmp_path):
    (tmp_path / "answers.csv").write_text("unit,item,value\nalpha,A1,yes\n")
    assert "open it before" in complaint(typed("responses", "import", draft, "answers.csv"))


# Exports


def test_an_export_says_what_it_wrote(typed, opened, tmp_path):
    wanted = ("export", "pipeline", "--edition", opened, "--output", "out.xlsx")
    ended = typed(*wanted, "--files", "files")
    assert (ended.code, ended.err) == (0, "")
    assert "\nstatus: 2 rows\n" in ended.out
    assert ended.out.endswith("written: out.xlsx\nwritten: 0 files in files\n")
    assert [path.name for path in tmp_path.glob("*out*")] == ["out.xlsx"]


def test_an_export_that_is_not_there_is_answered_with_those_that_are(typed, opened):
    said = complaint(typed("export", "none", "--edition", opened, "--output", "out.xlsx"))
    assert said == "There is no export “none”. There is: pipeline."


def test_an_export_needs_a_place_to_be_written(typed, opened, tmp_path):
    wanted = ("export", "pipeline", "--edition", opened, "--output")
    assert complaint(typed(*wanted, "no/folder/out.xlsx")) == (
        "There is no folder no/folder; make it first."
    )
    assert misuse(typed(*wanted, "out.csv")).endswith("out.csv must end in .xlsx")
    (tmp_path / "taken.xlsx").mkdir()
    assert misuse(typed(*wanted, "taken.xlsx")).endswith("File 'taken.xlsx' is a directory.")
    assert misuse(typed(*wanted[:-1])) == "Error: Missing option '--output'."


def test_an_export_as_of_no_moment_is_wrong_usage(typed, opened, tmp_path):
    wanted = ("export", "pipeline", "--edition", opened, "--output", "out.xlsx", "--as-of")
    assert "'soon' is not a moment" in misuse(typed(*wanted, "soon"))
    assert "is in the future" in complaint(typed(*wanted, "2999-01-01"))
    assert not (tmp_path / "out.xlsx").exists()


def test_two_questionnaires_are_compared_item_by_item(typed, form, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(form, other)
    only = other / "only.yaml"
    only.write_text(only.read_text().replace("How many?", "How many now?"))

    assert typed("forms", "diff", form, form).out == "no item differs\n"
    assert typed("forms", "diff", form, other).out == (
        "A2 → A2  small.many: reworded\n1 item with differences\n"
    )
