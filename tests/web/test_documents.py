"""Documents for those who may read a response; verifying a receipt for everybody."""

import pytest

from msq.documents import printing
from msq.documents.receipt import read_receipt
from tests.documents.pdf import Pdf
from tests.web.scene import ENOUGH, UNIT

pytestmark = pytest.mark.usefixtures("pango")

YES = "This checksum belongs to a submission received here."
NO = "No submission here has this checksum."


@pytest.fixture
def sent(scene):
    """The scene after a submission."""
    scene.give({**ENOUGH, "B7": "In our own words."})
    scene.submit()
    return scene


def addresses(scene):
    answers = f"{scene.base}/submission/1"
    return [f"{scene.base}/pdf", f"{answers}/pdf", f"{answers}/receipt.pdf"]


def checksum(scene):
    found = scene["focal"].get(f"{scene.base}/submission/1/receipt.pdf")
    return read_receipt(found.content).sha256


def test_answers_can_be_saved_as_they_stand(sent):
    found = sent["focal"].get(f"{sent.base}/pdf")

    assert (found.status, found.headers["content-type"]) == (200, "application/pdf")
    name = f"{UNIT}-{sent.edition}-draft.pdf"
    assert found.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert Pdf(found.content).says("Malta", "DRAFT", "In our own words.") == []


def test_answers_can_be_saved_as_they_were_sent(sent):
    found = sent["focal"].get(f"{sent.base}/submission/1/pdf")

    name = f"{UNIT}-{sent.edition}-submission-1.pdf"
    assert found.headers["content-disposition"] == f'attachment; filename="{name}"'
    document = Pdf(found.content)
    assert document.says("In our own words.", "Minister Signer", checksum(sent)) == []
    assert "DRAFT" not in document.text


def test_language_is_that_of_the_pages_or_another_that_is_asked_for(sent):
    browser = sent.enter("focal")
    browser.cookies["msq_language"] = "es"
    address = f"{sent.base}/submission/1/receipt.pdf"

    def language(query):
        return Pdf(browser.get(address + query).content).catalogue["/Lang"]

    assert [language(query) for query in ("", "?language=fr", "?language=tlh")] == [
        "es",
        "fr",
        "es",
    ]


@pytest.mark.parametrize("who", ["focal", "contributor", "mission", "reviewer", "manager"])
def test_whoever_reads_a_response_may_print_it(sent, who):
    assert [sent[who].get(one).status for one in addresses(sent)] == [200, 200, 200]


def test_nobody_else_may(sent):
    assert [sent["other"].get(one).status for one in addresses(sent)] == [404, 404, 404]
    for one in addresses(sent):
        found = sent.stranger().get(one, follow=False)
        assert (found.status, found.headers["location"]) == (303, "/sign-in")


@pytest.mark.parametrize("n", ["0", "-1", "2", "99999999999999999999"])
@pytest.mark.parametrize("what", ["pdf", "receipt.pdf"])
def test_submission_that_never_was_is_not_found(sent, n, what):
    assert sent["focal"].get(f"{sent.base}/submission/{n}/{what}").status == 404


def test_pages_lead_to_the_documents(sent):
    def links(who, path):
        return [one for one in sent[who].get(path).links() if one.endswith("pdf")]

    base, answers = f"{sent.base}/pdf", f"{sent.base}/submission/1/pdf"
    assert links("focal", sent.base) == [base]
    assert links("focal", f"{sent.base}/check") == [base]
    assert links("focal", f"{sent.base}/submission/1/answers") == [answers]
    assert links("focal", f"{sent.base}/submission/1") == [
        f"{sent.base}/submission/1/receipt.pdf",
        answers,
    ]
    assert links("reviewer", f"{sent.desk_of_review}?section=B") == [answers]


def test_machine_that_cannot_make_documents_says_so_and_does_all_else(sent, monkeypatch):
    def missing(name):
        raise OSError(name)

    monkeypatch.setattr(printing, "import_module", missing)
    printing._library.cache_clear()  # noqa: SLF001 - as it is before the first document

    found = sent["focal"].get(f"{sent.base}/pdf")

    assert found.status == 503
    assert found.h1 == "This document cannot be made now"
    assert "This machine cannot make PDF documents yet: the library Pango" in found.text
    assert sent["focal"].get(sent.base).status == 200


def test_receipt_page_names_the_address_at_which_it_can_be_verified(sent):
    page = sent["focal"].get(f"{sent.base}/submission/1")
    address = f"{sent.settings.base_url}/verify/{checksum(sent)}"

    assert address in page.links()
    assert YES in sent.stranger().get(address).text


def test_anybody_can_verify_a_checksum_and_learns_nothing_more(sent):
    browser = sent.stranger()
    form = browser.get("/verify").form()
    form["checksum"] = f" {checksum(sent).upper()} "

    page = browser.send(form)

    assert page.path == f"/verify/{checksum(sent)}"
    assert YES in page.text
    for told in ("Malta", UNIT, sent.edition, "2027", "Minister", "Fiona"):
        assert told not in page.source


def test_anybody_can_verify_a_receipt(sent):
    receipt = sent["focal"].get(f"{sent.base}/submission/1/receipt.pdf").content
    browser = sent.stranger()
    form = browser.get("/verify").form()
    form.attach("receipt", "receipt.pdf", receipt)

    assert YES in browser.send(form).text


def test_every_other_checksum_gets_the_same_answer(sent):
    browser = sent.stranger()

    texts = {
        browser.get(f"/verify/{one}").text.replace(one, "")
        for one in ("0" * 64, "f" * 64, checksum(sent)[:-1] + "x", "short", "<b>")
    }

    assert all(NO in text for text in texts)
    assert not any("<b>" in text or "short" in text for text in texts)


def test_what_is_no_checksum_is_told_at_its_field(scene):
    browser = scene.stranger()
    form = browser.get("/verify").form()
    form["checksum"] = "123 <b>"

    page = browser.send(form)

    assert page.status == 422
    assert page.errors == [
        "Enter the checksum as it stands on the receipt: 64 digits and letters from a to f."
    ]
    assert page.form().texts("checksum") == ["123 <b>"]


def test_file_that_is_no_receipt_is_told_at_its_field(scene):
    browser = scene.stranger()
    form = browser.get("/verify").form()
    form.attach("receipt", "receipt.pdf", b"%PDF-1.7 of something else")

    page = browser.send(form)

    assert page.status == 422
    assert page.errors[0].startswith("This is not a receipt as it was downloaded here.")
    assert page.root.only("input", name="receipt")["aria-describedby"] == "receipt-error"


def test_whoever_is_signed_in_can_verify_too(sent):
    form = sent["focal"].get("/verify").form()
    form["checksum"] = checksum(sent)

    assert YES in sent["focal"].send(form).text


def test_reviewer_saves_what_was_sent_and_not_what_is_written_since(sent):
    sent.review(B7="queried")
    sent.send_back()
    sent.give({"B7": "A draft that nobody sent."})
    mine = Pdf(sent["focal"].get(f"{sent.base}/pdf").content)
    theirs = Pdf(sent["reviewer"].get(f"{sent.base}/pdf").content)

    assert mine.says("A draft that nobody sent.", "DRAFT") == []
    assert theirs.says("In our own words.") == []
    assert theirs.says("A draft that nobody sent.") == ["A draft that nobody sent."]
