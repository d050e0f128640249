"""What is installed is complete, and what it needs is said once."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from msq import resources

ROOT = Path(__file__).resolve().parents[2]

# By the name alone: the ranges are compared as they are written.
LISTED = re.compile(r"^(?P<requirement>[A-Za-z][^#]*?)\s*(#.*)?$", re.MULTILINE)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Return the path of a wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def files_under(folder):
    """Return the paths of the files below a folder, without what Python leaves there."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def files_in(wheel, folder):
    names = zipfile.ZipFile(wheel).namelist()
    return {name.removeprefix(folder) for name in names if name.startswith(folder)}


@pytest.mark.parametrize("name", resources.FOLDER_NAMES)
def test_wheel_packs_each_folder_whole(wheel, name):
    expected = files_under(ROOT / name)

    assert expected
    assert files_in(wheel, f"msq/_packed/{name}/") == expected


def test_wheel_has_the_built_assets_and_not_their_sources(wheel):
    assert files_in(wheel, "msq/web/static/") == {
        "manifest.json",
        "msq.css",
        "msq.js",
        "msq.rtl.css",
    }
    assert files_in(wheel, "msq/web/assets/") == set()


def test_wheel_has_every_module(wheel):
    modules = {path for path in files_under(ROOT / "msq") if path.endswith(".py")}

    assert {name for name in files_in(wheel, "msq/") if name.endswith(".py")} >= modules


def test_installed_package_finds_its_folders_inside_itself(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path)
    code = "from msq import resources as r; print(*map(r.folder, r.FOLDER_NAMES), sep='\\n')"

    found = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
    )

    packed = tmp_path / "msq" / "_packed"
    assert found.stdout.splitlines() == [str(packed / name) for name in resources.FOLDER_NAMES]


def test_checkout_finds_its_folders_beside_the_package():
    assert [resources.folder(name) for name in resources.FOLDER_NAMES] == [
        ROOT / name for name in resources.FOLDER_NAMES
    ]


def test_requirements_of_the_package_are_those_that_are_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    listed = (ROOT / "requirements" / "run.in").read_text(encoding="utf-8")

    assert sorted(found["requirement"].replace('"', "'") for found in LISTED.finditer(listed)) == (
        sorted(project["dependencies"])
    )


@pytest.mark.parametrize(
    "lock", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda p: p.name
)
def test_lock_has_hashes_and_names_no_place_to_download_from(lock):
    text = lock.read_text(encoding="utf-8")
    pinned = re.findall(
        r"^[a-z0-9-]+(?:\[.*\])?==[^ ]+.*\\\n    --hash=sha256:", text, re.MULTILINE
    )
    entries = re.findall(r"^[^ #\n].*$", text, re.MULTILINE)

    assert len(pinned) == len(entries) > 0
    assert not re.search(r"://|^\s*--?(i|f|index|extra|find|trusted)", text, re.MULTILINE)


def test_lock_of_the_assets_names_no_place_to_download_from():
    text = (ROOT / "msq" / "web" / "assets" / "package-lock.json").read_text(encoding="utf-8")

    assert '"integrity"' in text
    assert '"resolved"' not in text
