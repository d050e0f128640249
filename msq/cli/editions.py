"""Commands for editions and their people."""

from datetime import date
from pathlib import Path

import click

from msq.cli._house import FILE, Day, counted, desk_here, list_wrong
from msq.desk import edition as editions
from msq.desk._verb import Desk
from msq.desk.actor import COMMAND_LINE
from msq.desk.import_units import import_units, read_units
from msq.desk.invite import invite as invite_all
from msq.desk.reading.managing import edition_page
from msq.desk.register import import_register, read_register


@click.group()
def edition() -> None:
    """Make, open, extend and close editions."""


@edition.command()
@click.argument("code")
@click.option("--instrument", required=True, help="Code of a published questionnaire.")
@click.option("--opens", required=True, type=Day(), help="First day of answers.")
@click.option("--deadline", required=True, type=Day(), help="Last day of answers in time.")
@click.option("--grace", default=0, show_default=True, help="Days in which late answers count.")
@click.option("--name", help="Name that countries read; the code when left out.")
@click.option("--reference-period", default="", help="Period that is asked about.")
@click.option("--units", "file", type=FILE, help="Register of units (.xlsx or CSV) that are asked.")
def create(
    code: str,
    instrument: str,
    opens: date,
    deadline: date,
    grace: int,
    name: str | None,
    reference_period: str,
    file: Path | None,
) -> None:
    """Make the edition CODE, in draft.

    Days are written as 2027-06-30. With --units the units of that file are added to the register,
    and they are asked; without it every unit of the kind that the questionnaire is for.
    """
    plan = editions.Plan(
        code, code if name is None else name, reference_period, instrument, opens, deadline, grace
    )
    with desk_here() as desk:
        codes = None if file is None else _codes_in(desk, file, code)
        made = editions.create_edition(desk, COMMAND_LINE, plan, codes)
        page = edition_page(desk, COMMAND_LINE, made.code)
    click.echo(f"edition {made.code} is made; it asks {counted(page.units, 'unit')}")
    if file is not None and codes is not None and page.units < len(codes):
        click.echo(
            f"left out: {counted(len(codes) - page.units, 'unit')} of {file.name}, of another kind "
            f"than “{page.instrument.form.unit_kind}”",
            err=True,
        )
    click.echo(f"next: msq edition open {made.code}")


def _codes_in(desk: Desk, file: Path, edition: str) -> tuple[str, ...]:
    """Bring the units of a file into the register and return their codes.

    Wrong rows are listed and end the command: a unit cannot be added to an edition later.
    """
    report = import_units(desk, COMMAND_LINE, read_units(file.read_bytes(), file.name))
    list_wrong(report.wrong, file, outcome=f"The edition {edition} is not made.")
    return report.codes


@edition.command("open")
@click.argument("code")
def open_command(code: str) -> None:
    """Open the edition CODE.

    From its opening day on it takes answers from the units; msq responses import can bring answers
    in at once.
    """
    with desk_here() as desk:
        opened = editions.open_edition(desk, COMMAND_LINE, code)
    click.echo(f"edition {code} is open: {opened.opens} to {opened.deadline}")


@edition.command()
@click.argument("code")
@click.option("--deadline", required=True, type=Day(), help="The new last day.")
@click.option("--grace", type=int, help="The new days of grace.")
def extend(code: str, deadline: date, grace: int | None) -> None:
    """Give the edition CODE another deadline."""
    with desk_here() as desk:
        changed = editions.extend_edition(desk, COMMAND_LINE, code, deadline, grace)
    days = counted(changed.grace, "day")
    click.echo(f"edition {code}: deadline {changed.deadline}, {days} of grace")


@edition.command()
@click.argument("code")
def close(code: str) -> None:
    """Close the edition CODE for good."""
    with desk_here() as desk:
        editions.close_edition(desk, COMMAND_LINE, code)
    click.echo(f"edition {code} is closed")


@edition.command()
@click.argument("code")
@click.argument("file", type=FILE)
def people(code: str, file: Path) -> None:
    """Add the people of the edition CODE from FILE.

    FILE is .xlsx or CSV with a heading and one row a person. Columns: unit (code or name), name,
    email; where needed role (focal_point, contributor, mission) and language (ar, zh, en, fr, ru,
    es). Nobody is written to: that is msq invite.

    Right rows are taken. Wrong ones are listed with their number and the reason; the exit code is
    then 1.
    """
    table = read_register(file.read_bytes(), file.name)
    with desk_here() as desk:
        report = import_register(desk, COMMAND_LINE, code, table)
    click.echo(f"people of {code}: {report.added} added, {report.already} there already")
    list_wrong(report.wrong, file)


@click.command()
@click.argument("code")
def invite(code: str) -> None:
    """Invite everybody in the edition CODE once.

    Who was invited before is left alone. The mails are sent by msq serve or msq worker.
    """
    with desk_here() as desk:
        invited = invite_all(desk, COMMAND_LINE, code)
    if invited:
        verb = "waits" if invited == 1 else "wait"
        click.echo(f"{counted(invited, 'invitation')} {verb} for msq serve or msq worker")
    else:
        click.echo(f"nobody in {code} is still to be invited; msq edition people adds people")
