"""From a sent form to plain values; what was typed is kept whatever happens."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from litestar.datastructures import UploadFile

from msq.problems import BadValue, NotAllowed, NotSignedIn
from msq.web.site import AnyRequest, actor_of, site_of

MOST_FIELDS = 10_000
TOKEN = "token"  # noqa: S105 - the name of the field, not a secret


@dataclass(frozen=True)
class Form:
    """The fields of a form, in order."""

    pairs: tuple[tuple[str, str], ...]
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)

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

    def names(self) -> Iterable[str]:
        """Return the names of the fields, each once, in order."""
        return self._by_name.keys()

    @property
    def _by_name(self) -> dict[str, tuple[str, ...]]:
        cached = self.__dict__.get("_index")
        if cached is None:
            cached = {}
            for name, value in self.pairs:
                cached[name] = (*cached.get(name, ()), value)
            self.__dict__["_index"] = cached
        return cached


async def read_form(request: AnyRequest) -> Form:
    """Return the form that a request sends, once it is known to come from our own page.

    Raises:
        NotAllowed: another site sent it.
        NotSignedIn: the session has ended since the page was made; what was typed is kept in
            the request's state for the page that says so.
        BadValue: it is not a form, or not UTF-8.
    """
    _require_own_site(request)
    form = await _parsed(request)
    request.scope["state"]["form"] = form
    actor = actor_of(request)
    if actor is not None and not site_of(request).knows(form.text(TOKEN), actor):
        raise NotSignedIn("Somebody else signed in with this browser since the page was made.")
    return form


def _require_own_site(request: AnyRequest) -> None:
    """Refuse forms that another site's page sends in a person's name.

    Browsers tell where a form comes from; programs that tell nothing have no cookie to misuse.
    """
    fetch_site = request.headers.get("sec-fetch-site")
    if fetch_site in {"same-origin", "none"}:
        return
    origin = request.headers.get("origin")
    own = {urlsplit(site_of(request).base_url).netloc, request.headers.get("host", "")}
    if fetch_site is not None or (origin is not None and urlsplit(origin).netloc not in own):
        raise NotAllowed("This form was sent from another site. Please open the page here.")


async def _parsed(request: AnyRequest) -> Form:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await _multipart(request)
    if kind != "application/x-www-form-urlencoded":
        raise BadValue("This address takes a form.")
    try:
        text = (await request.body()).decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise BadValue(
            "The text that was sent is not valid UTF-8. Please go back, check what you typed "
            "and send it again."
        ) from None
    return Form(tuple(pairs))


async def _multipart(request: AnyRequest) -> Form:
    pairs: list[tuple[str, str]] = []
    files: dict[str, tuple[str, bytes]] = {}
    for name, value in (await request.form()).multi_items():
        if isinstance(value, UploadFile):
            files[name] = (value.filename, await value.read())
        else:
            pairs.append((name, str(value)))
    return Form(tuple(pairs), files)
