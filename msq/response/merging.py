"""What happens when a save meets an answer that somebody else changed meanwhile."""

from enum import Enum

from msq.response.values import Answer


class Outcome(Enum):
    """What a save does to one answer."""

    SAME = "same"
    """The answer already says this; there is nothing to record."""
    APPLY = "apply"
    """A new revision is recorded."""
    KEEP = "keep"
    """The person changed nothing; somebody else's newer answer stands."""
    CONFLICT = "conflict"
    """Both changed it, to different answers: a person must choose."""


def merge(seen: Answer, mine: Answer, now: Answer) -> Outcome:
    """Decide what a save does to one answer.

    Args:
        seen: the answer that the person had before them.
        mine: what they send.
        now: the answer as it stands.
    """
    if mine.said == now.said:
        return Outcome.SAME
    if mine.said == seen.said:
        return Outcome.KEEP
    return Outcome.APPLY if now.said == seen.said else Outcome.CONFLICT
