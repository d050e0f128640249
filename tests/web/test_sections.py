"""Filling a section without scripts: everything goes through the form that the page shows."""

import pytest

from msq.desk.actor import COMMAND_LINE
from msq.desk.edition import close_edition
from msq.desk.reading.response import look_at

MORE_THAN_A_LINE = "x" * 501


def revisions(scene):
    return scene.last_number()


def test_every_kind_of_answer_is_saved_and_shown_again(on_both):
    scene = on_both
    form = scene.section("focal", "B").form()
    form["B1"] = "yes"
    form["B1.title"] = "Law on “things” & <others>"
    form["B1.year"] = "2019"
    form["B1.address"] = "www.example.org/law"
    form["B1~comment"] = "Passed\r\nlast year."
    form["B2"] = ["polls", "forums"]
    form["B3"] = "other"
    form["B3.other"] = "رخصة أخرى"
    form["B4"] = "1 200"
    form["B5"] = "1234.50"
    form["B5.currency"] = "eur"
    form["B6"] = ["3", "4", "2025"]
    form["B7"] = "\nFirst line\n\n  second 行 😀"
    form["B8"] = "https://example.org"

    page = scene["focal"].send(form, "Save")

    assert (page.status, page.notice) == (200, "Your answers have been saved.")
    assert scene.answers() == {
        "B1": ("yes", "", "Passed\nlast year."),
        "B1.title": ("Law on “things” & <others>", "", ""),
        "B1.year": (2019, "", ""),
        "B1.address": ("https://www.example.org/law", "", ""),
        "B2": (["polls", "forums"], "", ""),
        "B3": ("other", "", ""),
        "B3.other": ("رخصة أخرى", "", ""),
        "B4": (1200, "", ""),
        "B5": ("1234.5", "", ""),
        "B5.currency": ("eur", "", ""),
        "B6": ("2025-04-03", "", ""),
        "B7": ("\nFirst line\n\n  second 行 😀", "", ""),
        "B8": ("https://example.org", "", ""),
    }
    assert page.text.count("09:00 UTC by Fiona Focal") == 8
    # What stands in the page now, sent as it is, changes nothing.
    number = revisions(scene)
    page = scene["focal"].send(page.form(), "Save")
    assert page.notice == "Your answers have been saved."
    assert revisions(scene) == number


def test_buttons_lead_on_stay_and_go_to_the_list(scene):
    browser = scene["focal"]

    on = browser.send(scene.section("focal", "B").form(), "Save and continue")
    stay = browser.send(scene.section("focal", "B").form(), "Save")
    by_enter = browser.send(scene.section("focal", "B").form())
    last = browser.send(scene.section("focal", "C").form(), "Save and go to the list")

    assert on.path == f"{scene.base}/section/C?done=saved"
    assert stay.path == f"{scene.base}/section/B?done=saved"
    assert by_enter.path == f"{scene.base}/section/B?done=saved"
    assert last.path == f"{scene.base}?done=saved"
    assert revisions(scene) == 0


def test_wrong_answers_are_named_and_kept_and_right_ones_saved(scene):
    form = scene.section("focal", "B").form()
    form["B1"] = "yes"
    form["B1.title"] = MORE_THAN_A_LINE
    form["B1.year"] = "19"
    form["B4"] = "about twelve"
    form["B5"] = "1,234.50"
    form["B6"] = ["31", "2", "2025"]
    form["B7"] = "This one is right."
    form["B8"] = "see our page"

    page = scene["focal"].send(form, "Save and continue")

    assert page.status == 422
    assert page.errors == [
        "B1 Is there a law on this, Title: Use 500 characters or fewer. You entered 501.",
        "B1 Is there a law on this, Year: Enter a year from 1900 to 2100, with four digits.",
        (
            "B4 How many services? “about twelve” is not a number. Use digits only, for "
            "example 1234.5."
        ),
        (
            "B5 What does it cost? Write “1,234.50” without commas: use a point for decimals and "
            "no mark between thousands, for example 1234.5."
        ),
        (
            "B6 Since when? “31 2 2025” is not a date. Enter day, month and year, for example 27 3 "
            "2027; in a file write 2027-03-27."
        ),
        (
            "B8 Where is it described? “see our page” is not a web address. Enter one page, for "
            "example https://www.example.org/page."
        ),
    ]
    assert "2 answers of this page are saved. These are not yet:" in page.text
    back = page.form()
    assert back.texts("B1.title") == [MORE_THAN_A_LINE]
    assert back.texts("B1.year") == ["19"]
    assert back.texts("B4") == ["about twelve"]
    assert back.texts("B5") == ["1,234.50"]
    assert back.texts("B6") == ["31", "2", "2025"]
    assert back.texts("B8") == ["see our page"]
    assert scene.answers() == {
        "B1": ("yes", "", ""),
        "B7": ("This one is right.", "", ""),
    }
    # Corrected on the page that came back, all is saved.
    back["B1.title"] = "The law"
    back["B1.year"] = "2019"
    back["B4"] = "12"
    back["B5"] = "1234.50"
    back["B6"] = ["28", "2", "2025"]
    back["B8"] = "example.org"
    page = scene["focal"].send(back, "Save")
    assert page.notice == "Your answers have been saved."
    assert scene.answers()["B6"] == ("2025-02-28", "", "")


def test_error_summary_of_tables_and_groups_names_row_and_field(scene):
    page = scene["focal"].send(scene.section("focal", "C").form(), "Save and add another")
    form = page.form()
    form["C1[1].users"] = "many"
    form["C2.ai.has"] = "yes"
    form["C2.ai.year"] = "20"
    form["C3.men.share"] = "half"

    page = scene["focal"].send(form, "Save")

    assert page.errors == [
        "C1 Portal 1, Users: “many” is not a number. Use digits only, for example 1234.5.",
        "C2 Artificial intelligence, Year: Enter a year from 1900 to 2100, with four digits.",
        "C3 Men, Share: “half” is not a number. Use digits only, for example 1234.5.",
    ]
    assert page.form().texts("C1[1].users") == ["many"]


def test_error_in_a_detail_that_is_no_longer_asked_does_not_hold_up(scene):
    form = scene.section("focal", "B").form()
    form["B1"] = "no"
    form["B1.year"] = "20"

    page = scene["focal"].send(form, "Save")

    assert page.notice == "Your answers have been saved."
    assert scene.answers() == {"B1": ("no", "", "")}


def test_reason_instead_of_an_answer_is_saved_and_shown(scene):
    form = scene.section("focal", "B").form()
    form["B1"] = "~not_available"
    form["B4~missing"] = "refused"
    form["B3"] = "~not_applicable"

    page = scene["focal"].send(form, "Save")

    assert scene.answers() == {
        "B1": (None, "not_available", ""),
        "B3": (None, "not_applicable", ""),
        "B4": (None, "refused", ""),
    }
    back = page.form()
    assert back.texts("B1") == ["~not_available"]
    assert back.texts("B3") == ["~not_applicable"]
    assert back.texts("B4~missing") == ["refused"]


def test_answer_and_reason_at_once_come_back_both(scene):
    form = scene.section("focal", "B").form()
    form["B4"] = "12"
    form["B4~missing"] = "refused"

    page = scene["focal"].send(form, "Save")

    assert page.errors == [
        "B4 How many services? Either give an answer or say why there is none, not both."
    ]
    back = page.form()
    assert (back.texts("B4"), back.texts("B4~missing")) == (["12"], ["refused"])
    back["B4~missing"] = ""
    scene["focal"].send(back, "Save")
    assert scene.answers() == {"B4": (12, "", "")}


def test_text_that_begins_as_a_reason_does_is_a_text(scene):
    form = scene.section("focal", "A").form()
    form["A1"] = "~5 people"

    scene["focal"].send(form, "Save")

    assert scene.answers() == {"A1": ("~5 people", "", "")}


def test_choice_can_be_cleared_and_a_note_changed(scene):
    scene.give({"B1": "no"})
    form = scene.section("focal", "B").form()
    form["B1~clear"] = "1"
    form["B1~comment"] = "We will know in May."

    page = scene["focal"].send(form, "Save")

    assert page.form().texts("B1") == []
    assert page.form().texts("B1~comment") == ["We will know in May."]
    assert scene.answers() == {"B1": (None, "", "We will know in May.")}


def test_boxes_and_texts_can_be_emptied(scene):
    scene.give({"B2": "polls", "B4": "12", "B7": "Words"})
    form = scene.section("focal", "B").form()
    form.untick("B2")
    form["B4"] = ""
    form["B7"] = " \n "

    scene["focal"].send(form, "Save")

    assert scene.answers() == {"B2": (None, "", ""), "B4": (None, "", ""), "B7": (None, "", "")}


def test_rows_of_a_group_are_added_and_removed(scene):
    browser = scene["focal"]
    form = scene.section("focal", "C").form()
    form["C1[1].name"] = "First"
    page = browser.send(form, "Save and add another")
    form = page.form()
    form["C1[2].name"] = "Second"
    form["C1[2].users"] = "20"
    page = browser.send(form, "Save and add another")
    form = page.form()
    form["C1[3].name"] = "Third"
    page = browser.send(form, "Save")
    form = page.form()
    assert "C1[4].name" not in form.names
    form["C1[2]~remove"] = "1"

    page = browser.send(form, "Save")

    assert page.form().texts("C1[1].name") == ["First"]
    assert "C1[2].name" not in page.form().names
    assert page.form().texts("C1[3].name") == ["Third"]
    assert scene.answers()["C1[2].name"] == (None, "", "")
    assert [one.text for one in page.root.with_class("msq-row__head")] == ["Portal 1", "Portal 2"]


def test_rows_of_tables_are_saved(scene):
    form = scene.section("focal", "C").form()
    form["C2.ai.has"] = "yes"
    form["C2.ai.title"] = "AI strategy"
    form["C2.cloud.has"] = "no"
    form["C3.women.count"] = "12"
    form["C3.men.share"] = "48.25"

    page = scene["focal"].send(form, "Save")

    assert scene.answers() == {
        "C2.ai.has": ("yes", "", ""),
        "C2.ai.title": ("AI strategy", "", ""),
        "C2.cloud.has": ("no", "", ""),
        "C3.women.count": (12, "", ""),
        "C3.men.share": ("48.25", "", ""),
    }
    assert page.form().texts("C3.men.share") == ["48.25"]


def test_two_people_on_different_questions_both_save(on_both):
    scene = on_both
    mine, theirs = scene.section("focal", "B").form(), scene.section("contributor", "B").form()
    mine["B4"] = "12"
    theirs["B7"] = "Words of Connie"

    first = scene["focal"].send(mine, "Save")
    second = scene["contributor"].send(theirs, "Save")

    assert (first.status, second.status) == (200, 200)
    assert scene.answers() == {"B4": (12, "", ""), "B7": ("Words of Connie", "", "")}


@pytest.fixture
def clash(scene):
    """Connie saved 99 after Fiona had opened the page; Fiona sends 12."""
    mine, theirs = scene.section("focal", "B").form(), scene.section("contributor", "B").form()
    theirs["B4"] = "99"
    scene["contributor"].send(theirs, "Save")
    mine["B4"] = "12"
    mine["B7"] = "Words of Fiona"
    return scene["focal"].send(mine, "Save and continue")


def test_two_people_on_one_question_see_both_answers(scene, clash):
    assert clash.status == 409
    assert clash.errors == [
        (
            "B4 How many services? Somebody else changed this answer while you were writing. "
            "Choose which to keep."
        )
    ]
    (theirs,) = clash.root.with_class("msq-query")
    assert theirs.text.startswith("Saved by Connie Contributor, 1 March 2027")
    assert theirs.only("p", **{"class": "msq-query__text"}).text == "99"
    assert clash.form().texts("B4") == ["12"]
    assert scene.answers() == {"B4": (99, "", ""), "B7": ("Words of Fiona", "", "")}


def test_conflict_sent_again_takes_mine(scene, clash):
    page = scene["focal"].send(clash.form(), "Save")

    assert page.notice == "Your answers have been saved."
    assert scene.answers()["B4"] == (12, "", "")


def test_conflict_with_theirs_kept_takes_theirs(scene, clash):
    form = clash.form()
    form["B4~keep"] = "1"

    page = scene["focal"].send(form, "Save")

    assert page.form().texts("B4") == ["99"]
    assert scene.answers()["B4"] == (99, "", "")


def test_third_answer_meanwhile_is_a_conflict_again(scene, clash):
    scene.give({"B4": "77"})

    page = scene["focal"].send(clash.form(), "Save")

    assert page.status == 409
    assert scene.answers()["B4"] == (77, "", "")


def test_two_tabs_of_one_person_are_told_apart_from_two_people(scene):
    first, second = scene.section("focal", "B").form(), scene.section("focal", "B").form()
    first["B4"] = "1"
    scene["focal"].send(first, "Save")
    second["B4"] = "2"
    second["B7"] = "Words"

    page = scene["focal"].send(second, "Save")

    assert page.status == 409
    assert page.errors == [
        (
            "B4 How many services? You saved another answer here after you opened this page. "
            "Choose which to keep."
        )
    ]
    assert scene.answers() == {"B4": (1, "", ""), "B7": ("Words", "", "")}


def test_same_form_sent_twice_is_one_save(scene):
    form = scene.section("focal", "B").form()
    form["B4"] = "12"

    first = scene["focal"].send(form, "Save")
    again = scene["focal"].send(form, "Save")

    assert (first.notice, again.notice) == ("Your answers have been saved.",) * 2
    assert revisions(scene) == 1


def test_page_sent_again_with_another_answer_does_not_lose_it(scene):
    """The back button brings the page back with the request id that it had."""
    form = scene.section("focal", "B").form()
    form["B4"] = "12"
    scene["focal"].send(form, "Save")
    form["B4"] = "13"

    page = scene["focal"].send(form, "Save")

    assert page.status == 409
    assert page.form().texts("B4") == ["13"]
    scene["focal"].send(page.form(), "Save")
    assert scene.answers() == {"B4": (13, "", "")}


def test_contributor_saves_but_is_not_offered_to_send(scene):
    scene.give()
    form = scene.section("contributor", "B").form()
    form["B7"] = "Words of Connie"
    scene["contributor"].send(form, "Save")

    page = scene["contributor"].get(f"{scene.base}/check")

    assert scene.answers()["B7"] == ("Words of Connie", "", "")
    assert "Only the focal point or the Permanent Mission can send the answers." in page.text
    declare = scene["contributor"].get(f"{scene.base}/declare")
    assert not declare.has_form(f"{scene.base}/declare")
    refused = scene["contributor"].post(
        f"{scene.base}/declare",
        {"token": page.form_token, "signer": "X", "number": str(revisions(scene))},
    )
    assert refused.status == 403
    assert scene.state() == "in_progress"


def readonly(page):
    """Whether a section page shows answers and offers no field."""
    fields = page.root.only("main").every("input", "textarea", "select")
    return {one["type"] for one in fields} <= {"hidden"}


def test_section_of_a_closed_edition_shows_answers_without_fields(scene):
    scene.give()
    late = scene.section("focal", "B").form()
    late["B7"] = "Words that came late"
    close_edition(scene.desk, COMMAND_LINE, scene.edition)

    page = scene.section("focal", "B")
    refused = scene["focal"].send(late, "Save")

    assert readonly(page)
    assert "This edition is closed." in page.text
    assert "How many services? 12" in page.text
    assert refused.status == 409
    assert refused.h1 == "The questionnaire is closed"
    assert "Words that came late" in refused.text
    assert "B7" not in scene.answers()


def test_section_after_the_grace_shows_answers_without_fields(scene):
    scene.clock.forward(days=136)
    scene.browsers.clear()

    assert readonly(scene.section("focal", "B"))


def test_section_within_the_grace_takes_answers(scene):
    scene.clock.forward(days=125)
    form = scene.section("focal", "B").form()
    form["B4"] = "12"

    scene["focal"].send(form, "Save")

    assert scene.answers() == {"B4": (12, "", "")}
    assert "Late, still possible until 14 July 2027" in scene["focal"].get(scene.base).text


def test_section_of_a_submitted_response_shows_answers_without_fields(scene):
    scene.give()
    late = scene.section("focal", "B").form()
    late["B7"] = "Words that came late"
    scene.submit()

    refused = scene["focal"].send(late, "Save")

    assert readonly(scene.section("focal", "B"))
    assert readonly(scene["focal"].get(f"{scene.base}/section/B?check=1"))
    assert refused.status == 409
    assert "The answers cannot be changed: the response is “Submitted”." in refused.text
    assert "Words that came late" in refused.text


def test_staff_read_a_section_and_cannot_save(scene):
    scene.give()
    form = scene.section("focal", "B").form()

    page = scene.section("reviewer", "B")
    form.values = [
        (name, page.form_token if name == "token" else value) for name, value in form.values
    ]
    form["B4"] = "13"
    refused = scene["reviewer"].send(form, "Save")

    assert readonly(page)
    assert "You can read these answers but not change them." in page.text
    assert refused.status == 403
    assert scene.answers()["B4"] == (12, "", "")


@pytest.mark.parametrize(
    "path",
    [
        "/respond/{edition}/FJI",
        "/respond/{edition}/FJI/section/B",
        "/respond/{edition}/FJI/check",
        "/respond/{edition}/FJI/declare",
        "/respond/{edition}/FJI/queries",
        "/respond/{edition}/FJI/submission/1",
        "/respond/{edition}/FJI/submission/1/answers",
        "/respond/{edition}/XXX",
        "/respond/unknown/MLT",
        "/respond/{edition}/MLT/section/ZZ",
        "/respond/{edition}/MLT/section/%00",
        "/respond/{edition}/MLT/submission/1",
        "/respond/{edition}/MLT/submission/0",
        "/respond/{edition}/MLT/submission/0/answers",
        "/respond/{edition}/MLT/submission/-1",
        "/respond/{edition}/MLT/submission/x",
        "/respond/{edition}/MLT/submission/" + "9" * 30,
    ],
)
def test_what_is_not_there_or_not_ones_own_is_not_found(scene, path):
    page = scene["focal"].get(path.format(edition=scene.edition))

    assert page.status == 404
    assert page.h1 == "Page not found"


def test_form_for_another_states_response_is_not_found(scene):
    form = scene.section("focal", "B").form()
    form["B4"] = "12"

    page = scene["focal"].post(f"/respond/{scene.edition}/FJI/section/B", form.sent("Save"))

    assert page.status == 404
    assert look_at(scene.desk, COMMAND_LINE, scene.edition, "FJI").answers == {}


@pytest.mark.parametrize(
    ("pair", "status"),
    [
        (("B99~seen", "0"), 404),
        (("C1[0].name~seen", "0"), 404),
        (("C1[10000].name~seen", "0"), 404),
        (("B4~seen", "-1"), 422),
        (("B4~seen", "1" * 5000), 422),
        (("B4~seen", "²"), 422),
        (("B4~seen", "7"), 409),
        (("~seen", "0"), 404),
        (("request", "x" * 100_000), 200),
        (("go", "section:../../../../sign-out"), 404),
        (("go", "add:\r\nset-cookie: a=b"), 200),
    ],
)
def test_form_that_was_tampered_with_is_refused_or_harmless(scene, pair, status):
    form = scene.section("focal", "A").form()
    pairs = [one for one in form.sent("Save") if one[0] != pair[0]]

    page = scene["focal"].post(f"{scene.base}/section/A", [*pairs, pair])

    assert page.status == status
    assert scene.answers() == {}
    assert set(scene["focal"].set_cookies) == set()


def test_what_is_missing_is_named_when_asked_for(scene):
    page = scene["focal"].get(f"{scene.base}/section/B?check=1")

    assert page.errors == [
        "B1 Is there a law on this? Give an answer, or say why there is none.",
        "B4 How many services? Give an answer, or say why there is none.",
    ]
    assert "are not yet" not in page.text
