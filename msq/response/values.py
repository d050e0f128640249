"""An answer: a value, or the reason why there is none; and how it is read from what was sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from msq.instrument.evaluate import BLANK, Operand
from msq.instrument.item_types import ITEM_TYPES, YES_NO, Choices, ItemType, Value
from msq.instrument.item_types.texts import checked_length, one_kind_of_line_break
from msq.instrument.model import MISSING_REASONS, Item, Text, in_language
from msq.instrument.whole import Instrument
from msq.problems import BadValue, ProblemWithAnswer, short

LONGEST_COMMENT = 2000
MISSING_TEXTS: Mapping[str, Text] = {
    "not_applicable": {
        "ar": "لا ينطبق",
        "zh": "不适用",
        "en": "Not applicable",
        "fr": "Sans objet",
        "ru": "Неприменимо",
        "es": "No aplicable",
    },
    "not_available": {
        "ar": "غير متاح",
        "zh": "无法提供",
        "en": "Not available",
        "fr": "Non disponible",
        "ru": "Нет данных",
        "es": "No disponible",
    },
    "refused": {
        "ar": "نفضّل عدم الإجابة",
        "zh": "不便作答",
        "en": "Prefer not to answer",
        "fr": "Ne souhaite pas répondre",
        "ru": "Предпочитаем не отвечать",
        "es": "Prefiero no responder",
    },
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said about one item; all empty is a blank answer.

    ``value`` and ``missing`` exclude each other. ``number`` is the revision that said so,
    0 where none did; it is not part of what is said.
    """

    value: Value | None = None
    missing: str = ""
    comment: str = ""
    number: int = 0

    @property
    def said(self) -> tuple[Value | None, str, str]:
        """What the answer says, for comparison."""
        return (self.value, self.missing, self.comment)

    @property
    def is_blank(self) -> bool:
        """Whether neither a value nor a reason is given."""
        return self.value is None and not self.missing


Answers = Mapping[str, Answer]
NO_ANSWER = Answer()


def type_of(item: Item) -> ItemType:
    """Return the item's type."""
    return ITEM_TYPES[item.type]


def choices_of(instrument: Instrument, item: Item) -> Choices:
    """Return the choices of an item, yes and no included."""
    return YES_NO if item.type == "yes_no" else instrument.choices(item)


def read(
    instrument: Instrument,
    code: str,
    raw: Sequence[str],
    missing: str = "",
    comment: str = "",
) -> Answer:
    """Return the answer that raw texts of a page or a file stand for.

    Args:
        raw: what was typed; several texts where several choices were ticked.
        missing: a missing reason; it stands instead of a value, never beside one.
        comment: a remark of the person who answers.

    Raises:
        ProblemWithAnswer: the value breaks the item's type or limits, the reason is not offered
            for this item, or a value and a reason are both given.
        NotFound: there is no such item.
    """
    item = instrument.item(code)
    comment = one_kind_of_line_break(comment).strip()
    if len(comment) > LONGEST_COMMENT:
        raise ProblemWithAnswer(
            code, "The note may have {most} characters or fewer.", most=LONGEST_COMMENT
        )
    try:
        value = type_of(item).parse(item, choices_of(instrument, item), raw)
        checked_length(comment, LONGEST_COMMENT)
    except BadValue as problem:
        raise ProblemWithAnswer(code, problem.message, **problem.details) from None
    if missing and missing not in item.missing:
        raise _not_offered(item, code, missing)
    if missing and value is not None:
        raise ProblemWithAnswer(code, "Either give an answer or say why there is none, not both.")
    return Answer(value=value, missing=missing, comment=comment)


def _not_offered(item: Item, code: str, missing: str) -> ProblemWithAnswer:
    """Say which reasons the item takes, where it takes any."""
    if missing not in MISSING_REASONS:
        return ProblemWithAnswer(
            code, "“{reason}” is not one of the reasons.", reason=short(missing)
        )
    if not item.missing:
        return ProblemWithAnswer(code, "This question needs an answer; no reason can stand in.")
    texts = [MISSING_TEXTS[reason] for reason in item.missing]
    return ProblemWithAnswer(
        code,
        "“{reason}” cannot stand in for an answer to this question. The reasons that it takes: "
        "{reasons}.",
        reason=MISSING_TEXTS[missing],
        reasons={language: " / ".join(one[language] for one in texts) for language in texts[0]},
    )


def raw_of(answer: Answer) -> tuple[str, ...]:
    """Return an answer as it would be typed: one text for each choice, none where it is blank."""
    if answer.value is None:
        return ()
    if isinstance(answer.value, list):
        return tuple(answer.value)
    return (str(answer.value),)


def operand(item: Item, answer: Answer) -> Operand:
    """Return an answer as the expression language sees it; a missing reason is blank."""
    return BLANK if answer.value is None else type_of(item).operand(answer.value)


def shown(instrument: Instrument, code: str, answer: Answer, language: str) -> str:
    """Return an answer as text for a person; empty when it is blank."""
    if answer.missing:
        return in_language(MISSING_TEXTS[answer.missing], language)
    if answer.value is None:
        return ""
    item = instrument.item(code)
    return type_of(item).show(item, choices_of(instrument, item), answer.value, language)
