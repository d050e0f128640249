"""Writing out the attached files of an edition, as the workbook's sheet of files lists them."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from msq.exporting.describing import Describer
from msq.exporting.taken import Record
from msq.instrument.item_types.files import FILES, references
from msq.problems import NotFound
from msq.store import Connection, editions, files, instruments
from msq.store.engine import Database

LONGEST_STEM = 180
"""How many bytes of a name are written before its ending."""


def write_files(
    database: Database,
    edition_code: str,
    target: Path,
    *,
    basis: str,
    personal: bool,
    as_of: datetime | None,
) -> int:
    """Write each attached file as ``UNIT/ITEM/name``; return how many were written.

    A file that is there already is written anew. Two of one name get the beginning of their hash
    before it.

    Raises:
        NotFound: there is no such edition.
    """
    count = 0
    with database.reading() as db:
        for place, content in _files(db, edition_code, basis, personal=personal, as_of=as_of):
            path = target / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            count += 1
    return count


def _files(
    db: Connection, edition_code: str, basis: str, *, personal: bool, as_of: datetime | None
) -> Iterator[tuple[Path, bytes]]:
    """Yield where each file goes, and its bytes; one is in memory at a time."""
    edition = editions.by_code(db, edition_code)
    if edition is None:
        raise NotFound("There is no edition “{edition}”.", edition=edition_code)
    instrument = instruments.load(db, edition.instrument_hash)
    describer = Describer(instrument)
    for taken in Record(db, edition, instrument, as_of).take(basis):
        response = taken.response
        for code, answer in taken.answers.items():
            what = describer.of(code)
            if what.item.type != FILES or (what.personal and not personal):
                continue
            attached = references(answer.value)
            named = {one.sha256: _short(one.name) for one in attached}
            names = [name.casefold() for name in named.values()]
            for one in attached:
                found = files.content_of(db, response.id, one.sha256)
                if found is None:
                    raise NotFound("The file {sha256} is not there.", sha256=one.sha256)
                name = named[one.sha256]
                twice = names.count(name.casefold()) > 1
                name = f"{one.sha256[:8]} {name}" if twice else name
                yield Path(response.unit.code, code, name), found.content


def _short(name: str) -> str:
    """Return a name that file systems take, which count bytes: its end is kept."""
    stem, dot, ending = name.rpartition(".")
    return stem.encode()[:LONGEST_STEM].decode(errors="ignore") + dot + ending
