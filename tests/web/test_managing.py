"""The managers' pages: editions, registers, invitations, exports, mails, staff."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import text

from msq.desk.actor import COMMAND_LINE
from msq.desk.reading.managing import edition_page
from msq.exporting.taken import BASES as TAKEN
from msq.mail.mailbox import keep
from msq.store import outbox
from msq.web.manage.pages import BASIS_TEXTS
from tests.web.mails import invitation

PLAN = {
    "name": "Second round",
    "code": "round-2",
    "instrument": "small",
    "reference_period": "2027",
    "opens": "2027-05-01",
    "deadline": "2027-09-30",
    "grace": "7",
}


def manage(scene, act=""):
    return f"/manage/{scene.edition}{act}"


def edition(scene, code=""):
    return edition_page(scene.desk, COMMAND_LINE, code or scene.edition).edition


def people(scene):
    found = edition_page(scene.desk, COMMAND_LINE, scene.edition).people
    return {(one.unit_code, one.person.email, one.role, one.person.language) for one in found}


def letters(scene):
    with scene.desk.database.reading() as db:
        return [row[0] for row in db.execute(text("SELECT kind FROM outbox ORDER BY id"))]


def trail(scene, verb):
    with scene.desk.database.reading() as db:
        rows = db.execute(text("SELECT actor, details FROM audit WHERE verb = :v"), {"v": verb})
        return [tuple(row) for row in rows]


def upload(scene, name, content):
    form = scene["manager"].get(manage(scene)).form(manage(scene, "/register"))
    form.attach("file", name, content)
    return scene["manager"].send(form)


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def plan_form(scene, **fields):
    form = scene["manager"].get("/manage/new").form()
    for name, value in (PLAN | fields).items():
        form[name] = value
    return form


def test_edition_is_created_opened_extended_and_closed(scene):
    browser = scene["manager"]
    page = browser.send(plan_form(scene))
    assert page.notice == "The edition has been created. Check it, import its people, then open it."
    assert page.path == "/manage/round-2?done=created"
    assert page.h1 == "Second round"

    page = browser.send(page.form("/manage/round-2/open"))
    assert page.notice == "The edition is open."
    form = page.form("/manage/round-2/extend")
    form["deadline"] = "2027-10-15"
    form["grace"] = "0"
    page = browser.send(form)
    assert page.notice == "The dates have been changed."
    assert str(edition(scene, "round-2").deadline) == "2027-10-15"
    page = browser.send(page.form("/manage/round-2/close"))

    assert page.notice == "The edition is closed."
    assert edition(scene, "round-2").state == "closed"
    assert not page.has_form("/manage/round-2/open")
    assert not page.has_form("/manage/round-2/extend")


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        (
            {"name": " ", "code": "Round 2"},
            [
                "Name: Enter a name of 1 to 200 characters.",
                (
                    "Code: Use lower-case letters, digits, points and hyphens for the code, such "
                    "as msq-2028."
                ),
            ],
        ),
        ({"code": "small-1"}, ["Code: There is already an edition “small-1”."]),
        (
            {"name": "", "code": "new", "opens": "1 May", "deadline": "", "grace": "some"},
            [
                "Name: Enter a name of 1 to 200 characters.",
                "Code: “new” cannot be a code: a page has this name.",
                "Opens on: Enter a date as year-month-day, such as 2027-06-30.",
                "Deadline: Enter a date as year-month-day, such as 2027-06-30.",
                "Days of grace: Enter the days of grace as a whole number.",
            ],
        ),
        (
            {"deadline": "2027-04-30"},
            ["Deadline: The deadline must not be before the opening."],
        ),
        ({"deadline": "9999-12-31"}, ["Deadline: Enter a year from 2000 to 2100."]),
        ({"grace": "366"}, ["Days of grace: Enter 0 to 365 days of grace."]),
        ({"grace": "9" * 5000}, ["Days of grace: Enter the days of grace as a whole number."]),
    ],
)
def test_wrong_plan_comes_back_as_it_was_typed(scene, fields, errors):
    page = scene["manager"].send(plan_form(scene, **fields))

    assert page.status == 422
    assert page.errors == errors
    back = page.form()
    assert {name: back.texts(name) for name in PLAN} == {
        name: [value] for name, value in (PLAN | fields).items()
    }


def test_plan_on_an_instrument_that_is_not_there_is_refused(scene):
    form = plan_form(scene)
    form.values = [(name, "x" if name == "instrument" else text) for name, text in form.values]

    page = scene["manager"].send(form)

    assert page.errors == ["Questionnaire: There is no published instrument “x”."]


def test_wrong_dates_come_back_as_they_were_typed(scene):
    form = scene["manager"].get(manage(scene)).form(manage(scene, "/extend"))
    form["deadline"] = "2026-01-01"
    form["grace"] = "999"

    page = scene["manager"].send(form)

    assert page.status == 422
    assert page.errors == [
        "The deadline must not be before the opening.",
        "Enter 0 to 365 days of grace.",
    ]
    back = page.form(manage(scene, "/extend"))
    assert (back.texts("deadline"), back.texts("grace")) == (["2026-01-01"], ["999"])


def test_act_that_cannot_be_done_now_says_why(scene):
    token = scene["manager"].get(manage(scene)).form_token

    page = scene["manager"].post(manage(scene, "/open"), {"token": token})

    assert page.status == 409
    assert page.errors == ["The edition “small-1” is open already."]


def test_act_that_is_none_is_not_taken_for_another(scene):
    token = scene["manager"].get(manage(scene)).form_token
    fields = {"token": token, "deadline": "2028-01-01", "grace": "0"}

    assert scene["manager"].post(manage(scene, "/shorten"), fields).status == 404
    assert str(edition(scene).deadline) == "2027-06-30"


def test_edition_that_is_not_there_is_not_found(scene):
    token = scene["manager"].get(manage(scene)).form_token

    assert scene["manager"].get("/manage/unknown").status == 404
    assert scene["manager"].get("/manage/%00").status == 404
    for act in ("open", "close", "extend", "invite", "export/pipeline"):
        fields = {"token": token, "deadline": "2028-01-01", "grace": "0"}
        assert scene["manager"].post(f"/manage/unknown/{act}", fields).status == 404, act


ROWS = (
    ("Unit", "Name", "E-mail", "Role", "Language"),
    ("FJI", "Sela Fijian", "sela@example.org", "contributor", "fr"),
    ("Atlantis", "Nobody", "nobody@example.org", "", ""),
    ("Côte d'Ivoire", "Koffi", "koffi@example.org", "", "French"),
    ("CIV", "", "empty@example.org", "", ""),
    ("CIV", "Wrong", "not an address", "", ""),
    ("CIV", "Wrong", "wrong@example.org", "boss", ""),
    ("CIV", "Wrong", "wrong@example.org", "", "de"),
    ("MLT", "Fiona Focal", "focal@example.org", "", ""),
)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_register_takes_right_rows_and_lists_wrong_ones(scene, kind):
    rows = (("Unit", "Name", "Email", "Role", "Language"), *ROWS[1:])
    content = workbook(*rows)
    if kind == "csv":
        content = "\n".join(",".join(row) for row in rows).encode()
    before = people(scene)

    page = upload(scene, f"people.{kind}", content)

    assert page.status == 200
    assert people(scene) - before == {
        ("FJI", "sela@example.org", "contributor", "fr"),
        ("CIV", "koffi@example.org", "focal_point", "fr"),
    }
    assert "2 added, 1 there already, 5 rows not taken." in page.text
    caption = "Rows that were not taken."
    (table,) = [one for one in page.root.every("table") if caption in one.text]
    assert [row.text for row in table.only("tbody").every("tr")] == [
        "3 “Atlantis” is not a unit of this edition.",
        "5 The name must have 1 to 200 characters.",
        "6 “not an address” is not an e-mail address. It should look like name@example.org.",
        "7 “boss” is not a role; use focal_point, contributor or mission.",
        "8 “de” is not one of the languages ar, zh, en, fr, ru, es.",
    ]


def _bomb():
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("xl/workbook.xml", b" " * 101_000_000)
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("people.xlsx", b"PK\x03\x04 not a zip at all"),
        ("people.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3"),
        ("people.csv", b"\xff\xfe\x00 broken"),
        ("people.csv", b"unit,name\nMLT,X\n"),
        ("people.csv", b"\n\n , ,\n"),
        ("people.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("x" * 3000 + ".csv", b"a,b\n1,2\n"),
        ("<b>\r\nx\x00.csv", b"a,b\n1,2\n"),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_file_that_is_no_register_is_refused_with_a_reason(scene, name, content):
    before = people(scene)

    page = upload(scene, name, content)

    assert page.status == 422
    (said,) = page.errors
    assert len(said) > 20
    assert len(said) < 1000
    assert people(scene) == before


def test_zip_bomb_is_refused(scene):
    page = upload(scene, "people.xlsx", _bomb())

    assert page.status == 422
    assert len(page.errors) == 1


def test_empty_and_missing_file_are_told(scene):
    form = scene["manager"].get(manage(scene)).form(manage(scene, "/register"))

    missing = scene["manager"].send(form)
    empty = upload(scene, "people.csv", b"")

    for page in (missing, empty):
        assert page.status == 422
        assert page.errors == ["Choose a file first: xlsx or CSV."]


def test_file_of_more_than_ten_megabytes_is_too_large(scene):
    page = upload(scene, "people.csv", b"unit,name,email\n" * 700_000)

    assert page.status == 413
    assert page.h1 == "This is too large"
    assert "At most 10 MB can be sent at once." in page.text


def test_people_are_invited_once_and_again_when_asked(scene):
    browser, page = scene["manager"], scene["manager"].get(manage(scene))
    page = browser.send(
        page.form(manage(scene, "/invite")), "Invite 4 people who were not invited yet"
    )
    assert page.notice == "The invitations are on their way."
    assert letters(scene) == ["invitation"] * 4
    assert "Everybody was invited." in page.text

    page = browser.send(page.form(manage(scene, "/invite")))

    assert page.notice == "The invitations are on their way."
    assert letters(scene) == ["invitation"] * 5
    again = browser.post(manage(scene, "/invite"), {"token": page.form_token})
    assert again.notice == "There was nobody to invite."


@pytest.mark.parametrize("grant", ["abc", "", "²", "-1", "9" * 5000, "999999"])
def test_invitation_of_a_role_that_is_none_invites_nobody(scene, grant):
    token = scene["manager"].get(manage(scene)).form_token

    page = scene["manager"].post(manage(scene, "/invite"), {"token": token, "grant": grant})

    assert page.notice == "There was nobody to invite."
    assert letters(scene) == []


def test_edition_that_is_not_open_invites_nobody(scene):
    scene["manager"].send(plan_form(scene))
    token = scene["manager"].get(manage(scene)).form_token

    page = scene["manager"].post("/manage/round-2/invite", {"token": token})

    assert page.status == 409
    assert page.errors == [
        "Open the edition first: an invitation leads to a page that must take answers."
    ]


def test_people_are_shown_with_their_roles(scene):
    page = scene["manager"].get(manage(scene))

    table = page.root.only("table", id="people")
    assert [one.text for one in table.only("tbody").every("tr")] == [
        "Fiji Felix Other other@example.org Focal point en no",
        "Malta Connie Contributor contributor@example.org Contributor en no",
        "Malta Fiona Focal focal@example.org Focal point en no",
        "Malta Mira Mission mission@example.org Permanent Mission en no",
    ]


def test_export_offers_every_basis_there_is():
    assert BASIS_TEXTS.keys() == TAKEN.keys()


def test_export_hands_over_a_workbook_and_is_in_the_trail(scene):
    scene.give({"A1": "Fiona's name", "B1": "no", "B4": "12", "B7": "=1+1 أ 行 😀"})
    scene.submit()
    form = scene["manager"].get(manage(scene)).form(manage(scene, "/export/pipeline"))

    page = scene["manager"].send(form)

    assert page.status == 200
    assert page.headers["content-type"] == (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    assert page.headers["content-disposition"] == (
        'attachment; filename="small-1-pipeline-20270301-0900.xlsx"'
    )
    book = openpyxl.load_workbook(BytesIO(page.content))
    assert {"answers", "status"} <= set(book.sheetnames)
    cells = [cell for row in book["answers"].iter_rows(values_only=True) for cell in row]
    assert "=1+1 أ 行 😀" in cells
    assert "Fiona's name" not in cells
    ((actor, details),) = trail(scene, "export")
    assert actor == "Max Manager"
    assert '"personal":false' in str(details).replace(" ", "")


def test_export_with_personal_data_is_for_managers(scene):
    scene.give({"A1": "Fiona's name", "B4": "12"})
    fields = {"basis": "latest", "personal": "1"}
    tokens = {who: scene[who].get("/review").form_token for who in ("manager", "reviewer")}

    whole = scene["manager"].post(
        manage(scene, "/export/pipeline"), {"token": tokens["manager"], **fields}
    )
    refused = scene["reviewer"].post(
        manage(scene, "/export/pipeline"), {"token": tokens["reviewer"], **fields}
    )
    without = scene["reviewer"].post(
        manage(scene, "/export/pipeline"), {"token": tokens["reviewer"], "basis": "latest"}
    )

    book = openpyxl.load_workbook(BytesIO(whole.content))
    assert "Fiona's name" in [
        cell for row in book["answers"].iter_rows(values_only=True) for cell in row
    ]
    assert (whole.status, refused.status, without.status) == (200, 403, 200)
    assert b"PK" not in refused.content[:4]


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("/export/pipeline", {"basis": "all"}, 422),
        ("/export/unknown", {}, 404),
        ("/export/..%2f..%2fpyproject", {}, 404),
        ("/export/%00", {}, 404),
        ("/export/" + "x" * 5000, {}, 404),
    ],
)
def test_export_that_is_none_is_refused_and_not_in_the_trail(scene, path, fields, status):
    token = scene["manager"].get(manage(scene)).form_token

    page = scene["manager"].post(manage(scene, path), {"token": token, **fields})

    assert page.status == status
    assert trail(scene, "export") == []


def test_export_is_not_made_by_opening_an_address(scene):
    assert scene["manager"].get(manage(scene, "/export/pipeline")).status == 405
    assert trail(scene, "export") == []


def test_mailbox_shows_what_was_written(scene):
    folder = scene.settings.folder / "mailbox"
    path = keep(folder, invitation("focal@example.org", "Fiona Focal", "Please <answer>"))

    page = scene["manager"].get("/mail")
    assert "Please <answer>" in page.text
    page = scene["manager"].follow(page, "Please <answer>")

    assert page.path == f"/mail/{path.stem}"
    assert page.h1 == "Please <answer>"
    assert "http://127.0.0.1:8000/sign-in/secret" in page.links()
    assert "<script>alert(1)</script>" in page.text


@pytest.mark.parametrize(
    "mail", ["unknown", "..%2fmsq.db", "%00", "20270301T090000-0123456789abcdef"]
)
def test_mail_that_is_not_there_is_not_found(scene, mail):
    assert scene["manager"].get(f"/mail/{mail}").status == 404


def test_mail_that_was_given_up_is_sent_again(scene):
    with scene.desk.database.writing() as db:
        person = scene.actor("focal").id
        assert person is not None
        outbox.put(db, "invitation", person, {}, datetime(2027, 3, 1, tzinfo=UTC))
        db.execute(text("UPDATE outbox SET state = 'given_up', failure = 'No such mailbox <x>'"))
    page = scene["manager"].get("/mail")
    assert "No such mailbox <x>" in page.text

    page = scene["manager"].send(page.form("/mail/retry"))

    assert page.notice == "The mail will be sent again."
    assert not page.has_form("/mail/retry")


@pytest.mark.parametrize("letter", ["", "x", "²", "-1", "9" * 5000, "9" * 19, "7"])
def test_retry_of_a_mail_that_is_none_is_not_found(scene, letter):
    token = scene["manager"].get("/mail").form_token

    page = scene["manager"].post("/mail/retry", {"token": token, "letter": letter})

    assert page.status == 404


def test_administrator_gives_a_role(scene):
    form = scene["administrator"].get("/staff").form()
    form["name"] = "Nina New"
    form["email"] = "nina@example.org"
    form["role"] = "manager"

    page = scene["administrator"].send(form)

    assert page.notice == "The role has been given."
    assert "Nina New nina@example.org Manager" in page.text
    assert scene["nina"].get("/manage").h1 == "Editions"


@pytest.mark.parametrize(
    ("fields", "error", "at"),
    [
        ({"name": " "}, "Enter a name.", "name"),
        (
            {"email": "nina"},
            "“nina” is not an e-mail address. It should look like name@example.org.",
            "email",
        ),
    ],
)
def test_wrong_role_comes_back_as_it_was_typed(scene, fields, error, at):
    form = scene["administrator"].get("/staff").form()
    given = {"name": "Nina", "email": "nina@example.org", "role": "manager"} | fields
    for name, value in given.items():
        form[name] = value

    page = scene["administrator"].send(form)

    assert page.status == 422
    assert page.errors == [error]
    assert page.root.only("a", href=f"#{at}").text == error
    assert {name: page.form().texts(name) for name in given} == {
        name: [value] for name, value in given.items()
    }


def test_role_that_is_none_is_refused(scene):
    token = scene["administrator"].get("/staff").form_token
    fields = {"token": token, "name": "X", "email": "x@example.org", "role": "focal_point"}

    page = scene["administrator"].post("/staff", fields)

    assert page.status == 422
    assert page.errors == ["“focal_point” is not a staff role: reviewer, manager, administrator."]


def test_managers_do_not_give_roles_and_administrators_not_editions(scene):
    assert scene["manager"].get("/staff").status == 403
    assert scene["administrator"].get("/manage").status == 403
    assert scene["administrator"].get("/mail").status == 200
