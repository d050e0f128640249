"""What a section page sends: for each item its texts, its reason, its note, what was seen."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

from msq.desk.answer import LONGEST_REQUEST, Change, in_moved_row
from msq.instrument.codes import rows_around
from msq.instrument.model import MISSING_REASONS
from msq.problems import BadValue
from msq.web.forms import Form
from msq.web.questions import AMONG_CHOICES

SEEN, MISSING, COMMENT, KEEP, CLEAR, REMOVE, NEW, CONFIRM = (
    "~seen",
    "~missing",
    "~comment",
    "~keep",
    "~clear",
    "~remove",
    "~new",
    "~confirm",
)
REQUEST = "request"
_REASONS = {AMONG_CHOICES + reason: reason for reason in MISSING_REASONS}


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
    seen = form.number(item + SEEN)
    if seen < 0:
        raise BadValue("This page is out of step. Please reload it and try again.")
    raw = form.texts(item)
    missing = form.text(item + MISSING)
    chosen = [_REASONS[text] for text in raw if text in _REASONS]
    if chosen:
        missing = chosen[-1]
        raw = tuple(text for text in raw if text not in _REASONS)
    if form.ticked(item + CLEAR) or any(form.ticked(row + REMOVE) for row in rows_around(item)):
        raw, missing = (), ""
    comment = form.text(item + COMMENT) if form.texts(item + COMMENT) else None
    return SentAnswer(item, raw, missing, comment, seen, form.ticked(item + KEEP))


def new_rows_of(form: Form) -> list[str]:
    """Return the rows that the page offered as new ones."""
    return [name.removesuffix(NEW) for name in form.names() if name.endswith(NEW)]


def removed_rows_of(form: Form) -> list[str]:
    """Return the rows that are to go."""
    names = (name for name in form.names() if name.endswith(REMOVE) and form.ticked(name))
    return [name.removesuffix(REMOVE) for name in names]


def confirmed(form: Form) -> set[str]:
    """Return the items whose answer of the last round is to stand in this one."""
    return {name.removesuffix(CONFIRM) for name in form.names() if name.endswith(CONFIRM)}


def in_moved_rows(sent: dict[str, SentAnswer], moved: Mapping[str, str]) -> dict[str, SentAnswer]:
    """Return what was sent, under the codes that it has in the rows that were moved."""
    codes = {item: in_moved_row(item, moved) for item in sent}
    return {codes[item]: replace(one, item=codes[item]) for item, one in sent.items()}


def changes_of(sent: dict[str, SentAnswer]) -> list[Change]:
    """Return the changes to save: all but those where the saved answer shall stand."""
    return [
        Change(one.item, one.raw, one.missing, one.comment, one.seen)
        for one in sent.values()
        if not one.keep
    ]


def new_request() -> str:
    """Return the request id of a new page."""
    return secrets.token_hex(16)


def request_of(form: Form) -> str:
    """Return the request id that the page carries, or a new one when it carries none of ours."""
    found = form.text(REQUEST)
    return found if 0 < len(found) <= LONGEST_REQUEST else new_request()
