"""Assembly: from the settings to the application that a server runs."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from litestar import Litestar
from litestar.config.compression import CompressionConfig
from litestar.datastructures import State
from litestar.static_files import create_static_files_router

from msq import __version__, resources
from msq.desk._verb import Desk
from msq.links.asking import Asker
from msq.links.checking import work as check_links
from msq.mail.delivery import work
from msq.mail.mailers import Mailer, mailbox_folder, mailer_from
from msq.mail.messages import Stationery
from msq.problems import BadSettings
from msq.settings import Settings, from_environment
from msq.store.engine import Database
from msq.web.account.pages import Account
from msq.web.manage.drafts import Drafts
from msq.web.manage.forms import Questionnaires
from msq.web.manage.mail import Mailing, Staff
from msq.web.manage.pages import Manage
from msq.web.manage.tagging import Tagging
from msq.web.problem_pages import HANDLERS
from msq.web.respond.attaching import Attaching
from msq.web.respond.pages import Respond
from msq.web.respond.printing import Printing
from msq.web.respond.sending import Queries, Sending
from msq.web.respond.versions import Versions
from msq.web.review.pages import Reviewing, Worklists
from msq.web.security import access_log, headers_for, refuse_nul
from msq.web.site import Site
from msq.web.verify import Verifying
from msq.web.visitors import ANYONE, DEPENDENCIES
from msq.wording import LANGUAGES, Wording

STATIC = Path(__file__).parent / "web" / "static"
LARGEST_REQUEST = 10_000_000
CONTROLLERS = (
    Account,
    Respond,
    Attaching,
    Sending,
    Queries,
    Versions,
    Printing,
    Verifying,
    Worklists,
    Reviewing,
    Manage,
    Questionnaires,
    Drafts,
    Tagging,
    Mailing,
    Staff,
)


def make_app(
    settings: Settings,
    desk: Desk | None = None,
    *,
    mailer: Mailer | None = None,
    asker: Asker | None = None,
) -> Litestar:
    """Return the application.

    Args:
        desk: where verbs are done; made from the settings when ``None``.
        mailer: sends mail beside the pages; ``None`` leaves that to ``msq worker``.
        asker: checks web addresses beside the pages; ``None`` leaves that to ``msq worker``.

    Raises:
        BadSettings: the built assets are missing, or the database address cannot work.
    """
    at = desk or Desk(Database(settings.database_url))
    words = Wording(resources.folder("templates"))
    paper = Stationery(words, settings.base_url)
    assets = _assets()
    site = Site(
        desk=at,
        words=words,
        languages=LANGUAGES,
        base_url=settings.base_url,
        secret_key=settings.secret_key(),
        assets=assets,
        mailbox=mailbox_folder(settings.mail_url),
        exports=resources.folder("exports"),
    )
    static = create_static_files_router(
        path="/static",
        directories=[STATIC],
        cache_control=None,
        opt={"who": ANYONE},
        include_in_schema=False,
    )
    return Litestar(
        route_handlers=[*CONTROLLERS, static],
        dependencies=DEPENDENCIES,
        guards=[refuse_nul],
        exception_handlers=HANDLERS,  # type: ignore[arg-type]
        before_send=[headers_for(set(assets.values()), https=settings.is_https)],
        middleware=[access_log],
        compression_config=CompressionConfig(backend="gzip", gzip_compress_level=5),
        request_max_body_size=LARGEST_REQUEST,
        openapi_config=None,
        state=State({"site": site}),
        on_shutdown=[at.database.close],
        lifespan=[lambda _: _beside(at, mailer, paper, asker)],
        logging_config=None,
        # Both could be switched on from outside, and show a traceback to whoever is there.
        debug=False,
        pdb_on_exception=False,
    )


def _assets() -> dict[str, str]:
    manifest = STATIC / "manifest.json"
    if not manifest.is_file():
        raise BadSettings("The stylesheets are not built. Run: make assets")
    found = json.loads(manifest.read_text())
    return {name: f"/static/{name}?v={version}" for name, version in found.items()}


def create() -> Litestar:
    """Return the application for the settings of the environment, with the work beside it."""
    set_up_logging()
    settings = from_environment()
    mailer = mailer_from(settings.mail_url, settings.mail_from)
    return make_app(settings, mailer=mailer, asker=asker_from(settings))


def asker_from(settings: Settings) -> Asker | None:
    """Return what checks web addresses, which says to the sites who asks; ``None`` for off."""
    sender = f"msq-link-check/{__version__} (+{settings.base_url})"
    return Asker(sender) if settings.link_checks else None


@asynccontextmanager
async def _beside(
    desk: Desk, mailer: Mailer | None, paper: Stationery, asker: Asker | None
) -> AsyncIterator[None]:
    """Send mail and check addresses beside the pages, from the first request to the last."""
    stop = asyncio.Event()
    tasks = []
    if mailer:
        tasks.append(asyncio.create_task(work(desk.database, mailer, paper, stop)))
    if asker:
        tasks.append(asyncio.create_task(check_links(desk.database, asker, stop)))
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*tasks)


def set_up_logging() -> None:
    """Write one line an event to standard error: moment, room, what happened."""
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s", force=True
    )
    logging.getLogger("uvicorn.access").disabled = True
