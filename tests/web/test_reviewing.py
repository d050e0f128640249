"""The reviewers' pages: the list, verdicts and queries, returning, accepting, reopening."""

import pytest

from msq.desk.actor import COMMAND_LINE
from msq.desk.reading.response import look_at
from tests.web.scene import UNIT


@pytest.fixture
def sent(scene):
    """A response that was submitted with answers in all sections."""
    scene.give({"A1": "Fiona", "B1": "no", "B4": "12", "B7": "Words", "C1[1].name": "Portal"})
    scene.submit()
    return scene


def verdicts(scene):
    look = look_at(scene.desk, COMMAND_LINE, scene.edition, UNIT)
    return {item: (one.verdict, one.message) for item, one in look.standing.items()}


def remarks(scene):
    return len(look_at(scene.desk, COMMAND_LINE, scene.edition, UNIT).remarks)


def opened(scene, section="B", who="reviewer"):
    return scene[who].get(f"{scene.desk_of_review}?section={section}")


def verdict_form(scene, section="B", who="reviewer"):
    return opened(scene, section, who).form(scene.desk_of_review)


def test_list_shows_where_every_response_stands(sent):
    page = sent["reviewer"].get("/review")
    page = sent["reviewer"].follow(page, f"Edition {sent.edition}")

    rows = [one.text for one in page.root.only("table").every("tr")][1:]

    assert [row.split()[0] for row in rows] == ["Côte", "Fiji", "Malta"]
    assert rows[2].startswith("Malta MLT Southern Europe Submitted 5 1")
    assert page.text.count("3 responses") == 1


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("state=submitted", ["Malta"]),
        ("state=not_started", ["Côte d'Ivoire", "Fiji"]),
        ("state=not_started&region=Africa", ["Côte d'Ivoire"]),
        ("region=Europe", ["Malta"]),
        ("region=%C3%A9%26%22%3E%3Cb%3E", []),
        ("state=%ff%00", []),
        ("state=" + "x" * 5000, []),
        ("done=nonsense", ["Côte d'Ivoire", "Fiji", "Malta"]),
    ],
)
def test_list_is_filtered_by_state_and_region(sent, query, names):
    page = sent["reviewer"].get(f"/review/{sent.edition}?{query}")

    found = [one.text for table in page.root.every("tbody") for one in table.every("th")]

    assert page.status == 200
    assert found == names


def test_region_with_signs_of_its_own_stays_one_filter(sent):
    page = sent["reviewer"].get(f"/review/{sent.edition}?region=a%26state%3Daccepted")

    assert "?state=submitted&region=a%26state%3Daccepted" in page.links()


def test_filter_form_sends_what_is_chosen(sent):
    form = sent["reviewer"].get(f"/review/{sent.edition}").form(f"/review/{sent.edition}")
    form["state"] = "submitted"
    form["region"] = "Europe"

    page = sent["reviewer"].send(form)

    assert page.path == f"/review/{sent.edition}?state=submitted&region=Europe"
    assert page.form(f"/review/{sent.edition}").texts("state") == ["submitted"]


def test_verdicts_are_saved_and_the_next_section_opened(on_both):
    scene = on_both
    scene.give()
    scene.submit()
    form = verdict_form(scene)
    form["B1~verdict"] = "accepted"
    form["B4~verdict"] = "queried"
    form["B4~message"] = "Is it 12?\nPlease check."

    page = scene["reviewer"].send(form)

    assert page.notice == "Your verdicts have been saved."
    assert page.path == f"{scene.desk_of_review}?section=C&done=reviewed"
    assert verdicts(scene) == {
        "B1": ("accepted", ""),
        "B4": ("queried", "Is it 12?\nPlease check."),
    }
    assert scene.state() == "under_review"
    # The page sent again as it now stands says nothing new.
    scene["reviewer"].send(verdict_form(scene), "Save")
    assert remarks(scene) == 2


def test_query_without_a_message_comes_back_as_it_was_typed(sent):
    form = verdict_form(sent)
    form["B1~verdict"] = "accepted"
    form["B4~verdict"] = "queried"
    form["B4~message"] = "  "
    form["B7~verdict"] = "queried"
    form["B7~message"] = "What do you mean?"

    page = sent["reviewer"].send(form)

    assert page.status == 422
    assert page.errors == [
        "B4 How many services? Write what you ask, so that the country can answer."
    ]
    back = page.form(sent.desk_of_review)
    assert back.texts("B1~verdict") == ["accepted"]
    assert back.texts("B4~verdict") == ["queried"]
    assert back.texts("B7~message") == ["What do you mean?"]
    assert verdicts(sent) == {}
    back["B4~message"] = "Is it 12?"
    sent["reviewer"].send(back)
    assert sorted(verdicts(sent)) == ["B1", "B4", "B7"]


def test_query_on_a_row_of_a_group_is_named_with_its_place(sent):
    form = verdict_form(sent, "C")
    form["C1[1].name~verdict"] = "queried"

    page = sent["reviewer"].send(form)

    assert page.errors == ["C1 Portal 1, Name: Write what you ask, so that the country can answer."]


def test_verdict_is_taken_back(sent):
    sent.review(B4="accepted", B7="queried")
    form = verdict_form(sent)
    form["B4~verdict"] = ""

    sent["reviewer"].send(form, "Save")

    assert verdicts(sent) == {"B7": ("queried", "Is it?")}


def test_verdict_taken_back_beside_a_wrong_one_stays_taken_back_on_the_page(sent):
    sent.review(B4="accepted")
    form = verdict_form(sent)
    form["B4~verdict"] = ""
    form["B7~verdict"] = "queried"

    page = sent["reviewer"].send(form, "Save")

    back = page.form(sent.desk_of_review)
    assert (back.texts("B4~verdict"), back.texts("B7~verdict")) == ([""], ["queried"])


def test_rest_of_a_section_is_accepted_at_once(sent):
    sent.review(B7="queried")
    form = verdict_form(sent)

    page = sent["reviewer"].send(form, "Accept the rest of this section")

    found = verdicts(sent)
    assert page.notice == "Your verdicts have been saved."
    assert found.pop("B7") == ("queried", "Is it?")
    assert set(found.values()) == {("accepted", "")}
    assert {"B1", "B2", "B4", "B8"} <= found.keys()
    assert not any(item.startswith(("A", "C")) for item in found)


def test_page_that_shows_less_than_there_is_undoes_nothing_of_a_colleague(sent):
    mine = verdict_form(sent, who="second")
    sent.review(B1="accepted", B4="queried")
    mine["B7~verdict"] = "accepted"

    sent["second"].send(mine, "Accept the rest of this section")

    found = verdicts(sent)
    assert found["B1"] == ("accepted", "")
    assert found["B4"] == ("queried", "Is it?")
    assert found["B7"] == ("accepted", "")


def test_verdict_on_an_item_that_is_not_there_is_not_found(sent):
    form = verdict_form(sent)
    form["B4~message"] = "Words to keep"
    form.values.append(("Z9~verdict", "accepted"))

    page = sent["reviewer"].send(form)

    assert page.status == 404
    assert "Words to keep" in page.text
    assert verdicts(sent) == {}


def test_verdict_that_is_none_is_refused(sent):
    form = verdict_form(sent)
    form.values = [
        (name, "excellent" if name == "B4~verdict" else text) for name, text in form.values
    ]

    page = sent["reviewer"].send(form)

    assert page.status == 422
    assert page.errors == ["B4 How many services? “excellent” is not a verdict."]


def test_response_is_returned_with_its_queries(sent):
    sent.review(B4="queried")
    form = opened(sent).form(f"{sent.desk_of_review}/return")
    form["message"] = "Thank you. One answer is not clear."

    page = sent["reviewer"].send(form, "Return with 1 query")

    assert page.notice == "The response has been returned to the country."
    assert sent.state() == "returned"
    assert "Thank you. One answer is not clear." in sent["focal"].get(sent.base).text


def test_response_without_query_and_message_is_not_returned(sent):
    sent.review(B4="accepted")

    page = sent["reviewer"].send(opened(sent).form(f"{sent.desk_of_review}/return"))

    assert page.status == 409
    assert page.errors == [
        (
            "There is no open query. Query at least one answer, or write a message that says what "
            "the country should do."
        )
    ]
    assert sent.state() == "under_review"


def test_response_with_an_open_query_is_not_accepted(sent):
    sent.review(B4="queried")

    page = sent["reviewer"].send(opened(sent).form(f"{sent.desk_of_review}/accept"))

    assert page.status == 409
    assert page.errors == [
        "1 queries are still open. Accept those answers, or return the response."
    ]
    assert sent.state() == "under_review"


def test_response_is_accepted_and_reopened_with_a_reason(sent):
    sent.review(B4="accepted")
    page = sent["manager"].send(opened(sent, who="manager").form(f"{sent.desk_of_review}/accept"))
    assert page.notice == "The response has been accepted."
    assert sent.state() == "accepted"
    form = page.form(f"{sent.desk_of_review}/reopen")

    refused = sent["manager"].send(form)
    again = refused.form(f"{sent.desk_of_review}/reopen")
    again["message"] = "The ministry asked for it."
    page = sent["manager"].send(again)

    assert refused.status == 422
    assert refused.errors == ["Write why the response is opened again."]
    assert page.notice == "The response is open for changes again."
    assert sent.state() == "returned"
    assert "The ministry asked for it." in sent["focal"].get(sent.base).text


def test_reviewer_is_not_offered_to_reopen_and_cannot(sent):
    sent.review(B4="accepted")
    sent.accept()

    page = opened(sent)
    refused = sent["reviewer"].post(
        f"{sent.desk_of_review}/reopen", {"token": page.form_token, "message": "Because"}
    )

    assert not page.has_form(f"{sent.desk_of_review}/reopen")
    assert refused.status == 403
    assert sent.state() == "accepted"


def test_message_that_cannot_be_sent_now_is_kept(sent):
    form = opened(sent).form(sent.desk_of_review)
    form["B4~verdict"] = "queried"
    form["B4~message"] = "Words to keep"
    sent.review(B4="accepted")
    sent.accept()

    page = sent["reviewer"].send(form)

    assert page.status == 409
    assert "Words to keep" in page.text


def test_act_that_is_none_is_not_taken_for_another(sent):
    sent.review(B4="accepted")
    token = opened(sent, who="manager").form_token

    for act in ("foo", "lock", "reopen2"):
        page = sent["manager"].post(
            f"{sent.desk_of_review}/{act}", {"token": token, "message": "Because"}
        )
        assert page.status == 404, act
    page = sent["manager"].post(f"{sent.desk_of_review}/changes", {"token": token})
    assert page.status == 405
    assert sent.state() == "under_review"


def test_second_submission_shows_what_changed(sent):
    sent.review(A1="accepted", B4="queried")
    sent.send_back()
    sent.give({"B4": "14", "B7": "", "B8": "https://example.org"})
    draft = opened(sent)
    assert "How many services? Answer 12" in draft.text
    sent.submit()

    page = opened(sent)
    assert "Changed since your verdict" in page.text
    page = sent["reviewer"].follow(page, "What changed between submission 1 and 2")

    assert page.h1 == "What changed between submission 1 and 2"
    rows = [one.text for one in page.root.only("tbody").every("tr")]
    assert rows == [
        "B4 How many services? 12 14",
        "B7 Tell us more. Words No answer",
        "B8 Where is it described? No answer https://example.org",
    ]


def test_changed_answer_is_accepted_anew(sent):
    sent.review(A1="accepted", B4="accepted", B7="queried")
    sent.send_back()
    sent.give({"B4": "14", "B7": "Other words"})
    sent.submit()
    form = verdict_form(sent)
    form["B4~again"] = "1"
    form["B7~verdict"] = "accepted"

    page = sent["reviewer"].send(form, "Save")

    assert "Changed since your verdict" not in page.text
    assert verdicts(sent)["B7"] == ("accepted", "")
    assert "Accept the whole response" in page.text


@pytest.mark.parametrize(
    "query",
    [
        "from=0",
        "from=2",
        "from=x",
        "to=9",
        "from=" + "9" * 5000,
        "from=%ff",
        "from=1&to=-1",
        "to=²",
    ],
)
def test_changes_between_submissions_that_are_none_are_not_found(sent, query):
    page = sent["reviewer"].get(f"{sent.desk_of_review}/changes?{query}")

    assert page.status == 404
    assert "There is no submission" in page.text


def test_query_on_what_is_no_longer_asked_can_be_settled(scene):
    """Otherwise the response could never be accepted."""
    scene.give({"A1": "Fiona", "B1": "yes", "B1.title": "Law", "B3": "open", "B4": "12"})
    scene.give({"C1[1].name": "Portal"})
    scene.submit()
    scene.review(**{"B3": "queried", "C1[1]_name": "queried"})
    scene.send_back()
    scene.give({"B1": "no", "C1[1].name": ""})
    scene.submit()

    page = opened(scene)
    assert "Answer No longer asked" in page.text
    for section, item in (("B", "B3"), ("C", "C1[1].name")):
        form = verdict_form(scene, section)
        form[f"{item}~verdict"] = "accepted"
        scene["reviewer"].send(form, "Save and continue" if section == "B" else "Save the verdicts")
    page = scene["reviewer"].send(opened(scene).form(f"{scene.desk_of_review}/accept"))

    assert page.notice == "The response has been accepted."


def test_draft_is_read_but_not_reviewed(scene):
    scene.give()

    page = opened(scene)

    assert "The draft: nothing was submitted yet" in page.text
    assert list(page.root.only("main").every("input", type="radio")) == []


def test_administrator_reads_and_decides_nothing(sent):
    page = opened(sent, who="administrator")

    refused = sent["administrator"].post(
        sent.desk_of_review,
        {"token": page.form_token, "section": "B", "B4~verdict": "accepted"},
    )

    assert list(page.root.only("main").every("input", type="radio")) == []
    assert refused.status == 403
    assert verdicts(sent) == {}


@pytest.mark.parametrize(
    "path",
    [
        "/review",
        "/review/{edition}",
        "/review/{edition}/MLT",
        "/review/{edition}/MLT/changes",
        "/manage",
        "/manage/new",
        "/manage/{edition}",
        "/mail",
        "/mail/20270301T090000-0123456789abcdef",
        "/staff",
    ],
)
@pytest.mark.parametrize("who", ["focal", "contributor", "mission"])
def test_officials_cannot_open_the_pages_of_staff(sent, who, path):
    page = sent[who].get(path.format(edition=sent.edition))

    assert page.status == 403
    assert page.h1 == "You do not have the right to do this"


@pytest.mark.parametrize(
    "path",
    ["/manage", "/manage/new", "/manage/{edition}", "/mail", "/staff"],
)
def test_reviewers_cannot_open_the_pages_of_managers(sent, path):
    assert sent["reviewer"].get(path.format(edition=sent.edition)).status == 403


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("{base}/section/B", {"request": "r", "B4~seen": "3", "B4": "13"}),
        ("{base}/declare", {"signer": "X", "number": "5", "agreed": "yes"}),
        ("{base}/queries", {"B4~reply": "Words"}),
        ("/manage/new", {"code": "another", "opens": "2027-01-01", "deadline": "2027-02-01"}),
        ("/manage/{edition}/close", {}),
        ("/manage/{edition}/open", {}),
        ("/manage/{edition}/extend", {"deadline": "2028-01-01", "grace": "0"}),
        ("/manage/{edition}/invite", {}),
        ("/mail/retry", {"letter": "1"}),
        ("/staff", {"name": "X", "email": "x@example.org", "role": "manager"}),
    ],
)
def test_reviewers_cannot_do_what_others_do(sent, path, fields):
    before = sent.answers(), sent.state(), sent.last_number()
    token = sent["reviewer"].get("/review").form_token

    page = sent["reviewer"].post(
        path.format(base=sent.base, edition=sent.edition), {"token": token, **fields}
    )

    assert page.status == 403
    assert (sent.answers(), sent.state(), sent.last_number()) == before
