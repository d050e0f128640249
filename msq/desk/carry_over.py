"""Confirming answers that came along from an earlier round."""

from collections.abc import Collection

from msq.desk._files import brought_along
from msq.desk._recording import record, to_answer
from msq.desk._verb import Act, verb
from msq.desk.reading.carried import along
from msq.store import revisions
from msq.store.revisions import Entry, Writer

SOURCE = "carry-over"


@verb("confirm", "response.answer", trail=False)
def confirm(
    act: Act, edition_code: str, unit_code: str, items: Collection[str], request_id: str
) -> int:
    """Say answers of the last round anew, as they were accepted; return how many.

    An item that was answered meanwhile, or that nothing came along for, is left as it is. The
    revisions are the trail: their source says where they come from.

    Raises:
        NotFound, NotAllowed: no such response for this actor, or no right.
        WrongState: the response or the edition takes no answers now.
    """
    response = to_answer(act, edition_code, unit_code)
    offered = along(act, response, revisions.newest(act.db, response.id))
    carried = offered.carried if offered else {}
    writer = Writer(act.actor.name, act.actor.id, act.now, SOURCE, request_id)
    entries = [Entry(item, one.answer, 0, writer) for item, one in carried.items() if item in items]
    record(act, response, entries)
    if offered:
        brought_along(act, offered.source.response_id, response, entries)
    return len(entries)
