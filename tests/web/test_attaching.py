"""Files on their own page: attached, fetched and taken away; what is typed elsewhere is safe."""

from hashlib import sha256

from tests.factories.instruments import instrument
from tests.web.scene import ENOUGH

LAW, CHART = ("law № 1.pdf", b"%PDF-1.7 law"), ("chart.png", b"\x89PNG\r\n\x1a\n chart")


def page_of_files(scene, who="focal"):
    """Open the page of files from the section, saving what is typed there."""
    form = scene.section(who, "B").form()
    return scene[who].send(form, "attach:B9")


def attach(page, scene, *files, who="focal"):
    """Choose files on their page and attach them."""
    form = page.form(f"{scene.base}/files/B9")
    for name, content in files:
        form.attach("files", name, content)
    return scene[who].send(form, "Attach")


def test_files_are_attached_fetched_and_taken_away(scene):
    form = scene.section("focal", "B").form()
    form["B4"] = "12"
    page = scene["focal"].send(form, "attach:B9")
    assert scene.answers()["B4"][0] == 12
    assert page.h1 == "Which files prove it?"

    done = attach(page, scene, LAW, CHART)
    assert done.notice == "The files are attached."
    section = scene.section("focal", "B")
    assert "law № 1.pdf" in section.text
    assert "chart.png" in section.text
    answer = scene["focal"].follow(section, "law № 1.pdf")
    assert answer.content == LAW[1]
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == (
        "attachment; filename*=UTF-8''law%20%E2%84%96%201.pdf"
    )

    removing = done.form(f"{scene.base}/files/B9/remove")
    gone = scene["focal"].send(removing, sha256(LAW[1]).hexdigest())
    assert gone.notice == "The file is no longer attached."
    assert scene.answers()["B9"][0] == [f"{sha256(CHART[1]).hexdigest()} chart.png"]


def test_saving_the_section_keeps_the_files_and_what_was_added_meanwhile(scene):
    attach(page_of_files(scene), scene, LAW)
    standing = scene.section("focal", "B").form()
    attach(page_of_files(scene, "contributor"), scene, CHART, who="contributor")
    standing["B4"] = "7"
    saved = scene["focal"].send(standing, "Save")

    assert saved.notice == "Your answers have been saved."
    assert len(scene.answers()["B9"][0]) == 2


def test_what_is_wrong_with_a_file_is_told_beside_it_and_others_are_attached(scene):
    page = attach(page_of_files(scene), scene, ("tool.exe", b"MZ"), CHART)

    assert page.status == 422
    assert "“tool.exe” is a kind of file that is not taken." in page.text
    assert "chart.png" in page.text
    assert scene.answers()["B9"][0] == [f"{sha256(CHART[1]).hexdigest()} chart.png"]
    nothing = attach(page_of_files(scene), scene)
    assert "Choose a file first." in nothing.text


def test_too_large_a_request_is_refused_in_words(scene):
    huge = ("huge.pdf", b"%PDF-" + bytes(45_000_001))
    page = attach(page_of_files(scene), scene, huge)

    assert page.status == 413
    assert "At most 45 MB can be sent at once." in page.text


def test_reviewer_reads_the_files_and_others_do_not(scene):
    scene.give(ENOUGH)
    attach(page_of_files(scene), scene, LAW)
    scene.submit()
    reviewed = scene["reviewer"].get(f"{scene.desk_of_review}?section=B")
    assert scene["reviewer"].follow(reviewed, "law № 1.pdf").content == LAW[1]
    address = f"{scene.base}/file/{sha256(LAW[1]).hexdigest()}"
    assert scene["other"].get(address).status == 404
    assert scene.stranger().get(address, follow=False).status == 303
    assert scene["focal"].get(f"{scene.base}/file/{'0' * 64}").status == 404


def test_page_of_files_of_a_sent_response_is_for_reading(scene):
    scene.give(ENOUGH)
    attach(page_of_files(scene), scene, LAW)
    scene.submit()
    page = scene["focal"].get(f"{scene.base}/files/B9")
    assert page.status == 200
    assert not page.has_form(f"{scene.base}/files/B9")
    assert scene["focal"].get(f"{scene.base}/files/B4").status == 404
    assert scene["focal"].get(f"{scene.base}/files/Z9").status == 404


ROWS = """
| code   | type    | text    | row_title |
| A1     | repeat  | Portals | Portal    |
| .name  | text    | Name    |           |
| .users | integer | Users   |           |
| .proof | file    | Proof   |           |
"""


def in_rows(scene):
    """Let Malta be asked for rows with files."""
    scene.ask(instrument(ROWS, code="rows"), "Rows")
    return scene


def test_files_of_a_new_row_that_somebody_took_meanwhile_are_in_a_row_of_their_own(scene):
    in_rows(scene)
    page = scene["focal"].send(scene.section("focal", "A").form(), "attach:A1[1].proof")
    scene.give({"A1[1].name": "Their portal"})
    form = page.form()
    form.attach("files", *LAW)
    done = scene["focal"].send(form, "Attach")

    assert done.notice == "The files are attached."
    assert done.path.startswith(f"{scene.base}/files/A1%5B2%5D.proof")
    assert scene.answers()["A1[1].name"][0] == "Their portal"
    assert list(scene.answers()) == ["A1[1].name", "A1[2].proof"]


def test_new_row_that_comes_back_with_an_error_is_new_still(scene):
    in_rows(scene)
    form = scene.section("focal", "A").form()
    form["A1[1].users"] = "abc"
    back = scene["focal"].send(form, "Save")
    assert back.status == 422
    scene.give({"A1[1].name": "Their portal"})
    again = back.form()
    again["A1[1].users"] = "77"
    scene["focal"].send(again, "Save")

    said = {item: value for item, (value, *_) in scene.answers().items() if value is not None}
    assert said == {"A1[1].name": "Their portal", "A1[2].users": 77}
