"""Every page in every language against WCAG 2.2 A and AA, with and without errors on it."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from msq.desk import sign_in
from msq.desk.actor import COMMAND_LINE
from msq.desk.drafts import ReadWorkbook, copy_form, start_draft
from msq.desk.reading.forms import all_forms
from msq.store import people
from msq.wording import LANGUAGES
from msq.xlsform.importing import examine
from tests.journeys.conftest import NARROWEST, TOO_WIDE, Demo
from tests.xlsform.workbooks import workbook

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "msq/web/assets/node_modules/axe-core/axe.min.js"
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
VIOLATIONS = """async (standard) => {
  const found = await axe.run({ runOnly: standard, resultTypes: ['violations'] })
  return found.violations.flatMap((one) => one.nodes.map(
    (node) => `${one.id}: ${node.target.join(' ')}: ${node.failureSummary.split('\\n')[1]}`
  ))
}"""
EDITION = "msq-2028"
MALTA, FIJI, CHILE = (f"/{EDITION}/{unit}" for unit in ("MLT", "FJI", "CHL"))
PEOPLE = {
    "focal": "focal-point-mlt@demo.example.org",
    "returned": "focal-point-fji@demo.example.org",
    "reviewer": "reviewer@demo.example.org",
    "manager": "manager@demo.example.org",
    "administrator": "administrator@demo.example.org",
}
PAGES = {
    "": ["/sign-in", "/nothing", "/verify", f"/verify/{'0' * 64}"],
    "focal": [
        f"/respond{MALTA}",
        f"/respond{MALTA}/section/A",
        f"/respond{MALTA}/section/D",
        f"/respond{MALTA}/section/F",
        f"/respond{MALTA}/section/H",
        f"/respond{MALTA}/section/K?check=1",
        f"/respond{MALTA}/declare",
        f"/respond{MALTA}/history/A2",
        f"/respond{MALTA}/compare",
        f"/respond{MALTA}/compare?from=moment&from_at=x",
        f"/respond{MALTA}/as-of?at=2020-01-01T00:00",
        f"/review{MALTA}",
    ],
    "returned": [f"/respond{FIJI}", f"/respond{FIJI}/queries", f"/respond{FIJI}/submission/1"],
    "reviewer": [
        f"/review/{EDITION}",
        f"/review{CHILE}?section=K",
        f"/review{CHILE}/changes",
    ],
    "manager": [
        "/manage",
        "/manage/new",
        f"/manage/{EDITION}",
        "/mail",
        "/forms",
        "/forms/VERSION",
        "/forms/VERSION/tags",
        "/forms/VERSION/tags/B1",
        "/forms/VERSION/preview/focal_point",
        "/forms/VERSION/preview/reviewer/section/E",
        "/forms/VERSION/compare/VERSION",
        "/forms/drafts/1",
        "/forms/drafts/2",
    ],
    "administrator": ["/staff"],
}


WRONG = """
| type   | name | label | odd |
| intger | a    | A     | x   |
| text   | b    |       |     |
"""


@cache
def axe() -> str:
    """Return the script that finds what keeps people with disabilities out."""
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def version(demo: Demo) -> str:
    """The hash of a version; there are a draft with faults, and one that is a copy of it."""
    content = workbook(survey=WRONG)
    found = examine(content, "form.xlsx")
    faults = tuple((one.sheet, one.row, one.column, one.message) for one in found.faults)
    upload = ReadWorkbook("form.xlsx", content, found.code, found.title, None, faults, found.unread)
    start_draft(demo.desk, COMMAND_LINE, upload)
    every = all_forms(demo.desk, COMMAND_LINE)
    wanted = next(one.published.hash for one in every if one.published.code == EDITION)
    copy_form(demo.desk, COMMAND_LINE, wanted, "copied")
    return wanted


@pytest.fixture(scope="module")
def seats(browser: Browser, demo: Demo) -> Iterator[dict[str, BrowserContext]]:
    """A browser for each of the people, signed in, and one for nobody."""
    found = {who: browser.new_context(reduced_motion="reduce") for who in PAGES}
    for who, email in PEOPLE.items():
        with demo.desk.database.reading() as db:
            person = people.by_email(db, email)
        assert person is not None, email
        page = found[who].new_page()
        page.goto(f"{demo.base_url}/sign-in/{sign_in.issue_link(demo.desk, person.id)}")
        page.locator("main button").click()
        page.locator(".msq-header__signout").wait_for()
    yield found
    for one in found.values():
        one.close()


def inspect(page: Page, language: str) -> list[str]:
    """Return what is wrong with a page as it is."""
    place = urlsplit(page.url).path
    page.evaluate(axe())
    found = [f"{place} {one}" for one in page.evaluate(VIOLATIONS, STANDARD)]
    root = page.locator("html")
    expected = (language, LANGUAGES[language].direction)
    if (root.get_attribute("lang"), root.get_attribute("dir")) != expected:
        found.append(f"{place}: is not in {expected}")
    page.set_viewport_size({"width": NARROWEST, "height": 800})
    found += [f"{place} too wide: {one}" for one in page.evaluate(TOO_WIDE)]
    page.set_viewport_size({"width": 1280, "height": 800})
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_keeps_anybody_out(
    seats: dict[str, BrowserContext], demo: Demo, version: str, language: str
) -> None:
    wrong = []
    for who, paths in PAGES.items():
        seats[who].add_cookies([{"name": "msq_language", "value": language, "url": demo.base_url}])
        page = seats[who].new_page()
        for path in paths:
            page.goto(demo.base_url + path.replace("VERSION", version))
            wrong += inspect(page, language)
        page.close()
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_with_errors_keeps_anybody_out(
    seats: dict[str, BrowserContext], demo: Demo, language: str
) -> None:
    for context in seats.values():
        context.add_cookies([{"name": "msq_language", "value": language, "url": demo.base_url}])
    wrong = []
    page = seats["focal"].new_page()
    page.goto(f"{demo.base_url}/respond{MALTA}/section/A")
    page.locator("[name='A6']").fill("no address")
    page.locator(".msq-savebar button").last.click()
    page.locator(".govuk-error-summary").wait_for()
    wrong += inspect(page, language)
    page.close()
    page = seats["manager"].new_page()
    page.goto(f"{demo.base_url}/manage/new")
    page.locator("main form button").last.click()
    page.locator(".govuk-error-summary").wait_for()
    wrong += inspect(page, language)
    page.close()
    page = seats[""].new_page()
    page.goto(f"{demo.base_url}/sign-in")
    page.locator("main form button").click()
    page.locator(".govuk-error-summary").wait_for()
    wrong += inspect(page, language)
    page.close()
    assert wrong == []


def test_inspection_sees_what_is_wrong(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content('<html lang="fr" dir="rtl"><img src="x"><p style="width: 900px">x')

    found = inspect(page, "fr")

    assert any("image-alt" in one for one in found)
    assert any("is not in ('fr', 'ltr')" in one for one in found)
    assert any("too wide" in one for one in found)
    page.close()
