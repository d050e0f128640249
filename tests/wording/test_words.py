from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError

from msq.problems import BadValue
from msq.wording import LANGUAGES, Wording, language_of

NEW_YORK = timezone(timedelta(hours=-5))
NAMES = {"short_fr": "Norvège", "formal_fr": "le Royaume de Norvège", "short_ar": "النرويج"}


@pytest.fixture
def templates(tmp_path):
    (tmp_path / "page.html").write_text("<p>{{ name }}</p>\n")
    (tmp_path / "plain.txt").write_text("{{ name }}\n")
    return tmp_path


@pytest.fixture
def say(tmp_path):
    """Return a function that fills in a template given as text."""
    words = Wording(tmp_path)

    def said(source, language="en", **context):
        return words.environment(language).from_string(source).render(context)

    return said


def test_languages_are_the_six_of_the_united_nations():
    assert {code: (one.own_name, one.direction) for code, one in LANGUAGES.items()} == {
        "ar": ("العربية", "rtl"),
        "zh": ("中文", "ltr"),
        "en": ("English", "ltr"),
        "fr": ("Français", "ltr"),
        "ru": ("Русский", "ltr"),
        "es": ("Español", "ltr"),
    }
    assert {code: one.locale.text_direction for code, one in LANGUAGES.items()} == {
        code: one.direction for code, one in LANGUAGES.items()
    }


@pytest.mark.parametrize("code", ["de", "", "FR", "../fr"])
def test_language_that_is_not_one_of_the_six_is_english(code):
    assert language_of(code) == LANGUAGES["en"]


def test_html_is_escaped_and_plain_text_is_not(templates):
    words = Wording(templates)
    context = {"name": "<b>&</b>"}

    assert words.render("page.html", "fr", context) == "<p>&lt;b&gt;&amp;&lt;/b&gt;</p>"
    assert words.render("plain.txt", "fr", context) == "<b>&</b>"
    assert words.render("plain.txt", "fr", context, html=True) == "&lt;b&gt;&amp;&lt;/b&gt;"
    assert words.render("page.html", "fr", context, html=False) == "<p><b>&</b></p>"


def test_name_that_a_template_lacks_is_an_error(templates):
    with pytest.raises(UndefinedError):
        Wording(templates).render("page.html", "en", {})


def test_template_that_is_not_there_is_an_error(templates):
    with pytest.raises(TemplateNotFound):
        Wording(templates).render("other.html", "en", {})


def test_template_outside_the_folder_is_not_read(templates):
    (templates / "inner").mkdir()
    with pytest.raises(TemplateNotFound):
        Wording(templates / "inner").render("../plain.txt", "en", {"name": ""})


def test_malformed_template_is_an_error(templates):
    (templates / "bad.html").write_text("{% if %}")
    with pytest.raises(TemplateSyntaxError):
        Wording(templates).render("bad.html", "en", {})


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ar", "1 مارس 2027|1 مارس 2027، 14:05 UTC"),
        ("zh", "2027年3月1日|2027年3月1日 14:05 UTC"),
        ("en", "1 March 2027|1 March 2027, 14:05 UTC"),
        ("fr", "1 mars 2027|1 mars 2027, 14:05 UTC"),
        ("ru", "1 марта 2027\u202fг.|1 марта 2027\u202fг., 14:05 UTC"),
        ("es", "1 de marzo de 2027|1 de marzo de 2027, 14:05 UTC"),
    ],
)
def test_days_and_moments_are_written_as_the_language_writes_them(say, language, expected):
    at = datetime(2027, 3, 1, 9, 5, tzinfo=NEW_YORK)

    assert say("{{ day|date }}|{{ at|moment }}", language, day=date(2027, 3, 1), at=at) == expected


def test_day_of_a_moment_is_its_day_in_utc(say):
    assert say("{{ at|date }}", at=datetime(2027, 3, 1, 23, 0, tzinfo=NEW_YORK)) == "2 March 2027"


def test_moment_without_a_zone_is_an_error(say):
    with pytest.raises(ValueError, match="2027"):
        say("{{ at|moment }}", at=datetime(2027, 3, 1, 9, 5))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ar", "1,234,567.5"),
        ("zh", "1,234,567.5"),
        ("en", "1,234,567.5"),
        ("fr", "1\u202f234\u202f567,5"),
        ("ru", "1\xa0234\xa0567,5"),
        ("es", "1.234.567,5"),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(say, language, expected):
    assert say("{{ n|number }}", language, n=Decimal("1234567.5")) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", "Norvège|le Royaume de Norvège"),
        ("ar", "النرويج|النرويج"),
        ("ru", "Norway|Norway"),
    ],
)
def test_unit_is_named_in_the_language_as_far_as_its_register_goes(say, language, expected):
    source = "{{ names|unit_name(name) }}|{{ names|unit_name(name, formal=true) }}"

    assert say(source, language, names=NAMES, name="Norway") == expected


def test_templates_know_their_language_and_direction(say):
    assert say("{{ language }} {{ direction }}", "ar") == "ar rtl"


def test_message_is_translated_and_its_values_are_escaped(say):
    source = "{% trans %}Dear {{ name }},{% endtrans %}|{{ _('Dear %(name)s,', name=name) }}"

    assert say(source, "es", name="<b>") == "Estimado/a &lt;b&gt;:|Estimado/a &lt;b&gt;:"


def test_message_without_a_translation_is_said_in_english(say):
    assert say("{{ _('Never said anywhere') }}", "zh") == "Never said anywhere"
    source = "{% trans n %}{{ n }} thing{% pluralize %}{{ n }} things{% endtrans %}"
    assert [say(source, "ru", n=n) for n in (1, 5, 21)] == ["1 thing", "5 things", "21 things"]


def test_problem_is_said_in_the_language_of_the_reader(tmp_path):
    problem = BadValue("Focal point", unused=1)
    words = Wording(tmp_path)

    assert words.text("fr", problem.message, **problem.details) == "Point focal"
    assert words.text("fr", "Never {said}", said="{anywhere}") == "Never {anywhere}"
    assert words.text("fr", "") == ""


def test_details_may_have_any_name(tmp_path):
    details = {"language": 1, "message": 2, "self": 3}

    assert Wording(tmp_path).text("en", "{language} {message} {self}", **details) == "1 2 3"


def test_threads_may_share_the_words(templates):
    words = Wording(templates)

    def say(language):
        return words.render("page.html", language, {"name": words.text(language, "Deadline")})

    with ThreadPoolExecutor(8) as threads:
        said = set(threads.map(say, list(LANGUAGES) * 20))

    assert len(said) == len(LANGUAGES)


def test_name_keeps_its_direction_in_a_sentence_from_right_to_left(say):
    source, name = "{{ name|isolated }}", "2026 edition (demo)"
    assert say(source, "ar", name=name) == f"\u2068{name}\u2069"
    assert say(source, "fr", name=name) == name


def test_sizes_of_files_are_written_as_each_language_does(say):
    source = "{{ size|filesize }}"
    assert [say(source, size=size) for size in (1, 1_499, 999_999, 3_456_789)] == [
        "1 kB",
        "1 kB",
        "1,000 kB",
        "3.5 MB",
    ]
    assert say(source, "fr", size=3_456_789).replace("\u202f", " ").replace("\xa0", " ") == "3,5 Mo"
