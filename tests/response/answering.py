"""Answers written short, and generated for any instrument."""

from itertools import product

from hypothesis import strategies as st

from msq.instrument.codes import instance_code
from msq.instrument.whole import Instrument
from msq.problems import Problem
from msq.response.values import Answer, Answers, read

_TYPED = {
    "yes_no": ("yes", "no"),
    "integer": ("0", "5", "50"),
    "decimal": ("0", "12.5", "100"),
    "amount": ("0", "2500000"),
    "year": ("2020", "2027"),
    "date": ("2027-03-27", "2026-01-01"),
    "text": ("x", "7", "yes"),
    "long_text": ("one\ntwo",),
    "web_address": ("https://example.org",),
    "email": ("name@example.org",),
    "phone": ("+1 212 555 0100",),
    "calculate": ("",),
}
ROWS = (1, 2, 7)


def answers(instrument: Instrument, **typed: str) -> Answers:
    """Return answers from what was typed; ``A1__title`` stands for ``A1.title``.

    ``C2_3__name`` stands for ``C2[3].name``. A text that begins with ``~`` is a missing reason.
    """
    found = {}
    for name, text in typed.items():
        code = name.replace("__", ".")
        group, _, rest = code.partition("_") if "_" in code.partition(".")[0] else ("", "", "")
        if group:
            row, _, field = rest.partition(".")
            code = f"{group}[{row}].{field}"
        missing = text.removeprefix("~") if text.startswith("~") else ""
        found[code] = read(instrument, code, () if missing else (text,), missing)
    return found


def _raw(instrument: Instrument, code: str) -> st.SearchStrategy[tuple[str, ...]]:
    item = instrument.item(code)
    codes = [choice.code for choice in instrument.choices(item)]
    return st.sampled_from(_TYPED.get(item.type) or codes).map(lambda text: (text,))


def _answer(instrument: Instrument, code: str) -> st.SearchStrategy[Answer]:
    item = instrument.item(code)
    said = st.builds(lambda raw: _read(instrument, code, raw, ""), _raw(instrument, code))
    if item.missing:
        reasons = st.sampled_from(item.missing)
        said |= reasons.map(lambda reason: _read(instrument, code, (), reason))
    return said | st.just(Answer(comment="a note"))


def _read(instrument: Instrument, code: str, raw: tuple[str, ...], missing: str) -> Answer:
    try:
        return read(instrument, code, raw, missing)
    except Problem:  # a limit of the item that the typed texts do not know
        return Answer()


@st.composite
def sets_of_answers(draw: st.DrawFn, instrument: Instrument) -> dict[str, Answer]:
    """Draw answers to some items of an instrument, in some rows of its groups."""
    codes = [
        instance_code(code, path)
        for code in instrument.items
        for path in product(ROWS, repeat=instrument.depth(code))
    ]
    chosen = draw(st.lists(st.sampled_from(codes), unique=True, max_size=25))
    return {code: draw(_answer(instrument, code)) for code in chosen}
