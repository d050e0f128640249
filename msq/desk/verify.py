"""Whether a receipt or a checksum belongs to a submission whose answers are still the same.

Anybody may ask with a checksum: nobody can guess one. They are told yes or no, and nothing else.
"""

import re

from msq.desk._verb import Desk
from msq.desk.actor import COMMAND_LINE
from msq.desk.submit import hash_of
from msq.response.receipts import Receipt
from msq.store import Connection, responses, revisions, submissions
from msq.store.visibility import visible_to

MATCHES, DIFFERS, UNKNOWN = "matches", "differs", "unknown"
_SHA256 = re.compile(r"[0-9a-f]{64}")


def checksum_in(text: str) -> str:
    """Return the checksum that was typed, without blanks and in small letters; empty for none."""
    found = "".join(text.split()).lower()
    return found if _SHA256.fullmatch(found) else ""


def holds(desk: Desk, sha256: str) -> bool:
    """Return whether a submission here has a checksum, worked out anew from its answers."""
    with desk.database.reading() as db:
        place = submissions.with_hash(db, sha256)
        record = _on_record(db, *place) if place else None
    return record is not None and record.sha256 == sha256


def compare(desk: Desk, receipt: Receipt) -> str:
    """Return whether a receipt says what is on record: ``MATCHES``, ``DIFFERS`` or ``UNKNOWN``.

    It differs where the receipt was changed, and where the answers were, or what is kept of the
    submission. It is unknown where no such submission was received here.
    """
    with desk.database.reading() as db:
        place = receipt.edition, receipt.unit, receipt.submission
        record = _on_record(db, *place)
    if record is None:
        return UNKNOWN
    return MATCHES if record == receipt else DIFFERS


def _on_record(db: Connection, edition: str, unit: str, n: int) -> Receipt | None:
    """Return what the receipt of a submission says by the answers that are on record now.

    Where the hash that is kept is not the one of the answers, it has none.
    """
    response = responses.find(db, edition, unit, visible_to(COMMAND_LINE.grants))
    if response is None:
        return None
    sent = [one for one in submissions.of_response(db, response.id) if one.n == n]
    if not sent:
        return None
    one = sent[0]
    answers = revisions.answers_at(db, response.id, one.number)
    found = hash_of(response, one.instrument_hash, n, one.number, answers, one.reasons)
    intact = found if found == one.hash else ""
    return Receipt(edition, unit, n, one.number, one.at.isoformat(), intact)
