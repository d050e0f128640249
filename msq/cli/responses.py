"""Commands for responses."""

from pathlib import Path

import click

from msq import resources
from msq.cli._house import FILE, check_folder_of, counted, desk_here, list_wrong, progress
from msq.desk.actor import COMMAND_LINE
from msq.desk.import_responses import import_responses, read_responses
from msq.desk.reading.response import NOW, look_at
from msq.desk.record import rebuild_answers, record_faults, records
from msq.documents.whole_response import Version, response_pdf
from msq.settings import from_environment
from msq.wording import LANGUAGES, Wording


@click.group()
def responses() -> None:
    """Bring answers in, print them, prove the record."""


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


@responses.command("check")
@click.argument("edition", required=False, default="")
def check_command(edition: str) -> None:
    """Prove that what is on record is whole.

    Without EDITION, of all editions. Of each response: its revisions are numbered without gaps and
    name what they replace, its answers are what the revisions add up to, its submissions are what
    was signed (their SHA-256 is taken anew), and the attached files that answers name are there,
    byte by byte. Each fault is one line; the exit code is then 1.
    """
    found = 0
    with desk_here() as desk, progress("Checking") as show:
        places = records(desk, COMMAND_LINE, edition)
        for done, place in enumerate(places, start=1):
            for fault in record_faults(desk, COMMAND_LINE, place.edition, place.unit):
                click.echo(f"{place.edition} {place.unit}: {fault}", err=True)
                found += 1
            show(done, len(places))
    if found:
        raise click.ClickException(f"{counted(found, 'fault')} in the record")
    click.echo(f"no faults in {counted(len(places), 'response')}")


@responses.command("rebuild")
@click.argument("edition", required=False, default="")
def rebuild_command(edition: str) -> None:
    """Make the answers anew from the revisions.

    Without EDITION, those of all editions. The revisions and submissions stay as they are. It goes
    response by response, while people work on.
    """
    every = 0
    with desk_here() as desk, progress("Rebuilding") as show:
        places = records(desk, COMMAND_LINE, edition)
        for done, place in enumerate(places, start=1):
            wrong = rebuild_answers(desk, COMMAND_LINE, place.edition, place.unit)
            if wrong:
                said = "was wrong" if wrong == 1 else "were wrong"
                click.echo(f"{place.edition} {place.unit}: {counted(wrong, 'answer')} {said}")
            every += wrong
            show(done, len(places))
    click.echo(f"{counted(len(places), 'response')} rebuilt, {counted(every, 'answer')} mended")


@responses.command("pdf")
@click.argument("edition")
@click.argument("unit")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="where to write the document",
)
@click.option("--submission", type=click.IntRange(min=1), default=None, help="number; else a draft")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en", show_default=True)
def pdf_command(
    edition: str, unit: str, output: Path, submission: int | None, language: str
) -> None:
    """Write all answers of UNIT in EDITION as a PDF.

    Without --submission they are those of now, and each page is marked as a draft.
    """
    check_folder_of(output)
    settings = from_environment()
    with desk_here(settings) as desk:
        look = look_at(desk, COMMAND_LINE, edition, unit, submission or NOW)
        now = desk.now()
    version = Version(look.response, look.instrument, look.answers, look.files, look.as_of, now)
    words = Wording(resources.folder("templates"))
    output.write_bytes(response_pdf(words, version, language, settings.base_url))
    click.echo(f"{output}: written")
