"""What each mail says: its kind, its template and its facts, made into a message."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256

from msq.mail.headers import WRITTEN
from msq.mail.trouble import NotNow, Refused
from msq.response.rights import ROLE_TEXTS
from msq.store.outbox import Letter, Matter
from msq.store.sessions import LINK_LASTS
from msq.wording import Wording, language_of

_SPACE = re.compile(r"\s+")
_BLANK_LINES = re.compile(r"\n{3,}")
# What ends a line anywhere, and what turns the direction of all that follows it on the line.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
# Base64 is the shorter one for scripts that need two or three bytes a letter.
_LATIN = frozenset({"en", "fr", "es"})


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of mail.

    Attributes:
        template: its template below ``templates/``.
        has_link: whether it carries a personal sign-in link.
        read: from the queued facts to what the template shows; ``KeyError`` or ``ValueError``
            where they are wrong.
    """

    template: str
    has_link: bool
    read: Callable[[Mapping[str, str]], dict[str, object]]


def _nothing(_facts: Mapping[str, str]) -> dict[str, object]:
    return {}


def _invitation(facts: Mapping[str, str]) -> dict[str, object]:
    return {"role": facts["role"], "deadline": date.fromisoformat(facts["deadline"])}


def _receipt(facts: Mapping[str, str]) -> dict[str, object]:
    return {
        "n": int(facts["n"]),
        "hash": facts["hash"],
        "at": datetime.fromisoformat(facts["at"]),
        "by": facts["by"],
    }


def _returned(facts: Mapping[str, str]) -> dict[str, object]:
    return {"queries": int(facts["queries"])}


def _accepted(facts: Mapping[str, str]) -> dict[str, object]:
    return {"n": int(facts["n"])}


KINDS = {
    "sign_in": Kind("mail/sign_in.jinja", has_link=True, read=_nothing),
    "invitation": Kind("mail/invitation.jinja", has_link=True, read=_invitation),
    "receipt": Kind("mail/receipt.jinja", has_link=False, read=_receipt),
    "returned": Kind("mail/returned.jinja", has_link=True, read=_returned),
    "accepted": Kind("mail/accepted.jinja", has_link=False, read=_accepted),
}
"""A new mail is one template and one entry here."""


@dataclass(frozen=True, slots=True)
class Stationery:
    """What every mail of an installation is written with.

    ``base_url`` is the address people reach the platform at, without a slash at the end.
    """

    wording: Wording
    base_url: str


def has_link(kind: str) -> bool:
    """Return whether mails of a kind carry a personal sign-in link; an unknown kind has none."""
    return kind in KINDS and KINDS[kind].has_link


def compose(
    letter: Letter,
    matter: Matter | None,
    paper: Stationery,
    *,
    sender: Address,
    secret: str,
    now: datetime,
) -> EmailMessage:
    """Return the mail in the recipient's language, as text and as HTML.

    Args:
        matter: the response it is about, if any.
        secret: of the personal link, made a moment ago; empty for kinds without one.
        now: when it is sent, and from when the link lasts.

    Raises:
        Refused: the address is not one.
        NotNow: the kind is not known here, or its facts are not complete.
    """
    language = language_of(letter.language).code
    kind = _kind(letter)
    context = _context(letter, matter, paper, kind, language)
    context |= _link(paper, secret, now)
    context["sender_name"] = sender.display_name or sender.addr_spec
    message = EmailMessage(policy=WRITTEN)
    message["From"] = sender
    message["To"] = _recipient(letter)
    message["Subject"] = one_line(_said(paper, kind, language, context, "subject.txt"))
    message["Date"] = format_datetime(now)
    message["Message-ID"] = _message_id(letter, paper, sender)
    message["Auto-Submitted"] = "auto-generated"
    encoding = "quoted-printable" if language in _LATIN else "base64"
    text = _BLANK_LINES.sub("\n\n", _said(paper, kind, language, context, "layout.txt"))
    message.set_content(text.strip() + "\n", cte=encoding)
    html = _said(paper, kind, language, context, "layout.html")
    message.add_alternative(html.strip() + "\n", subtype="html", cte=encoding)
    # Set before, it would have moved into the first part with all that is named Content-….
    message["Content-Language"] = language
    return message


def one_line(text: str) -> str:
    """Return a text that stays on its line and turns no other text's direction, for a header."""
    line = _SPACE.sub(" ", _UNSEEN.sub(" ", text)).strip()
    # An encoded word would be decoded by whoever writes or reads the header, line breaks and all.
    return line.replace("=?", "= ?")


def _kind(letter: Letter) -> Kind:
    if letter.kind not in KINDS:
        # A newer worker may know it, while an installation is brought up to date.
        raise NotNow(f"Mails of the kind “{letter.kind}” are not known to this worker.")
    return KINDS[letter.kind]


def _context(
    letter: Letter, matter: Matter | None, paper: Stationery, kind: Kind, language: str
) -> dict[str, object]:
    try:
        facts = kind.read(letter.facts)
    except (KeyError, ValueError) as error:
        raise NotNow(f"The facts of this mail ({letter.kind}) are not complete.") from error
    if "role" in facts:
        role = str(facts["role"])
        facts["role_text"] = paper.wording.text(language, ROLE_TEXTS.get(role, role))
    if matter is not None:
        names = paper.wording.unit_name(language, matter.unit_names, matter.unit_name)
        facts |= {
            "edition": one_line(matter.edition_name),
            "unit": one_line(names),
            "unit_kind": matter.unit_kind,
        }
    return facts | {"name": one_line(letter.name), "base_url": paper.base_url}


def _link(paper: Stationery, secret: str, now: datetime) -> dict[str, object]:
    return {
        "link": f"{paper.base_url}/sign-in/{secret}",
        "hours": int(LINK_LASTS.total_seconds() // 3600),
        "expires": now + LINK_LASTS,
    }


def _said(
    paper: Stationery, kind: Kind, language: str, context: dict[str, object], layout: str
) -> str:
    """Return a mail's template in one of its shapes."""
    html = layout.endswith(".html")
    shape = {"layout": f"mail/{layout}", "parts": f"mail/parts.{'html' if html else 'txt'}"}
    return paper.wording.render(kind.template, language, context | shape, html=html)


def _recipient(letter: Letter) -> Address:
    """Return whom the mail goes to, the domain in the form that mail servers understand."""
    local, _, domain = letter.email.rpartition("@")
    try:
        if not local or not domain or one_line(letter.email) != letter.email or " " in letter.email:
            raise ValueError(letter.email)
        ascii_domain = domain.encode("idna").decode("ascii")
        return Address(one_line(letter.name), username=local, domain=ascii_domain)
    except ValueError as error:
        raise Refused("The address is not one that mail can be sent to.") from error


def _message_id(letter: Letter, paper: Stationery, sender: Address) -> str:
    """Return the same id for every attempt, so that a mail sent twice can be known as one."""
    mark = f"{paper.base_url} {letter.id} {letter.created_at.isoformat()}"
    return f"<{sha256(mark.encode()).hexdigest()[:32]}@{sender.domain}>"
