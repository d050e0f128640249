"""A whole response on paper: all that was asked and said, whose it is, and which version."""

import socket
from base64 import b64decode
from dataclasses import replace
from hashlib import sha256

import pytest

from msq.documents import printing
from msq.documents.printing import pdf_of
from msq.documents.whole_response import plain_name
from msq.problems import NotPrinted
from msq.wording import LANGUAGES
from tests.documents.conftest import BASE, PROOF
from tests.documents.pdf import Pdf, squeezed

pytestmark = pytest.mark.usefixtures("pango")

DOT = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


@pytest.fixture
def sent(a_round, filled):
    """The response as it was sent, with a warning that was passed."""
    filled()
    return a_round.submit(usual="It is a large country.")


def test_all_that_was_said_is_in_it(press, filled):
    filled()

    document = press.answers()

    said = [
        *("A1 Is it law?", "Yes", "Its title", "The Act", "Note:", "It was hard."),
        *("A2 Why is that so?", "First line.", "Second line."),
        *("A3 How many?", "250", "A7 Twice as many", "500"),
        *("A4 Which of them?", "Fax", "Telex"),
        *("A5 Portals", "Portal 1", "Portal of one", "Portal 2", "Portal of three"),
        *("Owners of it", "Owner 1", "Public body", "The second ministry"),
        *("B1 Strategies", "Machines", "Is there one?", "On machines", "Clouds", "No"),
        *("B2 Which proof?", "proof.txt", "1 kB", sha256(PROOF.content).hexdigest()),
        *("B3 Left blank", "No answer"),
    ]
    assert document.says(*said) == []


def test_what_is_not_asked_is_not_in_it(press, filled):
    filled()

    assert press.answers().says("Only after no", "Mail") == ["Only after no", "Mail"]


def test_reason_stands_where_an_answer_is_missing(press, a_round):
    a_round.send(a_round.change("A3", missing="not_available"))

    assert "Howmany?Notavailable" in press.answers().text


def test_nothing_answered_is_a_document_too(press):
    document = press.answers()

    assert document.says("No answer", "No entries", "B3 Left blank") == []
    assert document.says("Attached files") == ["Attached files"]


def test_draft_says_so_on_every_page(press, filled):
    filled()

    document = press.answers()

    assert all("DRAFT" in page for page in document.pages)
    assert document.says("Draft as of 1 March 2027, 09:00 UTC, not sent") == []
    assert document.links == set()


def test_submission_says_whose_it_is_and_how_to_verify_it(press, sent):
    document = press.answers(n=1)

    assert "DRAFT" not in document.text
    said = (
        "Submission 1, sent on 1 March 2027, 09:00 UTC, signed by",
        "A Minister",
        "Passed with a reason",
        "That is more than usual. (A3)",
        "It is a large country.",
        sent.hash,
    )
    assert document.says(*said) == []
    assert document.links == {f"{BASE}/verify/{sent.hash}"}


def test_submission_stays_as_it_was_sent(press, a_round, sent):
    before = press.answers(n=1).text
    a_round.review(A1="Is that so?")
    a_round.clock.forward(days=1)

    assert press.answers(n=1).text == before


def test_every_page_is_numbered_and_contents_name_the_pages(press, filled):
    filled()

    pages = press.answers().pages

    last = len(pages)
    assert all(f"Page{n}of{last}" in page for n, page in enumerate(pages, start=1))
    first_of_b = next(n for n, page in enumerate(pages, start=1) if "B1Strategies" in page)
    assert "B.SectionB" in pages[1]
    assert pages[1].partition("B.SectionB")[2].lstrip(".").startswith(str(first_of_b))
    assert all("Albania" in page and "Round1" in page for page in pages)


def test_it_is_tagged_and_named_for_assistive_technology(press, filled):
    filled()

    document = press.answers(language="fr")

    assert document.catalogue["/Lang"] == "fr"
    assert document.catalogue["/MarkInfo"]["/Marked"]
    assert document.catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert document.title == "Albanie – Round 1 – Brouillon"
    assert {"/H1", "/H2", "/H3", "/P", "/Table", "/TH", "/TD", "/L", "/LI"} <= document.tags
    assert document.outline == [
        "Albanie",
        "Table des matières",
        "A. Section A",
        "B. Section B",
        "Fichiers joints",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_whole_in_every_language(press, words, a_round, filled, language):
    filled()
    a_round.save(A2="مرحبا بالعالم 世界你好 Привет")

    document = press.answers(language=language)

    assert document.catalogue["/Lang"] == language
    name = words.text(language, "No answer")
    if language != "ar":  # whose letters are read back as they are drawn, from the left
        assert document.says(name, words.text(language, "DRAFT")) == []
    assert document.says("世界你好", "Привет") == []
    assert set("مرحبا") <= set(document.text)
    assert set(document.fonts.values()) == {True}
    families = " ".join(document.fonts)
    assert all(one in families for one in ("Noto-Sans-Arabic", "Noto-Sans-CJK-SC", "Noto-Sans"))


def test_hostile_texts_are_texts_and_load_nothing(press, a_round, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("It reached for the network.")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    hostile = (
        '<img src="file:///etc/passwd"><script>alert(1)</script>',
        '"><link rel="attachment" href="file:///etc/passwd">',
        "</p></section><style>*{display:none}</style>",
        "{{ 7 * 7 }} {% include 'base.html' %}",
    )
    a_round.save(A2="\n".join(hostile), B3="\u202e&amp; \u2069 ' \" <b>")

    document = press.answers()

    assert document.says(*hostile) == []
    assert "root:" not in document.text
    assert "/EmbeddedFiles" not in document.catalogue.get("/Names", {})


def test_not_even_our_own_templates_load_anything(tmp_path):
    (tmp_path / "dot.gif").write_bytes(b64decode(DOT))
    addresses = ((tmp_path / "dot.gif").as_uri(), f"data:image/gif;base64,{DOT}")
    pictures = "".join(f'<img src="{address}" alt="A dot">' for address in addresses)

    document = Pdf(pdf_of(f'<html lang="en"><title>T</title><body>{pictures}</body></html>', ""))

    assert [len(page.images) for page in document.reader.pages] == [0]


def test_machine_without_pango_says_so_in_words(press, monkeypatch):
    def missing(name):
        raise OSError(f"cannot load library for {name}")

    monkeypatch.setattr(printing, "import_module", missing)
    printing._library.cache_clear()  # noqa: SLF001 - as it is before the first document

    with pytest.raises(NotPrinted, match="library Pango is missing"):
        press.answers()

    monkeypatch.undo()
    assert press.answers().pages


def test_one_document_waits_for_another_but_not_for_ever(press, monkeypatch):
    monkeypatch.setattr(printing, "LONGEST_WAIT", 0.01)

    with printing._TURN, pytest.raises(NotPrinted, match="try again in a minute"):  # noqa: SLF001
        press.answers()


@pytest.mark.parametrize(
    ("edition", "name"),
    [("msq-2028", "ALB-msq-2028-draft.pdf"), ('a"b/é\n', "ALB-a-b----draft.pdf")],
)
def test_file_name_is_plain(a_round, edition, name):
    response = a_round.look().response
    named = replace(response, edition=replace(response.edition, code=edition))

    assert plain_name(named, "draft") == name


def test_long_answer_runs_over_pages(press, a_round):
    text = "\n".join(f"第{n}行 " + "这是一个很长的答案。" * 8 for n in range(1, 60))
    a_round.save(A2=text)

    document = press.answers(language="zh")

    assert document.says(*(f"第{n}行" for n in range(1, 60))) == []
    assert len(document.pages) > 4
    assert squeezed("这是一个很长的答案。" * 2) in document.text
