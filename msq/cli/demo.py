"""The demonstration: everything set up with invented people and answers, then served."""

import shutil
from pathlib import Path

import click

from msq import resources
from msq.app import make_app, set_up_logging
from msq.cli import demo_story
from msq.cli.serving import require_free, run
from msq.desk._verb import Desk
from msq.mail.mailers import mailer_from
from msq.problems import BadSettings
from msq.settings import Settings, from_environment
from msq.store.engine import Database
from msq.store.migrating import upgrade

DATABASE = "msq.db"
HOST = "127.0.0.1"


@click.command()
@click.option("--port", default=8000, show_default=True, envvar="PORT")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("var/demo"),
    show_default=True,
    help="Where the demonstration keeps its database and mails.",
)
@click.option("--prepare-only", is_flag=True, help="Do all but serve.")
def demo(port: int, folder: Path, *, prepare_only: bool) -> None:
    """Serve a demonstration with invented answers.

    The first start prepares it. It is served on 127.0.0.1.
    """
    if not prepare_only:
        # Before anything is made: a link that nothing will serve only misleads.
        require_free(HOST, port)
    root = folder.absolute()
    if not (root / DATABASE).exists():
        prepare(root)
    settings = settings_for(root, port)
    desk = Desk(Database(settings.database_url))
    upgrade(desk.database, resources.folder("migrations"))
    print_links(desk, settings.base_url)
    if prepare_only:
        desk.database.close()
        return
    set_up_logging()
    click.echo(f"\nServing on {settings.base_url}  (stop with Ctrl+C)\n")
    mailer = mailer_from(settings.mail_url, settings.mail_from)
    run(make_app(settings, desk, mailer=mailer), HOST, port)


def settings_for(folder: Path, port: int) -> Settings:
    """Return the settings of a demonstration in a folder; the environment plays no part."""
    return from_environment(
        {
            "MSQ_FOLDER": str(folder),
            "MSQ_BASE_URL": f"http://{HOST}:{port}",
            "MSQ_LINK_CHECKS": "off",
            "MSQ_MAIL_FROM": "Member States Questionnaire (demo) <msq@demo.example.org>",
        }
    )


def prepare(folder: Path) -> None:
    """Make the demonstration's folder, saying what is being done.

    It is made beside its place and moved there when it is whole, so that a start that was cut
    short leaves nothing behind that the next one trips over.

    Raises:
        BadSettings: the folder holds something else already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BadSettings("{folder} holds other files. Name an empty or new folder.", folder=folder)
    making = folder.with_name(f".{folder.name}-preparing")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    click.echo("Preparing the demonstration (once):")
    database = Database(f"sqlite:///{making / DATABASE}")
    try:
        upgrade(database, resources.folder("migrations"))
        for step in demo_story.tell(Desk(database)):
            click.echo(f"  {step}")
    finally:
        database.close()
    if folder.exists():
        folder.rmdir()
    making.rename(folder)


def print_links(desk: Desk, base_url: str) -> None:
    """Print a fresh sign-in link for each of the people of the demonstration."""
    click.echo("\nSign-in links (each works once):")
    for role, secret in demo_story.links(desk):
        click.echo(f"  {role:<14} {base_url}/sign-in/{secret}")
