import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from msq.mail.messages import KINDS, has_link
from msq.store.outbox import Matter
from msq.wording import LANGUAGES
from tests.mail.writing import HASH, SECRET, letter, written

EVERY_MAIL = [(kind, language) for kind in KINDS for language in LANGUAGES]


class Page(HTMLParser):
    """Collects what the tests ask about a page."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.links, self.attributes, self.inside = [], [], set(), {}
        self._open = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value for name, value in attrs if name in {"href", "src", "action"}]
        self._open.append(tag)

    def handle_endtag(self, tag):
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data):
        self.inside.setdefault(self._open[-1] if self._open else "", []).append(data)


def test_headers_are_those_of_a_mail_that_a_machine_wrote():
    message = written(letter("invitation")).message

    assert {name: value for name, value in message.items() if name != "Content-Type"} == {
        "From": "Survey secretariat <msq@example.org>",
        "To": "Kari <kari@example.no>",
        "Subject": "Invitation: Member States Questionnaire 2028, Norway",
        "Date": "Mon, 01 Mar 2027 09:05:00 +0000",
        "Message-ID": message["Message-ID"],
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
        "Content-Language": "en",
    }
    assert re.fullmatch(r"<[0-9a-f]{32}@example\.org>", message["Message-ID"])
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_message_id_is_the_same_for_each_attempt_and_another_for_each_mail():
    first = letter()

    def message_id(found):
        return written(found).message["Message-ID"]

    assert message_id(replace(first, attempts=2)) == message_id(first)
    assert message_id(replace(first, id=8)) != message_id(first)


@pytest.mark.parametrize(("kind", "language"), EVERY_MAIL)
def test_mail_is_whole_in_every_language(kind, language):
    one = written(letter(kind, language=language))
    page = Page(one.html)

    direction = LANGUAGES[language].direction
    assert one.html.startswith(f'<!doctype html>\r\n<html lang="{language}" dir="{direction}">')
    assert one.message["Content-Language"] == language
    assert one.subject == one.subject.strip() != ""
    assert page.inside["title"] == [one.subject]
    assert page.tags.count("style") == page.tags.count("h1") == 1
    assert not {"img", "script", "link", "iframe"} & set(page.tags)
    assert "style" not in page.attributes
    assert "url(" not in one.html
    assert "@import" not in one.html
    links = [link for link in page.links if not link.startswith("https://msq.example.org")]
    assert links == []
    for text in (one.text, one.html):
        assert (f"https://msq.example.org/sign-in/{SECRET}" in text) == has_link(kind)
        assert "{{" not in text
        assert "%(" not in text
        assert "None" not in text


@pytest.mark.parametrize(("kind", "language"), EVERY_MAIL)
def test_text_and_html_say_the_same(kind, language):
    one = written(letter(kind, language=language))
    page = one.html.partition("</style>")[2]

    def letters_of(text):
        return re.sub(r"[\W_]", "", re.sub(r"<[^>]*>", "", text))

    said = letters_of(page)
    for line in one.text.splitlines():
        assert letters_of(line) in said


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_english_sentence_is_left_in_another_language(kind, language):
    english = set(written(letter(kind)).text.splitlines())
    there = set(written(letter(kind, language=language)).text.splitlines())

    same = {line for line in english & there if line and not line.startswith("https://")}
    assert same <= {"-- ", "Survey secretariat"}


def test_latin_addresses_in_an_arabic_mail_are_kept_together():
    page = written(letter("invitation", language="ar")).html

    assert f'<bdi dir="ltr">https://msq.example.org/sign-in/{SECRET}</bdi>' in page
    assert '<bdi dir="ltr">https://msq.example.org/sign-in</bdi>' in page
    assert '<bdi dir="ltr">https://msq.example.org</bdi>' in page
    assert "<bdi>Member States Questionnaire 2028</bdi>" in page


@pytest.mark.parametrize(
    ("role", "sentence"),
    [
        ("focal_point", "You have been named as focal point"),
        ("contributor", "You have been named as a contributor"),
        ("mission", "The Permanent Mission is invited"),
    ],
)
def test_invitation_says_what_the_role_is(role, sentence):
    text = written(letter("invitation", role=role)).text

    assert sentence in text
    names = {"focal_point": "Focal point", "contributor": "Contributor"}
    assert f"Your role: {names.get(role, 'Permanent Mission')}" in text.splitlines()


def test_invitation_to_a_city_does_not_call_it_a_state():
    city = Matter("Local questionnaire", "Bergen", {}, "city")

    text = written(letter("invitation", language="fr"), city).text

    assert "Au nom de\u00a0: Bergen" in text.splitlines()
    assert "État" not in text


def test_receipt_says_what_was_sent_when_and_by_whom():
    lines = written(letter("receipt")).text.splitlines()

    assert lines[4:10] == [
        "Member State: Norway",
        "Questionnaire: Member States Questionnaire 2028",
        "Submission number: 1",
        "Sent by: Kari Nordmann",
        "Received on: 1 March 2027, 09:05 UTC",
        f"Checksum (SHA-256): {HASH}",
    ]


@pytest.mark.parametrize(
    ("language", "queries", "sentence"),
    [
        ("en", "1", "has 1 query."),
        ("en", "2", "has 2 queries."),
        ("fr", "1", "adresse 1 demande de précisions."),
        ("ru", "1", "направляет 1 вопрос."),
        ("ru", "3", "направляет 3 вопроса."),
        ("ru", "11", "направляет 11 вопросов."),
        ("ru", "21", "направляет 21 вопрос."),
        ("ar", "1", "ولديها استفسار واحد."),
        ("ar", "2", "ولديها استفساران."),
        ("ar", "5", "ولديها 5 استفسارات."),
        ("ar", "30", "ولديها 30 استفسارًا."),
        ("ar", "100", "ولديها 100 استفسار."),
        ("zh", "4", "并提出4项询问。"),
    ],
)
def test_number_of_queries_is_said_as_the_language_says_it(language, queries, sentence):
    assert sentence in written(letter("returned", language=language, queries=queries)).text


def test_reopened_response_is_not_said_to_have_queries():
    one = written(letter("returned", queries="0"))

    assert one.subject == "Open for changes again: Member States Questionnaire 2028, Norway"
    assert "quer" not in one.text.lower().replace("questionnaire", "")


def test_language_that_is_not_one_of_the_six_is_written_to_in_english():
    one = written(letter(language="de"))

    assert (one.message["Content-Language"], one.subject) == ("en", "Your sign-in link")


@pytest.mark.parametrize("language", LANGUAGES)
def test_receipt_names_the_address_at_which_it_can_be_verified(language):
    one = written(letter("receipt", language=language))

    address = f"https://msq.example.org/verify/{HASH}"
    assert address in one.text
    assert address in Page(one.html).links
