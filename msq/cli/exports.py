"""The command that takes data out."""

from datetime import datetime
from pathlib import Path

import click

from msq import resources
from msq.cli._house import Moment, NewWorkbook, check_folder_of, counted, desk_here, progress
from msq.desk.actor import COMMAND_LINE
from msq.desk.export import ask_leave
from msq.exporting import spec, workbook
from msq.exporting.files import write_files
from msq.exporting.taken import BASES


@click.command()
@click.argument("name")
@click.option("--edition", required=True, help="Code of the edition.")
@click.option("--output", required=True, type=NewWorkbook(), help="Where the .xlsx is written.")
@click.option(
    "--basis",
    type=click.Choice(list(BASES)),
    default="best",
    show_default=True,
    help="Which answers: what was submitted, or else the draft; only submitted; only accepted; "
    "as they stand now.",
)
@click.option("--as-of", type=Moment(), help="As it stood then: 2027-06-30T12:00, in UTC.")
@click.option("--personal", is_flag=True, help="Personal data too.")
@click.option(
    "--files",
    "files_in",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder for the attached files, as UNIT/ITEM/name.",
)
def export(
    name: str,
    edition: str,
    output: Path,
    basis: str,
    as_of: datetime | None,
    personal: bool,
    files_in: Path | None,
) -> None:
    """Write the export NAME of an edition as a workbook.

    NAME is a file in exports/ without its .yaml, such as pipeline. A file that is there already is
    replaced once the new one is whole.
    """
    wanted = spec.load(resources.folder("exports"), name)
    check_folder_of(output)
    with desk_here() as desk:
        leave = ask_leave(desk, COMMAND_LINE, edition, name, basis, personal=personal)
        with progress("responses") as show:
            report = workbook.write(
                desk.database,
                wanted,
                edition,
                output,
                basis=basis,
                personal=personal,
                as_of=as_of,
                now=leave.at,
                by=leave.by,
                progress=show,
            )
        written = (
            write_files(
                desk.database, edition, files_in, basis=basis, personal=personal, as_of=as_of
            )
            if files_in
            else None
        )
    for sheet, rows in report.rows.items():
        click.echo(f"{sheet}: {counted(rows, 'row')}")
    if report.notes:
        notes = counted(len(report.notes), "cell")
        click.echo(f"{notes} could not be held as they are: see the sheet “notes”", err=True)
    click.echo(f"written: {output}")
    if written is not None:
        click.echo(f"written: {counted(written, 'file')} in {files_in}")
