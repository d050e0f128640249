"""What a first visit costs over the wire, and what a browser may keep of it."""

import gzip
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import Engine, event

from msq.desk.actor import COMMAND_LINE
from msq.desk.edition import Plan, create_edition
from msq.desk.invite import invite
from msq.desk.staff import add_staff
from tests.web.scene import ENOUGH, UNIT

MOST = 100_000


def over_the_wire(browser, path):
    """Return the bytes of a page and all that it loads, compressed as they are sent."""
    page = browser.get(path, accept_encoding="gzip")
    found = {path: int(page.headers["content-length"])}
    loaded = [
        *(one["href"] for one in page.root.every("link", rel="stylesheet")),
        *(one["src"] for one in page.root.every("script", "img")),
    ]
    assert len(loaded) == 2
    for address in loaded:
        sent = browser.client.get(address, headers={"accept-encoding": "gzip"})
        assert sent.headers["content-encoding"] == "gzip"
        found[address] = sent.num_bytes_downloaded
        assert sent.num_bytes_downloaded > 1000
    return found


@pytest.mark.parametrize("place", ["", "/section/E", "/section/B", "/check"])
def test_first_visit_weighs_less_than_a_hundred_kilobytes(whole, place):
    found = over_the_wire(whole["focal"], f"{whole.base}{place}")

    assert sum(found.values()) < MOST, found


def test_page_is_sent_compressed_to_whoever_takes_it(scene):
    page = scene["focal"].get(scene.base, accept_encoding="gzip")
    plain = scene["focal"].get(scene.base)

    assert page.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in page.headers["vary"]
    assert "content-encoding" not in plain.headers
    assert int(page.headers["content-length"]) < int(plain.headers["content-length"]) / 2
    assert len(gzip.compress(plain.content)) == pytest.approx(
        int(page.headers["content-length"]), rel=0.1
    )


def test_styles_and_scripts_are_kept_for_ever_under_their_version(scene):
    page = scene.stranger().get("/sign-in")
    style, script = (
        page.root.only("link", rel="stylesheet")["href"],
        page.root.only("script")["src"],
    )

    kept = {}
    for address in (style, script, style.partition("?")[0], f"{style}x", "/static/nothing.css"):
        kept[address] = scene.stranger().get(address).headers["cache-control"]

    assert kept == {
        style: "public, max-age=31536000, immutable",
        script: "public, max-age=31536000, immutable",
        style.partition("?")[0]: "public, no-cache",
        f"{style}x": "public, no-cache",
        "/static/nothing.css": "no-store",
    }
    assert scene.stranger().get(style).headers["content-type"].startswith("text/css")
    assert scene.stranger().get(script).headers["content-type"].startswith("text/javascript")


def test_static_files_set_no_cookie_and_need_no_session(scene):
    style = scene.stranger().get("/sign-in").root.only("link", rel="stylesheet")["href"]

    scene["focal"].get(style)

    assert scene["focal"].set_cookies == []


def costs(scene):
    """Return how many queries each page takes."""
    found = {}
    for who, path in (
        ("focal", ""),
        ("focal", "/section/B"),
        ("focal", "/check"),
        ("reviewer", f"/review/{scene.edition}"),
        ("reviewer", f"/review/{scene.edition}/{UNIT}"),
        ("manager", "/manage"),
        ("manager", f"/manage/{scene.edition}"),
        ("manager", "/mail"),
        ("administrator", "/staff"),
    ):
        address = path if path.startswith(("/re", "/ma", "/st")) else f"{scene.base}{path}"
        scene[who].get(address)
        with counted() as queries:
            scene[who].get(address)
        found[path] = len(queries)
    return found


@contextmanager
def counted():
    """Return the statements that the database is asked meanwhile."""
    asked = []

    def note(_connection, _cursor, statement, *_):
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield asked
    event.remove(Engine, "before_cursor_execute", note)


def test_pages_cost_as_many_queries_for_three_rows_as_for_one(scene):
    scene.give({**ENOUGH, "B8": "example.com"})
    scene.submit()
    scene.review(B4="queried")
    few = costs(scene)
    scene.review(B1="accepted", B2="queried", B7="queried")
    scene.send_back()
    scene.give({"B7": "Words", "B8": "example.org/page", "C1[1].name": "X", "C1[2].name": "Y"})
    scene.submit()
    invite(scene.desk, COMMAND_LINE, scene.edition)
    for place in range(3):
        name = f"more-{place}"
        add_staff(scene.desk, COMMAND_LINE, f"{name}@example.org", name, "reviewer")
        plan = Plan(name, name, "", "small", date(2027, 1, 1), date(2027, 2, 1))
        create_edition(scene.desk, COMMAND_LINE, plan)

    assert costs(scene) == few
    assert max(few.values()) <= 14, few
