"""The rows of a workbook around its faults."""

from hypothesis import given, settings
from hypothesis import strategies as st

from msq.xlsform.excerpts import AROUND, MOST_COLUMNS, excerpts
from msq.xlsform.importing import examine
from msq.xlsform.places import SheetFault
from tests.xlsform.workbooks import workbook

HEAD = "| type | name | label | hint | relevant | constraint | required |\n"
ROWS = 12
CONTENT = workbook(
    survey=HEAD
    + "\n".join(f"| text | q{n} | Q{n} | h | 1 = 1 | . != '' | yes |" for n in range(ROWS))
)


def shown(*faults: SheetFault) -> list[list[int]]:
    """Return the numbers of the rows of each excerpt."""
    return [
        [row.number for row in one.rows]
        for _, parts in excerpts(CONTENT, "form.xlsx", faults)
        for one in parts
    ]


def test_rows_around_a_fault_are_shown_and_neighbours_share_an_excerpt() -> None:
    def fault(row: int) -> SheetFault:
        return SheetFault("survey", row, "type", "wrong")

    assert shown(fault(5)) == [[4, 5, 6]]
    assert shown(fault(5), fault(8)) == [[4, 5, 6, 7, 8, 9]]
    assert shown(fault(3), fault(9)) == [[2, 3, 4], [8, 9, 10]]
    assert shown(fault(2)) == [[2, 3]]
    assert shown(fault(1)) == [[1, 2]]
    assert shown(fault(ROWS + 1)) == [[ROWS, ROWS + 1]]
    assert shown(fault(99)) == [[99]]


def test_columns_with_faults_are_always_among_those_that_are_shown() -> None:
    fault = SheetFault("survey", 5, "required", "wrong")
    ((_, (one,)),) = excerpts(CONTENT, "form.xlsx", [fault])

    assert [heading for _, heading in one.columns] == ["type", "name", "label", "hint", "required"]
    assert [letter for letter, _ in one.columns] == list("ABCDG")
    assert len(one.columns) == MOST_COLUMNS + 1
    assert [(cell.text, len(cell.faults)) for cell in one.rows[AROUND].cells][-1] == ("yes", 1)


def test_fault_of_a_column_or_sheet_that_is_not_there_stands_in_its_row() -> None:
    faults = [SheetFault("survey", 5, "image", "odd"), SheetFault("nowhere", 1, "", "odd")]
    first, second = (parts[0] for _, parts in excerpts(CONTENT, "form.xlsx", faults))

    assert [len(row.faults) for row in first.rows] == [0, 1, 0]
    assert [(row.number, row.cells, len(row.faults)) for row in second.rows] == [(1, (), 1)]


@settings(max_examples=50, deadline=None)
@given(
    faults=st.lists(
        st.builds(
            SheetFault,
            st.sampled_from(["survey", "settings"]),
            st.integers(1, ROWS + 5),
            st.sampled_from(["", "type", "label", "required", "other"]),
            st.text(max_size=5),
        ),
        max_size=8,
        unique=True,
    )
)
def test_every_fault_is_shown_once(faults: list[SheetFault]) -> None:
    marked = [
        fault.number
        for _, parts in excerpts(CONTENT, "form.xlsx", faults)
        for one in parts
        for row in one.rows
        for fault in (*row.faults, *(each for cell in row.cells for each in cell.faults))
    ]

    assert sorted(marked) == list(range(1, len(faults) + 1))


def test_examined_workbook_says_its_code_and_title_also_with_faults() -> None:
    content = workbook(
        survey="| type | name | label |\n| qqq | a | A |",
        settings="| form_id | form_title |\n| City Survey 2030 | Cities |",
    )
    found = examine(content, "x.xlsx")

    assert (found.code, found.title, found.imported) == ("city-survey-2030", "Cities", None)
    assert [str(one) for one in found.faults] == [
        "survey, row 2, column type: “qqq” is not taken: there is no such type"
    ]
    assert examine(CONTENT, "Some Form.xlsx").code == "some-form"
    assert examine(CONTENT, "x.xlsx").imported is not None
