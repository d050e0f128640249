from pathlib import Path

import pytest

from msq.exporting.kinds import KINDS
from msq.exporting.spec import load
from msq.problems import BadSpec, NotFound
from msq.resources import folder

WHOLE = """\
format: 1
title: A test
about: For testing.
sheets:
  - sheet: units
    rows: status
    about: One row a unit.
    columns:
      - {cell: unit, width: 8, about: "The code."}
"""


def faults_of(tmp_path: Path, old: str, new: str) -> tuple[str, ...]:
    assert old in WHOLE
    (tmp_path / "test.yaml").write_text(WHOLE.replace(old, new), encoding="utf-8")
    with pytest.raises(BadSpec) as caught:
        load(tmp_path, "test")
    return caught.value.faults


def test_every_export_of_ours_loads() -> None:
    names = [path.stem for path in folder("exports").glob("*.yaml")]
    assert "pipeline" in names
    assert [load(folder("exports"), name).name for name in names] == names


def test_pipeline_uses_every_cell_there_is_but_the_units_name_in_groups() -> None:
    spec = load(folder("exports"), "pipeline")
    used = {sheet.rows: {one.cell or one.each for one in sheet.columns} for sheet in spec.sheets}
    there = {name: {*kind.cells, *kind.families} for name, kind in KINDS.items()}
    groups = {name: there[name] - {"unit_name"} for name in ("group", "inner_group")}
    assert used == {**there, **groups}


def test_a_whole_spec_loads(tmp_path: Path) -> None:
    (tmp_path / "test.yaml").write_text(WHOLE, encoding="utf-8")
    spec = load(tmp_path, "test")
    assert (spec.name, spec.title, spec.about) == ("test", "A test", "For testing.")
    assert [sheet.name() for sheet in spec.sheets] == ["units"]
    assert [column.heading() for column in spec.sheets[0].columns] == ["unit"]


@pytest.mark.parametrize("name", ["other", "../test", "", "TEST"])
def test_unknown_name_lists_those_there_are(tmp_path: Path, name: str) -> None:
    (tmp_path / "test.yaml").write_text(WHOLE, encoding="utf-8")
    (tmp_path / "wide.yaml").write_text(WHOLE, encoding="utf-8")
    with pytest.raises(NotFound) as caught:
        load(tmp_path, name)
    assert str(caught.value) == f"There is no export “{name}”. There is: test, wide."


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "width: 8",
            "wdith: 8",
            "test.yaml: Object contains unknown field `wdith` - at `$.sheets[0].columns[0]`",
        ),
        (
            "rows: status",
            "rows: statuses",
            f"test.yaml: “units”: no rows “statuses”; known: {', '.join(KINDS)}",
        ),
        (
            "cell: unit",
            "cell: units",
            "test.yaml: “units”: “units”: there is no such cell; known: "
            + ", ".join(KINDS["status"].cells),
        ),
        (
            "cell: unit",
            "each: items",
            "test.yaml: “units”: “items”: there is no such family; known: none",
        ),
        ("format: 1", "format: 2", "test.yaml: “format” must be 1"),
        ("sheet: units", "sheet: notes", "test.yaml: a sheet cannot be called “notes” here"),
        ("sheet: units", "sheet: a/b", "test.yaml: a sheet cannot be called “a/b” here"),
        (
            "sheet: units",
            'sheet: "{code}"',
            (
                "test.yaml: “{code}”: {code} stands in the name of a sheet for each group, and in "
                "no other"
            ),
        ),
        ("width: 8", "width: 0", "test.yaml: “units”: “unit”: “width” must be 1 to 255"),
        ('"The code."', '" "', "test.yaml: “units”: “unit”: “about” must be one line"),
        (
            "cell: unit",
            "cell: signer",
            "test.yaml: “units”: “signer”: this cell holds personal data: add “personal: true”",
        ),
        (
            "cell: unit,",
            "cell: unit, each: items,",
            "test.yaml: “units”: “unit”: a column has either “cell” or “each”",
        ),
        (
            "width: 8",
            'title: "{code}"',
            "test.yaml: “units”: “unit”: {code} stands in the title of a family, and in no other",
        ),
        ("about: One row a unit.", "about: ''", "test.yaml: “units”: “about” must be one line"),
        (
            "about: For testing.",
            "about: yes",
            "test.yaml: Expected `str`, got `bool` - at `$.about`",
        ),
    ],
)
def test_a_fault_is_named_with_its_place(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert fault in faults_of(tmp_path, old, new)


def test_columns_given_twice_are_faults(tmp_path: Path) -> None:
    column = '      - {cell: unit, width: 8, about: "The code."}\n'
    assert faults_of(tmp_path, column, column + column) == (
        "test.yaml: “units”: “cell: unit” stands in 2 columns",
        "test.yaml: “units”: 2 columns have the title “unit”",
    )


@pytest.mark.parametrize("content", [b"a: [", b"\xff\xfe\x00", b"\x00", b"- 1", b"", b"a: &b *b"])
def test_a_file_that_is_no_spec_is_a_clear_fault(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "test.yaml").write_bytes(content)
    with pytest.raises(BadSpec) as caught:
        load(tmp_path, "test")
    assert caught.value.faults[0].startswith("test.yaml: ")
    assert "\n" not in caught.value.faults[0]


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "test.yaml").write_bytes(b"#" * 500_001)
    with pytest.raises(BadSpec, match="too large"):
        load(tmp_path, "test")
