"""One small instrument of every construct, and items of every type to parse answers of."""

from typing import Any

from msq.instrument.item_types import ITEM_TYPES
from msq.instrument.model import Choice, Item
from msq.problems import Problem
from tests.factories.instruments import instrument

EVIDENCE = """
| code    | type        | text        | required | relevant     | max |
| title   | text        | Title       | yes      |              |     |
| year    | year        | Year        |          | ${title} != '' | 2030 |
| page    | web_address | Web address | yes      |              |     |
"""

EVERYTHING = """
| code   | type            | required | choices              | relevant        | details  | max |
| A1     | note            |          |                      |                 |          |     |
| A2     | text            | yes      |                      |                 |          |     |
| A3     | email           |          |                      |                 |          |     |
| A4     | phone           |          |                      |                 |          |     |
| B1     | yes_no          | yes      |                      |                 | evidence |     |
| B2     | select_one      | yes      | open, closed, other* | ${B1} = 'yes'   |          |     |
| B3     | select_multiple |          | polls, forums, none! |                 |          |     |
| B4     | integer         |          |                      | ${B3} = 'polls' |          | 99  |
| B5     | decimal         |          |                      | ${B4} > 10      |          | 100 |
| B6     | year            |          |                      |                 |          |     |
| B7     | amount          |          |                      |                 |          |     |
| B8     | date            |          |                      |                 |          |     |
| B9     | long_text       |          |                      |                 |          |     |
| B10    | web_address     |          |                      |                 |          |     |
| C1     | table           | yes      |                      | ${B1} = 'yes'   | evidence |     |
| .ai    | row             |          |                      |                 |          |     |
| .data  | row             |          |                      |                 |          |     |
| .has   | yes_no          | yes      |                      |                 |          |     |
| .stage | select_one      |          | draft, final         | ${has} = 'yes'  |          |     |
| C2     | repeat          |          |                      |                 |          |     |
| .name  | text            | yes      |                      |                 |          |     |
| .open  | yes_no          |          |                      |                 | evidence |     |
| .kind  | select_one      |          | news, other*         | ${open} = 'yes' |          |     |
"""


PROGRAMMES = """
| code     | type      | text                | required | relevant       | calculation         | max_rows | row_title |
| A1       | yes_no    | Are there any?      | yes      |                |                     |          |           |
| A2       | repeat    | Which programmes?   |          | ${A1} = 'yes'  |                     |          | Programme |
| .name    | text      | Name                | yes      |                |                     |          |           |
| .kind    | text      | Kind                |          |                |                     |          |           |
| .partner | repeat    | Who takes part?     |          | ${kind} != 'x' |                     | 2        | Partner   |
| ..name   | text      | Name of the partner | yes      |                |                     |          |           |
| ..amount | integer   | Money               |          |                |                     |          |           |
| ..share  | calculate | Share               |          |                | ${amount} div ${total} |       |           |
| .total   | calculate | All money           |          |                | sum(${amounts})     |          |           |
| B1       | calculate | Money of all        |          |                | sum(${A2.partner.amount}) |    |           |
| B2       | calculate | Partners of all     |          |                | count(${A2.partner}) |         |           |
| B3       | text      | In words            |          |                |                     |          |           |
""".replace("${amounts}", "${A2.partner.amount}")  # noqa: E501


def programmes(code="small"):
    """Return an instrument with a repeating group in the rows of another one."""
    return instrument(PROGRAMMES, code=code)


def everything():
    """Return an instrument with every item type and every construct."""
    return instrument(
        EVERYTHING,
        code="everything",
        personal="A",
        codelists={"currencies": "usd, eur"},
        details={"evidence": EVIDENCE},
    )


def item(kind: str, unit: str = "", **more: Any) -> Item:
    """Return an item of a type, its unit in English."""
    unit_text = {"en": unit} if unit else {}
    return Item(code="A1", concept="a.one", type=kind, text={"en": "One"}, unit=unit_text, **more)


def parsed(kind: str, *raw: str, choices: tuple[Choice, ...] = (), **more: Any) -> Any:
    """Return the value that an item of a type makes of raw texts, or the reason why it does not."""
    try:
        return ITEM_TYPES[kind].parse(item(kind, **more), choices, raw)
    except Problem as problem:
        return problem


def refusal(kind: str, *raw: str, choices: tuple[Choice, ...] = (), **more: Any) -> str:
    """Return the sentence with which an item of a type refuses raw texts."""
    found = parsed(kind, *raw, choices=choices, **more)
    assert isinstance(found, Problem), f"{raw} gave {found!r}"
    return str(found)
