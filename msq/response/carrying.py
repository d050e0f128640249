"""What of the last round's answers comes along into this one, by concept.

A carried answer is an offer: it counts as unanswered, and is said by nobody, until somebody of the
unit confirms it. Nothing is carried that this round's item would not take.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from msq.instrument.codes import Path, instance_code, split_instance
from msq.instrument.model import Item
from msq.instrument.whole import Instrument
from msq.problems import BadValue, Problem
from msq.response.values import Answer, Answers, raw_of, read


@dataclass(frozen=True, slots=True)
class Carried:
    """One answer of the last round that can stand in this one.

    Attributes:
        item: its code in this round.
        answer: as it was accepted.
        was: its code in the last round.
    """

    item: str
    answer: Answer
    was: str


@dataclass(frozen=True, slots=True)
class NotCarried:
    """One answer of the last round that cannot stand, though its question is asked again.

    Attributes:
        item: its code in this round.
        answer: as it was accepted, in the terms of the last round.
        was: its code in the last round.
        why: what this round's item does not take.
    """

    item: str
    answer: Answer
    was: str
    why: Problem


@dataclass(frozen=True, slots=True)
class Carry:
    """All that came along into a response, and what could not, in this round's order."""

    carried: tuple[Carried, ...] = ()
    lost: tuple[NotCarried, ...] = ()


def carry(before: Instrument, answers: Answers, now: Instrument) -> Carry:
    """Return what of answers to one instrument can stand in another.

    An answer goes to the item of the same concept. One whose concept is asked no more, or is
    calculated now, is not among the lost: nobody waits for it.

    Args:
        answers: those that were asked, as they were accepted.
    """
    by_concept = {item.concept: item for item in now.items.values()}
    carried: list[Carried] = []
    lost: list[NotCarried] = []
    for was, answer in answers.items():
        old = before.item(was)
        new = by_concept.get(old.concept)
        if new is None or new.calculation or answer.is_blank:
            continue
        _, path = split_instance(was)
        code = instance_code(new.code, path[: now.depth(new.code)])
        try:
            carried.append(Carried(code, _fitting(before, old, answer, now, new, path, code), was))
        except BadValue as problem:
            lost.append(NotCarried(code, answer, was, problem))
    return Carry(
        tuple(sorted(carried, key=lambda one: now.sort_key(one.item))),
        tuple(sorted(lost, key=lambda one: now.sort_key(one.item))),
    )


def _fitting(
    before: Instrument,
    old: Item,
    answer: Answer,
    now: Instrument,
    new: Item,
    path: Path,
    code: str,
) -> Answer:
    """Return an answer as this round's item takes it.

    Raises:
        BadValue: it does not.
    """
    if len(path) != now.depth(new.code):
        raise BadValue("This question is asked in another way now.")
    if old.type != new.type:
        raise BadValue("This question takes another kind of answer now.")
    if answer.missing:
        return read(now, code, (), answer.missing, answer.comment)
    gone = _gone(before, old, answer, now, new)
    if gone:
        raise BadValue("No longer among the choices: {choices}.", choices=", ".join(gone))
    return read(now, code, raw_of(answer), "", answer.comment)


def _gone(
    before: Instrument, old: Item, answer: Answer, now: Instrument, new: Item
) -> Sequence[str]:
    """Return the choices that were given and are not offered any more, as they were worded."""
    offered = {choice.code for choice in now.choices(new)}
    given = raw_of(answer)
    return [
        choice.text.get("en", choice.code)
        for choice in before.choices(old)
        if choice.code in given and choice.code not in offered
    ]
