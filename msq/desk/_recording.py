"""Recording answers that changed: what every verb that answers does at first and in the end."""

from collections.abc import Sequence

from msq.desk._verb import Act
from msq.response import lifecycle
from msq.response.links import WEB_ADDRESS
from msq.store import link_checks, responses, revisions
from msq.store.responses import Response
from msq.store.revisions import Entry


def to_answer(act: Act, edition_code: str, unit_code: str) -> Response:
    """Return a response, held until the verb ends, once it takes answers of this actor now.

    Raises:
        NotFound: no such response for this actor.
        NotAllowed: the actor sees the response but may not answer.
        WrongState: the response or the edition takes no answers now.
    """
    response = act.response(edition_code, unit_code, "response.answer", lock=True)
    act.require_open(response)
    lifecycle.after(response.state, "answer")
    return response


def record(act: Act, response: Response, entries: Sequence[Entry]) -> int:
    """Record what changes a response and move it on; return the number of its newest revision.

    Web addresses among it are queued, to be checked by a worker.

    Raises:
        WrongState: there is something to record, and the response takes no answers.
    """
    if not entries:
        return response.last_number
    state = lifecycle.after(response.state, "answer")
    last = revisions.append(act.db, response.id, response.last_number, entries)
    responses.move(act.db, response.id, state, last_number=last, changed_at=act.now)
    instrument = act.instrument(response)
    values = (one.said.value for one in entries if instrument.item(one.item).type == WEB_ADDRESS)
    link_checks.queue(act.db, [str(value) for value in values if value is not None], act.now)
    return last
