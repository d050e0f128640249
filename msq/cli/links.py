"""Commands for the web addresses in answers."""

import asyncio
from collections import Counter
from time import sleep

import click

from msq.app import asker_from
from msq.cli._house import counted, desk_here, progress
from msq.desk.actor import COMMAND_LINE
from msq.desk.links import recheck_links
from msq.links.checking import check_due, utc_now
from msq.problems import BadSettings
from msq.response.links import STATUSES
from msq.settings import from_environment
from msq.store import link_checks
from msq.store.engine import Database

WAIT_SECONDS = 1.0


@click.group()
def links() -> None:
    """Check the web addresses that stand in answers."""


@links.command()
@click.argument("edition")
def check(edition: str) -> None:
    """Check every address in the answers of EDITION once more.

    Good before an export. Each address is asked for once, pages of one site with a pause between
    them; nothing but public sites is asked. What gives no answer now is tried again later by msq
    serve or msq worker.
    """
    settings = from_environment()
    asker = asker_from(settings)
    if asker is None:
        raise BadSettings("MSQ_LINK_CHECKS is off, so that no address is checked.")
    with desk_here(settings) as desk:
        urls = recheck_links(desk, COMMAND_LINE, edition)
        with progress("addresses") as show:
            done = 0

            def one_more(count: int) -> None:
                nonlocal done
                done += count
                show(min(done, len(urls)), len(urls))

            while _waiting(desk.database, urls):
                if not asyncio.run(check_due(desk.database, asker, progress=one_more)):
                    # Another worker holds the last ones.
                    sleep(WAIT_SECONDS)
        with desk.database.reading() as db:
            found = Counter(one.found.status for one in link_checks.of_urls(db, urls).values())
    parts = [f"{found[status]:,} {status}" for status in STATUSES if found[status]]
    told = f": {', '.join(parts)}" if parts else ""
    click.echo(f"{counted(len(urls), 'address').replace('addresss', 'addresses')}{told}")


def _waiting(database: Database, urls: list[str]) -> int:
    with database.reading() as db:
        return link_checks.waiting(db, urls, utc_now())
