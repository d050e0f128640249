"""Forms that other sites send, forms of somebody else's page, forms after the session ended."""

import pytest

TYPED = 'Text that took an hour:\r\nتقرير 报告 «é» <b>&"quoted"</b>'


def filled(scene, browser):
    form = browser.get(f"{scene.base}/section/B").form()
    form["B4"] = "41"
    form["B7"] = TYPED
    form["B2"] = ["polls", "forums"]
    return form


def kept(page):
    """What the page keeps in hidden fields, for the form that goes back where it came from."""
    form = page.form()
    assert all(one["type"] == "hidden" for one in form.element.every("input", "textarea"))
    return form


@pytest.mark.parametrize(
    "said",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "cross-site", "origin": ""},
        {"sec_fetch_site": "", "origin": "https://evil.example"},
        {"sec_fetch_site": "", "origin": "null"},
        {"sec_fetch_site": "", "origin": "http://127.0.0.1:8001"},
        {"sec_fetch_site": "", "origin": "http://[broken"},
    ],
    ids=lambda said: " ".join(said.values()),
)
def test_form_of_another_site_is_refused(scene, said):
    form = filled(scene, scene["focal"])

    page = scene["focal"].send(form, **said)

    assert page.status == 403
    assert "This form was sent from another site." in page.text
    assert TYPED.splitlines()[0] not in page.source
    assert scene.answers() == {}


def test_sign_in_form_of_another_site_is_refused(scene):
    browser, secret = scene.stranger(), scene.link("other")

    page = browser.post(f"/sign-in/{secret}", {}, sec_fetch_site="cross-site")

    assert page.status == 403
    assert browser.cookies == {}
    assert browser.get(f"/sign-in/{secret}").status == 200


@pytest.mark.parametrize("said", [{"sec_fetch_site": ""}, {"origin": "", "sec_fetch_site": ""}])
def test_form_of_an_old_browser_is_taken(scene, said):
    page = scene["focal"].send(filled(scene, scene["focal"]), **said)

    assert page.status == 200
    assert scene.answers()["B4"] == (41, "", "")


@pytest.mark.parametrize("token", [None, "", "wrong", "nonce.0000", "ü.😀", "a" * 100_000])
def test_form_with_a_wrong_token_is_kept_and_can_be_sent_again(scene, token):
    browser = scene["focal"]
    form = filled(scene, browser)
    form.values = [pair for pair in form.values if pair[0] != "token"]
    if token is not None:
        form.values.append(("token", token))

    page = browser.send(form)

    assert page.status == 401
    assert page.h1 == "This page was not yours any more"
    assert "You are signed in as Fiona Focal." in page.text
    assert scene.answers() == {}
    again = kept(page)
    assert [text.replace("\r\n", "\n") for text in again.texts("B7")] == [
        TYPED.replace("\r\n", "\n")
    ]

    page = browser.send(again)

    assert page.notice == "Your answers have been saved."
    assert scene.answers() == {
        "B2": (["polls", "forums"], "", ""),
        "B4": (41, "", ""),
        "B7": (TYPED.replace("\r\n", "\n"), "", ""),
    }


def test_form_after_the_session_ended_is_kept_and_sent_after_signing_in_again(scene):
    browser = scene.enter("focal")
    form = filled(scene, browser)
    scene.clock.forward(days=15)

    page = browser.send(form, "Save and continue")

    assert page.status == 401
    assert page.h1 == "You were signed out"
    assert scene.answers() == {}
    again = kept(page)
    assert sorted(again.sent()) == sorted(form.sent("Save and continue"))

    link = browser.get(f"/sign-in/{scene.link('focal')}")
    browser.send(link.form())
    page = browser.send(again)

    assert page.notice == "Your answers have been saved."
    assert page.path == f"{scene.base}/section/C?done=saved"
    assert scene.answers()["B4"] == (41, "", "")


def test_form_of_somebody_elses_page_is_not_saved_in_the_new_name(scene):
    browser = scene.enter("focal")
    form = filled(scene, browser)
    browser.send(browser.get(f"/sign-in/{scene.link('contributor')}").form())

    page = browser.send(form)

    assert page.status == 401
    assert "You are signed in as Connie Contributor." in page.text
    assert scene.answers() == {}


def test_form_in_json_of_nobody_is_refused_in_json(scene):
    page = scene.stranger().post(
        f"{scene.base}/section/B", {"B4~seen": "0", "B4": "41"}, accept="application/json"
    )

    assert page.status == 401
    assert page.headers["content-type"] == "application/problem+json"
    assert scene.answers() == {}


def test_file_that_cannot_be_kept_is_named(scene):
    browser = scene.enter("manager")
    form = browser.get(f"/manage/{scene.edition}").form(f"/manage/{scene.edition}/register")
    form.attach("file", "people.csv", b"unit,name,email\n")
    scene.clock.forward(days=15)

    page = browser.send(form)

    assert page.status == 401
    assert "The file that you chose could not be kept. Choose it again." in page.text


def test_signing_out_with_a_wrong_token_does_nothing(scene):
    page = scene["focal"].post("/sign-out", {"token": "wrong"})

    assert page.status == 401
    assert scene["focal"].get(scene.base).h1 == "Malta"
