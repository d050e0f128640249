"""From the last check to the receipt, what the secretariat asks, and sending again."""

from datetime import date

import pytest

from msq.desk.actor import COMMAND_LINE
from msq.desk.edition import extend_edition
from msq.desk.reading.response import look_at
from tests.web.scene import ENOUGH, UNIT


def submissions(scene):
    return look_at(scene.desk, COMMAND_LINE, scene.edition, UNIT).submissions


def declaration(scene, who="focal", **fields):
    checked = scene[who].get(f"{scene.base}/check")
    page = scene[who].follow(checked, "Continue to declare and send")
    form = page.form()
    given = {"signer": "Minister Signer", "signer_title": "Minister", "authority": "Ministry of X"}
    for name, text in (given | fields).items():
        form[name] = text
    form["agreed"] = "yes"
    return form


def test_check_page_names_what_is_missing_and_leads_there(scene):
    scene.give({"B1": "yes", "B7": "Words"})
    browser = scene["focal"]

    page = browser.get(f"{scene.base}/check")

    assert "3 required answers are missing or need attention before you can send." in page.text
    assert "Continue to declare and send" not in page.text
    assert "Words" in page.text
    page = browser.follow(page, "B. Section B")
    assert page.errors == [
        "B1 Is there a law on this, Title: Give an answer.",
        "B4 How many services? Give an answer, or say why there is none.",
    ]


def test_focal_point_declares_sends_and_gets_the_receipt(on_both):
    scene = on_both
    scene.give()

    page = scene["focal"].send(declaration(scene))

    (sent,) = submissions(scene)
    assert page.status == 200
    assert page.path == f"{scene.base}/submission/1"
    assert page.h1 == "Thank you. Your answers were received."
    assert sent.hash in page.text
    assert (sent.n, sent.number, sent.late, sent.by) == (1, 3, False, "Fiona Focal")
    assert (sent.signer, sent.signer_title, sent.authority) == (
        "Minister Signer",
        "Minister",
        "Ministry of X",
    )
    assert scene.state() == "submitted"
    page = scene["focal"].follow(page, "Read the answers as they were sent")
    assert page.h1 == "Submission 1, as it was sent"
    assert "How many services? 12" in page.text
    page = scene["focal"].get(scene.base)
    assert "Submission 1 was received on 1 March 2027" in page.text


def test_mission_sends_too(scene):
    scene.give()

    scene["mission"].send(declaration(scene, "mission"))

    assert [one.by for one in submissions(scene)] == ["Mira Mission"]


def test_submission_after_the_deadline_is_marked_late(scene):
    scene.give()
    scene.clock.forward(days=125)

    page = scene["focal"].send(declaration(scene))

    assert "Received after the deadline" in page.text
    assert [one.late for one in submissions(scene)] == [True]


def test_incomplete_declaration_comes_back_as_it_was_typed(scene):
    scene.give()
    form = declaration(scene, signer="  ", authority="x" * 301)
    form.untick("agreed")

    page = scene["focal"].send(form)

    assert page.status == 422
    assert page.errors == [
        "Enter the full name of the person who signs.",
        "Use 300 characters or fewer.",
        "Tick the box to declare that the answers are right.",
    ]
    back = page.form()
    assert back.texts("signer_title") == ["Minister"]
    assert back.texts("authority") == ["x" * 301]
    assert submissions(scene) == ()


def test_button_pressed_twice_gives_the_same_receipt(scene):
    scene.give()
    form = declaration(scene)

    first, again = scene["focal"].send(form), scene["focal"].send(form)

    assert first.path == again.path == f"{scene.base}/submission/1"
    assert len(submissions(scene)) == 1


def test_answers_changed_after_they_were_checked_are_not_sent(scene):
    scene.give()
    form = declaration(scene)
    scene.give({"B7": "Words that nobody checked"})

    page = scene["focal"].send(form)

    assert page.status == 409
    assert page.h1 == "Declare and send"
    assert "Answers were changed after you opened this page." in page.text
    assert page.errors == ["Check all answers (opens in a new tab)"]
    assert page.form().texts("signer") == ["Minister Signer"]
    assert submissions(scene) == ()
    # What was typed stays; sent once more, it declares the answers as they were told to stand.
    again = page.form()
    again["agreed"] = "yes"
    page = scene["focal"].send(again)
    assert page.path == f"{scene.base}/submission/1"


def test_answers_changed_between_checking_and_declaring_are_not_sent(scene):
    scene.give()
    checked = scene["focal"].get(f"{scene.base}/check")
    scene.give({"B7": "Words that nobody checked"})
    form = scene["focal"].follow(checked, "Continue to declare and send").form()
    form["signer"] = form["signer_title"] = form["authority"] = "X"
    form["agreed"] = "yes"

    page = scene["focal"].send(form)

    assert page.status == 409
    assert submissions(scene) == ()


def test_answer_that_went_missing_meanwhile_is_named(scene):
    scene.give()
    form = declaration(scene)
    scene.give({"B4": ""})
    form.values = [pair for pair in form.values if pair[0] != "number"]
    form.values.append(("number", str(scene.last_number())))

    page = scene["focal"].send(form)

    assert page.status == 422
    assert "1 questions need attention before this can be sent." in page.text
    assert page.form().texts("signer") == ["Minister Signer"]
    assert submissions(scene) == ()


@pytest.mark.parametrize("number", ["", "-1", "x", "²", "9" * 5000, "0"])
def test_number_that_is_none_is_a_page_out_of_date(scene, number):
    scene.give()
    form = declaration(scene)
    form.values = [(name, number if name == "number" else text) for name, text in form.values]

    page = scene["focal"].send(form)

    assert page.status == 409
    assert submissions(scene) == ()


def test_declaring_with_a_number_that_is_none_in_the_address_falls_back(scene):
    scene.give()

    page = scene["focal"].get(f"{scene.base}/declare?checked=%ff")

    assert page.form().texts("number") == ["3"]


def test_declaration_after_the_last_day_is_refused_with_what_was_typed(scene):
    scene.give()
    form = declaration(scene)
    scene.clock.forward(days=10)
    extend_edition(scene.desk, COMMAND_LINE, scene.edition, date(2027, 3, 2), 0)

    page = scene["focal"].send(form)

    assert page.status == 409
    assert page.h1 == "The questionnaire is closed"
    assert "Minister Signer" in page.text
    assert "declare" not in {one["action"] for one in page.root.every("form")}


@pytest.fixture
def returned(scene):
    """A response returned with a query on B4 and a message."""
    scene.give()
    scene.submit()
    scene.review(A1="accepted", B4="queried")
    scene.send_back("Please look at one answer.")
    return scene


def test_returned_response_shows_what_is_asked(returned):
    page = returned["focal"].get(returned.base)

    assert "The secretariat has returned your answers" in page.text
    assert "Please look at one answer." in page.text
    assert "One question is waiting for your answer." in page.text
    page = returned["focal"].follow(page, "See what is asked")
    assert "Is it?" in page.text
    assert "Dealt with" not in page.text
    page = returned["focal"].follow(page, "Correct the answer How many services?")
    assert page.path == f"{returned.base}/section/B#q-B4" or page.path.endswith("/section/B")
    assert "Is it?" in page.text


def test_corrected_answer_deals_with_the_query_and_all_is_sent_again(returned):
    form = returned.section("focal", "B").form()
    form["B4"] = "14"
    returned["focal"].send(form, "Save")

    page = returned["focal"].get(f"{returned.base}/queries")
    assert "Dealt with" in page.text
    page = returned["focal"].send(declaration(returned))

    assert page.path == f"{returned.base}/submission/2"
    assert [one.n for one in submissions(returned)] == [1, 2]
    links = [one for one in page.links() if "/submission/" in one]
    assert f"{returned.base}/submission/1" in links
    assert "12" in returned["focal"].get(f"{returned.base}/submission/1/answers").text
    assert "14" in returned["focal"].get(f"{returned.base}/submission/2/answers").text


def test_declaration_of_the_second_submission_begins_with_the_first_signer(returned):
    page = returned["focal"].get(f"{returned.base}/declare")

    assert page.form().texts("signer") == ["Minister Signer"]
    assert page.form().texts("agreed") == []


def test_reply_in_words_deals_with_the_query(returned):
    form = returned["focal"].get(f"{returned.base}/queries").form()
    form["B4~reply"] = "Yes:\r\nit is <right>."

    page = returned["focal"].send(form)
    again = returned["focal"].send(form)

    assert page.notice.startswith("Your replies have been saved.")
    assert again.text.count("it is <right>.") == 1
    assert "Yes: it is <right>." in page.text
    assert "Dealt with" in page.text


def test_reply_that_is_too_long_comes_back_as_it_was_typed(returned):
    form = returned["focal"].get(f"{returned.base}/queries").form()
    form["B4~reply"] = "x" * 4001

    page = returned["focal"].send(form)

    assert page.status == 422
    assert page.errors == ["B4: Use 4000 characters or fewer."]
    assert page.form().texts("B4~reply") == ["x" * 4001]


def test_blank_reply_says_nothing(returned):
    form = returned["focal"].get(f"{returned.base}/queries").form()
    form["B4~reply"] = "  "

    page = returned["focal"].send(form)

    assert (page.status, page.notice) == (200, "")
    assert "Dealt with" not in page.text


def test_all_replies_are_saved_together_and_each_query_is_named_whole(scene):
    scene.give(ENOUGH | {"C1[1].name": "Portal", "C2.ai.has": "no", "C3.women.count": "3"})
    scene.submit()
    scene.review(**{"C1[1]_name": "queried", "C2_ai_has": "queried", "C3_women_count": "queried"})
    scene.send_back()

    page = scene["focal"].get(f"{scene.base}/queries")
    form = page.form()
    form["C1[1].name~reply"], form["C2.ai.has~reply"] = "Reply one", "Reply two"
    after = scene["focal"].send(form)

    headings = [one.text for one in page.root.only("main").every("h2")]
    assert headings == [
        "Which other portals are there? – Portal 1, Name",
        "Which strategies are there? – Artificial intelligence",
        "How many people? – Women",
    ]
    assert [one.text for one in page.root.with_class("msq-question__code")] == ["C1", "C2", "C3"]
    assert {"#C1-1", "#r-C2-ai", "#r-C3-women"} <= {
        f"#{one.partition('#')[2]}" for one in page.links()
    }
    assert (after.text.count("Reply one"), after.text.count("Reply two")) == (1, 1)
    assert after.text.count("Dealt with") == 2


def test_reply_to_an_unknown_item_is_not_found_and_shows_what_was_typed(returned):
    form = returned["focal"].get(f"{returned.base}/queries").form()
    form["B4~reply"] = "Words to keep"
    form.values = [(name.replace("B4~", "Z9~"), text) for name, text in form.values]

    page = returned["focal"].send(form)

    assert page.status == 404
    assert "Words to keep" in page.text


def test_query_on_what_is_no_longer_asked_is_still_shown(scene):
    scene.give({"A1": "Fiona", "B1": "yes", "B1.title": "Law", "B3": "open", "B4": "12"})
    scene.submit()
    scene.review(B3="queried")
    scene.send_back()
    scene.give({"B1": "no"})

    page = scene["focal"].get(f"{scene.base}/queries")
    tasks = scene["focal"].get(scene.base)

    assert "Which licence is it?" in page.text
    assert "Your answer No longer asked" in page.text
    assert page.has_form(f"{scene.base}/queries")
    assert "You have dealt with every question that was asked." in tasks.text


def test_query_on_a_row_that_was_removed_is_still_shown(scene):
    scene.give({"A1": "Fiona", "B1": "no", "B4": "12", "C1[1].name": "Portal"})
    scene.submit()
    scene.review(**{"C1[1]_name": "queried"})
    scene.send_back()
    form = scene.section("focal", "C").form()
    form["C1[1]~remove"] = "1"
    scene["focal"].send(form, "Save")

    page = scene["focal"].get(f"{scene.base}/queries")

    assert page.text.count("Is it?") == 1
    assert "Dealt with" in page.text
