"""What became of the checks of web addresses, in the sheet of answers."""

import pytest

from msq.desk.actor import COMMAND_LINE
from msq.desk.links import recheck_links
from msq.response.links import Found
from msq.store import link_checks
from tests.exporting.scene import EDITION, Scene
from tests.factories.instruments import instrument

TABLE = """
| code | type        | text    |
| A1   | web_address | Where?  |
| A2   | web_address | Where 2 |
| A3   | text        | What?   |
"""
LINKS = ("link_status", "link_checked_at", "link_target")


@pytest.fixture
def scene(desk) -> Scene:
    """The open edition of an instrument that asks for addresses."""
    return Scene(desk, instrument(TABLE, code="small")).begin()


def links(scene: Scene, **more) -> dict[object, tuple[object, ...]]:
    """Return the three cells of each item of Afghanistan."""
    rows = scene.export(**more).rows("answers")
    return {row["item"]: tuple(row[name] for name in LINKS) for row in rows}


def test_checks_are_in_the_long_sheet_until_the_moment_of_the_file(scene: Scene) -> None:
    first, second = "https://a.example.org", "https://b.example.org"
    scene.save("AFG", {"A1": first, "A2": second, "A3": first})
    none = (None, None, None)
    assert links(scene) == {
        "A1": ("not_checked", None, None),
        "A2": ("not_checked", None, None),
        "A3": none,
    }

    before = scene.clock()
    scene.clock.forward(hours=1)
    with scene.desk.database.writing() as db:
        taken = {one.url: one for one in link_checks.claim(db, scene.clock(), 5)}
        assert set(taken) == {first, second}
        link_checks.record(db, taken[first], Found("dead", 404, "", "http"), scene.clock(), None)
        onward = Found("redirected", 200, "https://c.example.org/")
        link_checks.record(db, taken[second], onward, scene.clock(), None)
    at = "2027-03-01T10:00:00Z"
    assert links(scene) == {
        "A1": ("dead", at, None),
        "A2": ("redirected", at, "https://c.example.org/"),
        "A3": none,
    }
    assert links(scene, as_of=before)["A1"] == ("not_checked", None, None)


def test_edition_is_queued_again_before_an_export(scene: Scene) -> None:
    urls = ["https://a.example.org", "https://b.example.org"]
    scene.save("AFG", {"A1": urls[1], "A2": urls[0], "A3": "https://text.example.org"})
    with scene.desk.database.writing() as db:
        for one in link_checks.claim(db, scene.clock(), 5):
            link_checks.record(db, one, Found("ok", 200), scene.clock(), None)
        assert link_checks.waiting(db, urls, scene.clock()) == 0

    assert recheck_links(scene.desk, COMMAND_LINE, EDITION) == urls
    with scene.desk.database.writing() as db:
        assert link_checks.waiting(db, urls, scene.clock()) == 2
        assert {one.attempts for one in link_checks.claim(db, scene.clock(), 5)} == {1}
