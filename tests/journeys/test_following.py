"""Dependent questions while a person types: the server says what follows, before any save."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from msq.desk.actor import COMMAND_LINE
from msq.desk.edition import Plan, create_edition, open_edition
from msq.desk.publish import publish
from msq.desk.reading.response import look_at
from msq.desk.register import import_register, read_register
from msq.instrument import yaml_form
from tests.instrument.folders import folder
from tests.journeys.conftest import Site, Visitor
from tests.journeys.test_filling_in_trouble import link

pytestmark = pytest.mark.browser

EDITION = "following"
PEOPLE = "unit,name,email,role\nTON,Sione Tonga,sione@tonga.example.org,focal_point\n"
HEAD = "format: 1\ncode: following\ntitle: Following\nunit_kind: member_state\nsections: [a, b]\n"
LISTS = """\
regions:
  - {code: north, text: North}
  - {code: south, text: South}
towns:
  - {code: alto, text: Alto, attributes: {region: north}}
  - {code: arriba, text: Arriba, attributes: {region: north}}
  - {code: bajo, text: Bajo, attributes: {region: south}}
"""
FIRST = """\
section: A
title: First
items:
  - {code: A1, concept: f.women, type: integer, text: Women}
"""
SECOND = """\
section: B
title: Second
items:
  - {code: B1, concept: f.men, type: integer, text: Men}
  - {code: B2, concept: f.all, type: calculate, text: Together, calculation: "${A1} + ${B1}"}
  - {code: B3, concept: f.why, type: text, text: Why so few, required: "${B2} < 10"}
  - code: B4
    concept: f.many
    type: long_text
    text: What do so many do
    relevant: "${A1} + ${B1} > 100"
  - {code: B5, concept: f.region, type: select_one, choices: regions, text: Region}
  - code: B6
    concept: f.town
    type: select_one
    choices: towns
    choice_filter: "region = ${B5}"
    text: Town
  - code: B7
    type: repeat
    text: Offices
    row_title: Office
    max_rows: 5
    concept: f.offices
    fields:
      - {code: rooms, type: integer, text: Rooms}
      - {code: desks, type: calculate, text: Desks, calculation: "${B7.rooms} * 4"}
      - {code: floors, type: integer, text: Floors, relevant: "${B7.rooms} > 20"}
"""


@pytest.fixture(scope="session")
def followed(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site with an edition that asks with logic across its sections."""
    path: Path = tmp_path_factory.mktemp("form")
    form = yaml_form.load(
        folder(path, instrument=HEAD, codelists=LISTS, details="{}", a=FIRST, b=SECOND)
    )
    desk, today = site.desk, site.desk.now().date()
    publish(desk, COMMAND_LINE, form)
    days = today - timedelta(days=1), today + timedelta(days=60)
    create_edition(desk, COMMAND_LINE, Plan(EDITION, "Following", "", "following", *days), ["TON"])
    open_edition(desk, COMMAND_LINE, EDITION)
    import_register(desk, COMMAND_LINE, EDITION, read_register(PEOPLE.encode(), "people.csv"))
    return site


def test_what_follows_is_there_while_typing_and_nothing_typed_is_touched(
    followed: Site, visit: Callable[..., Visitor]
) -> None:
    sione = visit("following", link(followed, "sione@tonga.example.org"))
    page = sione.page
    base = f"/respond/{EDITION}/TON/section"
    sione.go(f"{base}/A")
    page.locator("[name='A1']").fill("60")
    sione.press("Save and continue")

    # Too few: the reason must be given, and says so no longer when there are enough.
    men, total = page.locator("[name='B1']"), page.locator("#B2")
    why = page.locator("label[for='B3']")
    many = page.locator("[name='B4']")
    men.press_sequentially("-55")
    expect(total).to_have_text("5")
    expect(why).not_to_contain_text("optional")
    men.fill("50")
    expect(total).to_have_text("110")
    expect(why).to_contain_text("optional")
    # A condition across sections, with arithmetic: the question comes, and the focus stays.
    expect(many).to_be_visible()
    expect(men).to_be_focused()
    expect(page.locator("#followed")).to_have_text("More questions on this page: 1")
    many.fill("They answer letters.")
    sione.look("asked")

    # What is no longer asked is hidden with what was typed, and comes back with it.
    men.fill("5")
    expect(many).to_be_hidden()
    men.fill("70")
    expect(many).to_be_visible()
    expect(many).to_have_value("They answer letters.")

    # Choices follow, and a chosen one is never taken away.
    page.get_by_label("North").check()
    expect(page.get_by_label("Alto")).to_be_visible()
    expect(page.get_by_label("Bajo")).to_have_count(0)
    page.get_by_label("Arriba").check()
    page.get_by_label("South").focus()
    page.get_by_label("South").check()
    expect(page.get_by_label("Bajo")).to_be_visible()
    expect(page.get_by_label("Arriba")).to_be_checked()
    expect(page.get_by_label("Alto")).to_have_count(0)
    expect(page.get_by_label("South")).to_be_focused()
    page.get_by_label("Bajo").check()

    # Rows of their own: only this one has floors.
    page.locator("[name='B7[1].rooms']").fill("30")
    expect(page.locator("[id='B7-1.desks']")).to_have_text("120")
    page.locator("[name='B7[1].floors']").fill("3")
    sione.look("rows")

    assert look_at(followed.desk, COMMAND_LINE, EDITION, "TON").response.last_number == 1
    sione.press("Save")
    sione.look("saved")
    found = look_at(followed.desk, COMMAND_LINE, EDITION, "TON").answers
    assert {item: one.value for item, one in found.items()} == {
        "A1": 60,
        "B1": 70,
        "B4": "They answer letters.",
        "B5": "south",
        "B6": "bajo",
        "B7[1].rooms": 30,
        "B7[1].floors": 3,
    }


def test_one_look_at_a_time_the_newest_wins_and_a_refusal_changes_nothing(
    followed: Site, visit: Callable[..., Visitor]
) -> None:
    sione = visit("line", link(followed, "sione@tonga.example.org"))
    page = sione.page
    sione.go(f"/respond/{EDITION}/TON/section/B")
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route("**/look", hold)
    men, total = page.locator("[name='B1']"), page.locator("#B2")
    before = total.inner_text()

    men.fill("41")
    page.wait_for_timeout(1000)
    men.fill("42")
    page.wait_for_timeout(1000)
    # Only one is on its way, whatever was typed since.
    assert len(waiting) == 1
    waiting[0].continue_()
    page.wait_for_timeout(1000)
    # The answer to what no longer stands there is not shown; the next look is on its way.
    assert total.inner_text() == before
    assert len(waiting) == 2
    waiting[1].fulfill(status=429)
    page.wait_for_timeout(1000)
    assert total.inner_text() == before
    expect(men).to_have_value("42")
    page.unroute("**/look")
    men.fill("43")
    expect(total).not_to_have_text(before)
