"""The door: links, sessions, cookies."""

from sqlalchemy import text

from tests.web.html import fill

SENTENCE = (
    "A link works once and for 48 hours. Enter your e-mail address and a new one is sent to you."
)


def letters(scene):
    with scene.desk.database.reading() as db:
        return [tuple(row) for row in db.execute(text("SELECT kind, person_id FROM outbox"))]


def sessions(scene):
    with scene.desk.database.reading() as db:
        return db.execute(text("SELECT count(*) FROM web_session")).scalar_one()


def test_link_opened_twice_is_not_used_up(scene):
    browser, secret = scene.stranger(), scene.link("focal")

    pages = [browser.get(f"/sign-in/{secret}") for _ in range(3)]

    assert [page.status for page in pages] == [200, 200, 200]
    assert {page.h1 for page in pages} == {"Welcome, Fiona Focal"}
    assert browser.cookies == {}
    assert sessions(scene) == 0


def test_button_signs_in_and_leads_home(scene):
    browser = scene.stranger()
    page = browser.get(f"/sign-in/{scene.link('other')}")

    page = browser.send(page.form())

    assert page.status == 200
    assert page.h1 == "Your questionnaires"
    assert "Felix Other" in page.root.only("header").text


def test_link_used_twice_is_gone(scene):
    first, second, secret = scene.stranger(), scene.stranger(), scene.link("focal")
    waiting = second.get(f"/sign-in/{secret}")
    first.send(first.get(f"/sign-in/{secret}").form())

    again = second.send(waiting.form())
    opened = second.get(f"/sign-in/{secret}")

    for page in (again, opened):
        assert page.status == 410
        assert page.h1 == "This sign-in link no longer works"
        assert SENTENCE in page.text
        assert "/sign-in" in page.links()
    assert second.cookies == {}
    assert sessions(scene) == 1


def test_link_after_two_days_is_gone(scene):
    browser, secret = scene.stranger(), scene.link("focal")
    waiting = browser.get(f"/sign-in/{secret}")
    scene.clock.forward(hours=48, seconds=1)

    assert browser.get(f"/sign-in/{secret}").status == 410
    assert browser.send(waiting.form()).status == 410
    assert browser.cookies == {}


def test_link_that_never_was_is_gone(scene):
    browser = scene.stranger()

    for secret in ("unknown", "%00", "%ff%fe", "x" * 5000, "a%2Fb", "😀"):
        assert browser.get(f"/sign-in/{secret}").status in {404, 410}, secret
    page = browser.post("/sign-in/unknown", {"token": ""})
    assert page.status == 410
    assert SENTENCE in page.text


def test_signing_in_again_changes_the_session_and_ends_the_old_one(scene):
    browser = scene.enter("focal")
    old = dict(browser.cookies)
    page = browser.get(f"/sign-in/{scene.link('focal')}")

    assert browser.send(page.form(), follow=False).status == 303

    assert browser.cookies.keys() == old.keys()
    assert browser.cookies != old
    late = scene.stranger()
    late.cookies = old
    assert late.get(scene.base, follow=False).status == 303
    assert sessions(scene) == 1


def test_session_chosen_by_somebody_else_is_not_adopted(scene):
    browser = scene.stranger()
    browser.cookies = {"msq_session": "chosen-by-the-attacker"}
    page = browser.get(f"/sign-in/{scene.link('focal')}")

    browser.send(page.form())

    assert browser.cookies["msq_session"] != "chosen-by-the-attacker"
    attacker = scene.stranger()
    attacker.cookies = {"msq_session": "chosen-by-the-attacker"}
    assert attacker.get(scene.base, follow=False).status == 303


def test_somebody_else_signs_in_with_the_same_browser(scene):
    browser = scene.enter("focal")
    page = browser.get(f"/sign-in/{scene.link('reviewer')}")

    page = browser.send(page.form())

    assert "Rita Reviewer" in page.root.only("header").text
    assert sessions(scene) == 1


def test_session_ends_after_two_weeks(scene):
    browser = scene.enter("focal")
    scene.clock.forward(days=14, seconds=-1)
    assert browser.get(scene.base).h1 == "Malta"

    scene.clock.forward(seconds=1)

    assert browser.get(scene.base).h1 == "Sign in"


def test_person_is_warned_a_day_before_the_session_ends_and_stays_by_saving(scene):
    browser = scene["focal"]
    warning = "You will be signed out on 15 March 2027, 09:00 UTC unless you save something"
    assert warning not in browser.get(scene.base).text
    scene.clock.forward(days=13, hours=1)
    page = scene.section("focal", "B")
    assert warning in page.text

    browser.send(page.form(), "Save", follow=False)
    (cookie,) = browser.set_cookies
    assert cookie.startswith("msq_session=")
    assert "Max-Age=1209600; HttpOnly; SameSite=Lax" in cookie
    assert "You will be signed out" not in browser.get(scene.base).text
    scene.clock.forward(days=13, hours=23)
    assert "You will be signed out" in browser.get(scene.base).text


def test_looking_does_not_prolong_a_session_and_signing_out_ends_it_for_good(scene):
    browser = scene["focal"]
    scene.clock.forward(days=10)
    browser.get(scene.base)
    home = browser.get(scene.base)
    form = next(one for one in home.root.every("form") if one["action"] == "/sign-out")
    browser.send(fill(form), follow=False)
    (cookie,) = browser.set_cookies
    assert "Max-Age=0" in cookie
    assert browser.get(scene.base, follow=False).status == 303


def test_cookie_on_a_plain_line_has_its_flags(scene):
    browser = scene.stranger()
    browser.send(browser.get(f"/sign-in/{scene.link('focal')}").form(), follow=False)

    (cookie,) = browser.set_cookies

    name, *flags = cookie.split("; ")
    assert name.startswith("msq_session=")
    assert sorted(flags) == ["HttpOnly", "Max-Age=1209600", "Path=/", "SameSite=lax"]


def test_cookie_on_an_encrypted_line_is_bound_to_it(encrypted):
    browser = encrypted.stranger()
    browser.send(browser.get(f"/sign-in/{encrypted.link('focal')}").form(), follow=False)

    (cookie,) = browser.set_cookies

    name, *flags = cookie.split("; ")
    assert name.startswith("__Host-msq_session=")
    assert sorted(flags) == ["HttpOnly", "Max-Age=1209600", "Path=/", "SameSite=lax", "Secure"]
    page = browser.get(encrypted.base)
    assert page.h1 == "Malta"
    assert page.headers["strict-transport-security"] == "max-age=63072000"


def test_signing_out_ends_the_session_on_the_server(scene):
    browser = scene.enter("focal")
    old = dict(browser.cookies)
    page = browser.get(scene.base)
    form = page.root.only("header").only("form", action="/sign-out")

    page = browser.post(form["action"], {"token": form.only("input")["value"]})

    assert page.h1 == "Sign in"
    assert browser.cookies == {}
    assert sessions(scene) == 0
    late = scene.stranger()
    late.cookies = old
    assert late.get(scene.base).h1 == "Sign in"


def test_known_and_unknown_addresses_are_told_the_same(scene):
    browser = scene.stranger()
    pages = []
    for email in ("focal@example.org", "nobody@example.org"):
        form = browser.get("/sign-in").form()
        form["email"] = email
        pages.append(browser.send(form))

    known, unknown = pages

    assert (known.status, unknown.status) == (200, 200)
    assert known.source.replace("focal@", "nobody@") == unknown.source
    assert "If nobody@example.org is known here" in unknown.text
    assert letters(scene) == [("sign_in", scene.actor("focal").id)]


def test_address_in_another_case_is_known(scene):
    browser = scene.stranger()
    form = browser.get("/sign-in").form()
    form["email"] = "  FOCAL@Example.ORG "

    browser.send(form)

    assert letters(scene) == [("sign_in", scene.actor("focal").id)]


def test_seventh_link_within_an_hour_is_not_sent_and_not_told(scene):
    browser = scene.stranger()
    form = browser.get("/sign-in").form()
    form["email"] = "focal@example.org"
    for _ in range(6):
        browser.send(form)

    page = browser.send(form)

    assert page.h1 == "Check your mail"
    assert letters(scene) == [("sign_in", scene.actor("focal").id)] * 6


def test_no_address_comes_back_with_what_was_typed(scene):
    browser = scene.stranger()
    for typed, said in {
        "": "Enter your e-mail address, such as name@example.org.",
        "focal@": "“focal@” is not an e-mail address. It should look like name@example.org.",
        '<b>"x': '“<b>"x” is not an e-mail address. It should look like name@example.org.',
    }.items():
        form = browser.get("/sign-in").form()
        form["email"] = typed

        page = browser.send(form)

        assert page.status == 422
        assert page.errors == [said]
        assert page.form().texts("email") == [typed]
    assert letters(scene) == []


def test_sign_in_page_works_for_somebody_signed_in(scene):
    form = scene["focal"].get("/sign-in").form()
    form["email"] = "focal@example.org"

    assert scene["focal"].send(form).h1 == "Check your mail"


def test_person_who_was_made_inactive_is_out(scene):
    browser, secret = scene["focal"], scene.link("focal")
    with scene.desk.database.writing() as db:
        db.execute(text("UPDATE person SET active = false WHERE name = 'Fiona Focal'"))

    assert browser.get(scene.base).h1 == "Sign in"
    assert browser.get(f"/sign-in/{secret}").status == 410


def test_home_leads_everybody_to_their_work(scene):
    homes = {
        who: scene[who].get("/").path for who in ("focal", "reviewer", "manager", "administrator")
    }

    assert homes == {
        "focal": "/",
        "reviewer": "/review",
        "manager": "/manage",
        "administrator": "/review",
    }


def test_home_of_staff_who_answer_too_shows_what_is_theirs(scene):
    with scene.desk.database.writing() as db:
        db.execute(
            text("UPDATE role_grant SET person_id = :reviewer WHERE role = 'mission'").bindparams(
                reviewer=scene.actor("reviewer").id
            )
        )

    page = scene["reviewer"].get("/")

    assert page.h1 == "Your questionnaires"
    assert f"{scene.base}" in page.links()
    assert "/review" in page.links()
