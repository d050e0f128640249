"""Filling in where things go wrong: no script, no line, no session, no mouse, two at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from msq.desk import sign_in
from msq.desk.actor import COMMAND_LINE
from msq.desk.edition import Plan, create_edition, open_edition
from msq.desk.reading.response import Look, look_at
from msq.desk.register import import_register, read_register
from msq.store import people
from tests.journeys.conftest import Site, Visitor

pytestmark = pytest.mark.browser

EDITION = "in-trouble"
PEOPLE = """\
unit,name,email,role
FJI,Sera Vula,sera@fiji.example.org,focal_point
NOR,Kari Holm,kari@norway.example.org,focal_point
NOR,Ole Dahl,ole@norway.example.org,contributor
KEN,Amani Otieno,amani@kenya.example.org,focal_point
LAO,Noy Phan,noy@laos.example.org,focal_point
PER,Rosa Quispe,rosa@peru.example.org,focal_point
"""
Visit = Callable[..., Visitor]


@pytest.fixture(scope="session")
def opened(site: Site) -> Site:
    """The site with an open edition for five States."""
    desk, today = site.desk, site.desk.now().date()
    days = today - timedelta(days=1), today + timedelta(days=60)
    plan = Plan(EDITION, "2028 edition", "", "msq-2028", *days)
    create_edition(desk, COMMAND_LINE, plan, ["FJI", "NOR", "KEN", "LAO", "PER"])
    open_edition(desk, COMMAND_LINE, EDITION)
    import_register(desk, COMMAND_LINE, EDITION, read_register(PEOPLE.encode(), "people.csv"))
    return site


def link(site: Site, email: str) -> str:
    """Return a fresh sign-in link."""
    with site.desk.database.reading() as db:
        person = people.by_email(db, email)
    assert person is not None
    return f"{site.base_url}/sign-in/{sign_in.issue_link(site.desk, person.id)}"


def saved(site: Site, unit: str) -> Look:
    """Return a response as it stands, whoever looks."""
    return look_at(site.desk, COMMAND_LINE, EDITION, unit)


def section(unit: str, code: str) -> str:
    """Return the address of a section."""
    return f"/respond/{EDITION}/{unit}/section/{code}"


def test_all_can_be_done_without_scripts(opened: Site, visit: Visit) -> None:
    sera = visit("plain", link(opened, "sera@fiji.example.org"), javascript=False)
    page = sera.page
    sera.go(section("FJI", "B"))
    sera.look("section")
    # What depends on an answer stands open, for nothing can unfold it.
    assert page.locator("[name='B1.name']").is_visible()
    page.locator("[name='B1'][value='yes']").check()
    page.locator("[name='B1.name']").fill("gov.fj")
    page.locator("[name='B1.address']").fill("not an address")
    page.locator("[name='B11[1].name']").fill("Ports")
    sera.press("Save and add another")
    summary = page.locator(".govuk-error-summary")
    assert "B1" in summary.inner_text()
    sera.look("errors")
    page.locator("[name='B1.address']").fill("https://gov.example.org")
    sera.press("Save and add another")
    page.locator("[name='B11[2].name']").fill("Lands")
    sera.press("Save and continue")
    assert page.url.split("?")[0].endswith("/section/C")

    answers = saved(opened, "FJI").answers
    assert {code: answers[code].value for code in ("B1", "B1.name", "B1.address")} == {
        "B1": "yes",
        "B1.name": "gov.fj",
        "B1.address": "https://gov.example.org",
    }
    assert (answers["B11[1].name"].value, answers["B11[2].name"].value) == ("Ports", "Lands")


def test_two_people_on_one_answer_both_stay_in_the_history(opened: Site, visit: Visit) -> None:
    kari = visit("two-kari", link(opened, "kari@norway.example.org"))
    ole = visit("two-ole", link(opened, "ole@norway.example.org"))
    for one in (kari, ole):
        one.go(section("NOR", "A"))
    kari.page.locator("[name='A2']").fill("Kari Holm")
    kari.press("Save")
    ole.page.locator("[name='A2']").fill("Ole Dahl")
    ole.page.locator("[name='A4']").fill("Adviser")
    ole.press("Save")

    assert "Somebody else changed this answer" in ole.text
    assert "Kari Holm" in ole.text
    assert ole.page.locator("[name='A2']").input_value() == "Ole Dahl"
    ole.look("choose")
    # What nobody else touched is saved already.
    assert saved(opened, "NOR").answers["A4"].value == "Adviser"
    assert saved(opened, "NOR").answers["A2"].value == "Kari Holm"
    ole.press("Save")
    assert saved(opened, "NOR").answers["A2"].value == "Ole Dahl"
    # Kari's page is older now; this time the saved answer is kept.
    kari.page.locator("[name='A2']").fill("K. Holm")
    kari.press("Save")
    kari.page.get_by_label("Keep the saved answer.").check()
    kari.press("Save")
    look = saved(opened, "NOR")
    assert look.answers["A2"].value == "Ole Dahl"
    assert look.newest["A2"].author == "Ole Dahl"


def test_signed_out_while_writing_loses_nothing(opened: Site, visit: Visit) -> None:
    amani = visit("signed-out", link(opened, "amani@kenya.example.org"))
    page = amani.page
    amani.go(section("KEN", "A"))
    page.locator("[name='A2']").fill("Amani Otieno – أماني")
    page.context.clear_cookies()
    amani.press("Save")
    amani.look("signed-out")
    assert "You were signed out" in page.locator("h1").inner_text()
    again = page.context.new_page()
    again.goto(link(opened, "amani@kenya.example.org"))
    again.get_by_role("button", name="Sign in").click()
    again.wait_for_load_state()
    amani.press("Send again")

    assert page.url.split("?")[0].endswith("/section/A")
    assert saved(opened, "KEN").answers["A2"].value == "Amani Otieno – أماني"


def test_dead_line_keeps_what_was_typed_on_the_page(opened: Site, visit: Visit) -> None:
    noy = visit("no-line", link(opened, "noy@laos.example.org"))
    page = noy.page
    noy.go(section("LAO", "A"))
    page.locator("[name='A2']").fill("Noy Phan")
    page.context.set_offline(True)
    noy.press("Save")
    notice = page.get_by_role("alert")
    notice.wait_for()
    assert "nothing was sent" in notice.inner_text()
    noy.look("no-line")
    assert page.locator("[name='A2']").input_value() == "Noy Phan"
    page.context.set_offline(False)
    notice.wait_for(state="hidden")
    noy.press("Save")
    page.get_by_text("Your answers have been saved.").wait_for()

    assert saved(opened, "LAO").answers["A2"].value == "Noy Phan"
    # An older page of one's own history is no other person's answer, but it is asked about.
    page.go_back()
    page.locator("[name='A2']").fill("N. Phan")
    noy.press("Save")
    page.get_by_text("Your answers have been saved.").wait_for()
    assert saved(opened, "LAO").answers["A2"].value == "N. Phan"


def test_keyboard_is_enough(opened: Site, visit: Visit) -> None:
    rosa = visit("keyboard")
    page, keys = rosa.page, rosa.page.keyboard
    page.goto(link(opened, "rosa@peru.example.org"))
    tab_to(rosa, "Sign in")
    keys.press("Enter")
    page.get_by_role("button", name="Sign out").wait_for()
    rosa.go(f"/respond/{EDITION}/PER")
    tab_to(rosa, "A. Respondent")
    keys.press("Enter")
    page.wait_for_url("**/section/A")
    tab_to(rosa, "A2")
    keys.type("Rosa Quispe")
    tab_to(rosa, "A6")
    keys.type("rosa at peru")
    keys.press("Enter")
    # The summary takes the focus, and its link leads to the field.
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    keys.press("Tab")
    keys.press("Enter")
    assert focused(rosa) == "A6"
    keys.press("ControlOrMeta+a")
    keys.type("rosa@peru.example.org")
    tab_to(rosa, "Save and continue")
    keys.press("Enter")
    page.wait_for_url("**/section/B*")

    answers = saved(opened, "PER").answers
    assert answers["A2"].value == "Rosa Quispe"
    assert answers["A6"].value == "rosa@peru.example.org"


FOCUSED = """() => {
  const one = document.activeElement
  const style = getComputedStyle(one)
  const label = one.labels?.length ? getComputedStyle(one.labels[0], '::before') : null
  const drawn = [style, label].some((each) => each && (
    each.outlineStyle !== 'none' && parseFloat(each.outlineWidth) > 0 || each.boxShadow !== 'none'
  ))
  const text = one.innerText.split('\\n')[0].trim()
  return [one.tagName === 'BUTTON' ? text : one.name || text, drawn, one.tagName]
}"""


def focused(visitor: Visitor) -> str:
    """Return what the focus is on; it must be visible."""
    name, drawn, tag = visitor.page.evaluate(FOCUSED)
    assert drawn, f"the focus on {tag} {name} is not visible"
    return str(name)


def tab_to(visitor: Visitor, name: str) -> None:
    """Press Tab until the focus is on something."""
    for _ in range(120):
        visitor.page.keyboard.press("Tab")
        if focused(visitor) == name:
            return
    pytest.fail(f"{name} is not reached with the Tab key")
