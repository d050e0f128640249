"""From one block of a form to one item, and to the items that follow from it.

Constructs are written once and give several items: ``details`` (what is asked after a yes),
choices that want to be specified, and amounts with their currency.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from msq.instrument.building.codelists import PART, Codelists
from msq.instrument.building.limits import limits, ranks
from msq.instrument.building.places import Faults, Place, perhaps
from msq.instrument.building.reading import Reading
from msq.instrument.item_types import CALCULATE, ITEM_TYPES, RANKING
from msq.instrument.model import MISSING_REASONS, Item, Tags, Text

COMMON = frozenset({"code", "type", "text", "help", "required", "relevant", "tags"})
LONGEST_TEXT = 100_000
_OFFERED = ("not_applicable", "not_available")
_SPECIFY: Text = {"en": "Please specify"}
_CURRENCY: Text = {"en": "Currency"}
CURRENCIES = "currencies"
_SHORT = re.compile(r"\$\{\s*([a-z][a-z0-9_]*)\s*\}")


@dataclass(frozen=True)
class Standing:
    """What an item takes from where it stands.

    Attributes:
        lead, within, row, column: as in ``Item``.
        asked: the condition under which the item follows its lead.
        names: the short names that its expressions may use, with the codes they stand for.
        tags: those of what it stands in, for an item without its own.
        personal: what it stands in is personal data.
        may_miss: a missing reason can be offered.
        alone: no other item can follow it: it is a cell of a table, or a detail itself.
    """

    lead: str = ""
    within: str = ""
    row: str = ""
    column: str = ""
    asked: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    tags: Tags = field(default_factory=dict)
    personal: bool = False
    may_miss: bool = True
    alone: bool = False


class Items:
    """Builds items; every construct that gives several of them is here or in ``entries``."""

    def __init__(self, lists: Codelists, details: Reading, faults: Faults) -> None:
        """Build with these lists of choices and these blocks of details."""
        self.lists = lists
        self._details = details
        self._faults = faults

    def item(self, at: Reading, code: str, concept: str, stands: Standing) -> Item:
        """Return one item."""
        kind = self._type(at)
        self._faults.stands(code, at.place)
        if stands.alone:
            self._stays_alone(at, kind, stands)
        own, tags = at.expression("relevant"), at.tags()
        relevant = f"{stands.asked} and ({own})" if stands.asked and own else stands.asked or own
        least, most = limits(at, kind)
        choices = self._choices(at, kind, code, stands)
        if kind == RANKING:
            ranks(at, least, most, self.lists.lists.get(choices, ()))
        constraint, message = _constraint(at)
        required, required_if = at.required()
        calculated = kind == CALCULATE
        if calculated:
            _follows_only(at)
        return Item(
            code=code,
            concept=concept,
            type=kind,
            text=at.text("text", needed=True),
            help=at.text("help"),
            required=required,
            relevant=in_full(relevant, stands.names),
            constraint=in_full(constraint, stands.names),
            constraint_message=message,
            min=least,
            max=most,
            max_length=at.whole("max_length", 1, LONGEST_TEXT, 0),
            choices=choices,
            missing=_missing(at, may_miss=stands.may_miss and not calculated),
            unit=_unit(at),
            lead=stands.lead,
            within=stands.within,
            row=stands.row,
            column=stands.column,
            tags=tags or stands.tags,
            personal=at.flag("personal") or stands.personal,
            required_if=in_full(required_if, stands.names),
            calculation=in_full(at.expression("calculation"), stands.names),
            choice_filter=in_full(at.expression("choice_filter"), stands.names),
        )

    def _type(self, at: Reading) -> str:
        kind = at.word("type")
        if kind in ITEM_TYPES:
            return kind
        at.fault(f"there is no item type “{kind}” here{perhaps(kind, ITEM_TYPES)}", "type")
        return "text"

    def _stays_alone(self, at: Reading, kind: str, stands: Standing) -> None:
        if at.has("details"):
            at.fault("what stands in a table or among details has no details of its own", "details")
        if kind == RANKING and stands.row:
            at.fault("a ranking does not fit into a table; give it a number of its own", "type")
        if kind == "amount":
            at.fault("an amount would lack its currency in a table or among details", "type")
        named = at.of("choices")
        listed = self.lists.lists.get(named, ()) if isinstance(named, str) else ()
        written = at.inside("choices") if isinstance(named, list) else []
        if any(choice.specify for choice in listed) or any(one.flag("specify") for one in written):
            at.fault("choices that ask to specify cannot stand in a table or among details")

    def _choices(self, at: Reading, kind: str, code: str, stands: Standing) -> str:
        if "choices" not in ITEM_TYPES[kind].keys:
            return ""
        # The cells of a column share one list.
        own_name = f"{stands.within}.{stands.column}" if stands.row else code
        return self.lists.of_item(at, own_name)

    def with_what_follows(
        self, at: Reading, code: str, concept: str, stands: Standing
    ) -> Iterator[Item]:
        """Yield an item and what follows it: details, other-specify, currency."""
        lead = self.item(at, code, concept, stands)
        yield lead
        if at.has("details"):
            yield from self._detailing(at, lead, stands)
        for choice in self.lists.lists.get(lead.choices, ()):
            if choice.specify:
                asked = f"selected(${{{lead.code}}}, '{choice.code}')"
                yield self._added(at, lead, choice.code, asked, "text", _SPECIFY)
        if lead.type == "amount":
            if CURRENCIES not in self.lists.lists:
                at.fault(f"an amount needs the codelist “{CURRENCIES}”")
            asked = f"${{{lead.code}}} != ''"
            yield self._added(at, lead, "currency", asked, "select_one", _CURRENCY)

    def _detailing(self, at: Reading, lead: Item, stands: Standing) -> Iterator[Item]:
        parts = self.details(at)
        codes = [part.word("code") for part in parts]
        inner = replace(
            stands,
            lead=lead.code,
            asked=f"${{{lead.code}}} = 'yes'",
            names={**stands.names, **{code: f"{lead.code}.{code}" for code in codes}},
            tags=lead.tags,
            personal=lead.personal,
            column="",
            may_miss=False,
            alone=True,
        )
        for part, code in zip(parts, codes, strict=True):
            yield self.item(part, f"{lead.code}.{code}", f"{lead.concept}.{code}", inner)

    def details(self, at: Reading) -> list[Reading]:
        """Return the blocks of what is asked after a yes, whose name stands under ``details``."""
        name, known = at.word("details"), self._details
        if not known.has(name):
            near = perhaps(name, map(str, known.place.values))
            at.fault(f"there are no details “{name}” in details.yaml{near}", "details")
            return []
        found = known.of(name)
        values = found if isinstance(found, dict) else {}
        block = replace(known, place=Place(known.place.file, known.place.line_of(name), values))
        block.knows_only("a block of details", ("parts",))
        parts = block.inside("parts")
        if not parts:
            known.fault(f"the details “{name}” have no “parts”", name)
        for part in parts:
            part.code(PART, "web_page")
            part.knows_only("a detail", keys_of(part.word("type")))
        return parts

    def _added(self, at: Reading, lead: Item, part: str, asked: str, kind: str, text: Text) -> Item:
        code = f"{lead.code}.{part}"
        self._faults.stands(code, at.place)
        return Item(
            code=code,
            concept=f"{lead.concept}.{part}",
            type=kind,
            text=text,
            required=True,
            relevant=asked,
            choices=CURRENCIES if kind == "select_one" else "",
            lead=lead.code,
            within=lead.within,
            row=lead.row,
            tags=lead.tags,
            personal=lead.personal,
        )


def keys_of(kind: str) -> frozenset[str]:
    """Return the keys of a part, column or field of a type; those of all types if it is unknown."""
    known = [ITEM_TYPES[kind]] if kind in ITEM_TYPES else list(ITEM_TYPES.values())
    return COMMON.union(*(item_type.keys for item_type in known))


def _follows_only(at: Reading) -> None:
    """Find fault with a calculated item that is asked for, or that follows from nothing."""
    if not at.has("calculation"):
        at.fault("a calculated item needs its “calculation”")
    if at.required() != (False, ""):
        at.fault("a calculated item is never typed, so it cannot be required", "required")


def _constraint(at: Reading) -> tuple[str, Text]:
    constraint, message = at.expression("constraint"), at.text("constraint_message")
    if at.has("constraint") and not message:
        at.fault("“constraint_message” must say what is wrong and what to do", "constraint")
    if message and not at.has("constraint"):
        at.fault("there is a “constraint_message” but no “constraint”", "constraint_message")
    return constraint, message


def _missing(at: Reading, *, may_miss: bool) -> tuple[str, ...]:
    if not may_miss:
        if at.words("missing"):
            at.fault("no “missing” reason can be given here", "missing")
        return ()
    reasons = at.words("missing", _OFFERED)
    for reason in reasons:
        if reason not in MISSING_REASONS:
            near = perhaps(reason, MISSING_REASONS)
            at.fault(f"there is no missing reason “{reason}”{near}", "missing")
    return reasons


def _unit(at: Reading) -> Text:
    unit = at.text("unit")
    for words in unit.values():
        if words[0] in "+-." or words[0].isdigit():
            at.fault(f"the unit “{words}” would be read as a part of the number", "unit")
    return unit


def in_full(source: str, names: Mapping[str, str]) -> str:
    """Give short names (``${title}``) their full codes."""
    return _SHORT.sub(lambda match: f"${{{names.get(match[1], match[1])}}}", source)
