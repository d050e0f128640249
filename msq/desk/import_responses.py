"""Bringing answers in from a long table: one row a unit and item."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import groupby

from msq.desk._verb import Act, verb
from msq.desk.rows import WrongRow
from msq.instrument.model import Instrument
from msq.problems import BadValue, NotFound, Problem, WrongState
from msq.response import lifecycle
from msq.response.values import NO_ANSWER, Answer, read
from msq.sheets.reading import Row, Table, read_table
from msq.store import instruments, responses, revisions, units
from msq.store.responses import Response
from msq.store.revisions import Writer
from msq.store.visibility import visible_to

LONGEST_AUTHOR = 200


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What came of an import of answers: counts of rows, and the rows that are wrong."""

    saved: int
    same: int
    blank: int
    wrong: tuple[WrongRow, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """One right row."""

    row: int
    response: Response
    item: str
    said: Answer
    author: str
    at: datetime


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
    )


@verb("import_responses", "response.import")
def import_responses(act: Act, edition_code: str, table: Table) -> ImportReport:
    """Record the answers of a table; right rows pass, wrong rows are listed with the reason.

    The dates of the edition do not matter here: past rounds can be brought in. A row without
    value, reason and comment says nothing and is counted as blank. The same file again changes
    nothing.

    Raises:
        NotFound: there is no such edition.
        WrongState: the edition is not open.
    """
    edition = act.edition(edition_code, for_update=True)
    if edition.state != "open":
        raise WrongState(
            "The edition “{code}” is {state}; open it before importing answers.",
            code=edition_code,
            state=edition.state,
        )
    instrument = instruments.load(act.db, edition.instrument_hash)
    visible = visible_to(act.actor.grants)
    codes = [one.unit.code for one in responses.of_edition(act.db, edition.id, visible)]
    responses.hold(act.db, edition_code, codes)
    asked = {one.unit.code: one for one in responses.of_edition(act.db, edition.id, visible)}
    lines, blank, wrong = _sort_out(act, instrument, asked, table)
    request_id = sha256(f"{act.now.isoformat()} {act.actor.id}".encode()).hexdigest()
    by_response: dict[str, list[_Line]] = {}
    for line in lines:
        by_response.setdefault(line.response.unit.code, []).append(line)
    saved = sum(
        _record(act, instrument, asked[code], own, request_id) for code, own in by_response.items()
    )
    report = ImportReport(saved, len(lines) - saved, blank, tuple(wrong))
    act.details.update(saved=saved, same=report.same, blank=blank, wrong=len(wrong))
    return report


def _sort_out(
    act: Act, instrument: Instrument, asked: dict[str, Response], table: Table
) -> tuple[list[_Line], int, list[WrongRow]]:
    names = units.names_to_codes(one.unit for one in asked.values())
    lines: list[_Line] = []
    wrong: list[WrongRow] = []
    blank = 0
    times = Counter(_key(row) for row in table.rows)
    for row in table.rows:
        try:
            if times[_key(row)] > 1:
                raise BadValue("This unit and item stand in the file more than once.")
            line = _read(act, instrument, asked, names, row)
        except Problem as problem:
            wrong.append(WrongRow(row.number, str(problem)))
            continue
        if line is None:
            blank += 1
        else:
            lines.append(line)
    return lines, blank, wrong


def _key(row: Row) -> tuple[str, str]:
    return row.values["unit"].strip().casefold(), row.values["item"].strip()


def _read(
    act: Act,
    instrument: Instrument,
    asked: dict[str, Response],
    names: dict[str, str],
    row: Row,
) -> _Line | None:
    unit, item = row.values["unit"].strip(), row.values["item"].strip()
    code = names.get(unit.casefold())
    if code is None:
        raise NotFound("“{unit}” is not a unit of this edition.", unit=unit)
    response = asked[code]
    said = read(
        instrument,
        item,
        (row.values["value"],),
        row.values.get("missing", "").strip().casefold().replace(" ", "_"),
        row.values.get("comment", ""),
    )
    if said.is_blank and not said.comment:
        return None
    lifecycle.after(response.state, "answer")
    author = row.values.get("author", "").strip() or act.actor.name
    if len(author) > LONGEST_AUTHOR:
        raise BadValue("The author may have {most} characters or fewer.", most=LONGEST_AUTHOR)
    return _Line(row.number, response, item, said, author, _moment(act, row))


def _moment(act: Act, row: Row) -> datetime:
    text = row.values.get("at", "").strip()
    if not text:
        return act.now
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadValue(
            "“{text}” is not a moment; write 2027-03-27T14:02:00+00:00.", text=text
        ) from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if moment > act.now:
        raise BadValue("“{text}” is in the future.", text=text)
    return moment


def _record(
    act: Act, instrument: Instrument, response: Response, lines: list[_Line], request_id: str
) -> int:
    """Record the lines of one response that change something; return how many."""
    current = revisions.answers(act.db, response.id)
    new = [line for line in lines if current.get(line.item, NO_ANSWER).said != line.said.said]
    new.sort(key=lambda line: (line.at, line.author, instrument.sort_key(line.item)))
    last = response.last_number
    for (at, author), group in groupby(new, key=lambda line: (line.at, line.author)):
        writer = Writer(author, act.actor.id, at, "import", request_id)
        changes = [
            (line.item, line.said, current.get(line.item, NO_ANSWER).number) for line in group
        ]
        last = revisions.append(act.db, response.id, last, changes, writer)
    if new:
        state = lifecycle.after(response.state, "answer")
        responses.move(act.db, response.id, state, last_number=last, changed_at=act.now)
    return len(new)
