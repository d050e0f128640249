"""One small instrument of every construct, and items of every type to parse answers of."""

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
| code   | type            | text                | required | choices               | relevant          | details  | min | max | constraint | constraint_message |
| A1     | note            | Welcome.            |          |                       |                   |          |     |     |            |                    |
| A2     | text            | Your name?          | yes      |                       |                   |          |     |     |            |                    |
| A3     | email           | Your e-mail?        |          |                       |                   |          |     |     |            |                    |
| A4     | phone           | Your telephone?     |          |                       |                   |          |     |     |            |                    |
| B1     | yes_no          | Is there a law?     | yes      |                       |                   | evidence |     |     |            |                    |
| B2     | select_one      | Which licence?      | yes      | open, closed, other*  | ${B1} = 'yes'     |          |     |     |            |                    |
| B3     | select_multiple | Which tools?        |          | polls, forums, none!  |                   |          |     |     | count-selected(.) < 2 | Choose one. |
| B4     | integer         | How many?           |          |                       | selected(${B3}, 'polls') |   | 0   | 99  |            |                    |
| B5     | decimal         | Which share?        |          |                       | ${B4} > 10        |          | 0   | 100 |            |                    |
| B6     | year            | Since when?         |          |                       |                   |          | 1990 | 2030 |           |                    |
| B7     | amount          | What does it cost?  |          |                       |                   |          |     |     |            |                    |
| B8     | date            | On which day?       |          |                       |                   |          |     |     |            |                    |
| B9     | long_text       | Tell us more.       |          |                       |                   |          |     |     |            |                    |
| B10    | web_address     | Where is it?        |          |                       |                   |          |     |     |            |                    |
| C1     | table           | Laws                | yes      |                       | ${B1} = 'yes'     | evidence |     |     |            |                    |
| .ai    | row             | On AI               |          |                       |                   |          |     |     |            |                    |
| .data  | row             | On data             |          |                       |                   |          |     |     |            |                    |
| .has   | yes_no          | Is there one?       | yes      |                       |                   |          |     |     |            |                    |
| .stage | select_one      | Stage               |          | draft, final          | ${has} = 'yes'    |          |     |     |            |                    |
| C2     | repeat          | Portals             |          |                       |                   |          |     |     |            |                    |
| .name  | text            | Name                | yes      |                       |                   |          |     |     |            |                    |
| .open  | yes_no          | Open to all?        |          |                       |                   | evidence |     |     |            |                    |
| .kind  | select_one      | Kind                |          | news, other*          | ${open} = 'yes'   |          |     |     |            |                    |
"""


def everything():
    """Return an instrument with every item type and every construct."""
    return instrument(
        EVERYTHING,
        code="everything",
        personal="A",
        codelists={"currencies": "usd, eur"},
        details={"evidence": EVIDENCE},
    )


def item(kind: str, **more: object) -> Item:
    """Return an item of a type, with a text in English for every text it is given."""
    texts = {name: {"en": value} for name, value in more.items() if name == "unit"}
    return Item(code="A1", concept="a.one", type=kind, text={"en": "One"}, **{**more, **texts})


def parsed(kind: str, *raw: str, choices: tuple[Choice, ...] = (), **more: object) -> object:
    """Return the value that an item of a type makes of raw texts, or the reason why it does not."""
    try:
        return ITEM_TYPES[kind].parse(item(kind, **more), choices, raw)
    except Problem as problem:
        return problem


def refusal(kind: str, *raw: str, choices: tuple[Choice, ...] = (), **more: object) -> str:
    """Return the sentence with which an item of a type refuses raw texts."""
    found = parsed(kind, *raw, choices=choices, **more)
    assert isinstance(found, Problem), f"{raw} gave {found!r}"
    return str(found)
