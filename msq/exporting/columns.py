"""From the columns that a sheet is described with to those it has for one instrument."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from msq.exporting.describing import Cell
from msq.exporting.spec import ColumnSpec, SheetSpec
from msq.problems import TooLarge
from msq.sheets.writing import MOST_COLUMNS, Column, Kind

Pick = Callable[[Sequence[Cell]], Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a family of columns: its code, and how its heading stands."""

    code: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one sheet, and how a row's cells are brought into their order."""

    columns: tuple[Column, ...]
    pick: Pick


def lay_out(
    sheet: SheetSpec, name: str, families: Mapping[str, Sequence[Member]], *, personal: bool
) -> Layout:
    """Return the layout of a sheet.

    Args:
        name: what the sheet is called, for messages.
        families: the members of each family that its rows have, in the order of the cells.
        personal: whether columns of personal data are there.

    Raises:
        TooLarge: it would have more columns than Excel takes.
    """
    columns: list[Column] = []
    places: list[int] = []
    for spec in sheet.shown(personal=personal):
        for place, column in _expanded(spec, sheet, families):
            places.append(place)
            columns.append(column)
    if len(columns) > MOST_COLUMNS:
        raise TooLarge(
            "The sheet {sheet} would have {count} columns, and Excel takes {most}. Take columns "
            "out of the description of this export, or use an export of one row an answer.",
            sheet=name,
            count=len(columns),
            most=MOST_COLUMNS,
        )
    every = len(sheet.kind.cells) + sum(len(families[one]) for one in sheet.kind.families)
    return Layout(tuple(columns), _picker(places, every))


def _expanded(
    spec: ColumnSpec, sheet: SheetSpec, families: Mapping[str, Sequence[Member]]
) -> list[tuple[int, Column]]:
    """Return the columns that a description stands for, each with the place of its cell."""
    if spec.cell:
        place = sheet.kind.cells.index(spec.cell)
        return [(place, Column(spec.heading(), spec.width, spec.kind))]
    names = sheet.kind.families
    start = len(sheet.kind.cells)
    start += sum(len(families[one]) for one in names[: names.index(spec.each)])
    return [
        (place, Column(spec.heading(member.code), spec.width, member.kind))
        for place, member in enumerate(families[spec.each], start)
    ]


def _picker(places: Sequence[int], every: int) -> Pick:
    if list(places) == list(range(every)):
        return lambda cells: cells
    if len(places) == 1:
        return lambda cells: (cells[places[0]],)
    return itemgetter(*places) if places else lambda _: ()
