"""What somebody finds when they come in: the questionnaires they answer."""

from dataclasses import dataclass

from msq.desk._verb import Act, look
from msq.store import responses
from msq.store.editions import Edition
from msq.store.responses import Response


@dataclass(frozen=True, slots=True)
class Mine:
    """The responses somebody holds a role for, each with its edition."""

    responses: tuple[tuple[Response, Edition], ...]


@look("mine", None)
def mine(act: Act) -> Mine:
    """Return the responses that the actor answers; none for staff without such a role."""
    if act.actor.id is None:
        return Mine(())
    found = responses.of_person(act.db, act.actor.id)
    return Mine(tuple((one, one.edition) for one in found))
