"""Every page, opened by everybody, in every state: nothing breaks, looking changes nothing."""

from collections import defaultdict
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest
from litestar.routes import HTTPRoute

from msq.desk.actor import COMMAND_LINE
from msq.desk.drafts import ReadWorkbook, copy_form, start_draft
from msq.desk.edition import close_edition, extend_edition
from msq.desk.reading.forms import all_forms
from msq.desk.reading.previewing import ROLES
from msq.mail.mailbox import keep
from msq.store.engine import Database
from msq.xlsform.importing import examine
from tests.house.test_templates import VIEWS
from tests.web.mails import invitation
from tests.web.scene import ENOUGH, UNIT
from tests.xlsform.workbooks import workbook

EVERYBODY = (
    "focal",
    "contributor",
    "mission",
    "other",
    "reviewer",
    "manager",
    "administrator",
    "stranger",
)
SECTIONS = "ABC"
LEADS_ON = {"/", "/forms/{version}/compare", "/forms/drafts/{draft_id}/compare"}
"""Pages that may show no more than the way to another one."""
WRONG = """
| type   | name | label | odd |
| intger | a    | A     | x   |
| text   | b    | <b>   |     |
"""
FOR_ANYONE = ("/sign-in", "/health", "/verify")


class Watched(Database):
    """A database that counts how often somebody began to write."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.written = 0

    @contextmanager
    def writing(self):
        self.written += 1
        with super().writing() as db:
            yield db


class Noting:
    """Words that note which template was filled with what."""

    def __init__(self, words):
        self.words = words
        self.noted = set()

    def render(self, template, language, context):
        self.noted.add((template, type(context["page"]).__name__))
        return self.words.render(template, language, context)

    def __getattr__(self, name):
        return getattr(self.words, name)


def draft(scene):
    scene.give({"B1": "yes", "B1.title": "Law", "C1[1].name": "Portal", "C2.ai.has": "no"})


def submitted(scene):
    draft(scene)
    scene.give(ENOUGH)
    scene.submit()


def returned(scene):
    submitted(scene)
    scene.review(**{"A1": "accepted", "B4": "queried", "C1[1]_name": "queried"})
    scene.send_back()


def sent_again(scene):
    returned(scene)
    scene.give({"B4": "13"})
    scene.submit()


def accepted(scene):
    sent_again(scene)
    scene.review(**{"A1": "accepted", "B4": "accepted", "C1[1]_name": "accepted"})
    scene.accept()


def closed(scene):
    draft(scene)
    close_edition(scene.desk, COMMAND_LINE, scene.edition)


def late(scene):
    draft(scene)
    extend_edition(scene.desk, COMMAND_LINE, scene.edition, date(2027, 2, 28), 14)


def sent_late(scene):
    late(scene)
    scene.give(ENOUGH)
    scene.submit()


def untouched(_scene):
    """Nothing was ever done."""


STATES = (untouched, draft, submitted, returned, sent_again, accepted, closed, late, sent_late)


def drafted(scene):
    """Begin a draft with faults and a copy without."""
    content = workbook(survey=WRONG)
    found = examine(content, "form.xlsx")
    faults = tuple((one.sheet, one.row, one.column, one.message) for one in found.faults)
    assert faults
    upload = ReadWorkbook("form.xlsx", content, found.code, found.title, None, faults, found.unread)
    start_draft(scene.desk, COMMAND_LINE, upload)
    version = all_forms(scene.desk, COMMAND_LINE)[0].published.hash
    copy_form(scene.desk, COMMAND_LINE, version, "copied")


def addresses(scene, link, mail):
    """Return an address of every page, by route."""
    edition, base = scene.edition, scene.base
    hashes = [one.published.hash for one in all_forms(scene.desk, COMMAND_LINE)]
    given = {
        "/": ["/"],
        "/health": ["/health"],
        "/sign-in": ["/sign-in"],
        "/sign-in/{secret}": [f"/sign-in/{link}", "/sign-in/spent"],
        "/forms": ["/forms"],
        "/forms/{version}": [f"/forms/{hashes[0]}"],
        "/forms/{version}/preview/{role}": [f"/forms/{hashes[0]}/preview/{one}" for one in ROLES],
        "/forms/{version}/preview/{role}/section/{section}": [
            f"/forms/{hashes[0]}/preview/{one}/section/{section}"
            for section in SECTIONS
            for one in ROLES
        ],
        "/forms/{version}/compare": [f"/forms/{hashes[0]}/compare?with={hashes[0]}"],
        "/forms/{version}/tags": [f"/forms/{hashes[0]}/tags", f"/forms/{hashes[0]}/tags?tag=none"],
        "/forms/{version}/tags/{item}": [f"/forms/{hashes[0]}/tags/B1"],
        "/forms/drafts/{draft_id}": [f"/forms/drafts/{one}" for one in (1, 2)],
        "/forms/drafts/{draft_id}/preview/{role}": [
            f"/forms/drafts/2/preview/{one}" for one in ROLES
        ],
        "/forms/drafts/{draft_id}/preview/{role}/section/{section}": [
            f"/forms/drafts/2/preview/{one}/section/A" for one in ROLES
        ],
        "/forms/drafts/{draft_id}/compare": [f"/forms/drafts/2/compare?with={hashes[0]}"],
        "/forms/drafts/{draft_id}/compare/{other}": [f"/forms/drafts/2/compare/{hashes[0]}"],
        "/forms/{version}/compare/{other}": [
            f"/forms/{hashes[0]}/compare/{other}" for other in hashes
        ],
        "/manage": ["/manage"],
        "/manage/new": ["/manage/new"],
        "/manage/{edition}": [f"/manage/{edition}"],
        "/mail": ["/mail"],
        "/mail/{mail_id}": [f"/mail/{mail}"],
        "/staff": ["/staff"],
        "/verify": ["/verify"],
        "/verify/{checksum}": [f"/verify/{'0' * 64}"],
        "/review": ["/review"],
        "/review/{edition}": [f"/review/{edition}", f"/review/{edition}?state=returned"],
        "/review/{edition}/{unit}": [
            f"/review/{edition}/{UNIT}?section={section}" for section in SECTIONS
        ],
        "/review/{edition}/{unit}/changes": [
            f"/review/{edition}/{UNIT}/changes",
            f"/review/{edition}/{UNIT}/changes?from=1&to=2",
            f"/review/{edition}/{UNIT}/changes?from=moment&from_at=x&to=moment&to_at=9999",
        ],
        "/respond/{edition}/{unit}": [base],
        "/respond/{edition}/{unit}/as-of": [f"{base}/as-of?at=2027-02-28T10:00"],
        "/respond/{edition}/{unit}/compare": [
            f"{base}/compare",
            f"{base}/compare?from=moment&from_at=2027-02-28T10:00&to=now",
        ],
        "/respond/{edition}/{unit}/history/{item}": [
            f"{base}/history/{item}" for item in ("A1", "B1.title", "B9", "C1[1].name", "C2.ai.has")
        ],
        "/respond/{edition}/{unit}/check": [f"{base}/check"],
        "/respond/{edition}/{unit}/declare": [f"{base}/declare"],
        "/respond/{edition}/{unit}/files/{item}": [f"{base}/files/B9"],
        "/respond/{edition}/{unit}/queries": [f"{base}/queries"],
        "/respond/{edition}/{unit}/section/{section}": [
            *(f"{base}/section/{section}" for section in SECTIONS),
            f"{base}/section/B?check=1",
            f"{base}/section/C?add=C1",
        ],
        "/respond/{edition}/{unit}/submission/{n}": [f"{base}/submission/{n}" for n in (1, 2)],
        "/respond/{edition}/{unit}/submission/{n}/answers": [
            f"{base}/submission/{n}/answers" for n in (1, 2)
        ],
    }
    there = {
        route.path_format
        for route in scene.client.app.routes
        if isinstance(route, HTTPRoute) and "GET" in route.methods
    }
    # What is no page is looked at where it is tested.
    files = {
        "/static/{file_path}",
        "/forms/{version}/xlsform",
        "/respond/{edition}/{unit}/file/{sha256}",
        "/forms/drafts/{draft_id}/xlsform",
        "/respond/{edition}/{unit}/pdf",
        "/respond/{edition}/{unit}/submission/{n}/pdf",
        "/respond/{edition}/{unit}/submission/{n}/receipt.pdf",
    }
    assert there - files == given.keys()
    return given


@pytest.fixture
def walked(scene):
    """Open every page as everybody; return the statuses by route, what was rendered and written."""

    def walk():
        drafted(scene)
        mail = keep(scene.settings.folder / "mailbox", invitation("x@example.org", "X", "Subject"))
        pages = addresses(scene, scene.link("focal"), mail.stem)
        watched = Watched(str(scene.desk.database.url))
        browsers = {
            who: scene.stranger() if who == "stranger" else scene.enter(who) for who in EVERYBODY
        }
        state = scene.client.app.state
        before, noting = state.site, Noting(state.site.words)
        state.site = replace(before, words=noting, desk=replace(before.desk, database=watched))
        statuses = defaultdict(set)
        for route, each in pages.items():
            for address in each:
                for who, browser in browsers.items():
                    page = browser.get(address, follow=False)
                    statuses[route].add(page.status)
                    if who == "other" and f"/{UNIT}" in address:
                        assert page.status in {403, 404}, address
                    if who == "stranger" and not address.startswith(FOR_ANYONE):
                        assert (page.status, page.headers["location"]) == (303, "/sign-in")
        state.site = before
        watched.close()
        return statuses, noting.noted, watched.written

    return walk


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_every_page_in_every_state_is_whole_and_changes_nothing(scene, walked, state):
    state(scene)
    answers, number = scene.answers(), scene.last_number()

    statuses, rendered, written = walked()

    assert set().union(*statuses.values()) <= {200, 303, 403, 404, 410, 422}
    absent = set()
    if state in {untouched, draft, closed, late}:
        absent = {route for route in statuses if "submission" in route}
    for route, found in statuses.items():
        assert (200 in found or route in LEADS_ON) == (route not in absent), route
    assert {view for view in rendered if VIEWS[view[0]] != view[1]} == set()
    assert written == 0
    assert (scene.answers(), scene.last_number()) == (answers, number)


def test_every_section_of_the_whole_questionnaire_is_whole(whole):
    """Ids, labels and references are checked of every page that the browser opens."""
    sections = "ABCDEFGHIJKLMNOP"
    browser = whole["focal"]

    for section in sections:
        page = browser.get(f"{whole.base}/section/{section}")
        assert page.status == 200
        again = browser.send(page.form(), "Save")
        assert again.notice == "Your answers have been saved."
        checked = browser.get(f"{whole.base}/section/{section}?check=1")
        assert checked.status == 200
        assert len(checked.errors) > 0 or section == "O"
    assert whole.last_number() == 0
    assert browser.get(f"{whole.base}/check").status == 200
    assert whole["reviewer"].get(f"{whole.desk_of_review}?section=E").status == 200
