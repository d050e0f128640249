"""The record of answers: revisions, and the answers that they add up to."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from msq.instrument.item_types import Value
from msq.response.values import Answer, Answers

CALCULATED = "calculated"
"""The source of what follows from other answers, recorded as a response is submitted."""
RESTORED = "restore"
"""The source of an answer that stood before and was made to stand again."""
SOURCE_TEXTS = {
    "page": "on this site",
    "import": "from an import file",
    "workbook": "from an offline workbook",
    "carry-over": "carried over from the last edition",
    "staff": "entered by the secretariat",
    "api": "through the programming interface",
    CALCULATED: "calculated from other answers",
    RESTORED: "restored from an earlier version",
}
"""From where a revision came, as people read it."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One recorded change of one answer. ``replaces`` is the number it followed, 0 for none."""

    number: int
    item: str
    value: Value | None
    missing: str
    comment: str
    author: str
    at: datetime
    source: str
    replaces: int

    @property
    def answer(self) -> Answer:
        """The answer that holds from this revision on."""
        return Answer(self.value, self.missing, self.comment, self.number)


def fold(revisions: Iterable[Revision], upto: int | None = None) -> dict[str, Answer]:
    """Return the answers that revisions add up to.

    Args:
        revisions: in rising order of their numbers.
        upto: stop after this number; all when ``None``.
    """
    answers: dict[str, Answer] = {}
    for revision in revisions:
        if upto is not None and revision.number > upto:
            break
        answers[revision.item] = revision.answer
    return answers


def canonical(head: Mapping[str, object], answers: Answers) -> bytes:
    """Return the bytes over which a submission is hashed.

    Sorted JSON in UTF-8 without spaces of ``head`` and, under ``answers``, everything that was
    said: a value, or a missing reason, and a comment where there is one. Relevance plays no part,
    so that the hash depends on the record alone.
    """
    said = {}
    for code, answer in answers.items():
        if answer.is_blank and not answer.comment:
            continue
        parts = {"value": answer.value, "missing": answer.missing, "comment": answer.comment}
        said[code] = {name: part for name, part in parts.items() if part not in (None, "")}
    document = {**head, "answers": said}
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def fingerprint(head: Mapping[str, object], answers: Answers) -> str:
    """Return the SHA-256 of the canonical bytes, in hexadecimal."""
    return sha256(canonical(head, answers)).hexdigest()
