"""The history of an answer, restoring, comparing two versions, a draft as of a moment: as pages."""

from datetime import timedelta

import pytest

from tests.web.scene import UNIT

LONG = "The strategy of 2019 names three aims. It is public."
MEANWHILE = (
    "Somebody changed this answer after you opened this page. Look at what stands now, then decide "
    "again."
)
NEWER = "The strategy of 2021 names three aims. It is public and has a budget."


@pytest.fixture
def drafted(scene):
    """B7 is written at nine, and again an hour later; B4 an hour after that."""
    scene.give({"B7": LONG, "B1": "no"})
    scene.clock.forward(hours=1)
    scene.give({"B7": NEWER})
    scene.clock.forward(hours=1)
    scene.give({"B4": "12"})
    return scene


def history(scene, who, item):
    return scene[who].get(f"{scene.base}/history/{item}")


def steps(page):
    return [one.text for one in page.root.with_class("msq-history")]


def marked(page, tag):
    """Return what is marked as inserted or deleted on a page."""
    return [one.text for one in page.root.only("main").every(tag)]


# History


def test_history_is_reached_from_the_question_and_leads_back(drafted):
    page = drafted["focal"].follow(drafted.section("focal", "B"), "History – B7")

    assert page.h1 == "History of B7"
    assert "Tell us more." in page.text
    back = drafted["focal"].follow(page, "Back to the question")
    assert back.path == f"{drafted.base}/section/B"


def test_history_says_who_when_from_where_and_marks_the_words_that_changed(drafted):
    page = history(drafted, "contributor", "B7")

    newer, older = steps(page)
    assert newer.startswith("1 March 2027, 10:00 UTC Fiona Focal – on this site Stands now The ")
    assert "of [deleted: 2019] [added: 2021] names three aims. It is public[added: and" in newer
    assert older.startswith(f"1 March 2027, 09:00 UTC Fiona Focal – on this site {LONG}")
    assert older.endswith("Restore this answer – 1 March 2027, 09:00 UTC")
    assert marked(page, "del") == ["[deleted: 2019]"]


def test_history_of_a_number_says_what_it_was_before(drafted):
    drafted.give({"B4": "14"})

    page = history(drafted, "focal", "B4")

    assert "Before: 12" in steps(page)[0]
    assert marked(page, "del") == ["12"]


def test_history_names_the_submissions_that_hold_an_answer(drafted):
    drafted.give({"A1": "Fiona Focal"})
    drafted.submit()

    page = history(drafted, "reviewer", "B7")

    assert "Submission 1" in steps(page)[0]
    assert "Submission 1" not in steps(page)[1]
    assert "Restore this answer" not in page.text
    back = drafted["reviewer"].follow(page, "Back to the question")
    assert back.path == f"{drafted.desk_of_review}?section=B"
    again = drafted["reviewer"].follow(back, "History – B7")
    assert again.h1 == "History of B7"


def test_history_of_a_row_tells_the_whole_question_and_leads_to_its_row(scene):
    scene.give({"C1[1].name": "Portal", "C2.ai.has": "yes", "B1": "yes", "B1.title": "Plan"})

    page = history(scene, "focal", "C1[1].name")
    assert page.h1 == "History of C1[1].name"
    assert "Which other portals are there? — Name" in page.text
    assert f"{scene.base}/section/C#C1-1" in page.links()
    page = history(scene, "focal", "C2.ai.has")
    assert "Which strategies are there? — Artificial intelligence — Is there one?" in page.text
    page = scene["focal"].follow(history(scene, "focal", "B1"), "B1.title")
    assert "Plan" in steps(page)[0]


def test_earlier_answer_is_restored_and_can_be_taken_back(drafted):
    page = history(drafted, "focal", "B7")

    page = drafted["focal"].send(page.form())

    assert page.notice == "The earlier answer stands again."
    assert drafted.answers()["B7"] == (LONG, "", "")
    assert "restored from an earlier version Stands now" in steps(page)[0]
    drafted["focal"].send(page.form())
    assert drafted.answers()["B7"] == (NEWER, "", "")


def test_same_form_sent_twice_restores_once(drafted):
    form = history(drafted, "focal", "B7").form()
    number = drafted.last_number()

    drafted["focal"].send(form)
    page = drafted["focal"].send(form)

    assert page.notice == "The earlier answer stands again."
    assert drafted.last_number() == number + 1


def test_change_of_a_colleague_meanwhile_is_said_in_words_with_what_stands_now(drafted):
    form = history(drafted, "contributor", "B7").form()
    drafted.give({"B7": "Theirs"})

    page = drafted["contributor"].send(form)

    assert page.status == 409
    assert page.errors == [MEANWHILE]
    assert "Theirs" in steps(page)[0]
    assert drafted.answers()["B7"] == ("Theirs", "", "")


def test_unit_of_others_and_items_that_are_none_are_not_found(drafted):
    assert history(drafted, "other", "B7").status == 404
    for item in ("Z9", "C1[1]", "C1.name", "%00", "B7%2F.."):
        assert history(drafted, "focal", item).status in {400, 404}, item


# Comparing


def compared(page):
    return [one.text for body in page.root.every("tbody") for one in body.every("tr")]


def test_two_moments_are_compared_by_a_form_without_scripts(drafted):
    page = drafted["focal"].follow(
        drafted["focal"].get(drafted.base),
        "What changed, and all answers as they stood at a moment",
    )
    form = page.form(f"{drafted.base}/compare")
    form["from"], form["from_at"] = "moment", "2027-03-01T09:30"
    form["to"], form["to_at"] = "moment", "2027-03-01T10:30"

    page = drafted["focal"].send(form, "Compare")

    assert page.h1 == "What changed"
    assert "One answer changed." in page.text
    assert [one.text for one in page.root.only("thead").every("th")] == [
        "Item",
        "Question",
        "1 March 2027, 09:30 UTC",
        "1 March 2027, 10:30 UTC",
    ]
    assert marked(page, "del") == ["[deleted: 2019]"]
    assert marked(page, "ins") == ["[added: 2021]", "[added: and has a budget]"]
    kept = page.form(f"{drafted.base}/compare")
    assert kept.texts("from") + kept.texts("from_at") == ["moment", "2027-03-01T09:30"]
    assert kept.texts("to") == ["moment"]
    assert drafted["focal"].follow(page, "B7").h1 == "History of B7"


def test_answers_are_compared_with_a_submission_section_by_section(drafted):
    drafted.give({"A1": "Fiona Focal"})
    drafted.submit()
    drafted.review(B4="queried")
    drafted.send_back()
    drafted.give({"A1": "Fiona F.", "B4": "13"})

    page = drafted["mission"].get(f"{drafted.base}/compare")

    assert page.h1 == "What changed since submission 1"
    assert [one.text for one in page.root.only("main").every("h2")][:2] == [
        "A. Section A",
        "B. Section B",
    ]
    assert compared(page)[1:] == ["B4 How many services? 12 13"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("from=moment&to=now", "Write the day and the time as 2027-03-27T14:02, in UTC."),
        ("from=moment&from_at=2027-02-30T10:00", "Write the day and the time as"),
        ("from=moment&from_at=0001-01-01T00:00%2B10:00", "Write the day and the time as"),
        ("from=moment&from_at=2027-03-02T10:00", "This moment is still to come."),
    ],
)
def test_moment_that_is_none_is_said_at_its_field_and_what_was_typed_is_kept(drafted, query, said):
    page = drafted["focal"].get(f"{drafted.base}/compare?{query}")

    assert page.status == 422
    assert page.errors[0].startswith(said)
    form = page.form(f"{drafted.base}/compare")
    assert form.texts("from") == ["moment"]
    assert f"from_at={form.texts('from_at')[0]}" in f"{query.replace('%2B', '+')}&from_at="


def test_reviewers_are_not_offered_a_draft_and_are_told_why(drafted):
    drafted.give({"A1": "Fiona Focal"})
    drafted.submit()
    drafted.review(B4="queried")
    drafted.send_back()
    drafted.give({"B7": "Secret draft"})
    place = f"{drafted.desk_of_review}/changes"

    page = drafted["reviewer"].get(place)
    options = [one["value"] for one in page.root.every("option")]
    refused = drafted["reviewer"].get(f"{place}?from=1&to=now")

    assert "now" not in options
    assert refused.status == 422
    assert refused.errors == [
        "What was written after submission 1 is a draft: it can be read here once it is submitted."
    ]
    for path in (f"{drafted.base}/as-of?at=2027-03-01T11:30", f"{drafted.base}/history/B7", place):
        drafted.clock.forward(hours=1)
        assert "Secret draft" not in drafted["reviewer"].get(path).source


def test_two_people_of_staff_and_officials_see_the_same_changes(drafted):
    drafted.give({"A1": "Fiona Focal"})
    drafted.submit()
    query = "from=moment&from_at=2027-03-01T09:30&to=1"

    official = drafted["focal"].get(f"{drafted.base}/compare?{query}")
    staff = drafted["reviewer"].get(f"{drafted.desk_of_review}/changes?{query}")

    assert compared(official) == compared(staff)
    assert compared(staff) != []


# As of a moment


def test_whole_draft_is_read_as_of_a_moment(drafted):
    page = drafted["focal"].get(f"{drafted.base}/compare")
    form = page.form(f"{drafted.base}/as-of")
    form["at"] = "2027-03-01T09:30"

    page = drafted["focal"].send(form, "Read the answers")

    assert page.h1 == "All answers as they stood on 1 March 2027, 09:30 UTC"
    assert LONG in page.text
    assert "B4 How many services? No answer" in page.text
    assert "This is a draft of that moment, to read." in page.text
    assert "Change" not in page.text
    page = drafted["focal"].follow(page, "Compare with now")
    assert [one.split(" ")[0] for one in compared(page)] == ["B4", "B7"]


@pytest.mark.parametrize("at", ["", "x", "2027-03-01", "9999-12-31T00:00"])
def test_moment_to_read_that_is_none_is_explained(drafted, at):
    page = drafted["focal"].get(f"{drafted.base}/as-of?at={at}")

    # A day alone is its begin.
    assert page.status == (200 if at == "2027-03-01" else 422)


def test_history_and_moments_are_said_in_every_language(drafted):
    for language in ("ar", "fr", "ru", "zh", "es"):
        drafted["focal"].cookies["msq_language"] = language
        for path in ("/history/B7", "/compare", "/as-of?at=2027-03-01T09:30"):
            page = drafted["focal"].get(drafted.base + path)
            assert page.status == 200
            for english in ("Restore this", "on this site", "What changed", "Stands now"):
                assert english not in page.source, (language, path)


def test_a_moment_long_ago_has_no_answers(drafted):
    ago = (drafted.clock() - timedelta(days=3650)).strftime("%Y-%m-%dT%H:%M")

    page = drafted["focal"].get(f"{drafted.base}/compare?from=moment&from_at={ago}&to=now")

    assert len(compared(page)) == 3
    assert UNIT in page.path
