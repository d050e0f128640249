"""What became of the check of a web address, beside the answer: for who answers and who reviews."""

import pytest

from msq.response.links import Found
from msq.store import link_checks

URL = "https://law.example.org/act"


def checked(scene, found: Found) -> None:
    """Let a worker have found this at the address."""
    with scene.desk.database.writing() as db:
        (due,) = link_checks.claim(db, scene.clock(), 5)
        assert due.url == URL
        link_checks.record(db, due, found, scene.clock(), None)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Found("ok", 200), "This address answered on 1 March 2027."),
        (
            Found("redirected", 200, "https://new.example.org/act"),
            "This address answered on 1 March 2027 and leads on to: https://new.example.org/act",
        ),
        (
            Found("dead", 404, "", "http"),
            "This address does not open: page not found (404). Checked on 1 March 2027.",
        ),
        (Found("dead", 410, "", "http"), "the page was removed (410)"),
        (Found("dead", problem="no_such_name"), "there is no site of this name"),
        (Found("refused", 403, "", "http"), "did not show the page to our check"),
        (Found("refused", problem="tls"), "its security certificate could not be confirmed"),
        (Found("not_reachable", problem="no_answer"), "could not be checked on 1 March 2027"),
        (Found("not_reachable", problem="not_public"), "could not be checked on 1 March 2027"),
    ],
)
def test_check_is_told_beside_the_answer_and_stops_nobody(scene, found, said):
    page = scene.section("focal", "B")
    form = page.form()
    form["B8"] = URL
    page = scene["focal"].send(form, "Save")
    assert "This address" not in page.text
    checked(scene, found)

    page = scene.section("focal", "B")
    assert said in page.text
    assert page.errors == []
    scene.give({"A1": "Fiona Focal", "B1": "no", "B4": "12"})
    scene.submit()
    reviewed = scene["reviewer"].get(f"{scene.desk_of_review}?section=B")
    assert said in reviewed.text
    assert said in scene.section("focal", "B").text


def test_address_that_was_changed_is_another_one(scene):
    scene.give({"B8": URL})
    checked(scene, Found("dead", 404, "", "http"))
    scene.give({"B8": f"{URL}/2"})

    assert "does not open" not in scene.section("focal", "B").text
    form = scene.section("focal", "B").form()
    form["B8"] = "no address"
    assert "This address" not in scene["focal"].send(form, "Save").text
