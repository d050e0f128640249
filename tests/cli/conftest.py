"""The commands in this process, which is quicker than a process for each."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.shell import Ended, Here

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
def typed(sqlite_url: str, tmp_path: Path) -> Typed:
    """Type a command in ``tmp_path`` on a migrated database; settings go by name."""
    return Here(tmp_path, sqlite_url).msq


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
