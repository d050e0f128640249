import os
import tracemalloc
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msq.problems import BadFile
from msq.sheets.archive import open_parts
from msq.sheets.reading import Row, read_table
from tests.sheets.handmade import HEADING, MAIN, outcome, parts, xlsx, zipped

MEGABYTE = 1_000_000


def read(content):
    return read_table(content, "units.xlsx", required=("code", "name"))


def refusal(content):
    """Return what is said of a file, and make sure that little memory was used to find out."""
    tracemalloc.start()
    try:
        with pytest.raises(BadFile) as caught:
            read(content)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20 * MEGABYTE
    return str(caught.value)


def bomb(size, name="xl/worksheets/sheet2.xml"):
    """Return a workbook with an entry that inflates to so many blanks, 1000 times its size."""
    stream = BytesIO(xlsx())
    with ZipFile(stream, "a", ZIP_DEFLATED) as archive, archive.open(name, "w") as entry:
        for _ in range(size // MEGABYTE):
            entry.write(b" " * MEGABYTE)
    return stream.getvalue()


def lying(content, **claims):
    """Return a zip whose directory claims other facts of the last entry than are true."""
    stream = BytesIO(content)
    with ZipFile(stream, "a", ZIP_DEFLATED) as archive:
        archive.writestr("xl/theme.xml", b"<a/>")
        for fact, value in claims.items():
            setattr(archive.filelist[-2], fact, value)
    return stream.getvalue()


def test_zip_bomb_is_refused_by_its_ratio():
    content = bomb(60 * MEGABYTE)
    assert len(content) < MEGABYTE / 10
    assert refusal(content).startswith(
        "units.xlsx is not read: xl/worksheets/sheet2.xml inside grows to 60000000 bytes when it "
        "is unpacked, "
    )


def test_zip_bomb_among_pictures_is_refused_too():
    assert "grows to 20000000 bytes" in refusal(bomb(20 * MEGABYTE, "xl/media/image1.png"))


def test_zip_bomb_that_claims_to_be_small_is_refused_before_it_unfolds():
    content = lying(bomb(60 * MEGABYTE), file_size=1000)
    assert refusal(content).startswith("units.xlsx is damaged: the zip file inside cannot be read")


def test_zip_that_claims_to_be_larger_than_it_is_is_refused():
    noise = os.urandom(2 * MEGABYTE)
    content = lying(zipped(parts() | {"xl/a.xml": noise}), file_size=3 * MEGABYTE)
    assert refusal(content).startswith("units.xlsx is damaged")


def test_zip_with_too_much_inside_is_refused_by_the_sum():
    noise = os.urandom(MEGABYTE)
    stream = BytesIO(xlsx())
    with ZipFile(stream, "a", ZIP_STORED) as archive:
        for number in range(3):
            archive.writestr(f"xl/{number}.xml", noise)
            archive.filelist[-1].file_size = 40 * MEGABYTE
    assert refusal(stream.getvalue()).startswith("units.xlsx is not read: unpacked it would be 120")


def test_zip_with_too_many_entries_is_refused():
    content = zipped({f"xl/{number}.xml": "" for number in range(2001)})
    assert "it holds 2001 files inside" in refusal(content)


def test_zip_encrypted_or_in_another_compression_is_refused():
    stream = BytesIO(xlsx())
    with ZipFile(stream, "a", ZIP_BZIP2) as archive:
        archive.writestr("xl/a.xml", b"<a/>" * 100)
    assert refusal(stream.getvalue()).startswith("units.xlsx is damaged")
    assert refusal(lying(xlsx(), flag_bits=1)).startswith("units.xlsx is protected by a password")


def test_zip_with_two_entries_of_one_name_is_refused():
    stream = BytesIO(xlsx())
    with ZipFile(stream, "a") as archive:
        archive.writestr("XL/worksheets/sheet1.xml", b"<a/>")
    assert "two entries have the same name" in refusal(stream.getvalue())


@pytest.mark.parametrize("keep", [4, 30, 300, -1, -30])
def test_zip_that_is_cut_off_is_refused(keep):
    assert refusal(xlsx()[:keep]).startswith("units.xlsx is damaged")


def test_other_files_of_office_programs_are_refused_with_what_to_do():
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    locked = old + "EncryptedPackage".encode("utf-16-le")
    assert "in an old format" in refusal(old)
    assert "protected by a password" in refusal(locked)
    ods = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}
    assert "not an Excel workbook" in refusal(zipped(ods))


def test_macros_and_other_extras_are_left_out():
    extras = {
        "xl/vbaProject.bin": b"\0macro",
        "docProps/app.xml": b"not XML",
        "customXml/item1.xml": "<a/>".encode("utf-16"),
    }
    rows = '<row r="2"><c r="A2"><v>1</v></c></row>'
    assert read(zipped(parts(rows) | extras)).rows == (Row(2, {"code": "1", "name": ""}),)
    assert "xl/vbaProject.bin" not in open_parts(zipped(parts() | extras), "a.xlsx")


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="2"><c r="ZZZZZZ2" t="inlineStr"><is><t>x</t></is></c></row>',
        '<row r="1000000000"><c r="A1"><v>1</v></c><c><v>1</v></c></row>',
        '<row r="1000000"><c r="A1"/><c/><c/><c/><c/><c/><c/><c/><c/><c/><c/><c><v>1</v></c></row>',
        '<x:row xmlns:x="urn:x" r="2"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
        '<row r="2"><c r="&#88;FD1048576"><v>1</v></c></row>',
    ],
)
def test_cell_far_out_is_refused_before_the_table_is_laid_out(rows):
    assert "reaches to" in refusal(xlsx(rows))


def test_cell_far_out_in_a_part_of_any_name_is_refused():
    sheet = (
        f'<other {MAIN}><sheetData><row><c r="XFD1048576"><v>1</v></c></row></sheetData></other>'
    )
    assert "reaches to" in refusal(xlsx(**{"xl/theme/theme1.xml": sheet}))


def test_shared_text_repeated_without_end_is_refused():
    shared = f"<sst {MAIN}><si><t>{'x' * 1_000_000}</t></si></sst>"
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 102))
    sheet = f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>"
    content = xlsx(**{"xl/sharedStrings.xml": shared, "xl/worksheets/sheet1.xml": sheet})
    assert "are 101000000 characters in all" in refusal(content)


@pytest.mark.parametrize(
    ("sheet", "reason"),
    [
        ('<!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>', "it has a document type"),
        ("<worksheet>", "no element found"),
        ("<worksheet/>".encode("utf-16"), "it is not in UTF-8"),
        (f'<worksheet {MAIN}><sheetData><c r="1"/></sheetData></worksheet>', "'1' is no address"),
        (f'<a {MAIN}><c t="s"><v>9</v></c></a>', "names a shared text that does not exist"),
    ],
)
def test_broken_parts_are_named_with_the_reason(sheet, reason):
    message = refusal(xlsx(**{"xl/worksheets/sheet1.xml": sheet}))
    assert "xl/worksheets/sheet1.xml inside cannot be read" in message
    assert reason in message


def test_second_list_of_shared_texts_is_refused():
    content = xlsx(**{"xl/other.xml": f"<x {MAIN}><si><t>x</t></si></x>"})
    assert "a second list of shared texts" in refusal(content)


def test_workbook_that_calamine_cannot_read_is_refused():
    missing = parts()
    del missing["xl/worksheets/sheet1.xml"]
    assert "the workbook cannot be read" in refusal(zipped(missing))


_NAMES = sorted(parts())


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(_NAMES),
    st.lists(
        st.tuples(
            st.integers(0, 400),
            st.integers(0, 12),
            st.one_of(
                st.binary(max_size=6),
                st.sampled_from(
                    [b"<c>", b"</v>", b"99999999", b't="s"', b't="d"', b"A0", b'"', b"-"]
                ),
            ),
        ),
        min_size=1,
        max_size=3,
    ),
)
def test_any_damage_to_any_part_is_read_or_refused(name, changes):
    rows = (
        HEADING.replace('r="1"', 'r="2"') + '<row r="3"><c r="A3" t="d"><v>2028-01-01</v></c></row>'
    )
    damaged = {each: content.encode() for each, content in parts(rows).items()}
    for at, length, put in changes:
        damaged[name] = damaged[name][:at] + put + damaged[name][at + length :]
    assert outcome(read, zipped(damaged))


@settings(deadline=None)
@given(st.integers(0, 3000), st.binary(min_size=1, max_size=4))
def test_any_damage_to_the_zip_is_read_or_refused(at, put):
    content = xlsx()
    assert outcome(read, content[:at] + put + content[at + len(put) :])
