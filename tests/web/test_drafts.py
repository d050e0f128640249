"""Drafts in the browser: uploaded with and without faults, tried out, compared, published."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from msq.desk.actor import COMMAND_LINE
from msq.desk.reading.forms import all_drafts, all_forms
from tests.xlsform.workbooks import workbook

HOSTILE = "<script>alert('x')</script>"
WRONG = {
    "survey": f"""
| type   | name | label          | relevant     |
| text   | a    | {HOSTILE}      |              |
| intger | b    | Number         | ${{nope}} > 1 |
| text   | c    | {"long " * 40} |              |
| text   | d    |                |              |
| text   | e    | E              |              |
| text   | f    | F              |              |
| text   | g    | G              |              |
""",
    "settings": "| form_title | form_id |\n| Cities <b>2030</b> | cities |",
}
RIGHT = """
| type    | name | label::English (en) | label::French (fr) | relevant    |
| integer | a    | How many?           | Combien ?          |             |
| text    | b    | Which?              |                    | ${{a}} > 1  |
"""
SETTINGS = "| form_title | form_id |\n| Cities | cities |"


def right(changed: str = "How many?") -> bytes:
    """Return a workbook without faults."""
    survey = RIGHT.replace("{{", "{").replace("}}", "}").replace("How many?", changed)
    return workbook(survey=survey, settings=SETTINGS)


def upload(scene, content, page=None, name="form.xlsx"):
    """Send a workbook as a new draft, or onto the draft whose page it is."""
    page = page or scene["manager"].get("/forms")
    form = page.form(page.path.partition("?")[0])
    form.attach("file", name, content)
    return scene["manager"].send(form)


def versions(scene):
    """Return code and number of every published version."""
    every = all_forms(scene.desk, COMMAND_LINE)
    return [(one.published.code, one.published.number) for one in every]


def edited(content, before, after):
    """Return a workbook with a cell of the sheet ``survey`` changed."""
    book = load_workbook(BytesIO(content))
    cells = [cell for row in book["survey"] for cell in row if cell.value == before]
    assert cells
    for cell in cells:
        cell.value = after
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def small(scene):
    """Return the hash of the published questionnaire."""
    return next(
        one.published.hash
        for one in all_forms(scene.desk, COMMAND_LINE)
        if one.published.code == "small"
    )


def test_workbook_with_faults_is_kept_and_each_fault_stands_in_its_cell(scene):
    before = versions(scene)
    page = upload(scene, workbook(**WRONG))

    assert page.status == 200
    assert page.path.startswith("/forms/drafts/")
    typed = "“intger” is not taken: there is no such type; did you mean “integer”?"
    assert page.errors == [
        f"survey, row 3, column type: {typed}",
        "survey, row 3, column relevant: there is no question “nope”",
        "survey, row 5, column label: “label” must be a text",
    ]
    for link in page.root.with_class("govuk-error-summary__list")[0].every("a"):
        cell = page.root.only(id=link["href"].removeprefix("#")).parent
        assert cell.tag == "td"
        assert link["href"].removeprefix("#") in cell["aria-describedby"].split()
    marked = [one.text for one in page.root.with_class("msq-fault")]
    assert marked[0].startswith("intger Error: “intger” is not taken")
    assert marked[1] == "${nope} > 1 Error: there is no question “nope”"
    assert any(one.startswith("(empty) Error:") for one in marked)
    assert versions(scene) == before


def test_cells_of_a_workbook_are_shown_as_text_and_shortened(scene):
    page = upload(scene, workbook(**WRONG), name="<i>x</i>.xlsx")

    assert "<script>alert" not in page.source
    assert HOSTILE in page.text
    assert page.h1 == "Cities <b>2030</b>"
    assert "<i>x</i>.xlsx" in page.text
    assert f"{'long ' * 16}…" in page.text
    assert "long " * 17 not in page.text


def test_neighbours_of_faults_are_shown_and_other_rows_are_not(scene):
    page = upload(scene, workbook(**WRONG))

    rows = [
        row.only("th").text for row in page.root.every("tr") if list(row.every("td", dir="auto"))
    ]
    assert "2" in rows
    assert "6" in rows
    assert len(rows) == len(set(rows))


def test_draft_is_mended_tried_out_and_published(scene):
    before = versions(scene)
    page = upload(scene, workbook(**WRONG))
    assert not page.has_form(f"{page.path.partition('?')[0]}/publish")

    page = upload(scene, right(), page)
    assert page.errors == []
    assert "Français 1 / 3 1 0 2" in page.text
    assert "Title and lists of choices 0 / 1 0 0 1" in page.text
    home = page.path.partition("?")[0]
    tried = scene["manager"].get(f"{home}/preview/contributor")
    assert "How many?" in tried.text
    refused = scene["manager"].send(page.form(f"{home}/publish"))
    assert refused.status == 409
    assert refused.errors[0].startswith("Not all texts are translated")
    form = refused.form(f"{home}/publish")
    form["gaps"] = "1"
    page = scene["manager"].send(form)

    assert page.notice.startswith("The questionnaire is published.")
    assert versions(scene) == sorted([*before, ("cities", 1)])
    assert all_drafts(scene.desk, COMMAND_LINE) == ()
    assert scene["manager"].get(home).status == 404


def test_text_that_changed_in_english_alone_is_stale_and_needs_a_yes(scene):
    page = upload(scene, right())
    form = page.form(f"{page.path.partition('?')[0]}/publish")
    form["gaps"] = "1"
    scene["manager"].send(form)

    page = upload(scene, right("How many cities?"))

    row = next(row for row in page.root.every("tr") if "Français" in row.text)
    assert [cell.text for cell in row.every("td")][2] == "1"
    assert "Publish though 3 translations are missing or stale" in page.text


def test_copy_of_a_version_goes_out_is_changed_and_comes_back(scene):
    version = small(scene)
    page = scene["manager"].get(f"/forms/{version}")
    form = page.form(f"/forms/{version}/copy")
    form["code"] = "Small 2030"
    refused = scene["manager"].send(form)
    assert refused.status == 422
    assert refused.errors[0].startswith("Enter a code for the copy")
    assert refused.form(f"/forms/{version}/copy").texts("code") == ["Small 2030"]
    form = refused.form(f"/forms/{version}/copy")
    form["code"] = "small-2030"
    page = scene["manager"].send(form)
    home = page.path.partition("?")[0]
    assert "Began from small, version 1" in page.text

    out = scene["manager"].raw("GET", f"{home}/xlsform")
    assert 'filename="small-2030.xlsx"' in out.headers["content-disposition"]
    changed = edited(out.content, "How many services?", "How many services online?")
    page = upload(scene, changed, page)
    assert scene["manager"].raw("GET", f"{home}/xlsform").content == changed
    page = scene["manager"].send(page.form(f"{home}/compare"))
    assert "B4 reworded How many services? How many services online?" in page.text
    assert "1reworded" in page.text

    page = scene["manager"].get(home)
    assert scene["manager"].send(page.form(f"{home}/publish")).h1 == "Test small"


def test_workbook_of_another_questionnaire_does_not_replace_a_copy(scene):
    version = small(scene)
    form = scene["manager"].get(f"/forms/{version}").form(f"/forms/{version}/copy")
    form["code"] = "small-2030"
    page = scene["manager"].send(form)

    refused = upload(scene, right(), page)

    assert refused.status == 422
    assert "This workbook is of the questionnaire “cities”" in refused.errors[0]


def test_workbook_taken_out_unchanged_is_the_same_version(scene):
    version, before = small(scene), versions(scene)
    content = scene["manager"].raw("GET", f"/forms/{version}/xlsform").content
    page = upload(scene, content)

    page = scene["manager"].send(page.form(f"{page.path.partition('?')[0]}/publish"))

    assert page.notice.startswith("The same content was published before.")
    assert page.path.startswith(f"/forms/{version}")
    assert versions(scene) == before


def test_of_two_managers_at_once_the_second_is_told_and_loses_nothing(scene):
    first = upload(scene, right())
    home = first.path.partition("?")[0]
    second = scene["manager"].get(home)

    upload(scene, right("How many cities?"), first)
    late = upload(scene, right("How many towns?"), second)

    assert late.status == 409
    assert late.errors[0].startswith("Max Manager uploaded a workbook into this draft after")
    assert "How many cities?" in scene["manager"].get(f"{home}/preview/focal_point").text
    for act in ("publish", "delete"):
        page = scene["manager"].send(second.form(f"{home}/{act}"))
        assert page.status == 409
    page = upload(scene, right("How many towns?"), late)
    assert page.status == 200
    assert "How many towns?" in scene["manager"].get(f"{home}/preview/focal_point").text


def test_draft_is_deleted(scene):
    page = upload(scene, workbook(**WRONG))
    home = page.path.partition("?")[0]

    page = scene["manager"].send(page.form(f"{home}/delete"))

    assert page.notice == "The draft has been deleted."
    assert all_drafts(scene.desk, COMMAND_LINE) == ()


def test_draft_with_faults_is_neither_shown_nor_compared_nor_published(scene):
    page = upload(scene, workbook(**WRONG))
    home = page.path.partition("?")[0]
    token, number = page.form_token, page.form(home).texts("number")[0]

    assert scene["manager"].get(f"{home}/preview/focal_point").status == 409
    assert scene["manager"].get(f"{home}/compare/{small(scene)}").status == 409
    sent = scene["manager"].post(f"{home}/publish", {"token": token, "number": number})
    assert sent.status == 409
    assert sent.errors[0].startswith("This draft has faults.")


@pytest.mark.parametrize("content", [b"", b"PK", b"no workbook"])
def test_file_that_is_no_workbook_is_refused_and_no_draft(scene, content):
    page = upload(scene, content)

    assert page.status == 422
    assert len(page.errors) == 1
    assert all_drafts(scene.desk, COMMAND_LINE) == ()


@pytest.mark.parametrize("who", ["focal", "reviewer", "administrator"])
def test_drafts_are_for_managers(scene, who):
    page = upload(scene, right())
    home = page.path.partition("?")[0]
    token = scene[who].get("/").form_token
    for path in ("", "/xlsform", "/preview/focal_point", "/compare", f"/compare/{small(scene)}"):
        assert scene[who].get(home + path).status == 403
    for path in ("", "/publish", "/delete"):
        sent = scene[who].post(home + path, {"token": token, "number": "1"})
        assert sent.status == 403
    assert len(all_drafts(scene.desk, COMMAND_LINE)) == 1


def test_many_faults_are_shown_a_hundred_at_a_time(scene):
    rows = "\n".join(f"| nothing | q{number} | Q{number} |" for number in range(130))
    page = upload(scene, workbook(survey=f"| type | name | label |\n{rows}"))

    assert len(page.errors) == 100
    assert "30 more faults are shown when these are mended." in page.text
