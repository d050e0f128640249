"""Commands for instruments."""

from pathlib import Path

import click

from msq.cli._house import counted, desk_here
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
        raise click.ClickException(f"{counted(len(problem.faults), 'fault')} in {folder}") from None


@click.group()
def forms() -> None:
    """Check and publish questionnaires."""


@forms.command()
@click.argument("folder", type=FOLDER)
def check(folder: Path) -> None:
    """Check the questionnaire in FOLDER.

    FOLDER holds instrument.yaml, the section files that it names, and where needed codelists.yaml
    and details.yaml. Every fault is listed with its file and line; the exit code is then 1.
    """
    found = load(folder)
    sizes = (
        counted(len(found.sections), "section"),
        counted(len(found.entries), "question"),
        counted(len(found.items), "item"),
    )
    click.echo(f"{found.code}: no faults; {', '.join(sizes)}")


@forms.command("publish")
@click.argument("folder", type=FOLDER)
def publish_command(folder: Path) -> None:
    """Publish the questionnaire in FOLDER.

    From then on this version never changes; changed content becomes a new version. The same
    content is published once.
    """
    instrument = load(folder)
    with desk_here() as desk:
        published, new = publish(desk, COMMAND_LINE, instrument)
    word = "is published" if new else "was published already"
    click.echo(f"{published.code} version {published.number} {word} (hash {published.hash[:12]})")
