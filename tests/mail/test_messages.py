import re
from datetime import UTC, datetime
from email.headerregistry import Address
from html.parser import HTMLParser
from string import printable

import pytest
from hypothesis import given
from hypothesis import strategies as some

from msq import resources
from msq.mail.messages import KINDS, Stationery, compose, has_link, one_line
from msq.mail.trouble import NotNow, Refused
from msq.store.outbox import CLAIMED, Letter, Matter
from msq.wording import LANGUAGES, Wording
from tests.mail.post_office import Arrived, decoded

NOW = datetime(2027, 3, 1, 9, 5, tzinfo=UTC)
SENDER = Address("Survey secretariat", "msq", "example.org")
SECRET = "q1wQ3x_8Yz-ab4Cd5Ef6Gh7Ij8Kl9Mn0Op1Qr2St3Uv"
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
FACTS = {
    "sign_in": {},
    "invitation": {"role": "focal_point", "deadline": "2027-06-30"},
    "receipt": {"n": "1", "hash": HASH, "at": NOW.isoformat(), "by": "Kari Nordmann"},
    "returned": {"queries": "3"},
    "accepted": {"n": "2"},
}
NORWAY = Matter(
    "Member States Questionnaire 2028",
    "Norway",
    {"short_ar": "النرويج", "short_fr": "Norvège", "short_en": "Norway"},
    "member_state",
)
PAPER = Stationery(Wording(resources.folder("templates")), "https://msq.example.org")
EVERY_MAIL = [(kind, language) for kind in KINDS for language in LANGUAGES]


def letter(kind="sign_in", *, language="en", name="Kari Nordmann", email="kari@example.no", **facts):
    return Letter(
        id=7,
        kind=kind,
        person_id=1,
        email=email,
        name=name,
        language=language,
        edition_code="msq-2028",
        unit_code="NOR",
        facts=FACTS.get(kind, {}) | facts,
        state=CLAIMED,
        attempts=1,
        created_at=NOW,
        due_at=NOW,
        sent_at=None,
        failure="",
    )


def written(found, matter=NORWAY):
    """Return a mail as it would arrive."""
    message = compose(found, matter, PAPER, sender=SENDER, secret=SECRET, now=NOW)
    return Arrived("", [], message.as_bytes())


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

    expected = Stationery(PAPER.wording, PAPER.base_url)
    assert expected == PAPER
    assert {name: value for name, value in message.items() if name != "Content-Type"} == {
        "From": "Survey secretariat <msq@example.org>",
        "To": "Kari Nordmann <kari@example.no>",
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
    first = written(letter()).message["Message-ID"]

    assert written(letter(kind="receipt")).message["Message-ID"] == first
    other = compose(
        letter(),
        None,
        Stationery(PAPER.wording, "https://other.example.org"),
        sender=SENDER,
        secret=SECRET,
        now=NOW,
    )
    assert other["Message-ID"] != first


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

    assert "Au nom de : Bergen" in text.splitlines()
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
        ("fr", "1", "demande 1 précision."),
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


def test_name_with_markup_is_shown_as_it_is():
    one = written(letter(name='<b>Kari</b> & "Co"'))

    assert '<bdi>&lt;b&gt;Kari&lt;/b&gt; &amp; &#34;Co&#34;</bdi>' in one.html
    assert 'Dear <b>Kari</b> & "Co",' in one.text


INJECTIONS = [
    "Kari\r\nBcc: everybody@example.org",
    "Kari\nSubject: other\n\nbody",
    "Kari\rX: y",
    "Kari\x00\x0b\x0cX: y",
    "Kari\u2028Bcc: a@b.org\u2029\x85",
    "Kari <evil@example.org>, Other",
    '"Kari" <evil@example.org>',
    "\u202egro.elpmaxe@live",
    "=?utf-8?q?Kari=0D=0ABcc:_a@b.org?=",
    "=?utf-8?b?S2FyaQ==?= <evil@example.org>",
]


@pytest.mark.parametrize("name", INJECTIONS)
def test_name_cannot_add_a_header_or_a_recipient(name):
    one = written(letter("invitation", name=name), Matter(name, name, {}, name))

    plain = written(letter("invitation")).message
    assert one.message.keys() == plain.keys()
    assert [to.addr_spec for to in one.message["To"].addresses] == ["kari@example.no"]
    assert re.search(rb"^(Bcc|X|Subject: other)", one.content, re.MULTILINE) is None
    assert "\u202e" not in one.to_name + one.subject


@given(name=some.text(some.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_name_arrives_as_it_is_and_changes_nothing_else(name):
    one = written(letter(name=name))

    assert one.message.keys() == written(letter()).message.keys()
    assert [to.addr_spec for to in one.message["To"].addresses] == ["kari@example.no"]
    assert one.to_name == one_line(name)
    assert max(len(line) for line in one.content.split(b"\r\n")) <= 998


@given(
    edition=some.text(some.sampled_from(printable + "éжد中\u202e"), max_size=200),
)
def test_any_edition_name_arrives_in_the_subject(edition):
    one = written(letter("accepted"), Matter(edition, "Norway", {}, "member_state"))

    assert decoded(one.content, "Subject") == one_line(f"Accepted: {one_line(edition)}, Norway")


@pytest.mark.parametrize(
    "email", ["", "kari", "@example.no", "kari@", "a b@example.no", "a@b\r\nBcc: c@d.org", "a@b..c"]
)
def test_address_that_is_none_is_refused(email):
    with pytest.raises(Refused):
        written(letter(email=email))


@pytest.mark.parametrize(
    "found", [letter("birthday"), letter("receipt", n="one"), letter("invitation", deadline="soon")]
)
def test_mail_that_this_worker_cannot_write_is_kept_for_later(found):
    with pytest.raises(NotNow):
        written(found)


def test_domain_in_another_script_is_written_as_mail_servers_know_it():
    one = written(letter(email="kari@пример.рф"))

    assert one.message["To"].addresses[0].addr_spec == "kari@xn--e1afmkfd.xn--p1ai"
