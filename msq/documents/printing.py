"""From HTML and a style sheet of ours to a tagged PDF: the only place that makes PDFs.

The library draws letters with Pango, which a machine may lack. It is imported when the first
document is made, so that msq starts and does all else on such a machine, too.
"""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from functools import cache
from importlib import import_module
from threading import Lock
from types import ModuleType

from msq.problems import NotPrinted

TAGGED = "pdf/ua-1"
LONGEST_WAIT = 60
"""Seconds that one document waits for those before it."""
_TURN = Lock()


def pdf_of(html: str, style: str, *, readable: bool = False) -> bytes:
    """Return a PDF, tagged for assistive technology, with its fonts embedded.

    One is made at a time: it keeps a processor busy for seconds, and pages wait for none.

    Args:
        readable: leave it uncompressed, so that what it says of itself stands in its bytes.

    Raises:
        NotPrinted: this machine cannot make PDFs, or too many are being made.
    """
    library = _library()
    with _turn():
        # Nothing is loaded: a document is made from what it is given, whatever its texts say.
        refusing = library.urls.URLFetcher(allowed_protocols=())
        document = library.HTML(string=html, url_fetcher=refusing)
        sheet = library.CSS(string=style, url_fetcher=refusing)
        return bytes(
            document.write_pdf(
                stylesheets=[sheet],
                pdf_variant=TAGGED,
                custom_metadata=True,
                uncompressed_pdf=readable,
            )
        )


@contextmanager
def _turn() -> Iterator[None]:
    if not _TURN.acquire(timeout=LONGEST_WAIT):
        raise NotPrinted("Many documents are being made right now. Please try again in a minute.")
    try:
        yield
    finally:
        _TURN.release()


@cache
def _library() -> ModuleType:
    """Return the library; where it cannot be loaded it is tried again the next time."""
    try:
        # It prints advice for programmers where Pango is missing; ours says what to install.
        with redirect_stdout(io.StringIO()):
            library = import_module("weasyprint")
    except (ImportError, OSError) as error:
        raise NotPrinted(
            "This machine cannot make PDF documents yet: the library Pango is missing. The "
            "administrator finds in the README what to install."
        ) from error
    # It would note each step of each document.
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    return library
