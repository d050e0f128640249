"""What comes along into a response from an earlier round, and what of it is not confirmed yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC

from msq.desk._verb import Act
from msq.instrument.whole import Instrument
from msq.response.carrying import Carried, Carry, NotCarried, carry
from msq.response.relevance import asked_answers
from msq.store import carrying, instruments, revisions
from msq.store.carrying import Source
from msq.store.responses import Response


@dataclass(frozen=True)
class Along:
    """What is offered to a response.

    Attributes:
        source: the submission that it comes from.
        before: the instrument of that round, to show its answers by.
        carried: what can be confirmed, by item of this round; only what nobody answered yet.
        lost: what could not come along, and was not answered yet either.
    """

    source: Source
    before: Instrument
    carried: Mapping[str, Carried]
    lost: tuple[NotCarried, ...]


def along(act: Act, response: Response, answered: Mapping[str, object]) -> Along | None:
    """Return what is still offered to a response; ``None`` where nothing came along.

    Args:
        answered: the items of which something is on record.
    """
    found = last_time(act, response, act.instrument(response))
    if found is None:
        return None
    source, before, came = found
    return Along(
        source,
        before,
        {one.item: one for one in came.carried if one.item not in answered},
        tuple(one for one in came.lost if one.item not in answered),
    )


def last_time(
    act: Act, response: Response, now: Instrument
) -> tuple[Source, Instrument, Carry] | None:
    """Return what was accepted last time in terms of this round, answered meanwhile or not.

    With it come the submission that it is from and the instrument of that round; ``None`` where
    nothing came along.
    """
    source = carrying.source_of(act.db, response.id)
    if source is None:
        return None
    before = instruments.load(act.db, source.instrument_hash)
    accepted = revisions.answers_at(act.db, source.response_id, source.number)
    day = source.at.astimezone(UTC).date()
    return source, before, carry(before, asked_answers(before, accepted, day), now)
