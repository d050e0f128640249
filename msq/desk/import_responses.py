"""Bringing answers in from a long table: one row a unit and item."""

import secrets
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from msq.desk._files import require_attached
from msq.desk._recording import record
from msq.desk._verb import Act, verb
from msq.desk.rows import WrongRow
from msq.instrument.whole import Instrument
from msq.problems import BadValue, Problem, Words, WrongState
from msq.response import lifecycle
from msq.response.revisions import Revision
from msq.response.values import Answer, read
from msq.sheets.reading import Row, Table, read_table
from msq.store import instruments, responses, revisions
from msq.store.responses import Response
from msq.store.revisions import Entry, Writer
from msq.store.units import Names
from msq.store.visibility import visible_to

MOST_ROWS = 2_000_000
LONGEST_AUTHOR = 200


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What came of an import of answers: counts of rows, and the rows that are wrong."""

    saved: int
    same: int
    blank: int
    wrong: tuple[WrongRow, ...]


def read_responses(content: bytes, filename: str) -> Table:
    """Return the table of a file of answers.

    Raises:
        BadFile: it cannot be read, or has not the columns ``unit``, ``item`` and ``value``.
    """
    return read_table(
        content,
        filename,
        required=("unit", "item", "value"),
        optional=("missing", "comment", "author", "at"),
        most_rows=MOST_ROWS,
    )


@verb("import_responses", "response.import")
def import_responses(act: Act, edition_code: str, table: Table) -> ImportReport:
    """Record the answers of a table; right rows pass, wrong rows are listed with the reason.

    The dates of the edition do not matter here: past rounds can be brought in. A row without
    value, reason and comment says nothing and is counted as blank. The same file again changes
    nothing, and a row that gives a moment never replaces an answer that is newer.

    Raises:
        NotFound: there is no such edition.
        WrongState: the edition is not open.
    """
    edition = act.edition(edition_code, for_update=True)
    if edition.state != "open":
        raise WrongState(
            "The edition “{code}” is {state}; open it before importing answers.",
            code=edition_code,
            state=Words(lifecycle.EDITION_TEXTS[edition.state]),
        )
    instrument = instruments.load(act.db, edition.instrument_hash)
    visible = visible_to(act.actor.grants)
    known = responses.of_edition(act.db, edition.id, visible)
    rows, wrong = _by_unit(Names(one.unit for one in known), table)
    responses.hold(act.db, edition_code, visible, rows.keys())
    request_id, counts = secrets.token_hex(16), Counter[str]()
    for response in responses.of_edition(act.db, edition.id, visible):
        own = rows.get(response.unit.code)
        if own:
            entries = _take(act, instrument, response, own, request_id, counts, wrong)
            record(act, response, entries)
            counts["saved"] += len(entries)
    wrong.sort(key=lambda row: row.number)
    report = ImportReport(counts["saved"], counts["same"], counts["blank"], tuple(wrong))
    act.details.update(
        saved=report.saved, same=report.same, blank=report.blank, wrong=len(report.wrong)
    )
    return report


def _by_unit(names: Names, table: Table) -> tuple[dict[str, list[Row]], list[WrongRow]]:
    """Return the rows by the code of their unit, without those that say a thing twice."""
    found: list[tuple[str, str, Row]] = []
    wrong: list[WrongRow] = []
    for row in table.rows:
        try:
            found.append((names.code(row.values["unit"]), _item(row), row))
        except BadValue as problem:
            wrong.append(WrongRow(row.number, str(problem)))
    times = Counter((code, item) for code, item, _ in found)
    rows: dict[str, list[Row]] = {}
    for code, item, row in found:
        if times[code, item] > 1:
            reason = "This unit and item stand in the file more than once."
            wrong.append(WrongRow(row.number, reason))
        else:
            rows.setdefault(code, []).append(row)
    return rows, wrong


def _take(
    act: Act,
    instrument: Instrument,
    response: Response,
    rows: Iterable[Row],
    request_id: str,
    counts: Counter[str],
    wrong: list[WrongRow],
) -> list[Entry]:
    """Return what the rows of one unit change; count what they do not, and list what is wrong."""
    standing = revisions.newest(act.db, response.id) if response.last_number else {}
    entries: list[Entry] = []
    for row in rows:
        try:
            item, said = _said(instrument, row)
            now = standing.get(item)
            if said.is_blank and not said.comment:
                counts["blank"] += 1
            elif now is not None and now.answer.said == said.said:
                counts["same"] += 1
            else:
                lifecycle.after(response.state, "answer")
                require_attached(act, response, item, said)
                writer = _writer(act, row, request_id, now)
                entries.append(Entry(item, said, now.number if now else 0, writer))
        except Problem as problem:
            wrong.append(WrongRow(row.number, str(problem)))
    return sorted(entries, key=lambda one: (one.writer.at, instrument.sort_key(one.item)))


def _item(row: Row) -> str:
    item = row.values["item"].strip()
    if not item:
        raise BadValue("The item is missing.")
    return item


def _said(instrument: Instrument, row: Row) -> tuple[str, Answer]:
    item = _item(row)
    missing = row.values.get("missing", "").strip().casefold().replace(" ", "_")
    comment = row.values.get("comment", "")
    return item, read(instrument, item, (row.values["value"],), missing, comment)


def _writer(act: Act, row: Row, request_id: str, now: Revision | None) -> Writer:
    author = row.values.get("author", "").strip() or act.actor.name
    if len(author) > LONGEST_AUTHOR:
        raise BadValue("The author may have {most} characters or fewer.", most=LONGEST_AUTHOR)
    at = _moment(act, row)
    if now is not None and at < now.at:
        raise BadValue(
            "The answer that stands is newer: {at}. Leave the moment out if this row shall "
            "replace it.",
            at=now.at.isoformat(timespec="seconds"),
        )
    return Writer(author, act.actor.id, at, "import", request_id)


def _moment(act: Act, row: Row) -> datetime:
    text = row.values.get("at", "").strip()
    if not text:
        return act.now
    try:
        moment = datetime.fromisoformat(text)
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise BadValue(
            "“{text}” is not a moment; write 2027-03-27T14:02:00+00:00.", text=text
        ) from None
    if moment > act.now:
        raise BadValue("“{text}” is in the future.", text=text)
    return moment
