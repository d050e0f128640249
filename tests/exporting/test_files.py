"""Attached files in an export: a row each, and their bytes beside the workbook."""

from hashlib import sha256
from pathlib import Path

import pytest

from msq.desk._verb import Desk
from msq.desk.attach import attach_files
from msq.exporting.files import write_files
from msq.response.attaching import Upload
from tests.exporting.scene import EDITION, Scene
from tests.factories.instruments import instrument

TABLE = """
| code   | type   | text              | required |
| A1     | file   | Your photograph   |          |
| B1     | yes_no | Is there a law?   | yes      |
| B2     | file   | Can you attach it? |         |
| B3     | repeat | Practices         |          |
| .name  | text   | Name              |          |
| .files | file   | Pictures          |          |
"""
LAW, OTHER = Upload("law.pdf", b"%PDF-1.7 law"), Upload("law.pdf", b"%PDF-1.7 another")
LONG = Upload("电" * 110 + ".txt", b"Long")
CHART, FACE = Upload("chart.txt", b"Chart"), Upload("face.txt", b"Face")


def digest(upload: Upload) -> str:
    return sha256(upload.content).hexdigest()


@pytest.fixture
def scene(desk: Desk) -> Scene:
    """Two States with files; those of one are submitted, and one was taken away after that."""
    form = instrument(TABLE, code="filed", personal="A")
    scene = Scene(desk, form).begin()
    for unit, item, upload in (
        ("AFG", "A1", FACE),
        ("AFG", "B2", LAW),
        ("AFG", "B2", OTHER),
        ("CIV", "B3[2].files", CHART),
        ("CIV", "B3[2].files", LAW),
        ("CIV", "B2", LONG),
    ):
        actor = scene.actors[unit]
        attach_files(desk, actor, EDITION, unit, item, [upload], digest(upload)[:20] + item)
    scene.save("AFG", {"B1": "yes"})
    scene.submit("AFG")
    return scene


def test_every_file_has_a_row_with_its_hash(scene: Scene) -> None:
    rows = scene.export().rows("files")
    assert [
        (row["unit"], row["item"], row["name"], row["sha256"], row["size"], row["revision"])
        for row in rows
    ] == [
        ("AFG", "B2", "law.pdf", digest(LAW), len(LAW.content), 3),
        ("AFG", "B2", "law.pdf", digest(OTHER), len(OTHER.content), 3),
        ("CIV", "B2", LONG.name, digest(LONG), len(LONG.content), 3),
        ("CIV", "B3[2].files", "chart.txt", digest(CHART), len(CHART.content), 2),
        ("CIV", "B3[2].files", "law.pdf", digest(LAW), len(LAW.content), 2),
    ]
    assert {row["media_type"] for row in rows} == {"application/pdf", "text/plain"}
    cell = scene.export().values()["AFG", "B2"]
    assert cell == f"{digest(LAW)} law.pdf\n{digest(OTHER)} law.pdf"


def test_files_about_persons_are_exported_only_with_personal_data(scene: Scene) -> None:
    assert "face.txt" not in scene.export().every_cell()
    assert "face.txt" in scene.export(personal=True).every_cell()


def test_files_are_written_beside_the_workbook(scene: Scene, tmp_path: Path) -> None:
    database = scene.desk.database
    folder = tmp_path / "files"
    count = write_files(database, EDITION, folder, basis="best", personal=False, as_of=None)

    written = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
    assert count == len(written)
    assert written == {
        f"AFG/B2/{digest(LAW)[:8]} law.pdf": LAW.content,
        f"AFG/B2/{digest(OTHER)[:8]} law.pdf": OTHER.content,
        f"CIV/B2/{'电' * 60}.txt": LONG.content,
        "CIV/B3[2].files/chart.txt": CHART.content,
        "CIV/B3[2].files/law.pdf": LAW.content,
    }
    submitted = tmp_path / "submitted"
    assert (
        write_files(database, EDITION, submitted, basis="submitted", personal=True, as_of=None) == 3
    )
