"""Commands that stay: the server, and the worker that sends mail."""

import asyncio
import signal

import click
import uvicorn

from msq import resources
from msq.app import create, set_up_logging
from msq.cli._house import desk_here
from msq.mail.delivery import work
from msq.mail.mailers import Mailer, mailer_from
from msq.mail.messages import Stationery
from msq.problems import BadSettings
from msq.settings import from_environment
from msq.store.engine import Database
from msq.wording import Wording


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, envvar="PORT")
@click.option("--workers", default=1, show_default=True, help="More than one needs PostgreSQL.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve the pages, and send mail beside it."""
    settings = from_environment()
    with desk_here(settings) as desk:
        if workers > 1 and desk.database.is_sqlite:
            raise BadSettings("With SQLite one worker serves; use PostgreSQL for more.")
    set_up_logging()
    if workers > 1:
        uvicorn.run(
            "msq.app:create",
            factory=True,
            host=host,
            port=port,
            workers=workers,
            access_log=False,
            log_config=None,
            server_header=False,
        )
    else:
        run(create(), host, port)


def run(app: object, host: str, port: int) -> None:
    """Serve one application in this process until it is told to stop."""
    config = uvicorn.Config(
        app,  # type: ignore[arg-type]
        host=host,
        port=port,
        access_log=False,
        log_config=None,
        server_header=False,
    )
    uvicorn.Server(config).run()


@click.command()
def worker() -> None:
    """Send mail, and nothing else, until told to stop."""
    settings = from_environment()
    set_up_logging()
    mailer = mailer_from(settings.mail_url, settings.mail_from)
    with desk_here(settings) as desk:
        paper = Stationery(Wording(resources.folder("templates")), settings.base_url)
        asyncio.run(_work_until_told(desk.database, mailer, paper))


async def _work_until_told(database: Database, mailer: Mailer, paper: Stationery) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stop.set)
    await work(database, mailer, paper, stop)
