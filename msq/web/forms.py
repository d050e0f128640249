"""From a sent form to plain values; what was typed is kept whatever happens."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qsl, urlsplit

from litestar.datastructures import UploadFile
from litestar.exceptions import HTTPException

from msq.problems import BadValue, NotAllowed, TooLarge
from msq.web.site import AnyRequest, site_of

MOST_FIELDS = 10_000
MOST_DIGITS = 9
LONGEST_FILE_NAME = 120
TOKEN = "token"  # noqa: S105 - the name of the field, not a secret

# What no database keeps in a text; a page shows it as the mark for what cannot be shown.
_NUL, _UNSHOWN = "\0", "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True)
class Form:
    """The fields of a form, in order; of each file its field, its name and its content."""

    pairs: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str, bytes], ...] = ()

    def text(self, name: str, default: str = "") -> str:
        """Return the last text of a field."""
        found = self.texts(name)
        return found[-1] if found else default

    def texts(self, name: str) -> tuple[str, ...]:
        """Return all texts of a field."""
        return self._by_name.get(name, ())

    def ticked(self, name: str) -> bool:
        """Return whether a box was ticked."""
        return bool(self.text(name))

    def number(self, name: str) -> int:
        """Return a field's whole number, -1 when there is none."""
        return whole(self.text(name))

    def uploads(self, name: str) -> tuple[tuple[str, bytes], ...]:
        """Return name and content of each file of a field."""
        return tuple((called, content) for own, called, content in self.files if own == name)

    def upload(self, name: str) -> tuple[str, bytes]:
        """Return name and content of the only file of a field; both empty where none was chosen."""
        return (*self.uploads(name), ("", b""))[0]

    def names(self) -> Iterable[str]:
        """Return the names of the fields, each once, in order."""
        return self._by_name.keys()

    @cached_property
    def _by_name(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for name, value in self.pairs:
            found.setdefault(name, []).append(value)
        return {name: tuple(values) for name, values in found.items()}


def whole(text: str) -> int:
    """Return the whole number from 0 on that a text is, -1 when it is none that we ever count to.

    Without this bound a number of a thousand digits is one that no database takes.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else -1


async def read_form(request: AnyRequest) -> Form:
    """Return the form that a request sends, once it is known to come from our own page.

    It is kept in the request's state, for the pages that say what went wrong with it.

    Raises:
        NotAllowed: another site sent it.
        BadValue: it is not a form, did not come whole, or is not UTF-8.
        TooLarge: it has more fields than any page of ours.
    """
    _require_own_site(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _READERS:
        raise BadValue("This address takes a form.")
    try:
        form = await _READERS[kind](request)
    except HTTPException as error:
        if error.status_code == TooLarge.status:
            raise
        # It is no form, or whoever sent it left before its end: no mistake of ours.
        raise _broken() from error
    keep(request, form)
    return form


def keep(request: AnyRequest, form: Form) -> None:
    """Keep what was sent beside the request."""
    request.scope["state"]["form"] = form


def kept(request: AnyRequest) -> Form | None:
    """Return the form that was read from the request, if one was."""
    found = request.scope["state"].get("form")
    return found if isinstance(found, Form) else None


def _require_own_site(request: AnyRequest) -> None:
    """Refuse forms that another site's page sends in a person's name.

    Browsers tell where a form comes from; programs that tell nothing have no cookie to misuse.
    """
    fetch_site = request.headers.get("sec-fetch-site")
    if fetch_site in {"same-origin", "none"}:
        return
    origin = request.headers.get("origin")
    if fetch_site is not None or (origin is not None and not is_own(request, origin)):
        raise NotAllowed("This form was sent from another site. Please open the page here.")


def is_own(request: AnyRequest, address: str) -> bool:
    """Return whether a web address is on the site that a request came to."""
    try:
        host = urlsplit(address).netloc
    except ValueError:
        return False
    own = {urlsplit(site_of(request).base_url).netloc, request.headers.get("host", "")}
    return host != "" and host in own


async def _urlencoded(request: AnyRequest) -> Form:
    body = await request.body()
    if body.count(b"&") >= MOST_FIELDS:
        raise TooLarge("At most {most} fields can be sent at once.", most=MOST_FIELDS)
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        text = body.decode(errors="replace")
        keep(request, _form(parse_qsl(text, keep_blank_values=True)))
        raise BadValue(
            "The text that was sent is not valid UTF-8. Please go back, check what you typed "
            "and send it again."
        ) from None
    return _form(pairs)


async def _multipart(request: AnyRequest) -> Form:
    pairs: list[tuple[str, str]] = []
    files: list[tuple[str, str, bytes]] = []
    try:
        items = (await request.form()).multi_items()
    except (LookupError, ValueError) as error:
        # A part names an encoding that is none, or is not in the one that it names.
        raise _broken() from error
    for name, value in items:
        if isinstance(value, UploadFile):
            content = await value.read()
            await value.close()
            # A browser sends an empty file without a name where none was chosen.
            if value.filename or content:
                called = value.filename[-LONGEST_FILE_NAME:]
                files.append((_shown(name), _shown(called), content))
        else:
            pairs.append((name, str(value)))
    return _form(pairs, files)


_READERS = {
    "multipart/form-data": _multipart,
    "application/x-www-form-urlencoded": _urlencoded,
}


def _broken() -> BadValue:
    return BadValue("The form arrived damaged. Please go back and send it again.")


def _form(pairs: Iterable[tuple[str, str]], files: Iterable[tuple[str, str, bytes]] = ()) -> Form:
    return Form(tuple((_shown(name), _shown(value)) for name, value in pairs), tuple(files))


def _shown(text: str) -> str:
    return text.replace(_NUL, _UNSHOWN)
