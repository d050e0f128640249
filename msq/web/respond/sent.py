"""What a section page sends: for each item its texts, its reason, its note, what was seen."""

import secrets
from dataclasses import dataclass

from msq.desk.answer import Change
from msq.problems import BadValue
from msq.web.forms import Form
from msq.web.questions import AMONG_CHOICES

SEEN, MISSING, COMMENT, KEEP, CLEAR, REMOVE = (
    "~seen",
    "~missing",
    "~comment",
    "~keep",
    "~clear",
    "~remove",
)
_ID_LENGTH = 64


@dataclass(frozen=True, slots=True)
class SentAnswer:
    """One item as it was sent. ``keep`` says that what somebody else saved shall stand."""

    item: str
    raw: tuple[str, ...]
    missing: str
    comment: str | None
    seen: int
    keep: bool = False


def sent_answers(form: Form) -> dict[str, SentAnswer]:
    """Return what was sent for each item of the page, by its code, in order.

    Raises:
        BadValue: the page was tampered with.
    """
    items = [name.removesuffix(SEEN) for name in form.names() if name.endswith(SEEN)]
    return {item: _sent(form, item) for item in items}


def _sent(form: Form, item: str) -> SentAnswer:
    seen = form.text(item + SEEN)
    if not seen.isascii() or not seen.isdigit() or len(seen) > 9:  # noqa: PLR2004 - far above any
        raise BadValue("This page is out of step. Please reload it and try again.")
    raw = form.texts(item)
    missing = form.text(item + MISSING)
    chosen = [text for text in raw if text.startswith(AMONG_CHOICES)]
    if chosen:
        missing = chosen[-1].removeprefix(AMONG_CHOICES)
        raw = tuple(text for text in raw if not text.startswith(AMONG_CHOICES))
    row, bracket, _ = item.partition("]")
    if form.ticked(item + CLEAR) or (bracket and form.ticked(row + bracket + REMOVE)):
        raw, missing = (), ""
    comment = form.text(item + COMMENT) if form.texts(item + COMMENT) else None
    return SentAnswer(item, raw, missing, comment, int(seen), form.ticked(item + KEEP))


def changes_of(sent: dict[str, SentAnswer]) -> list[Change]:
    """Return the changes to save: all but those where the saved answer shall stand."""
    return [
        Change(one.item, one.raw, one.missing, one.comment, one.seen)
        for one in sent.values()
        if not one.keep
    ]


def request_of(form: Form | None) -> str:
    """Return the request id that the page carries, or a new one for a new page."""
    found = form.text("request") if form else ""
    return found if 0 < len(found) <= _ID_LENGTH else secrets.token_hex(16)
