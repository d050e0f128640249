"""What a review says of each answer, folded from everything that was said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from msq.instrument.codes import instance_code, split_instance
from msq.instrument.whole import Instrument
from msq.response.values import Answers

ACCEPTED, QUERIED, REPLY, CLEARED = "accepted", "queried", "reply", "cleared"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing said about an answer; append-only.

    ``verdict`` is accepted, queried, cleared (a verdict taken back) or reply (of the respondent);
    ``number`` is the newest revision of the response when it was said: what came later changed
    after it.
    """

    item: str
    verdict: str
    message: str
    number: int
    author: str
    at: datetime


def standing(remarks: Iterable[Remark]) -> dict[str, Remark]:
    """Return the verdict that holds for each item: the newest, unless it was cleared.

    Args:
        remarks: oldest first.
    """
    found: dict[str, Remark] = {}
    for remark in remarks:
        if remark.verdict == REPLY:
            continue
        found[remark.item] = remark
    return {item: remark for item, remark in found.items() if remark.verdict != CLEARED}


def threads(remarks: Iterable[Remark]) -> dict[str, list[Remark]]:
    """Return the whole conversation on each item, oldest first."""
    found: dict[str, list[Remark]] = {}
    for remark in remarks:
        found.setdefault(remark.item, []).append(remark)
    return found


def lead_of(instrument: Instrument, code: str) -> str:
    """Return the item that is reviewed for an item: its lead, or itself."""
    lead = instrument.item(code).lead
    return instance_code(lead, split_instance(code)[1]) if lead else code


def newest_change(instrument: Instrument, answers: Answers) -> dict[str, int]:
    """Return for each reviewed item the newest revision among it and what details it."""
    found: dict[str, int] = {}
    for code, answer in answers.items():
        lead = lead_of(instrument, code)
        found[lead] = max(found.get(lead, 0), answer.number)
    return found
