"""What an instrument says of each item: its question, its conditions, its codes, in English."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from msq.instrument.codes import Path, instance_code, split_instance
from msq.instrument.item_types import YES_NO, Choices, Value, unit_of
from msq.instrument.model import Entry, Group, Item, Section, in_language
from msq.instrument.whole import Instrument
from msq.response.values import choices_of, type_of

LANGUAGE = "en"
_YES_NO = "yes_no"
Cell = str | int | Decimal | None


def yes_or_no(*, holds: bool) -> str:
    """Return a truth as its code of the codelist yes_no."""
    return "yes" if holds else "no"


@dataclass(frozen=True, slots=True)
class Described:
    """What is the same wherever an answer to one item stands.

    Attributes:
        code: as in the record; with its rows where the item repeats.
        path: the numbers of these rows, from the outermost.
        personal: whether answers are about a person.
        question: the whole question: that of its table or group, its row and its own.
        cell: a stored value as one cell.
        label: a stored value's choices as text, ``None`` where the type has no choices.
    """

    code: str
    item: Item
    section: Section
    path: Path
    personal: bool
    question: str
    cell: Callable[[Value], str | int | Decimal]
    label: Callable[[Value], str] | None


@dataclass(frozen=True)
class Describer:
    """Describes the items of one instrument; each is worked out once."""

    instrument: Instrument
    _known: dict[str, Described] = field(default_factory=dict)

    def of(self, code: str) -> Described:
        """Return what there is to say of an item, also for a row of a repeating group.

        Raises:
            NotFound: the instrument has no such item.
        """
        found = self._known.get(code)
        if found is None:
            found = self._known[code] = self._described(code)
        return found

    def _described(self, code: str) -> Described:
        item = self.instrument.item(code)
        choices = choices_of(self.instrument, item)
        return Described(
            code=code,
            item=item,
            section=self.instrument.section_of[item.code],
            path=split_instance(code)[1],
            personal=self.instrument.is_personal(code),
            question=question(self.instrument, item),
            cell=type_of(item).cell,
            label=partial(_label, item, choices) if choices else None,
        )

    def _is_personal(self, item: Item) -> bool:
        anywhere = (1,) * self.instrument.depth(item.code)
        return self.instrument.is_personal(instance_code(item.code, anywhere))

    def shown(self, items: Iterable[Item], *, personal: bool) -> list[Item]:
        """Return those items whose answers may be shown, with or without personal data."""
        return [item for item in items if personal or not self._is_personal(item)]

    def items(self, *, personal: bool) -> list[Item]:
        """Return the items outside repeating groups that may be shown, in order."""
        shown = self.shown(self.instrument.items.values(), personal=personal)
        return [item for item in shown if not self.instrument.repeats(item.code)]

    def groups(self, *, personal: bool) -> list[Entry | Group]:
        """Return the repeating groups that have a field that may be shown, in order."""
        return [
            group
            for group in self.instrument.groups.values()
            if self.shown(self.fields(group), personal=personal)
        ]

    def fields(self, group: Entry | Group) -> list[Item]:
        """Return the fields of a repeating group without those of groups in its rows, in order."""
        return [part for part in self.instrument.contents[group.code] if isinstance(part, Item)]

    def codebook(self) -> Iterator[tuple[Cell, ...]]:
        """Yield one row an item, as ``kinds.CODEBOOK`` names its cells, its tags at the end."""
        for item in self.instrument.items.values():
            section = self.instrument.section_of[item.code]
            yield (
                item.code,
                item.concept,
                section.code,
                in_language(section.title, LANGUAGE),
                question(self.instrument, item),
                help_text(self.instrument, item),
                item.type,
                type_of(item).scale,
                item.required_if or yes_or_no(holds=item.required),
                condition(self.instrument, item),
                item.constraint,
                item.calculation,
                item.choice_filter,
                Decimal(item.min) if item.min else None,
                Decimal(item.max) if item.max else None,
                in_language(unit_of(item), LANGUAGE),
                self.codelist(item),
                " ".join(item.missing),
                item.within,
                yes_or_no(holds=self._is_personal(item)),
                *(" ".join(item.tags.get(key, ())) for key in self.instrument.form.tags),
            )

    def codelist(self, item: Item) -> str:
        """Return the name of the codelist that an item takes its codes from, or nothing."""
        return self._yes_no if item.type == _YES_NO else item.choices

    @property
    def _yes_no(self) -> str:
        """The name of the list that every yes-or-no item uses, never one of the form's own."""
        taken = self.instrument.form.codelists
        return _YES_NO if _YES_NO not in taken else f"{_YES_NO} (built in)"

    def codelists(self) -> Iterator[tuple[Cell, ...]]:
        """Yield one row a code, as ``kinds.CODELISTS`` names its cells."""
        lists: dict[str, Choices] = {self._yes_no: YES_NO, **self.instrument.form.codelists}
        for name, choices in lists.items():
            for choice in choices:
                yield (name, choice.code, in_language(choice.text, LANGUAGE))


def _label(item: Item, choices: Choices, value: Value) -> str:
    return type_of(item).show(item, choices, value, LANGUAGE)


def question(instrument: Instrument, item: Item) -> str:
    """Return the whole question an item asks, with what it stands under, in English."""
    entry = instrument.entry_of[item.code]
    parts = [in_language(entry.text, LANGUAGE)]
    parts += [in_language(row.text, LANGUAGE) for row in entry.rows if row.code == item.row]
    parts += [in_language(one.text, LANGUAGE) for one in instrument.inner_groups(item.code)]
    if item.lead and entry.kind != "table":
        parts.append(in_language(instrument.items[item.lead].text, LANGUAGE))
    parts.append(in_language(item.text, LANGUAGE))
    return " – ".join(_different(parts))


def help_text(instrument: Instrument, item: Item) -> str:
    """Return all help that stands with an item, the widest first, in English."""
    entry = instrument.entry_of[item.code]
    inner = (one.help for one in instrument.inner_groups(item.code))
    rows = (row.help for row in entry.rows if row.code == item.row)
    texts = [entry.help, *rows, *inner, item.help]
    return "\n".join(_different(in_language(text, LANGUAGE) for text in texts))


def condition(instrument: Instrument, item: Item) -> str:
    """Return the expression that decides whether an item is asked, empty when it always is."""
    lead = instrument.items[item.lead].relevant if item.lead else ""
    parts = _different([*instrument.conditions_around(item.code), lead, item.relevant])
    return parts[0] if len(parts) == 1 else " and ".join(f"({part})" for part in parts)


def _different(texts: Iterable[str]) -> Sequence[str]:
    """Return the texts that are not empty, each once."""
    return [text for text in dict.fromkeys(texts) if text]
