"""Commands for responses."""

from pathlib import Path

import click

from msq.cli._house import FILE, desk_here, list_wrong
from msq.desk.actor import COMMAND_LINE
from msq.desk.import_responses import import_responses, read_responses


@click.group()
def responses() -> None:
    """Bring answers in."""


@responses.command("import")
@click.argument("edition")
@click.argument("file", type=FILE)
def import_command(edition: str, file: Path) -> None:
    """Add answers to EDITION from FILE.

    FILE is .xlsx or CSV with a heading and one row an answer. Columns: unit (code or name), item,
    value; where needed missing (not_applicable, not_available, refused), comment, author, and at
    (2027-03-27T14:02:00+00:00; without a zone it is UTC).

    The edition must be open; its dates play no part, so that past rounds can be brought in. Right
    rows are taken. Wrong ones are listed with their number and the reason; the exit code is then
    1. The same file again changes nothing.
    """
    table = read_responses(file.read_bytes(), file.name)
    with desk_here() as desk:
        report = import_responses(desk, COMMAND_LINE, edition, table)
    click.echo(
        f"answers of {edition}: {report.saved} saved, {report.same} as they were, "
        f"{report.blank} blank"
    )
    list_wrong(report.wrong, file)
