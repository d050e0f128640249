"""Commands for instruments."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import click
from babel.messages.catalog import Catalog

from msq.cli._house import FILE, NewWorkbook, check_folder_of, counted, desk_here
from msq.desk.actor import COMMAND_LINE
from msq.desk.publish import publish
from msq.instrument import yaml_form
from msq.instrument.building import Faults
from msq.instrument.comparing import KIND_TEXTS, compare
from msq.instrument.translating import counts_of, coverage, updated, whole_coverage
from msq.instrument.whole import Instrument
from msq.problems import BadForm
from msq.wording.catalogues import new_catalogue, write_catalogue
from msq.xlsform.exporting import write_xlsform
from msq.xlsform.folder import write_folder
from msq.xlsform.importing import Imported, read_xlsform

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FORM = click.Path(exists=True, path_type=Path)
Catalogues = dict[str, Catalog]
Read = TypeVar("Read")


def load(form: Path) -> Instrument:
    """Return the instrument of a folder or a workbook; its faults are printed one a line."""
    return load_with_translations(form)[0]


def load_with_translations(form: Path) -> tuple[Instrument, Catalogues]:
    """Return an instrument and its translations by language; faults are printed one a line."""
    if form.is_dir():
        found = listing_faults(yaml_form.load, form)
        return found, yaml_form.read_catalogues(form, found.form, Faults())
    imported = listing_faults(_read_workbook, form)
    return imported.instrument, imported.catalogues


def listing_faults(read: Callable[[Path], Read], path: Path) -> Read:
    """Return what is read from a path; its faults are printed one a line."""
    try:
        return read(path)
    except BadForm as problem:
        for fault in problem.faults:
            click.echo(fault, err=True)
        raise click.ClickException(f"{counted(len(problem.faults), 'fault')} in {path}") from None


def _read_workbook(path: Path) -> Imported:
    imported = read_xlsform(path.read_bytes(), path.name)
    for sentence in imported.unread:
        click.echo(sentence)
    return imported


@click.group()
def forms() -> None:
    """Check, publish, import and export questionnaires."""


@forms.command()
@click.argument("form", type=FORM)
def check(form: Path) -> None:
    """Check the questionnaire FORM.

    FORM is a folder or an XLSForm workbook. A folder holds instrument.yaml, the section files that
    it names, and where needed codelists.yaml and details.yaml. Every fault is listed with its file
    and line, or with sheet, row and column; the exit code is then 1.
    """
    found, catalogues = load_with_translations(form)
    sizes = (
        counted(len(found.sections), "section"),
        counted(len(found.entries), "question"),
        counted(len(found.items), "item"),
    )
    click.echo(f"{found.code}: no faults; {', '.join(sizes)}")
    for line in _covered(found, catalogues):
        click.echo(line)


def _covered(instrument: Instrument, catalogues: Catalogues) -> Iterator[str]:
    """Yield how far each language covers a questionnaire, and the sections with gaps."""
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

    It says how the one in NOW differs from the one in BEFORE. Items are linked by their concepts:
    added, retired, reworded, of another type, with another logic, or only at another place.
    """
    changes = compare(load(before), load(now))
    for one in changes:
        codes = " → ".join(item.code for item in (one.old, one.new) if item)
        kinds = ", ".join(KIND_TEXTS[kind] for kind in one.kinds)
        click.echo(f"{codes}  {one.concept}: {kinds}")
    click.echo(
        f"{counted(len(changes), 'item')} with differences" if changes else "no item differs"
    )


@forms.command("import")
@click.argument("file", type=FILE)
@click.option(
    "--output",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder that is made; it must be new or empty.",
)
def import_command(file: Path, output: Path) -> None:
    """Write the XLSForm workbook FILE as a folder of readable files.

    Groups at the top level become sections. Every fault is listed with its sheet, row and column,
    and nothing is written then.
    """
    check_folder_of(output)
    imported = listing_faults(_read_workbook, file)
    for path in write_folder(imported, output):
        click.echo(f"written: {path}")


@forms.command("export")
@click.argument("form", type=FORM)
@click.option("--output", required=True, type=NewWorkbook(), help="Where the .xlsx is written.")
def export_command(form: Path, output: Path) -> None:
    """Write the questionnaire FORM as an XLSForm workbook.

    KoboToolbox and ODK take it. What they have no place for stands in columns that begin with
    msq::, so that reading the workbook again gives the same questionnaire.
    """
    check_folder_of(output)
    write_xlsform(load(form), output)
    click.echo(f"written: {output}")


@forms.command("publish")
@click.argument("form", type=FORM)
@click.option(
    "--with-gaps",
    is_flag=True,
    help="Publish though texts are not translated, or are stale: these are said in English.",
)
def publish_command(form: Path, *, with_gaps: bool) -> None:
    """Publish the questionnaire FORM, a folder or an XLSForm workbook.

    From then on this version never changes; changed content becomes a new version. The same
    content is published once.
    """
    instrument, catalogues = load_with_translations(form)
    counts = counts_of(instrument.form, catalogues)
    with desk_here() as desk:
        published, new = publish(
            desk, COMMAND_LINE, instrument, with_gaps=with_gaps, coverage=counts
        )
    word = "is published" if new else "was published already"
    click.echo(f"{published.code} version {published.number} {word} (hash {published.hash[:12]})")
