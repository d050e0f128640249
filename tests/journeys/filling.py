"""Hands on a section page: what a person does to give each kind of answer."""

from typing import Any

from tests.journeys.looking import Visitor


def question(page: Any, code: str) -> Any:
    """Return the box of a question, a table or a repeating group."""
    return page.locator(f"#q-{code}")


def row(page: Any, table: str, code: str) -> Any:
    """Return one row of a table that unfolds."""
    return page.locator(f"#r-{table}-{code}")


def entry(page: Any, group: str, number: int) -> Any:
    """Return one row of a repeating group."""
    return page.locator(f"#{group}-{number}")


def choose(box: Any, *labels: str) -> None:
    """Tick radios or checkboxes by their labels."""
    for label in labels:
        box.get_by_label(label, exact=True).check()


def write(box: Any, label: str, text: str) -> None:
    """Type into the field of that label, letter by letter as a person does."""
    field = box.get_by_role("textbox", name=label)
    field.click()
    field.press("ControlOrMeta+a")
    field.press("Backspace")
    field.press_sequentially(text)


def write_date(box: Any, legend: str, day: str, month: str, year: str) -> None:
    """Type a date into its three fields."""
    date = box.get_by_role("group", name=legend)
    for label, text in (("Day", day), ("Month", month), ("Year", year)):
        write(date, label, text)


def pick(box: Any, label: str, choice: str) -> None:
    """Pick one of a list that unfolds."""
    box.get_by_label(label).select_option(label=choice)


def unfold(box: Any, summary: str) -> None:
    """Open what is folded away."""
    box.locator("summary", has_text=summary).click()


def save(visitor: Visitor, button: str = "Save") -> None:
    """Save a section, with the button of the bar at its end."""
    visitor.page.locator(".msq-savebar").get_by_role("button", name=button, exact=True).click()
