"""Commands for instruments."""

from collections.abc import Iterator
from pathlib import Path

import click

from msq.cli._house import counted, desk_here
from msq.desk.actor import COMMAND_LINE
from msq.desk.publish import publish
from msq.instrument import yaml_form
from msq.instrument.building import Faults
from msq.instrument.comparing import KIND_TEXTS, compare
from msq.instrument.model import Instrument
from msq.instrument.translating import coverage, updated, whole_coverage
from msq.problems import BadForm
from msq.wording.catalogues import new_catalogue, write_catalogue

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
    for line in _covered(folder, found):
        click.echo(line)


def _covered(folder: Path, instrument: Instrument) -> Iterator[str]:
    """Yield how far each language covers a questionnaire, and the sections with gaps."""
    catalogues = yaml_form.read_catalogues(folder, instrument.form, Faults())
    for language, catalogue in catalogues.items():
        whole = whole_coverage(instrument.form, catalogue)
        yield (
            f"  {language}: {whole.translated} of {counted(whole.texts, 'text')}, "
            f"{whole.unofficial} of them unofficial, {whole.stale} stale, {whole.missing} missing"
        )
        for section, one in coverage(instrument.form, catalogue).items():
            if not one.is_whole:
                where = f"section {section}" if section else "title and codelists"
                yield f"      {where}: {one.stale} stale, {one.missing} missing"


@forms.command()
@click.argument("folders", metavar="FOLDER…", type=FOLDER, nargs=-1, required=True)
def texts(folders: tuple[Path, ...]) -> None:
    """Bring the translations of questionnaires up to date.

    They lie beside each FOLDER and follow its English.

    New texts are added without translation; a translation whose English changed is kept, marked
    stale (fuzzy); what is no longer said is dropped. A translator who has checked a text takes its
    mark “unofficial” away.
    """
    for folder in folders:
        form = load(folder).form
        catalogues = yaml_form.read_catalogues(folder, form, Faults())
        for language, before in catalogues.items():
            made = updated(form, before, new_catalogue(language, form.code))
            path = yaml_form.catalogue_path(folder, language)
            said = "updated" if write_catalogue(made, path) else "unchanged"
            whole = whole_coverage(form, made)
            name = click.format_filename(path)
            click.echo(f"{name}: {said}; {whole.stale} stale, {whole.missing} missing")


@forms.command()
@click.argument("before", type=FOLDER)
@click.argument("now", type=FOLDER)
def diff(before: Path, now: Path) -> None:
    """Compare two questionnaires item by item.

    It says how the one in NOW differs from the one in BEFORE. Items are linked by their concepts: added, retired, reworded, of another type, with another
    logic, or only at another place.
    """
    changes = compare(load(before), load(now))
    for one in changes:
        codes = " → ".join(item.code for item in (one.old, one.new) if item)
        kinds = ", ".join(KIND_TEXTS[kind] for kind in one.kinds)
        click.echo(f"{codes}  {one.concept}: {kinds}")
    click.echo(
        f"{counted(len(changes), 'item')} with differences" if changes else "no item differs"
    )


@forms.command("publish")
@click.argument("folder", type=FOLDER)
@click.option(
    "--with-gaps",
    is_flag=True,
    help="Publish though texts are not translated, or are stale: these are said in English.",
)
def publish_command(folder: Path, *, with_gaps: bool) -> None:
    """Publish the questionnaire in FOLDER.

    From then on this version never changes; changed content becomes a new version. The same
    content is published once.
    """
    instrument = load(folder)
    with desk_here() as desk:
        published, new = publish(desk, COMMAND_LINE, instrument, with_gaps=with_gaps)
    word = "is published" if new else "was published already"
    click.echo(f"{published.code} version {published.number} {word} (hash {published.hash[:12]})")
