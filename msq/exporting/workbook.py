"""Writing one export of one edition: everything is read in one transaction, so that all agree."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from msq.exporting.authors import Authors
from msq.exporting.columns import Layout, Member, lay_out
from msq.exporting.describing import Describer
from msq.exporting.read_me import Made, read_me
from msq.exporting.rows import Row, Rows
from msq.exporting.spec import SheetSpec, Spec
from msq.exporting.taken import BASES, Record, Taken
from msq.instrument.model import Entry, Group, Item
from msq.problems import BadValue, NotFound
from msq.response.values import type_of
from msq.sheets.writing import Note, Workbook
from msq.store import Connection, editions, exports, instruments, link_checks, tags
from msq.store.engine import Database

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What came of an export: the rows of each sheet, and what the workbook could not hold as is.

    ``taken`` is the number of responses whose answers are in it.
    """

    rows: dict[str, int]
    notes: tuple[Note, ...]
    taken: int


def write(  # noqa: PLR0913 - one export is many decisions, each with a name
    database: Database,
    spec: Spec,
    edition_code: str,
    target: BinaryIO | Path,
    *,
    basis: str = "best",
    personal: bool = False,
    as_of: datetime | None = None,
    now: datetime,
    by: str,
    progress: Progress | None = None,
) -> ExportReport:
    """Write an export of an edition to a file; a path is replaced only when the file is whole.

    Args:
        basis: which answers of each response: a key of ``BASES``.
        personal: whether personal data are in it.
        as_of: nothing later than this moment is in it; without a zone it is in UTC.
        now: when and ``by`` whom it is made, as it says in the file.
        progress: called after each response with the number of those done and of all.

    Raises:
        NotFound: there is no such edition.
        BadValue: the basis is not one, or the moment is in the future.
        TooLarge: a sheet would have more columns than Excel takes.
    """
    as_of = _checked(basis, as_of, now)
    with Workbook(created=now) as book:
        with database.reading() as db:
            edition = editions.by_code(db, edition_code)
            if edition is None:
                raise NotFound("There is no edition “{edition}”.", edition=edition_code)
            instrument = tags.tagged(db, edition.instrument_hash, as_of or now)
            published = next(
                one for one in instruments.every(db) if one.hash == edition.instrument_hash
            )
            made = Made(spec, edition, instrument, published, basis, as_of, now, by, personal)
            report = _Export(db, book, made).fill(progress)
        book.save(target)
    return ExportReport(report.rows, tuple(book.notes), report.taken)


def _checked(basis: str, as_of: datetime | None, now: datetime) -> datetime | None:
    """Return the moment as it is meant, once what is wanted makes sense."""
    if basis not in BASES:
        raise BadValue(
            "“{basis}” is not a basis of an export: {known}.", basis=basis, known=", ".join(BASES)
        )
    if as_of is None:
        return None
    meant = as_of if as_of.tzinfo else as_of.replace(tzinfo=UTC)
    if meant > now:
        raise BadValue("The moment {moment} is in the future.", moment=meant.isoformat())
    return meant


class _Open:
    """One sheet that is being filled."""

    def __init__(
        self, book: Workbook, spec: SheetSpec, layout: Layout, group: Entry | Group | None
    ) -> None:
        self.spec = spec
        self.group = group
        self.rows = 0
        self._pick = layout.pick
        self._sheet = book.sheet(spec.name(group.code if group else ""), layout.columns)

    @property
    def name(self) -> str:
        return self._sheet.name

    def fill(self, rows: Iterable[Row]) -> None:
        append, pick = self._sheet.append, self._pick
        for row in rows:
            append(pick(row))
            self.rows += 1


class _Export:
    """One run: sheets are begun in their order, and filled together, response by response."""

    def __init__(self, db: Connection, book: Workbook, made: Made) -> None:
        self._made = made
        self._record = Record(db, made.edition, made.instrument, made.as_of)
        self._describer = Describer(made.instrument)
        authors = Authors(
            personal=made.personal,
            people=exports.people_by_word(db),
            importers=exports.importers(db, made.edition.id),
        )
        links = link_checks.until(db, made.as_of or made.now)
        self._rows = Rows(
            made.edition.code, self._describer, authors, links, personal=made.personal
        )
        layouts = list(self._layouts())
        self._sheets = [_Open(book, spec, layout, group) for spec, layout, group in layouts]

    def _layouts(self) -> Iterator[tuple[SheetSpec, Layout, Entry | Group | None]]:
        """Yield what each sheet looks like, before any is begun."""
        families = {
            "items": _members(self._rows.items),
            "groups": [Member(group.code, "number") for group in self._rows.groups],
            "tags": [Member(key) for key in self._made.instrument.form.tags],
        }
        for spec in self._made.spec.sheets:
            level = spec.kind.level
            groups = self._rows.groups_at(level) if level else [None]
            for group in groups:
                own = {**families, "fields": _members(self._rows.fields(group) if group else ())}
                name = spec.name(group.code if group else "")
                yield spec, lay_out(spec, name, own, personal=self._made.personal), group

    def fill(self, progress: Progress | None) -> ExportReport:
        """Write all rows; what the workbook has to note is not known yet."""
        counts: Counter[str] = Counter()
        for place, taken in enumerate(self._record.take(self._made.basis), 1):
            for sheet in self._sheets:
                sheet.fill(self._from_response(sheet, taken))
            counts.update(_counted(taken))
            if progress:
                progress(place, len(self._record.responses))
        for sheet in self._sheets:
            sheet.fill(self._from_instrument(sheet))
        rows = {sheet.name: sheet.rows for sheet in self._sheets if sheet.spec.rows != "readme"}
        for sheet in self._sheets:
            if sheet.spec.rows == "readme":
                sheet.fill(read_me(self._made, counts, rows))
        every = {sheet.name: sheet.rows for sheet in self._sheets}
        return ExportReport(every, (), counts["responses exported"])

    def _from_response(self, sheet: _Open, taken: Taken) -> Iterable[Row]:
        rows: dict[str, Callable[[Taken], Iterable[Row]]] = {
            "answers": self._rows.answers,
            "wide": lambda taken: (self._rows.wide(taken),),
            "files": self._rows.files,
            "status": lambda taken: (self._rows.status(taken),),
            "revisions": self._rows.revisions,
        }
        if sheet.group:
            return self._rows.group(taken, sheet.group)
        return rows[sheet.spec.rows](taken) if sheet.spec.rows in rows else ()

    def _from_instrument(self, sheet: _Open) -> Iterable[Row]:
        match sheet.spec.rows:
            case "codebook":
                return self._describer.codebook()
            case "codelists":
                return self._describer.codelists()
        return ()


def _members(items: Sequence[Item]) -> list[Member]:
    return [
        Member(item.code, "number" if type_of(item).scale == "numeric" else "text")
        for item in items
    ]


def _counted(taken: Taken) -> Mapping[str, int]:
    """Return what a response adds to the counts of the sheet that explains the file."""
    exported = taken.chosen is not None
    return {
        "units": 1,
        "responses exported": exported,
        "of these as submitted": taken.submission is not None,
        "of these as drafts": exported and taken.submission is None,
        f"state {taken.state}": 1,
    }
