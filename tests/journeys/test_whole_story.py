"""The main job, end to end, as people do it in a browser."""

import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from msq.cli import demo_story
from msq.desk.actor import Actor
from msq.desk.reading.response import look_at
from msq.instrument import yaml_form
from msq.store import people
from tests.journeys.conftest import Site, Visitor

pytestmark = pytest.mark.browser

EDITION, UNIT = "msq-2028", "MLT"
ADDRESS = "focal@malta.example.org"
Visit = Callable[..., Visitor]


def test_edition_from_invitation_to_export(site: Site, visit: Visit, tmp_path: Path) -> None:
    manager = visit("manager", site.link("m@un.example.org", "Maria Manager", "manager"))
    distribute(manager)
    focal = visit("focal", sign_in_link(manager, ADDRESS))
    fill_by_hand(focal)
    fill_the_rest(site)
    send(focal, 1, first=True)
    reviewer = visit("reviewer", site.link("r@un.example.org", "Robin Reviewer", "reviewer"))
    ask_back(reviewer)
    answer_the_queries(focal)
    send(focal, 2)
    accept(reviewer)
    export(manager, tmp_path)


def distribute(manager: Visitor) -> None:
    """Create the edition, import the register with two wrong rows, open it, invite."""
    page, today = manager.page, datetime.now(UTC).date()
    manager.look("no-edition")
    manager.follow("Create an edition")
    manager.press("Create the edition")
    manager.look("new-edition-errors")
    assert "Enter a date" in page.locator(".govuk-error-summary").inner_text()
    page.get_by_label("Name", exact=True).fill("Questionnaire 2028")
    page.get_by_label("Code").fill(EDITION)
    page.locator("[name='instrument']").select_option("msq-2028")
    page.get_by_label("Period asked about").fill("July 2026 to June 2027")
    page.get_by_label("Opens on").fill((today - timedelta(days=1)).isoformat())
    page.get_by_label("Deadline").fill((today + timedelta(days=90)).isoformat())
    page.get_by_label("Days of grace").fill("14")
    manager.press("Create the edition")
    manager.look("edition-created")
    assert "193" in manager.text

    book = openpyxl.Workbook()
    for row in (
        ("Unit", "Name", "E-mail", "Role", "Language"),
        ("Malta", "Pauline Borg", ADDRESS, "", "en"),
        ("Atlantis", "Nobody", "nobody@example.org", "", ""),
        ("FRA", "Jeanne Martin", "not an address", "", "fr"),
        ("EGY", "ليلى حسن", "layla@egypt.example.org", "focal point", "ar"),
    ):
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    file = {"name": "register.xlsx", "mimeType": "", "buffer": held.getvalue()}
    page.get_by_label("File").set_input_files(file)  # type: ignore[arg-type]
    manager.press("Import people")
    manager.look("register-imported")
    assert "2 added, 0 there already, 2 rows not taken" in manager.text
    wrong = page.get_by_role("row").filter(has_text=re.compile("Atlantis|not an address"))
    assert [row.inner_text().split()[0] for row in wrong.all()] == ["3", "4"]
    manager.press("Open the edition")
    manager.press("Invite 2 people who were not invited yet")
    manager.look("invited")
    assert "The invitations are on their way." in page.locator("body").inner_text()


def sign_in_link(manager: Visitor, address: str) -> str:
    """Read the newest mail to an address in the mailbox page and return its link."""
    name = address.split("@", maxsplit=1)[0]
    for _ in range(40):
        manager.go("/mail")
        if manager.page.locator("[aria-label='Mailbox'] tbody tr").count() == 2:
            break
        manager.page.wait_for_timeout(250)
    manager.look("mailbox")
    kept = manager.page.locator("[aria-label='Mailbox'] tbody tr")
    assert kept.filter(has_text="ليلى").locator("td").last.inner_text() == "ar"
    row = kept.filter(has_text="Pauline Borg").first
    row.get_by_role("link").click()
    manager.look("mail")
    assert name in manager.text
    found = re.search(r"http://\S+/sign-in/\S+", manager.text)
    assert found
    return found[0]


def fill_by_hand(focal: Visitor) -> None:
    """Fill the first sections as a person does: errors, details, rows, reasons, coming back."""
    page = focal.page
    focal.look("tasklist")
    assert "Malta" in focal.text
    focal.follow("A. Respondent")
    page.locator("[name='A2']").fill("Pauline Borg")
    page.locator("[name='A6']").fill("pauline at malta")
    focal.press("Save")
    focal.look("section-with-error")
    summary = page.locator(".govuk-error-summary")
    assert "A6" in summary.inner_text()
    assert "Traceback" not in focal.text
    assert page.evaluate("document.activeElement.className").startswith("govuk-error-summary")
    assert page.locator("[name='A6']").input_value() == "pauline at malta"
    assert page.locator("[name='A2']").input_value() == "Pauline Borg"
    page.locator("[name='A6']").fill(ADDRESS)
    focal.press("Save")
    assert "Your answers have been saved." in page.locator("body").inner_text()
    focal.look("section-saved")

    focal.go(f"/respond/{EDITION}/{UNIT}/section/B")
    details = page.locator("[name='B1.name']")
    assert not details.is_visible()
    page.locator("[name='B1'][value='yes']").check()
    assert details.is_visible()
    details.fill("gov.mt – بوابة 门户 😀")
    page.locator("[name='B1.address']").fill("www.gov.example.org")
    page.locator("[name='B11[1].name']").fill("=Portal of ports")
    page.locator("[name='B11[1].address']").fill("https://ports.example.org")
    focal.press("Save and add another")
    page.locator("[name='B11[2].name']").fill("A mistake")
    focal.press("Save")
    page.locator("[name='B11[2]~remove']").check()
    focal.press("Save")
    assert page.locator("[name='B11[2].name']").count() == 0
    focal.look("section-with-rows")

    focal.go(f"/respond/{EDITION}/{UNIT}/section/K")
    page.locator("[name='K1'][value='~not_available']").check()
    focal.press("Save and continue")
    assert page.url.split("?")[0].endswith("/section/L")
    focal.go(f"/respond/{EDITION}/{UNIT}/check")
    focal.look("check-incomplete")
    assert "before you can send" in focal.text


def fill_the_rest(site: Site) -> None:
    """Answer what is left through the verbs, to keep the journey short."""
    with site.desk.database.reading() as db:
        person = people.by_email(db, ADDRESS)
        assert person
        grants = people.grants_of(db, person.id)
    actor = Actor(person.id, person.name, person.email, person.language, grants)
    instrument = yaml_form.load(Path(__file__).parents[2] / "forms" / "msq-2028")
    demo_story.fill(site.desk, actor, instrument, EDITION, UNIT)
    assert look_at(site.desk, actor, EDITION, UNIT).problems == {}


def send(focal: Visitor, number: int, *, first: bool = False) -> None:
    """Check everything on one page, declare, send; the receipt says what was sent."""
    focal.go(f"/respond/{EDITION}/{UNIT}/check")
    focal.look("check-complete")
    focal.follow("Continue to declare and send")
    focal.look("declare")
    if first:
        focal.press("Send the answers")
        focal.look("declare-errors")
        focal.page.get_by_label("Full name").fill("The Minister")
        focal.page.get_by_label("Title or function").fill("Minister")
        focal.page.get_by_label("Ministry or agency").fill("Ministry of Everything")
    focal.page.get_by_label("I declare").check()
    focal.press("Send the answers")
    focal.look("receipt")
    assert f"Submission {number}" in focal.text
    assert re.search(r"\b[0-9a-f]{64}\b", focal.text)


def ask_back(reviewer: Visitor) -> None:
    """Find the response, accept a section, query two answers, return it."""
    page = reviewer.page
    reviewer.go(f"/review/{EDITION}?state=submitted")
    reviewer.look("worklist")
    reviewer.follow("Malta")
    reviewer.look("response")
    reviewer.press("Accept the rest of this section")
    reviewer.go(f"/review/{EDITION}/{UNIT}?section=B")
    page.locator("[name='B1~verdict'][value='queried']").check()
    reviewer.press("Save")
    reviewer.look("query-without-message")
    assert "Write what you ask" in page.locator(".govuk-error-summary").inner_text()
    page.locator("[name='B1~message']").fill("Which address is right?")
    page.locator("[name='B11[1].name~verdict'][value='queried']").check()
    page.locator("[name='B11[1].name~message']").fill("Is this a portal?")
    reviewer.press("Save")
    reviewer.look("queried")
    page.get_by_text("Finish: return or accept").click()
    reviewer.press("Return with 2 queries")
    reviewer.look("returned")


def answer_the_queries(focal: Visitor) -> None:
    """See what is asked, correct one answer, explain the other."""
    page = focal.page
    focal.go(f"/respond/{EDITION}/{UNIT}")
    focal.look("tasklist-returned")
    assert "2 questions are waiting for your answer" in focal.text
    focal.follow("See what is asked")
    focal.look("queries")
    reply = page.locator("section", has_text="Is this a portal?")
    reply.get_by_label("Or reply in words").fill("Yes, for all sea ports.")
    focal.press("Save the replies")
    page.get_by_text("Your replies have been saved.").wait_for()
    focal.look("replied")
    page.locator("section", has_text="Which address is right?").get_by_role(
        "link", name="Correct the answer"
    ).click()
    page.locator("[name='B1.address']").fill("https://new.gov.example.org")
    focal.press("Save")
    focal.look("corrected")
    focal.go(f"/respond/{EDITION}/{UNIT}")
    assert "You have dealt with every question" in focal.text


def accept(reviewer: Visitor) -> None:
    """See what changed between the submissions, accept the answers, then the whole."""
    page = reviewer.page
    reviewer.go(f"/review/{EDITION}/{UNIT}")
    reviewer.follow("What changed between submission 1 and 2")
    reviewer.look("changes")
    rows = [row.inner_text() for row in page.locator("tbody tr").all()]
    assert len(rows) == 1
    assert "www.gov.example.org" in rows[0]
    assert "https://new.gov.example.org" in rows[0]
    reviewer.go(f"/review/{EDITION}/{UNIT}?section=B")
    for item in ("B1", "B11[1].name"):
        page.locator(f"[name='{item}~verdict'][value='accepted']").check()
    reviewer.press("Save")
    page.get_by_text("Finish: return or accept").click()
    reviewer.press("Accept the whole response")
    reviewer.look("accepted")
    assert "The response has been accepted." in page.locator("body").inner_text()


def export(manager: Visitor, folder: Path) -> None:
    """Download the workbook and read in it what was typed in the browser."""
    manager.go(f"/manage/{EDITION}")
    with manager.page.expect_download() as arriving:
        manager.page.get_by_role("button", name="Download the workbook").click()
    target = folder / arriving.value.suggested_filename
    arriving.value.save_as(target)
    book = openpyxl.load_workbook(target, read_only=True)
    answers = rows(book, "answers")
    mine = {row["item"]: row for row in answers if row["unit"] == UNIT}
    assert mine["B1.name"]["value"] == "gov.mt – بوابة 门户 😀"
    assert mine["B1.address"]["value"] == "https://new.gov.example.org"
    assert mine["B11[1].name"]["value"] == "=Portal of ports"
    assert mine["K1"]["missing"] == "not_available"
    assert {row["basis"] for row in mine.values()} == {"submission 2"}
    assert mine["B1"]["verdict"] == "accepted"
    assert "A2" not in mine
    status = {row["unit"]: row for row in rows(book, "status")}
    assert len(status) == 193
    assert status[UNIT]["state"] == "accepted"
    assert status["FRA"]["state"] == "not_started"
    changes = [row for row in rows(book, "revisions") if row["item"] == "B1.address"]
    assert [row["value"] for row in changes] == [
        "https://www.gov.example.org",
        "https://new.gov.example.org",
    ]


def rows(book: openpyxl.Workbook, sheet: str) -> list[dict[str, object]]:
    """Return a sheet's rows by its headings."""
    heading, *lines = book[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, heading), line, strict=False)) for line in lines]
