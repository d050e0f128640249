"""Pages in the six languages: which one is spoken, changing it, a second one beside it."""

import pytest
from babel.messages.catalog import Catalog
from msgspec.structs import replace

from msq.instrument.translating import in_languages
from msq.instrument.whole import Instrument
from tests.factories.instruments import instrument


def spoken(page) -> tuple[str, str]:
    """Return the language and the direction that a page says it has."""
    root = page.root.only("html")
    return root["lang"], root["dir"]


def choose(browser, page, code, path="/language"):
    """Press the button of a language in the header."""
    form = next(one for one in page.root.every("form") if one["action"] == path)
    pairs = {one["name"]: one["value"] for one in form.every("input")} | {"language": code}
    return browser.post(path, pairs)


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("fr-CA,fr;q=0.9,en;q=0.5", "fr"),
        ("de,es;q=0.3,ru;q=0.8", "ru"),
        ("AR-eg", "ar"),
        ("zh-TW;q=1", "zh"),
        ("pt-BR", "en"),
        ("", "en"),
        ("fr;q=much, es;q=0.1", "es"),
        ("," * 5000, "en"),
    ],
)
def test_stranger_is_spoken_to_as_the_browser_asks(scene, asked, language):
    page = scene.stranger().get("/sign-in", **{"accept-language": asked})

    assert spoken(page)[0] == language


def test_choice_is_kept_by_a_cookie_and_leads_back(scene):
    browser = scene["focal"]
    page = choose(browser, browser.get(f"{scene.base}/check"), "ar")

    assert page.path == f"{scene.base}/check"
    assert spoken(page) == ("ar", "rtl")
    sheet = page.root.only("link", rel="stylesheet")["href"]
    assert sheet.startswith("/static/msq.rtl.css")
    assert spoken(browser.get(scene.base)) == ("ar", "rtl")
    assert "UTC" in page.root.only("footer").text
    assert "غير رسمية" in page.root.only("footer").text
    assert browser.cookies["msq_language"] == "ar"
    assert spoken(choose(browser, page, "en")) == ("en", "ltr")


@pytest.mark.parametrize("back", ["//evil.example/x", "/\\evil.example", "https://evil.example"])
def test_choice_leads_nowhere_else(scene, back):
    browser = scene.stranger()
    page = browser.post("/language", {"language": "fr", "back": back}, follow=False)

    assert page.status == 303
    assert page.headers["location"].startswith("/")
    assert not page.headers["location"].startswith(("//", "/\\"))


def test_language_that_is_none_changes_nothing(scene):
    browser = scene["focal"]
    browser.post(
        "/language", {"language": "tlh", "back": "/", "token": browser.get(scene.base).form_token}
    )

    assert spoken(browser.get(scene.base)) == ("en", "ltr")


def test_changing_the_language_of_a_section_saves_what_was_typed(scene):
    browser = scene["focal"]
    form = scene.section("focal", "B").form()
    form["B4"] = "7"
    page = browser.send(form, "es")

    assert page.path.startswith(f"{scene.base}/section/B")
    assert spoken(page) == ("es", "ltr")
    assert scene.answers()["B4"] == (7, "", "")


def test_what_cannot_be_saved_stays_typed_in_the_new_language(scene):
    form = scene.section("focal", "B").form()
    form["B4"] = "many"
    page = scene["focal"].send(form, "fr")

    assert page.status == 422
    assert spoken(page) == ("fr", "ltr")
    assert page.form().texts("B4") == ["many"]
    assert "« many » n’est pas un nombre" in page.errors[0].replace("\u202f", " ")


def test_changing_the_language_of_a_declaration_sends_nothing_and_keeps_it(scene):
    scene.give()
    browser = scene["focal"]
    form = browser.get(f"{scene.base}/declare").form()
    form["signer"] = "The Minister"
    page = browser.send(form, "ru")

    assert spoken(page) == ("ru", "ltr")
    assert page.form().texts("signer") == ["The Minister"]
    assert page.errors == []
    assert scene.state() == "in_progress"


@pytest.mark.parametrize("language", ["fr", "zh", "ar", "ru", "es"])
def test_problem_is_told_in_the_readers_language(scene, language):
    browser = scene["focal"]
    choose(browser, browser.get(scene.base), language)
    page = browser.get("/respond/none/MLT")

    assert page.status == 404
    assert spoken(page)[0] == language
    assert "There is no" not in page.text


@pytest.fixture
def bilingual(scene):
    """The scene with an edition whose questions are in English and French."""
    table = "| code | type | text |\n| A1 | text | Who? |\n| A2 | yes_no | Is it so? |"
    english = instrument(table, code="both", unit_kind="member_state").form
    form = replace(english, languages=("en", "fr"))
    french = Catalog(locale="fr")
    french.add("Who?", "Qui ?")
    scene.ask(Instrument(in_languages(form, {"fr": french})), "Both")
    return scene


def test_second_language_stands_beside_each_question_that_has_it(bilingual):
    browser = bilingual["focal"]
    page = bilingual.section("focal", "A")
    assert "Qui ?" not in page.text

    form = page.form()
    pairs = [*form.values, ("second", "fr")]
    page = browser.post(form.action, pairs)

    beside = [one for one in page.root.every("span") if one["lang"] == "fr"]
    assert [one.text for one in beside] == ["Qui ?"]
    assert beside[0]["dir"] == "ltr"
    assert spoken(page) == ("en", "ltr")
    page = browser.post(form.action, [*page.form().values, ("second", "none")])
    assert "Qui ?" not in page.text
