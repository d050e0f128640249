"""The bench runs from end to end; what it measures is not judged here."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def bench(*words):
    """Run the bench in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "bench", "--tiny", "--engine", "sqlite", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def folders():
    """Return what benches have left behind."""
    return set((ROOT / "var").glob("bench-*"))


def test_bench_of_saves_tells_ratios_before_figures_and_leaves_nothing_behind(tmp_path):
    before, file = folders(), tmp_path / "found.json"

    done = bench("--only", "save", "--json", str(file))

    assert done.returncode == 0, done.stderr
    assert done.stdout.index("ratios: ours ÷ bare") < done.stdout.index("\nabsolute")
    found = json.loads(file.read_text())
    assert [(one["kind"], one["people"]) for one in found["saved"]] == [
        ("answer", 1),
        ("answer", 2),
    ]
    assert all(one["requests"] > 0 for one in found["saved"])
    assert folders() <= before


def test_bench_of_exports_writes_the_same_rows_as_the_bare_loop(tmp_path):
    file = tmp_path / "found.json"

    done = bench("--only", "export", "--json", str(file))

    assert done.returncode == 0, done.stderr
    (found,) = json.loads(file.read_text())["exported"]
    assert found["ours"]["rows"] == found["bare"]["rows"] > found["answers"]


def test_bench_with_a_word_it_does_not_know_says_how_it_is_used():
    done = bench("--only", "nothing")

    assert done.returncode == 2
    assert "usage: python -m bench" in done.stderr
