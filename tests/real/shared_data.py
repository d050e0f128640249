"""Where the real data sets of other makers lie, for the tests that compare ours with them."""

import os
from pathlib import Path

import pytest


def shared_data() -> Path | None:
    """The shared data folder, or None where the checkout stands without it.

    `MSQ_SHARED_DATA` names the folder; unset, `shared/data` beside the checkout is looked at.
    Raises FileNotFoundError when the variable names no folder: whoever sets it wants the
    tests to run, so a slip of the pen must not turn into a skip.
    """
    named = os.environ.get("MSQ_SHARED_DATA")
    if named:
        folder = Path(named)
        if not folder.is_dir():
            raise FileNotFoundError(f"MSQ_SHARED_DATA is not a folder: {folder}")
        return folder
    folder = Path(__file__).resolve().parents[3] / "shared" / "data"
    return folder if folder.is_dir() else None


def shared_file(name: str) -> Path:
    """The file `name` (a relative path) of the shared data; skips the test without the folder."""
    folder = shared_data()
    if folder is None:
        pytest.skip("shared data folder not beside the checkout (MSQ_SHARED_DATA may name it)")
    return folder / name
