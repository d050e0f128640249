"""The rows that each response gives to the sheets of an export, their cells as ``kinds`` has them.

Everything is streamed: a response comes in, its rows go out, and it is forgotten.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from msq.exporting.authors import Authors
from msq.exporting.describing import Cell, Described, Describer, yes_or_no
from msq.exporting.taken import Taken
from msq.instrument.codes import instance_code
from msq.instrument.item_types import Value
from msq.instrument.item_types.files import FILES, references
from msq.instrument.model import Entry, Group, Item
from msq.response.links import NOT_CHECKED, WEB_ADDRESS, LinkCheck
from msq.response.revisions import Revision
from msq.response.rows import paths_of, rows_in
from msq.response.values import Answer, Answers

Row = tuple[Cell, ...]
UNIT_GROUPS = ("ldc", "lldc", "sids")
LEVELS = 2
"""How many numbers of rows an answer can have: that of a row, and of one inside it."""
_NO_ROWS: tuple[int | None, ...] = (None,) * LEVELS


def moment(at: datetime | None) -> str:
    """Return a moment as ISO 8601 in UTC, to the microsecond where it has any; empty for none."""
    if at is None:
        return ""
    return at.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


class Rows:
    """Makes the rows of one edition's responses.

    Attributes:
        items: the items with a column in the sheet of one row a unit, in order.
        groups: the repeating groups, in order.
    """

    def __init__(
        self,
        edition_code: str,
        describer: Describer,
        authors: Authors,
        links: Mapping[str, LinkCheck],
        *,
        personal: bool,
    ) -> None:
        """Settle what is the same for all responses.

        Args:
            links: the newest check of each web address, by the address.
            personal: whether answers about persons are exported.
        """
        self._edition = edition_code
        self._describer = describer
        self._authors = authors
        self._links = links
        self._personal = personal
        self.items = describer.items(personal=personal)
        self.groups = describer.groups(personal=personal)

    def _shows(self, described: Described) -> bool:
        return self._personal or not described.personal

    def answers(self, taken: Taken) -> Iterator[Row]:
        """Yield one row an answer, in the order of the questionnaire."""
        unit = taken.response.unit
        head = (self._edition, unit.code, unit.name)
        point = (taken.basis, taken.submission.n if taken.submission else None)
        for code, answer in taken.answers.items():
            what = self._describer.of(code)
            if not self._shows(what):
                continue
            item, value = what.item, answer.value
            revision, author_id = taken.by_number[answer.number]
            yield (
                *head,
                code,
                item.concept,
                what.section.code,
                what.question,
                item.type,
                None if value is None else what.cell(value),
                what.label(value) if what.label and value is not None else None,
                answer.missing or None,
                answer.comment or None,
                *point,
                answer.number,
                self._authors.name(revision, author_id),
                moment(revision.at),
                revision.source,
                taken.verdict(code, answer) or None,
                *(what.path + _NO_ROWS)[:LEVELS],
                *self._link(item, value),
            )

    def _link(self, item: Item, value: Value | None) -> tuple[Cell, Cell, Cell]:
        """Return what became of the check of a web address: status, moment, where it leads."""
        if item.type != WEB_ADDRESS or value is None:
            return None, None, None
        check = self._links.get(str(value))
        if check is None or check.at is None:
            return NOT_CHECKED, None, None
        return check.found.status, moment(check.at), check.found.final or None

    def wide(self, taken: Taken) -> Row:
        """Return the one row of a unit, a cell for each item and each group's count."""
        unit, answers = taken.response.unit, taken.answers
        return (
            unit.code,
            unit.name,
            *(unit.attributes.get(name, "") for name in ("alpha2", "m49", "region", "subregion")),
            *("yes" if name in taken.response.groups else "" for name in UNIT_GROUPS),
            taken.state,
            taken.basis,
            taken.submission.n if taken.submission else None,
            *(self._one_cell(item.code, answers) for item in self.items),
            *self._group_counts(taken),
        )

    def _one_cell(self, code: str, answers: Answers) -> Cell:
        """Return an answer as one cell: its value, or its missing reason."""
        answer = answers.get(code)
        if answer is None:
            return None
        return answer.missing if answer.value is None else self._cell(code, answer)

    def _cell(self, code: str, answer: Answer) -> Cell:
        return None if answer.value is None else self._describer.of(code).cell(answer.value)

    def _group_counts(self, taken: Taken) -> Iterator[Cell]:
        """Yield how many rows each group holds; nothing where it is not asked."""
        if taken.chosen is None:
            yield from (None for _ in self.groups)
            return
        rows = rows_in(taken.answers, taken.instrument.calculated)
        for group in self.groups:
            asked = taken.relevance.asks_entry(group.code.partition(".")[0])
            yield len(paths_of(taken.instrument, rows, group.code)) if asked else None

    def groups_at(self, level: int) -> list[Entry | Group]:
        """Return the repeating groups whose rows have so many numbers, in order."""
        depth = self._describer.instrument.depth
        return [group for group in self.groups if depth(group.code) + 1 == level]

    def fields(self, group: Entry | Group) -> list[Item]:
        """Return the fields of a repeating group that have a column, in order."""
        return self._describer.shown(self._describer.fields(group), personal=self._personal)

    def group(self, taken: Taken, group: Entry | Group) -> Iterator[Row]:
        """Yield one row for each row of a repeating group that holds an answer."""
        unit, fields = taken.response.unit, self.fields(group)
        rows = rows_in(taken.answers, taken.instrument.calculated)
        for path in paths_of(taken.instrument, rows, group.code):
            codes = (instance_code(item.code, path) for item in fields)
            yield (
                unit.code,
                unit.name,
                *path,
                *(self._one_cell(code, taken.answers) for code in codes),
            )

    def files(self, taken: Taken) -> Iterator[Row]:
        """Yield one row an attached file, in the order of the questionnaire."""
        unit = taken.response.unit
        for code, answer in taken.answers.items():
            what = self._describer.of(code)
            if what.item.type != FILES or not self._shows(what):
                continue
            revision, _ = taken.by_number[answer.number]
            for one in references(answer.value):
                facts = taken.files[one.sha256]
                yield (
                    unit.code,
                    unit.name,
                    code,
                    what.question,
                    one.name,
                    one.sha256,
                    facts.media_type,
                    facts.size,
                    answer.number,
                    moment(revision.at),
                )

    def status(self, taken: Taken) -> Row:
        """Return the one row of a unit that says where its response stands."""
        response, sent, progress = taken.response, taken.submissions, taken.progress
        newest = sent[-1] if sent else None
        return (
            response.unit.code,
            response.unit.name,
            response.unit.attributes.get("region", ""),
            " ".join(response.groups),
            taken.state,
            yes_or_no(holds=newest.late) if newest else "",
            len(sent),
            moment(sent[0].at if sent else None),
            moment(newest.at if newest else None),
            newest.hash if newest else "",
            newest.signer if newest else "",
            "\n".join(f"{code}: {why}" for code, why in newest.reasons.items()) if newest else "",
            progress.answered,
            progress.required,
            progress.problems,
            taken.open_queries,
            taken.accepted_items,
            moment(max((revision.at for revision, _ in taken.record), default=None)),
            taken.invited.people if taken.invited else 0,
            moment(taken.invited.first if taken.invited else None),
        )

    def revisions(self, taken: Taken) -> Iterator[Row]:
        """Yield one row a revision, in the order in which they were made."""
        unit = taken.response.unit.code
        for revision, author_id in taken.shown:
            if self._shows(self._describer.of(revision.item)):
                yield (
                    self._edition,
                    unit,
                    revision.item,
                    revision.number,
                    _as_stored(revision),
                    revision.missing or None,
                    revision.comment or None,
                    self._authors.name(revision, author_id),
                    moment(revision.at),
                    revision.source,
                    revision.replaces or None,
                )


def _as_stored(revision: Revision) -> Cell:
    value = revision.value
    return " ".join(value) if isinstance(value, list) else value
