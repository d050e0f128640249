"""Commands that stay: the server, and the worker that sends mail and checks web addresses."""

import asyncio
import signal
import socket

import click
import uvicorn

from msq import resources
from msq.app import asker_from, create, set_up_logging
from msq.cli._house import desk_here
from msq.links.asking import Asker
from msq.links.checking import work as check_links
from msq.mail.delivery import work
from msq.mail.mailers import Mailer, mailer_from
from msq.mail.messages import Stationery
from msq.problems import BadSettings
from msq.settings import from_environment
from msq.store.engine import Database
from msq.wording import Wording

MOST_WORKERS = 64
MOST_PORT = 65535


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 for all networks.")
@click.option(
    "--port",
    type=click.IntRange(1, MOST_PORT),
    default=8000,
    show_default=True,
    envvar="PORT",
    show_envvar=True,
)
@click.option(
    "--workers",
    type=click.IntRange(1, MOST_WORKERS),
    default=1,
    show_default=True,
    help="Processes that serve; more than one needs PostgreSQL.",
)
def serve(host: str, port: int, workers: int) -> None:
    """Serve the pages; beside it, send mail and check addresses.

    The address under which people reach them is MSQ_BASE_URL, how mail leaves MSQ_MAIL_URL.
    """
    settings = from_environment()
    with desk_here(settings) as desk:
        if workers > 1 and desk.database.is_sqlite:
            raise BadSettings("With SQLite one worker serves; use PostgreSQL for more.")
    require_free(host, port)
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


def require_free(host: str, port: int) -> None:
    """Make sure that nothing else serves there.

    Raises:
        BadSettings: it cannot be served there; the message says why.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        raise BadSettings(
            "Nothing can be served on {host}, port {port} ({reason}). Choose another with --port "
            "or --host.",
            host=host,
            port=port,
            reason=error.strerror or str(error),
        ) from error


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
    """Send mail and check addresses until told to stop.

    msq serve does both too; a worker beside it takes its share.
    """
    settings = from_environment()
    set_up_logging()
    mailer = mailer_from(settings.mail_url, settings.mail_from)
    with desk_here(settings) as desk:
        paper = Stationery(Wording(resources.folder("templates")), settings.base_url)
        asyncio.run(_work_until_told(desk.database, mailer, paper, asker_from(settings)))


async def _work_until_told(
    database: Database, mailer: Mailer, paper: Stationery, asker: Asker | None
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stop.set)
    checks = [check_links(database, asker, stop)] if asker else []
    await asyncio.gather(work(database, mailer, paper, stop), *checks)
