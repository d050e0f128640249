"""Whether the record of a response is whole: what must hold of it, and what does not.

Faults are sentences for whoever keeps the machine; no answer stands in them.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from msq.response.revisions import Revision
from msq.response.values import Answer


def faults_of_numbers(numbers: Sequence[int], last_number: int) -> Iterator[str]:
    """Yield where the numbers of revisions are not all those from 1 to the last, each once."""
    lost = sorted(set(range(1, last_number + 1)) - set(numbers))
    for _, group in groupby(enumerate(lost), key=lambda pair: pair[1] - pair[0]):
        places = [number for _, number in group]
        if len(places) == 1:
            yield f"revision {places[0]} is missing"
        else:
            yield f"revisions {places[0]} to {places[-1]} are missing"
    for number in numbers:
        if number > last_number:
            yield f"revision {number} is beyond the last one, which is {last_number}"


def faults_of_succession(revisions: Sequence[Revision]) -> Iterator[str]:
    """Yield the revisions that do not name the one which stood before them, 0 for none."""
    stood: dict[str, int] = {}
    for one in revisions:
        before = stood.get(one.item, 0)
        if one.replaces != before:
            yield (
                f"revision {one.number} of {one.item} says that it replaces {one.replaces}; "
                f"what stood there was {before}"
            )
        stood[one.item] = one.number


def faults_of_answers(
    rebuilt: Mapping[str, Answer], standing: Mapping[str, Answer]
) -> Iterator[str]:
    """Yield the answers that are not what the revisions add up to."""
    for item in wrong_answers(rebuilt, standing):
        if item not in standing:
            yield f"the answer to {item} is missing"
        elif item not in rebuilt:
            yield f"the answer to {item} was never recorded"
        else:
            yield f"the answer to {item} is not what revision {rebuilt[item].number} says"


def wrong_answers(rebuilt: Mapping[str, Answer], standing: Mapping[str, Answer]) -> list[str]:
    """Return the items whose answer is not what the revisions add up to."""
    items = sorted(rebuilt.keys() | standing.keys())
    return [item for item in items if rebuilt.get(item) != standing.get(item)]
