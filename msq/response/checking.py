"""Everything that is wrong with a set of answers, all at once."""

from msq.instrument.evaluate import holds
from msq.instrument.expression import parse
from msq.instrument.model import Instrument, Item, split_instance
from msq.problems import ProblemWithAnswer
from msq.response.relevance import Relevance, all_codes
from msq.response.values import NO_ANSWER, Answer, Answers, operand


def check(instrument: Instrument, answers: Answers, section: str = "") -> list[ProblemWithAnswer]:
    """Return the problems that stop a submission, in the order of the questionnaire.

    Args:
        section: only look at this section; all when empty.
    """
    relevance = Relevance(instrument, answers)
    problems: list[ProblemWithAnswer] = []
    for code in all_codes(instrument, answers):
        definition, _ = split_instance(code)
        if section and instrument.section_of[definition].code != section:
            continue
        if relevance.asks(code):
            problem = problem_with(instrument, relevance, code, answers.get(code, NO_ANSWER))
            if problem:
                problems.append(problem)
    return problems


def problem_with(
    instrument: Instrument, relevance: Relevance, code: str, answer: Answer
) -> ProblemWithAnswer | None:
    """Return what is wrong with the answer to an item that is asked, or ``None``.

    Its type and limits were checked when it was read; a row too many is told at its first item.
    """
    item = instrument.item(code)
    _, row = split_instance(code)
    if row and _is_too_many(instrument, relevance, item, row):
        most = instrument.entry_of[item.code].max_rows
        return ProblemWithAnswer(code, "Remove this entry: there may be {most} at most.", most=most)
    if answer.is_blank:
        return _blank(instrument, code) if item.required else None
    if answer.value is None or not item.constraint:
        return None
    itself = operand(item, answer)
    if holds(parse(item.constraint), relevance.lookup(row, item), itself):
        return None
    if item.constraint_message:
        return ProblemWithAnswer(code, "{reason}", reason=item.constraint_message)
    return ProblemWithAnswer(code, "Please check this answer.")


def _is_too_many(instrument: Instrument, relevance: Relevance, item: Item, row: int) -> bool:
    entry = instrument.entry_of[item.code]
    return item.code == entry.items[0].code and row in relevance.rows(entry.code)[entry.max_rows :]


def _blank(instrument: Instrument, code: str) -> ProblemWithAnswer:
    if instrument.item(code).missing:
        return ProblemWithAnswer(code, "Give an answer, or say why there is none.")
    return ProblemWithAnswer(code, "Give an answer.")
