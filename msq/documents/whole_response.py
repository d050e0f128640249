"""A whole response as a document: as it stands now, or as a submission was sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from msq.documents.printing import pdf_of
from msq.documents.questions import PrintedSection, Reading, attached_in
from msq.documents.words import Words, filled, style
from msq.instrument.item_types.files import Reference
from msq.instrument.whole import Instrument
from msq.response.values import Answers
from msq.store.files import FileFacts
from msq.store.responses import Response
from msq.store.submissions import Submission


@dataclass(frozen=True)
class Version:
    """One version of a response.

    Attributes:
        answers: as they stand, or stood at the submission.
        files: those that it may show, by SHA-256.
        sent: the submission that it is; ``None`` for a draft.
        at: when it is read.
    """

    response: Response
    instrument: Instrument
    answers: Answers
    files: Mapping[str, FileFacts]
    sent: Submission | None
    at: datetime

    @property
    def day(self) -> date:
        """The day that expressions go by."""
        return self.sent.day if self.sent else self.at.astimezone(UTC).date()

    @property
    def file_name(self) -> str:
        """What the document is called where it is stored."""
        which = f"submission-{self.sent.n}" if self.sent else "draft"
        return plain_name(self.response, which)


@dataclass(frozen=True, slots=True)
class Passed:
    """A warning that was passed, with the reason for it."""

    message: Mapping[str, str]
    items: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class AnswersDocument:
    """What the document shows; ``verify`` is where its checksum can be held against the record."""

    version: Version
    sections: tuple[PrintedSection, ...]
    attached: tuple[tuple[str, Reference], ...]
    passed: tuple[Passed, ...]
    verify: str


def plain_name(response: Response, which: str) -> str:
    """Return a file name of letters, digits, dots and hyphens alone."""
    name = f"{response.unit.code}-{response.edition_code}-{which}.pdf"
    return "".join(one if one.isascii() and (one.isalnum() or one in ".-") else "-" for one in name)


def verify_address(base_url: str, sha256: str) -> str:
    """Return where anybody can ask whether a checksum belongs to a submission."""
    return f"{base_url}/verify/{sha256}"


def response_pdf(words: Words, version: Version, language: str, base_url: str) -> bytes:
    """Return a response as a document in a language.

    Raises:
        NotPrinted: this machine cannot make PDFs, or too many are being made.
    """
    reading = Reading(version.instrument, version.answers, version.day, language)
    sections = reading.sections()
    sent = version.sent
    shown = AnswersDocument(
        version,
        sections,
        tuple(one for section in sections for one in attached_in(section.parts)),
        _passed(version),
        verify_address(base_url, sent.hash) if sent else "",
    )
    html = filled(words, "documents/answers.html", language, shown)
    return pdf_of(html, style())


def _passed(version: Version) -> tuple[Passed, ...]:
    """Return the warnings that the submission passed, in the order of the questionnaire."""
    reasons = version.sent.reasons if version.sent else {}
    return tuple(
        Passed(check.message, check.items, reasons[check.code])
        for check in version.instrument.checks.values()
        if check.code in reasons
    )
