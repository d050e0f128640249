"""What files may be attached to an answer: told by their content, their name and their size.

Source of the marks: the formats' own specifications (ISO 32000, PNG, JFIF, TIFF 6.0, WebP,
ECMA-376, OpenDocument 1.3). What a browser or an office program would run is refused, not cleaned.
"""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from msq.instrument.item_types.files import file_name
from msq.problems import BadValue

LARGEST_FILE = 20_000_000
MEGABYTE = 1_000_000
_MOST_ENTRIES = 10_000
_PROGRAMS = ("vbaproject.bin", ".exe", ".dll", ".js", ".vbs", ".hta")
_SCRIPTS = ("basic/", "scripts/", "xl/macrosheets/")
_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\r\f")


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that is taken: its endings, media type, and how its content is known."""

    endings: tuple[str, ...]
    media_type: str
    holds: Callable[[bytes], bool]

    def names(self, name: str) -> bool:
        """Return whether a file of this kind can be called so."""
        return name.casefold().endswith(self.endings)


def _begins(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(marks)


def _is_webp(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def _is_pdf(content: bytes) -> bool:
    # Readers take a PDF whose mark comes within its first kilobyte.
    return b"%PDF-" in content[:1024]


def _is_text(content: bytes) -> bool:
    """Tell a text by what none has; ``<`` at its begin would make it a page to a browser."""
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return False
    return _CONTROLS.isdisjoint(content)


def _packs(part: str) -> Callable[[bytes], bool]:
    """Return whether a zip file has a part of an OOXML document."""
    return lambda content: part in _names_in(content)


def _declares(media_type: str) -> Callable[[bytes], bool]:
    """Return whether a zip file begins with the media type that OpenDocument puts there."""
    # Its first entry is ``mimetype``, not compressed, so that its bytes stand at byte 38.
    mark = media_type.encode()
    return lambda content: content[38 : 38 + len(mark)] == mark and bool(_names_in(content))


def _names_in(content: bytes) -> list[str]:
    if not content.startswith(b"PK\x03\x04"):
        return []
    try:
        with ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        return []
    return names if len(names) <= _MOST_ENTRIES else []


def _runs(part: str) -> bool:
    """Return whether a part of a zip file is one that a program would run."""
    name = part.casefold()
    return name.endswith(_PROGRAMS) or (name.startswith(_SCRIPTS) and not name.endswith("/"))


KINDS = (
    FileKind((".pdf",), "application/pdf", _is_pdf),
    FileKind((".docx",), f"{_OOXML}wordprocessingml.document", _packs("word/document.xml")),
    FileKind((".xlsx",), f"{_OOXML}spreadsheetml.sheet", _packs("xl/workbook.xml")),
    FileKind((".pptx",), f"{_OOXML}presentationml.presentation", _packs("ppt/presentation.xml")),
    FileKind((".odt",), f"{_ODF}text", _declares(f"{_ODF}text")),
    FileKind((".ods",), f"{_ODF}spreadsheet", _declares(f"{_ODF}spreadsheet")),
    FileKind((".odp",), f"{_ODF}presentation", _declares(f"{_ODF}presentation")),
    FileKind((".png",), "image/png", _begins(b"\x89PNG\r\n\x1a\n")),
    FileKind((".jpg", ".jpeg"), "image/jpeg", _begins(b"\xff\xd8\xff")),
    FileKind((".tif", ".tiff"), "image/tiff", _begins(b"II*\0", b"MM\0*")),
    FileKind((".webp",), "image/webp", _is_webp),
    FileKind((".txt", ".csv"), "text/plain", _is_text),
)
"""Every kind of file that is taken, the usual ones first."""
ENDINGS = tuple(ending for kind in KINDS for ending in kind.endings)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent: what it was called, and its bytes."""

    name: str
    content: bytes


def kind_of(upload: Upload) -> FileKind:
    """Return the kind of a file, once all is well with it.

    Raises:
        BadValue: it is empty or too large, of a kind that is not taken, not what its name says,
            or it holds a program.
    """
    name = file_name(upload.name)
    if not upload.content:
        raise BadValue("“{name}” is empty.", name=name)
    if len(upload.content) > LARGEST_FILE:
        raise BadValue(
            "“{name}” is larger than {most} MB. Make it smaller, or give its web address instead.",
            name=name,
            most=LARGEST_FILE // MEGABYTE,
        )
    kind = next((one for one in KINDS if one.names(name)), None)
    if kind is None:
        raise BadValue(
            "“{name}” is a kind of file that is not taken. Save it as PDF and attach that.",
            name=name,
        )
    if not kind.holds(upload.content):
        raise BadValue(
            "“{name}” is damaged, or not what its name says. Open it, save it as PDF and attach "
            "that.",
            name=name,
        )
    if any(map(_runs, _names_in(upload.content))):
        raise BadValue(
            "“{name}” has macros or programs inside. Save it as PDF and attach that.", name=name
        )
    return kind
