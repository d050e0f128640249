"""Random revisions: the sheets equal what plain Python makes of them, without our own folding."""

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.exporting.scene import Book, Scene

YES, NO = "yes", "no"
UNITS = ("AFG", "CIV", "FJI")
CHOICES = ["polls", "forums", "other"]
TEXTS = st.text("abc=+ äع数🙂\n", max_size=8)
REASONS = st.sampled_from(["!not_applicable", "!not_available"])
WHOLE = st.integers(0, 10**15 - 1).map(str)

VALUES: dict[str, st.SearchStrategy[str | list[str]]] = {
    "B1": st.sampled_from([YES, NO]) | REASONS,
    "B1.title": TEXTS.map(lambda text: text.replace("\n", " ")),
    "B1.year": st.integers(1900, 2100).map(str),
    "B2": st.lists(st.sampled_from(CHOICES), unique=True).map(list[str]) | REASONS,
    "B2.other": TEXTS.map(lambda text: text.replace("\n", " ")),
    "B3": st.sampled_from(["open", "closed", "none"]) | REASONS,
    "B4": WHOLE | REASONS,
    "B5": WHOLE | REASONS,
    "B5.currency": st.sampled_from(["usd", "eur"]),
    "B7": TEXTS | REASONS,
    "C1[1].name": TEXTS.map(lambda text: text.replace("\n", " ")),
    "C1[1].users": WHOLE,
    "C1[4].users": WHOLE,
    "C2.ai.has": st.sampled_from([YES, NO]) | REASONS,
    "C2.ai.year": st.integers(1900, 2100).map(str),
}
NUMBERS = {"B1.year", "B4", "B5", "C1[1].users", "C1[4].users", "C2.ai.year"}
LINES = {"B1.title", "B2.other", "C1[1].name"}
Said = dict[str, str | list[str]]

# When each item is asked, said once more in plain Python.
ASKED: dict[str, Callable[[Said], bool]] = {
    "B1.title": lambda said: said.get("B1") == YES,
    "B1.year": lambda said: said.get("B1") == YES,
    "B2.other": lambda said: isinstance(said.get("B2"), list) and "other" in said["B2"],
    "B3": lambda said: said.get("B1") == YES,
    "B4": lambda said: said.get("B1") == NO,
    "B5.currency": lambda said: str(said.get("B5", "!"))[0] != "!",
    "C1[1].name": lambda said: said.get("B1") == YES,
    "C1[1].users": lambda said: said.get("B1") == YES,
    "C1[4].users": lambda said: said.get("B1") == YES,
    "C2.ai.year": lambda said: said.get("C2.ai.has") == YES,
}


def remember(said: Said, item: str, given: str | list[str]) -> None:
    """Fold one change into what is said; blank takes it away."""
    if isinstance(given, str) and item in LINES:
        given = given.strip()
    if not given or (isinstance(given, str) and not given.strip()):
        said.pop(item, None)
    else:
        said[item] = given


def cell(item: str, given: str | list[str]) -> object:
    """Return what an answer looks like in a cell: its value, or its missing reason."""
    if isinstance(given, list):
        return " ".join(choice for choice in CHOICES if choice in given)
    if given.startswith("!"):
        return given[1:]
    return int(given) if item in NUMBERS else given


def wanted(said: Said) -> dict[str, object]:
    """Return the cells of one unit, in the order of the questionnaire."""
    return {
        item: cell(item, said[item])
        for item in VALUES
        if item in said and ASKED.get(item, lambda _: True)(said)
    }


def found(book: Book, unit: str) -> list[tuple[object, object]]:
    return [(item, value) for (of, item), value in book.values().items() if of == unit]


CHANGES = st.lists(
    st.sampled_from(UNITS).flatmap(
        lambda unit: st.sampled_from(sorted(VALUES)).flatmap(
            lambda item: st.tuples(st.just(unit), st.just(item), VALUES[item] | st.just(""))
        )
    ),
    min_size=1,
    max_size=12,
)


def test_answers_and_wide_equal_a_plain_fold_of_random_changes(scene: Scene) -> None:
    state: dict[str, Said] = {unit: {} for unit in UNITS}
    count = dict.fromkeys(UNITS, 0)

    @settings(
        max_examples=12,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        database=None,
    )
    @given(CHANGES)
    def on_top_of_all_before(changes: list[tuple[str, str, str | list[str]]]) -> None:
        for unit, item, given_value in changes:
            before = dict(state[unit])
            remember(state[unit], item, given_value)
            scene.save(unit, {item: given_value})
            count[unit] += state[unit] != before and wanted_differs(before, state[unit], item)
        book = scene.export()
        wide = {row["unit"]: row for row in book.rows("wide")}
        for unit in UNITS:
            cells = wanted(state[unit])
            assert found(book, unit) == list(cells.items())
            flat = {item: one for item, one in cells.items() if "[" not in item}
            assert {
                item: wide[unit][item]
                for item in VALUES
                if "[" not in item and wide[unit][item] is not None
            } == flat
            rows = [row for row in book.rows("C1") if row["unit"] == unit]
            assert {
                f"C1[{row['row']}].{name}": row[f"C1.{name}"]
                for row in rows
                for name in ("name", "users")
                if row[f"C1.{name}"] is not None
            } == {item: one for item, one in cells.items() if "[" in item}
            numbers = [row["number"] for row in book.rows("revisions") if row["unit"] == unit]
            assert numbers == list(range(1, count[unit] + 1))

    on_top_of_all_before()


def wanted_differs(before: Said, after: Said, item: str) -> bool:
    """Return whether a change is one: the same choices in another order are not."""
    one, other = before.get(item), after.get(item)
    return (cell(item, one) if one else None) != (cell(item, other) if other else None)
