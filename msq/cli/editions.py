"""Commands for editions and their people."""

from datetime import date
from pathlib import Path

import click

from msq.cli._house import FILE, Day, desk_here, list_wrong
from msq.desk import edition as editions
from msq.desk.actor import COMMAND_LINE
from msq.desk.import_units import import_units, read_units
from msq.desk.invite import invite as invite_all
from msq.desk.register import import_register, read_register
from msq.desk.rows import WrongRow


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
@click.option("--units", "file", type=FILE, help="Register of units (xlsx or CSV) that are asked.")
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
    """Make the edition CODE, in draft. Without --units every unit of the right kind is asked."""
    plan = editions.Plan(code, name or code, reference_period, instrument, opens, deadline, grace)
    with desk_here() as desk:
        codes: tuple[str, ...] | None = None
        wrong: tuple[WrongRow, ...] = ()
        if file:
            report = import_units(desk, COMMAND_LINE, read_units(file.read_bytes(), file.name))
            codes, wrong = report.codes, report.wrong
        made = editions.create_edition(desk, COMMAND_LINE, plan, codes)
    click.echo(f"edition {made.code} is made; open it with: msq edition open {made.code}")
    if file:
        list_wrong(wrong, file)


@edition.command("open")
@click.argument("code")
def open_command(code: str) -> None:
    """Open the edition CODE: from its opening day on it takes answers."""
    with desk_here() as desk:
        editions.open_edition(desk, COMMAND_LINE, code)
    click.echo(f"edition {code} is open")


@edition.command()
@click.argument("code")
@click.option("--deadline", required=True, type=Day(), help="The new last day.")
@click.option("--grace", type=int, help="The new days of grace.")
def extend(code: str, deadline: date, grace: int | None) -> None:
    """Give the edition CODE another deadline."""
    with desk_here() as desk:
        changed = editions.extend_edition(desk, COMMAND_LINE, code, deadline, grace)
    click.echo(f"edition {code}: deadline {changed.deadline}, {changed.grace} days of grace")


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
    """Import the people of the edition CODE from FILE: unit, name, email, role, language."""
    table = read_register(file.read_bytes(), file.name)
    with desk_here() as desk:
        report = import_register(desk, COMMAND_LINE, code, table)
    click.echo(f"{report.added} added, {report.already} there already")
    list_wrong(report.wrong, file)


@click.command()
@click.argument("code")
def invite(code: str) -> None:
    """Invite everybody in the edition CODE who was not invited yet."""
    with desk_here() as desk:
        invited = invite_all(desk, COMMAND_LINE, code)
    click.echo(f"{invited} invitations are on their way; msq serve or msq worker sends them")
