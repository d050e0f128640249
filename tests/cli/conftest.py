"""The commands in this process, which is quicker than a process for each."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from msq.cli import main
from tests.cli.shell import KEY, Ended

Typed = Callable[..., Ended]

HEAD = """
format: 1
code: small
title: A small questionnaire
unit_kind: city
sections: [only]
"""
SECTION = """
section: A
title: Only section
items:
  - {code: A1, concept: small.is, type: yes_no, text: "Is it so?", required: true}
  - {code: A2, concept: small.many, type: integer, text: "How many?", required: false}
"""
UNITS = "code,name,kind\nalpha,Alpha,city\nbeta,Beta,city\n"
TERMS = ("--instrument", "small", "--opens", "2027-01-01", "--deadline", "2027-06-30")


@pytest.fixture
def typed(sqlite_url: str, tmp_path: Path, monkeypatch, capfd) -> Typed:
    """Type a command in ``tmp_path`` on a migrated database; settings go by name."""
    monkeypatch.chdir(tmp_path)
    for name in [*os.environ]:
        if name.startswith("MSQ_") or name == "PORT":
            monkeypatch.delenv(name)
    monkeypatch.setenv("MSQ_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("MSQ_SECRET_KEY", KEY)
    monkeypatch.setenv("MSQ_FOLDER", str(tmp_path / "var"))
    monkeypatch.setenv("COLUMNS", "80")

    def type_it(*words: object, **settings: str) -> Ended:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["msq", *map(str, words)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as left:
            main()
        written = capfd.readouterr()
        said = left.value.code
        assert "mistake of ours" not in str(said), said
        if isinstance(said, str):  # as Python does where nobody catches it
            return Ended(1, written.out, f"{written.err}{said}\n")
        return Ended(said or 0, written.out, written.err)

    return type_it


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A folder with a small questionnaire for cities."""
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "instrument.yaml").write_text(HEAD)
    (folder / "only.yaml").write_text(SECTION)
    return folder


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """A register of two cities."""
    path = tmp_path / "units.csv"
    path.write_text(UNITS)
    return path


@pytest.fixture
def draft(typed: Typed, form: Path, units: Path) -> str:
    """The code of an edition for two cities, in draft."""
    assert typed("forms", "publish", form).code == 0
    assert typed("edition", "create", "small-1", *TERMS, "--units", units).code == 0
    return "small-1"


@pytest.fixture
def opened(typed: Typed, draft: str) -> str:
    """The code of an edition for two cities that is open."""
    assert typed("edition", "open", draft).code == 0
    return draft
