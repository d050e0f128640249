"""The item type that puts choices of a list in order: the first stands at rank 1."""

import re
from collections.abc import Sequence

from msq.instrument.item_types.base import ANSWERED, Choices, ItemType, Value
from msq.instrument.item_types.choices import BETWEEN_CHOICES, find, joined, label, several, split
from msq.instrument.model import Item
from msq.problems import BadValue

RANKING = "ranking"
READS_AS_RANK = re.compile(r"[0-9]+\.")
"""What no choice of a ranking can have as its code: it would be read as the number of a rank."""
_NUMBERED = re.compile(r"([0-9]+)\.\s+(.+)")


def _parse(item: Item, choices: Choices, raw: Sequence[str]) -> Value | None:
    """Take one text for each rank, as a page sends them, or all ranks in one text."""
    ranks = [text.strip() for text in raw]
    while ranks and not ranks[-1]:
        ranks.pop()
    if "" in ranks:
        raise BadValue(
            "Rank {number} is empty, and a lower one is filled. Leave no gap between ranks.",
            number=ranks.index("") + 1,
        )
    codes = [code for text in ranks for code in _codes(choices, text)]
    for place, code in enumerate(codes):
        if code in codes[:place]:
            raise BadValue(
                "“{choice}” stands at rank {first} and again at rank {second}. Choose it once.",
                choice=_texts(choices, code),
                first=codes.index(code) + 1,
                second=place + 1,
            )
    return _enough(item, choices, codes) or None


def _codes(choices: Choices, text: str) -> list[str]:
    """Return the codes in a text: ``1. Cloud; 2. AI`` as we show it, or as several choices are."""
    found = [_NUMBERED.fullmatch(part.strip()) for part in BETWEEN_CHOICES.split(text)]
    words = [one[2] for place, one in enumerate(found, 1) if one and one[1] == str(place)]
    if len(words) == len(found):
        try:
            return [find(choices, one).code for one in words]
        except BadValue:
            # The texts of choices may themselves begin with a number.
            return [choice.code for choice in split(choices, text)]
    return [choice.code for choice in split(choices, text)]


def _enough(item: Item, choices: Choices, codes: list[str]) -> list[str]:
    """Return ranked codes that are as many as the item takes.

    Raises:
        BadValue: they are too many or too few, or one of them stands only by itself.
    """
    alone = [code for code in codes if any(one.exclusive for one in choices if one.code == code)]
    if alone and len(codes) > 1:
        raise BadValue(
            "“{choice}” cannot be chosen together with others.", choice=_texts(choices, alone[0])
        )
    if item.max and len(codes) > int(item.max):
        raise BadValue("Rank {most} at most. You ranked {count}.", most=item.max, count=len(codes))
    if codes and not alone and item.min and len(codes) < int(item.min):
        raise BadValue(
            "Rank {least} or more. You ranked {count}.", least=item.min, count=len(codes)
        )
    return codes


def _texts(choices: Choices, code: str) -> dict[str, str]:
    return next(choice.text for choice in choices if choice.code == code)


def ranks_of(item: Item, choices: int) -> int:
    """Return how many ranks there are to fill with so many choices."""
    return min(int(item.max), choices) if item.max else choices


def _show(_item: Item, choices: Choices, value: Value, language: str) -> str:
    codes = value if isinstance(value, list) else [str(value)]
    ranked = enumerate((label(choices, code, language) for code in codes), 1)
    return "; ".join(f"{rank}. {words}" for rank, words in ranked)


TYPES = (
    ItemType(
        RANKING,
        "Ranking of choices",
        _parse,
        _show,
        joined,
        several,
        "nominal",
        ANSWERED | {"choices", "choice_filter", "min", "max"},
    ),
)
