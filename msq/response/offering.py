"""Which choices are offered, given the other answers.

Source of the rule: XLSForm's ``choice_filter``.
"""

from msq.instrument.item_types import Choices
from msq.instrument.model import CHOICE_ITSELF
from msq.instrument.whole import Instrument
from msq.problems import ProblemWithAnswer
from msq.response.relevance import Relevance
from msq.response.values import Answer, choices_of, raw_of


def offered(instrument: Instrument, relevance: Relevance, code: str) -> Choices:
    """Return the choices that an item offers now, in the order of its list.

    Raises:
        NotFound: there is no such item.
    """
    item = instrument.item(code)
    choices = choices_of(instrument, item)
    if not item.choice_filter:
        return choices
    return tuple(
        choice
        for choice in choices
        if relevance.holds(
            item.choice_filter,
            code,
            attributes={**choice.attributes, CHOICE_ITSELF: choice.code},
        )
    )


def not_offered(
    instrument: Instrument, relevance: Relevance, code: str, answer: Answer
) -> ProblemWithAnswer | None:
    """Return what is wrong with an answer that takes a choice which is not offered now."""
    item = instrument.item(code)
    if not item.choice_filter or answer.value is None:
        return None
    codes = {choice.code for choice in offered(instrument, relevance, code)}
    texts = {choice.code: choice.text for choice in choices_of(instrument, item)}
    for chosen in raw_of(answer):
        if chosen not in codes:
            return ProblemWithAnswer(
                code,
                "“{choice}” does not fit your other answers. Please choose again.",
                choice=texts.get(chosen, chosen),
            )
    return None
