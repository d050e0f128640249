"""Proving that what is on record is whole, and making the answers anew from the revisions."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from msq.desk._verb import Act, look, verb
from msq.desk.submit import hash_of
from msq.instrument.item_types.files import FILES
from msq.problems import BadValue, NotFound
from msq.response.proving import (
    faults_of_answers,
    faults_of_numbers,
    faults_of_succession,
    wrong_answers,
)
from msq.response.revisions import Revision, fold
from msq.response.values import raw_of
from msq.store import Connection, editions, files, responses, revisions, submissions
from msq.store.responses import Response
from msq.store.visibility import visible_to

UNREADABLE_RECORD = "the values of its revisions cannot all be read"
UNREADABLE_ANSWERS = "the values of its answers cannot all be read"
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Place:
    """Where one record is: the codes of its edition and its unit."""

    edition: str
    unit: str


@look("records", "record.keep")
def records(act: Act, edition_code: str = "") -> tuple[Place, ...]:
    """Return the responses of an edition, or of all, in order.

    Raises:
        NotFound: there is no such edition.
    """
    chosen = [act.edition(edition_code)] if edition_code else editions.every(act.db)
    visible = visible_to(act.actor.grants)
    return tuple(
        Place(one.code, response.unit.code)
        for one in chosen
        for response in responses.of_edition(act.db, one.id, visible)
    )


@look("record_faults", "record.keep")
def record_faults(act: Act, edition_code: str, unit_code: str) -> tuple[str, ...]:
    """Return what is wrong with the record of a response, a sentence each; none where it is whole.

    Raises:
        NotFound: there is no such response.
    """
    response = act.response(edition_code, unit_code, "record.keep")
    record = _readable(act, response, revisions.every)
    if record is None:
        return (UNREADABLE_RECORD,)
    standing = _readable(act, response, revisions.answers)
    return (
        *faults_of_numbers([one.number for one in record], response.last_number),
        *faults_of_succession(record),
        *([UNREADABLE_ANSWERS] if standing is None else faults_of_answers(fold(record), standing)),
        *_faults_of_submissions(act, response, record),
        *_faults_of_files(act, response, record),
    )


@verb("rebuild", "record.keep")
def rebuild_answers(act: Act, edition_code: str, unit_code: str) -> int:
    """Make the answers of a response anew from its revisions; return how many were wrong.

    Raises:
        NotFound: there is no such response.
        BadValue: its revisions cannot be read.
    """
    response = act.response(edition_code, unit_code, "record.keep", lock=True)
    record = _readable(act, response, revisions.every)
    if record is None:
        raise BadValue(
            "The revisions of “{unit}” in the edition “{edition}” cannot be read. Bring them back "
            "from a backup.",
            unit=unit_code,
            edition=edition_code,
        )
    rebuilt = fold(record)
    standing = _readable(act, response, revisions.answers)
    wrong = list(rebuilt) if standing is None else wrong_answers(rebuilt, standing)
    if wrong or standing is None:
        revisions.rebuild(act.db, response.id, rebuilt)
    act.details.update(wrong=len(wrong))
    return len(wrong)


def _readable(act: Act, response: Response, read: Callable[[Connection, int], Read]) -> Read | None:
    """Return what is kept of a response, ``None`` where a value in it is no JSON any more."""
    try:
        return read(act.db, response.id)
    except ValueError:
        return None


def _faults_of_submissions(act: Act, response: Response, record: list[Revision]) -> Iterator[str]:
    """Yield the submissions that are not what was signed."""
    sent = submissions.of_response(act.db, response.id)
    if [one.n for one in sent] != list(range(1, response.submissions + 1)):
        counted = ", ".join(str(one.n) for one in sent) or "none"
        yield f"there must be {response.submissions} submissions; there are: {counted}"
    numbers = {one.number for one in record}
    for one in sent:
        if one.number not in numbers:
            yield f"submission {one.n} ends with revision {one.number}, which is missing"
            continue
        answers = fold(record, one.number)
        made = hash_of(response, one.instrument_hash, one.n, one.number, answers, one.reasons)
        if made != one.hash:
            yield f"submission {one.n} is not what was signed: its hash differs"


def _faults_of_files(act: Act, response: Response, record: list[Revision]) -> Iterator[str]:
    """Yield the files that answers name and that are not there as they were attached."""
    instrument = act.instrument(response)
    named: dict[str, int] = {}
    for one in record:
        try:
            item = instrument.item(one.item)
        except NotFound:
            yield f"revision {one.number} answers {one.item}, which is never asked"
            continue
        if item.type == FILES:
            for text in raw_of(one.answer):
                named.setdefault(text.partition(" ")[0], one.number)
    shown = files.shown_by(act.db, response.id) if named else {}
    for digest, number in named.items():
        if digest not in shown:
            yield f"the file {digest[:12]} of revision {number} is not attached"
        elif not files.is_whole(act.db, digest):
            yield f"the file {digest[:12]} of revision {number} is not what was attached"
