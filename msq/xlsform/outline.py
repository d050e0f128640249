"""From rows to a tree: groups and repeating groups with the questions in them."""

from dataclasses import dataclass, field

from msq.xlsform.kinds import spelt
from msq.xlsform.places import Row, SheetFaults

MOST_DEEP = 10
_OFF = frozenset({"yes", "true", "true()", "1", "x"})


@dataclass
class Node:
    """A question, or a group with what stands in it.

    Attributes:
        type: in its usual spelling: ``select_one``, ``begin_group``, ``begin_repeat`` …
        words: what stands behind the type: the list of choices, ``or_other``.
        code: the code that it gets here.
    """

    row: Row
    type: str
    words: tuple[str, ...] = ()
    inside: list["Node"] = field(default_factory=list)
    code: str = ""

    @property
    def name(self) -> str:
        """The name by which expressions call it."""
        return self.row.get("name")

    @property
    def part(self) -> str:
        """What our own columns say that the row is, such as ``section``; empty for others."""
        return self.row.get("msq::part")

    @property
    def is_group(self) -> bool:
        """Whether other questions can stand in it."""
        return self.type in {"begin_group", "begin_repeat"}


def outline(rows: tuple[Row, ...], faults: SheetFaults) -> list[Node]:
    """Return what stands at the top level; groups that do not close are closed at the end."""
    top: list[Node] = []
    open_groups: list[Node] = []
    for row in rows:
        kind, words = spelt(row.get("type"))
        if row.get("disabled").casefold() in _OFF:
            continue
        if not kind:
            faults.at(row, "the row has no type; write one, such as text, or clear the row", "type")
            continue
        if kind in {"end_group", "end_repeat"}:
            _close(open_groups, row, kind, faults)
            continue
        node = Node(row, kind, words)
        if len(open_groups) == MOST_DEEP and node.is_group:
            faults.at(row, f"at most {MOST_DEEP} groups can stand in each other", "type")
        (open_groups[min(len(open_groups), MOST_DEEP) - 1].inside if open_groups else top).append(
            node
        )
        if node.is_group:
            open_groups.append(node)
    for group in open_groups:
        end = group.type.replace("begin", "end")
        faults.at(group.row, f"the group is not closed; add a row of the type {end}", "type")
    return top


def _close(open_groups: list[Node], row: Row, kind: str, faults: SheetFaults) -> None:
    if not open_groups:
        faults.at(row, f"{kind} closes nothing; delete the row", "type")
        return
    begun = open_groups.pop()
    if begun.type.replace("begin", "end") != kind:
        faults.at(
            row,
            f"{kind} stands where the {begun.type} of row {begun.row.number} is open; "
            f"write {begun.type.replace('begin', 'end')}",
            "type",
        )
