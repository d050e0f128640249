"""Commands for instruments."""

from pathlib import Path

import click

from msq.cli._house import desk_here
from msq.desk.actor import COMMAND_LINE
from msq.desk.publish import publish
from msq.instrument import yaml_form
from msq.instrument.model import Instrument
from msq.problems import BadForm

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def load(folder: Path) -> Instrument:
    """Return the instrument of a folder; its faults are printed one a line."""
    try:
        return yaml_form.load(folder)
    except BadForm as problem:
        for fault in problem.faults:
            click.echo(fault, err=True)
        raise click.ClickException(f"{len(problem.faults)} faults in {folder}") from None


@click.group()
def forms() -> None:
    """Check and publish questionnaires."""


@forms.command()
@click.argument("folder", type=FOLDER)
def check(folder: Path) -> None:
    """Check the questionnaire in FOLDER and list every fault."""
    found = load(folder)
    click.echo(
        f"{found.code}: no faults; {len(found.sections)} sections, "
        f"{len(found.entries)} questions, {len(found.items)} items"
    )


@forms.command("publish")
@click.argument("folder", type=FOLDER)
def publish_command(folder: Path) -> None:
    """Publish the questionnaire in FOLDER; the same content is published once."""
    instrument = load(folder)
    with desk_here() as desk:
        published, new = publish(desk, COMMAND_LINE, instrument)
    word = "published" if new else "is published already"
    click.echo(f"{published.code} version {published.number} {word} ({published.hash[:12]})")
