"""Which files may be attached: told by what they hold, not by what they are called."""

from io import BytesIO
from zipfile import ZIP_STORED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from msq.instrument.item_types.files import LONGEST_NAME, file_name
from msq.problems import BadValue
from msq.response.attaching import KINDS, LARGEST_FILE, Upload, kind_of


def packed(**parts: bytes) -> bytes:
    """Return a zip file; ``word__document_xml`` is the part ``word/document.xml``."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return made.getvalue()


def workbook() -> bytes:
    made = BytesIO()
    Workbook().save(made)
    return made.getvalue()


ODT = packed(mimetype=b"application/vnd.oasis.opendocument.text", content_xml=b"<a/>")
ODS = packed(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", content_xml=b"<a/>")
ODP = packed(mimetype=b"application/vnd.oasis.opendocument.presentation", content_xml=b"<a/>")
SOUND = {
    "law.pdf": b"%PDF-1.7\n",
    "LAW.PDF": b"\xef\xbb\xbf%PDF-1.4\n",
    "law.docx": packed(word__document_xml=b"<a/>"),
    "table.xlsx": workbook(),
    "talk.pptx": packed(ppt__presentation_xml=b"<a/>"),
    "law.odt": ODT,
    "table.ods": ODS,
    "talk.odp": ODP,
    "chart.png": b"\x89PNG\r\n\x1a\n\0",
    "chart.jpg": b"\xff\xd8\xff\xe0",
    "chart.jpeg": b"\xff\xd8\xff\xe1",
    "scan.tif": b"II*\0\x08",
    "scan.tiff": b"MM\0*\x08",
    "chart.webp": b"RIFF\x10\0\0\0WEBPVP8 ",
    "notes.txt": "Заметки ، 笔记\n".encode(),
    "table.csv": b"a,b\r\n1,2\r\n",
}


@pytest.mark.parametrize("name", SOUND)
def test_files_that_governments_have_are_taken(name: str) -> None:
    assert name.casefold().endswith(kind_of(Upload(name, SOUND[name])).endings)


def test_every_kind_is_put_to_the_test() -> None:
    endings = {ending for kind in KINDS for ending in kind.endings}
    assert {f".{name.rpartition('.')[2].casefold()}" for name in SOUND} == endings


@pytest.mark.parametrize("name", SOUND)
def test_file_is_not_taken_for_another_kind(name: str) -> None:
    own = kind_of(Upload(name, SOUND[name]))
    others = [kind for kind in KINDS if kind != own and kind.media_type != "text/plain"]
    for kind in others:
        with pytest.raises(BadValue, match="not what its name says"):
            kind_of(Upload(f"renamed{kind.endings[0]}", SOUND[name]))


REFUSED = {
    "empty": (Upload("a.pdf", b""), "“a.pdf” is empty."),
    "too large": (Upload("a.pdf", b"%PDF-" + bytes(LARGEST_FILE)), "larger than 20 MB"),
    "a program": (Upload("a.exe", b"MZ\x90"), "a kind of file that is not taken"),
    "a page": (Upload("a.html", b"<p>"), "a kind of file that is not taken"),
    "a drawing that runs": (Upload("a.svg", b"<svg/>"), "a kind of file that is not taken"),
    "an old document": (Upload("a.doc", b"\xd0\xcf\x11\xe0"), "Save it as PDF"),
    "without ending": (Upload("law", b"%PDF-1.7"), "a kind of file that is not taken"),
    "a page as text": (Upload("a.txt", b" \xef\xbb\xbf<script>"), "not what its name says"),
    "a program as text": (Upload("a.txt", b"MZ\x90\0\x03"), "not what its name says"),
    "a program as PDF": (Upload("a.pdf", b"MZ\x90"), "not what its name says"),
    "a zip that is broken": (Upload("a.docx", b"PK\x03\x04oops"), "damaged"),
    "a zip that is cut": (Upload("a.docx", SOUND["law.docx"][:40]), "damaged"),
    "macros": (
        Upload("a.docx", packed(word__document_xml=b"", **{"word__vbaProject.bin": b"x"})),
        "macros or programs inside",
    ),
    "old macros": (
        Upload("a.xlsx", packed(xl__workbook_xml=b"", xl__macrosheets__sheet1_xml=b"x")),
        "macros or programs inside",
    ),
    "scripts": (
        Upload("a.odt", packed(mimetype=b"application/vnd.oasis.opendocument.text",
                               Basic__script_xml=b"x")),
        "macros or programs inside",
    ),
}  # fmt: skip


@pytest.mark.parametrize("which", REFUSED)
def test_what_could_harm_or_cannot_be_read_is_refused(which: str) -> None:
    upload, words = REFUSED[which]
    with pytest.raises(BadValue) as caught:
        kind_of(upload)
    assert words in str(caught.value)


@given(st.sampled_from(sorted(SOUND)), st.binary(max_size=300))
def test_any_bytes_are_taken_or_refused_with_a_message(name: str, content: bytes) -> None:
    try:
        assert kind_of(Upload(name, content)).holds(content)
    except BadValue as problem:
        assert name in str(problem)  # noqa: PT017 - either may happen here


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("C:\\Users\\Ana\\law.pdf", "law.pdf"),
        ("../../etc/passwd", "passwd"),
        ("  two\n lines \t.pdf", "two lines .pdf"),
        ("fdp.\u202ekoob.pdf", "fdp. koob.pdf"),
        ("قانون.pdf", "قانون.pdf"),
        ("...", "file"),
        ("", "file"),
        ("x" * 300 + ".pdf", "x" * (LONGEST_NAME - 4) + ".pdf"),
        ("x." + "y" * 300, "x." + "y" * (LONGEST_NAME - 2)),
    ],
)
def test_names_are_kept_in_one_line_without_folders(sent: str, kept: str) -> None:
    assert file_name(sent) == kept


@given(st.text())
def test_any_name_is_kept_in_a_form_that_stays(name: str) -> None:
    kept = file_name(name)
    assert file_name(kept) == kept
    assert 0 < len(kept) <= LONGEST_NAME
