"""Everything that can go wrong with a request: a page or problem details, never a traceback."""

import json
import logging
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from litestar.testing import TestClient
from sqlalchemy import text

from msq.app import make_app
from msq.desk._verb import Desk
from msq.store.engine import Database
from tests.web.browser import Browser
from tests.web.scene import settings_for

TRACES = ("Traceback", ".py", "sqlalchemy", "sqlite", "psycopg", "litestar", "jinja2", "/msq")
FORM = "application/x-www-form-urlencoded"


def clean(page):
    """Whether a page says nothing of what is behind it."""
    visible = page.text if page.root.children else page.source
    return not any(trace.lower() in visible.lower() for trace in TRACES)


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/respond",
        "/respond/a",
        "/respond/a/b/c/d/e",
        "/static/nothing.css",
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/%2e%2e%2fapp.py",
        "/api/nothing.html",
        "//evil.example/x",
        "/%00",
        "/%ff%fe",
        "/\N{ARABIC LETTER ALEF}",
        "/" + "x" * 10_000,
        "/.git/config",
    ],
)
def test_address_that_leads_nowhere_is_not_found(scene, path):
    for browser in (scene.stranger(), scene["focal"]):
        page = browser.get(scene.settings.base_url + path, accept="text/html")

        assert page.status == 404
        assert clean(page) or path.endswith(".py")


def test_page_that_is_not_found_looks_like_a_page(scene):
    page = scene.stranger().get("/nothing")

    assert page.h1 == "Page not found"
    assert "There is no page at this address." in page.text
    assert page.links()[-1] == "/"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "POST"])
def test_method_that_is_not_taken_is_refused(scene, method):
    page = scene["manager"].raw(method, f"/manage/{scene.edition}")

    assert page.status == 405
    assert "GET" in page.headers["allow"]
    assert page.h1 == "This page cannot be opened this way"
    assert clean(page)


def test_problem_for_programs_is_problem_details(scene):
    page = scene["focal"].get(f"/respond/{scene.edition}/FJI", accept="application/json")

    assert page.status == 404
    assert page.headers["content-type"] == "application/problem+json"
    assert json.loads(page.content) == {
        "type": "urn:msq:not-found",
        "title": "Page not found",
        "status": 404,
        "detail": "There is no response of “FJI” in the edition “small-1” for you.",
    }


def test_refusals_of_the_framework_are_problem_details_too(scene):
    page = scene["focal"].raw("PUT", scene.base, headers={"accept": "application/json"})

    assert (page.status, json.loads(page.content)["type"]) == (405, "urn:msq:method-not-allowed")
    assert "GET" in page.headers["allow"]


def test_browser_that_takes_json_among_others_gets_a_page(scene):
    page = scene.stranger().get("/nothing", accept="text/html, application/json")

    assert page.h1 == "Page not found"


@pytest.mark.parametrize(
    "query",
    ["x=%ff", "done=%00", "done=" + "x" * 50_000, "&&&=&=", "a" * 9000, "%", "check=%ff&add=%00"],
)
def test_strange_queries_change_nothing(scene, query):
    assert scene["focal"].get(f"{scene.base}/section/B?{query}").status == 200
    assert scene.stranger().get(f"/sign-in?{query}").status == 200


def status_of(scene, path, *events, headers=(), method="GET"):
    """Return the status for a request as a server hands it over, event by event, from Fiona."""
    sent: dict[str, object] = {}
    heard = iter(events)
    raw, _, query = path.partition(b"?")
    cookie = "; ".join(f"{name}={value}" for name, value in scene["focal"].cookies.items())

    async def receive():
        return next(heard)

    async def send(message):
        sent.update(message if message["type"].endswith("start") else {})

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": raw.decode(),
        "raw_path": raw,
        "query_string": query,
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1:8000"), (b"cookie", cookie.encode()), *headers],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }
    with scene.client.portal() as portal:
        portal.call(scene.client.app, scope, receive, send)
    return sent["status"]


def test_bytes_that_are_no_text_in_a_query_are_no_mistake_of_ours(scene):
    whole = {"type": "http.request", "body": b"", "more_body": False}
    for path in (b"/sign-in?x=\xff\xfe", b"/nothing?\xff", scene.base.encode() + b"?done=\xff"):
        assert status_of(scene, path, whole) in {200, 404}, path


@pytest.mark.parametrize("kind", [FORM, "multipart/form-data; boundary=x"])
def test_sender_who_leaves_before_the_end_is_no_mistake_of_ours(scene, kind, caplog):
    headers = [(b"content-type", kind.encode()), (b"content-length", b"500")]
    begun = {"type": "http.request", "body": b"A1=it", "more_body": True}
    left = {"type": "http.disconnect"}

    status = status_of(
        scene,
        f"{scene.base}/section/A".encode(),
        begun,
        left,
        headers=headers,
        method="POST",
    )

    assert status == 422
    assert [one for one in caplog.records if one.levelno >= logging.ERROR] == []


def section_body(scene, field):
    form = scene.section("focal", "B").form()
    form["B7"] = "Right words"
    pairs = [pair for pair in form.sent("Save") if pair[0] != "B7"]
    return urlencode(pairs).encode() + b"&B7=" + field


@pytest.mark.parametrize(
    "field", [b"caf%E9+and+more", b"%ED%A0%80", b"%FF%FE", b"caf\xe9 and more"]
)
def test_form_that_is_not_utf8_is_refused_and_shown(scene, field):
    body = section_body(scene, field)

    page = scene["focal"].raw(
        "POST", f"{scene.base}/section/B", content=body, headers={"content-type": FORM}
    )

    assert page.status == 422
    assert "The text that was sent is not valid UTF-8." in page.text
    assert "\N{REPLACEMENT CHARACTER}" in page.text
    assert page.links()[-2] == f"{scene.base}/section/B"
    assert scene.answers() == {}


def test_form_in_plain_utf8_is_taken(scene):
    body = section_body(scene, "café 行".encode())

    page = scene["focal"].raw(
        "POST", f"{scene.base}/section/B", content=body, headers={"content-type": FORM}
    )

    assert page.status == 303
    assert scene.answers() == {"B7": ("café 行", "", "")}


def test_nul_is_kept_as_the_mark_for_what_cannot_be_shown(on_both):
    scene = on_both
    form = scene.section("focal", "B").form()
    form["B7"] = "before\0after"
    form["B1~comment"] = "a\0b"
    form["B4"] = "1\0"

    page = scene["focal"].send(form, "Save")

    assert page.status == 422
    assert scene.answers()["B7"] == ("before\N{REPLACEMENT CHARACTER}after", "", "")
    assert scene["focal"].get("/respond/%00/%00").status == 404
    assert scene["focal"].get(f"/respond/{scene.edition}/%00").status == 404
    assert scene["reviewer"].get("/review/%00").status == 404
    assert scene["manager"].get("/manage/%00").status == 404
    assert scene.stranger().get("/sign-in/%00").status == 404


def test_hundred_thousand_characters_are_taken_and_more_are_kept_on_the_page(scene):
    form = scene.section("focal", "B").form()
    form["B7"] = "行" * 100_000
    assert scene["focal"].send(form, "Save").notice == "Your answers have been saved."
    form = scene.section("focal", "B").form()
    form["B7"] = "x" * 100_001
    form["B1~comment"] = "y" * 2001

    page = scene["focal"].send(form, "Save")

    assert page.status == 422
    assert page.form().texts("B7") == ["x" * 100_001]
    assert page.form().texts("B1~comment") == ["y" * 2001]
    assert page.errors == [
        "B1 Is there a law on this? The note may have 2000 characters or fewer.",
        "B7 Tell us more.: Use 100000 characters or fewer. You entered 100001.",
    ]
    assert scene.answers()["B7"] == ("行" * 100_000, "", "")


def test_five_thousand_fields_are_read_and_ten_thousand_refused(scene):
    form = scene.section("focal", "B").form()
    form["B4"] = "12"
    form.values += [("B99", "x")] * 5000
    few = scene["focal"].send(form, "Save")
    form.values += [("B99", "x")] * 5000

    many = scene["focal"].send(form, "Save")

    assert few.status == 200
    assert many.status == 413
    assert "At most 10000 fields can be sent at once." in many.text
    assert scene.answers() == {"B4": (12, "", "")}


def test_body_of_more_than_ten_megabytes_is_too_large(scene):
    page = scene["focal"].raw(
        "POST", f"{scene.base}/section/B", content=b"x" * 10_000_001, headers={"content-type": FORM}
    )

    assert page.status == 413
    assert "At most 10 MB can be sent at once." in page.text


PART = b'--b\r\ncontent-disposition: form-data; name="token"'
MULTIPART = {
    "no boundary": ("multipart/form-data", PART + b"\r\n\r\nx\r\n--b--\r\n"),
    "cut short": ("multipart/form-data; boundary=b", PART + b"\r\n\r\nx"),
    "no parts": ("multipart/form-data; boundary=b", b"nothing at all"),
    "empty": ("multipart/form-data; boundary=b", b""),
    "not its encoding": (
        "multipart/form-data; boundary=b",
        PART + b"\r\n\r\n\xff\xfe\r\n--b--\r\n",
    ),
    "unknown encoding": (
        "multipart/form-data; boundary=b",
        PART + b"\r\ncontent-type: text/plain; charset=klingon\r\n\r\nx\r\n--b--\r\n",
    ),
    "no name": (
        "multipart/form-data; boundary=b",
        b"--b\r\ncontent-disposition: form-data\r\n\r\nx\r\n--b--\r\n",
    ),
    "too many parts": (
        "multipart/form-data; boundary=b",
        (PART + b"\r\n\r\nx\r\n") * 2000 + b"--b--\r\n",
    ),
    "json": ("application/json", b'{"token": "x"}'),
    "nothing": ("", b""),
}


@pytest.mark.parametrize("kind", MULTIPART)
def test_body_that_is_no_form_is_refused(scene, kind):
    content_type, body = MULTIPART[kind]

    page = scene["manager"].raw(
        "POST",
        f"/manage/{scene.edition}/register",
        content=body,
        headers={"content-type": content_type},
    )

    assert page.status in {401, 422}
    assert clean(page)


@pytest.fixture
def broken(scene, tmp_path):
    """The same application after its database went away."""
    page = scene.section("focal", "B")
    gone = Database(f"sqlite:///{tmp_path / 'gone.db'}")
    state = scene.client.app.state
    state.site = replace(state.site, desk=Desk(gone, scene.clock))
    yield scene, page
    gone.close()


def test_broken_database_is_told_to_people_without_its_name(broken, caplog):
    scene, _ = broken

    page = scene["focal"].get(scene.base)

    assert page.status == 503
    assert page.h1 == "The service is not available"
    assert "Please try again in a few minutes." in page.text
    assert page.headers["retry-after"] == "60"
    assert clean(page)
    assert "gone.db" not in page.source
    assert "gone.db" in caplog.text


def test_form_for_a_broken_database_is_kept_and_can_be_sent_again(broken):
    scene, page = broken
    form = page.form()
    form["B7"] = "Words that took\nan hour"
    working = scene.desk

    page = scene["focal"].send(form, "Save")

    assert page.status == 503
    assert "Words that took an hour" in page.text
    state = scene.client.app.state
    state.site = replace(state.site, desk=working)
    page = scene["focal"].send(page.form())
    assert page.notice == "Your answers have been saved."
    assert scene.answers() == {"B7": ("Words that took\nan hour", "", "")}


def test_health_says_whether_the_database_answers(broken):
    scene, _ = broken

    page = scene.stranger().get("/health")

    assert page.status == 503
    assert page.headers["content-type"] == "application/problem+json"
    assert json.loads(page.content)["status"] == 503
    assert b"gone.db" not in page.content


def test_health_of_a_working_database_is_ok(scene):
    page = scene.stranger().get("/health")

    assert (page.status, json.loads(page.content)) == (200, {"status": "ok"})
    assert page.headers["content-type"] == "application/json"


def test_mistake_of_ours_is_told_with_a_reference_and_without_values(scene, caplog):
    """An answer that the database holds damaged is nothing that the code foresees."""
    scene.give({"B7": "Old words"})
    form = scene.section("focal", "B").form()
    form["B7"] = "Words that took an hour"
    with scene.desk.database.writing() as db:
        db.execute(text("UPDATE answer SET value = '{damaged words' WHERE item = 'B7'"))

    page = scene["focal"].send(form, "Save")

    assert page.status == 500
    assert page.h1 == "Sorry, that did not work"
    reference = page.root.only("code").text
    assert len(reference) == 8
    assert reference in caplog.text
    assert "Words that took an hour" in page.text
    assert page.has_form(f"{scene.base}/section/B")
    assert clean(page)
    mine = [one.getMessage() for one in caplog.records if one.name.startswith("msq")]
    assert not any("hour" in line or "damaged" in line for line in mine)
    assert f"mistake {reference} at /respond/{{edition}}/{{unit}}/section/{{section}}" in mine
    assert any("JSONDecodeError: " in line and "revisions.py" in line for line in mine)
    for_program = scene["focal"].send(form, "Save", accept="application/json")
    assert for_program.status == 500
    assert json.loads(for_program.content)["type"] == "urn:msq:mistake"


def test_log_names_routes_and_no_secrets_answers_or_people(scene, caplog):
    caplog.set_level(logging.DEBUG)
    secret = scene.link("focal")
    browser = scene.stranger()
    browser.send(browser.get(f"/sign-in/{secret}").form())
    form = browser.get(f"{scene.base}/section/B").form()
    form["B7"] = "An answer of the government"
    form["B4"] = "wrong number"
    browser.send(form, "Save")
    asked = scene.stranger()
    form = asked.get("/sign-in").form()
    form["email"] = "focal@example.org"
    asked.send(form)
    asked.get(f"/sign-in/{secret}")
    asked.get("/nothing/of/focal@example.org")

    lines = [one.getMessage() for one in caplog.records if not one.name.startswith("httpx")]

    kept = "\n".join(lines)
    assert "GET /sign-in/{secret} 200" in kept
    assert "POST /sign-in/{secret} 303" in kept
    assert "POST /respond/{edition}/{unit}/section/{section} 422" in kept
    assert "GET /sign-in/{secret} 410" in kept
    for word in (
        secret,
        browser.cookies["msq_session"],
        "government",
        "wrong number",
        "example.org",
    ):
        assert word not in kept, word
    assert "Fiona" not in kept
    assert "MLT" not in kept


def test_link_back_leads_only_to_our_own_pages(scene):
    form = scene.section("focal", "B").form()
    form.values = [(name, "x" if name.endswith("~seen") else value) for name, value in form.values]

    links = {
        referer: scene["focal"].send(form, "Save", referer=referer).links()
        for referer in (
            "https://evil.example/page",
            "http://127.0.0.1:8000//evil.example/page",
            "http://127.0.0.1:8000/review?state=a",
            "http://[broken",
        )
    }

    assert [found[-2:] for found in links.values()][1:3] == [
        ["/evil.example/page", "/"],
        ["/review?state=a", "/"],
    ]
    assert not any("evil" in link for link in links["https://evil.example/page"])


def test_settings_of_an_unreachable_database_serve_a_page(tmp_path):
    (tmp_path / "folder.db").mkdir()
    settings = settings_for(f"sqlite:///{tmp_path / 'folder.db'}", tmp_path)

    with TestClient(make_app(settings), base_url=settings.base_url) as client:
        browser = Browser(client, settings.base_url, cookies={"msq_session": "x"})
        page = browser.get("/")
        health = browser.get("/health")

    assert page.status == 503
    assert clean(page)
    assert health.status == 503


def test_tracebacks_cannot_be_switched_on_from_outside(tmp_path, monkeypatch):
    monkeypatch.setenv("LITESTAR_DEBUG", "1")
    monkeypatch.setenv("LITESTAR_PDB", "1")

    app = make_app(settings_for(f"sqlite:///{tmp_path / 'x.db'}", tmp_path))

    assert (app.debug, app.pdb_on_exception) == (False, False)
