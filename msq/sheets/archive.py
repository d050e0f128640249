"""Opens an uploaded zip without trusting it: nothing is inflated beyond what a workbook may hold.

Whoever parses the workbook afterwards gets its parts, or a new zip made here, never the upload:
two programs can read the same crooked zip in two ways.
"""

import zlib
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from msq.problems import BadFile

MOST_ENTRIES = 2_000
MOST_BYTES = 100_000_000
MOST_RATIO = 200
# One answer of a million equal letters packs as tightly as a bomb, and does no harm.
_RATIO_COUNTS_FROM = 10_000_000
_ENCRYPTED = 0x1
_PARTS = (".xml", ".rels", "mimetype")
_BROKEN = (
    "{file} is damaged: the zip file inside cannot be read ({reason}). "
    "Open it in a spreadsheet program, save it again as .xlsx and send that."
)


def open_parts(content: bytes, filename: str) -> dict[str, bytes]:
    """Return the XML parts of a zip file by name; macros, pictures and the like are left out.

    Raises BadFile for a zip that is broken, encrypted, or larger inside than a workbook may be:
    more than 2,000 entries, 100 MB in all, or an entry above 10 MB of 200 times its packed size.
    """
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            _check_declared(entries, filename)
            return {
                entry.filename: _inflate(archive, entry)
                for entry in entries
                if entry.filename.lower().endswith(_PARTS)
            }
    except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise BadFile(_BROKEN, file=filename, reason=str(error)) from error


def pack_parts(parts: Mapping[str, bytes]) -> bytes:
    """Return a new zip file with these parts, not compressed."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


def _inflate(archive: ZipFile, entry: ZipInfo) -> bytes:
    """Return what is in an entry.

    No more comes out than the declared size, which was checked before, whatever is in there: an
    entry that holds more than it says fails its checksum. It is read in small pieces, as zipfile
    inflates a large one whole before it cuts it to that size.
    """
    with archive.open(entry) as stream:
        return b"".join(iter(lambda: stream.read(1 << 16), b""))


def _check_declared(entries: list[ZipInfo], filename: str) -> None:
    """Raise BadFile when the directory of the zip already tells that it is not to be opened."""
    if len(entries) > MOST_ENTRIES:
        raise BadFile(
            "{file} is not read: it holds {count} files inside, and a workbook holds fewer than "
            "{most}.",
            file=filename,
            count=len(entries),
            most=MOST_ENTRIES,
        )
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise BadFile(
            "{file} is protected by a password. Save it without the password and send that.",
            file=filename,
        )
    if len({entry.filename.lower() for entry in entries}) < len(entries):
        raise BadFile(_BROKEN, file=filename, reason="two entries have the same name")
    for entry in entries:
        _check_entry(entry, filename)
    total = sum(entry.file_size for entry in entries)
    if total > MOST_BYTES:
        raise BadFile(
            "{file} is not read: unpacked it would be {size} bytes, and at most {most} are read. "
            "Split it into several files.",
            file=filename,
            size=total,
            most=MOST_BYTES,
        )


def _check_entry(entry: ZipInfo, filename: str) -> None:
    """Raise BadFile for one entry that is not to be opened."""
    if entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise BadFile(_BROKEN, file=filename, reason="unusual compression")
    most = max(_RATIO_COUNTS_FROM, entry.compress_size * MOST_RATIO)
    if entry.file_size > most:
        raise BadFile(
            "{file} is not read: {entry} inside grows to {size} bytes when it is unpacked, "
            "{ratio} times its packed size. Workbooks do not do that.",
            file=filename,
            entry=entry.filename,
            size=entry.file_size,
            ratio=entry.file_size // max(entry.compress_size, 1),
        )
