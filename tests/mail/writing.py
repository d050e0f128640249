"""Mails as they would arrive, without sending them."""

from datetime import UTC, datetime
from email.headerregistry import Address

from msq import resources
from msq.mail.messages import Stationery, compose
from msq.store.outbox import CLAIMED, Letter, Matter
from msq.wording import Wording
from tests.mail.post_office import Arrived

NOW = datetime(2027, 3, 1, 9, 5, tzinfo=UTC)
SENDER = Address("Survey secretariat", "msq", "example.org")
SECRET = "q1wQ3x_8Yz-ab4Cd5Ef6Gh7Ij8Kl9Mn0Op1Qr2St3Uv"
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
FACTS = {
    "sign_in": {},
    "invitation": {"role": "focal_point", "deadline": "2027-06-30"},
    "receipt": {"n": "1", "hash": HASH, "at": NOW.isoformat(), "by": "Kari Nordmann"},
    "returned": {"queries": "3"},
    "accepted": {"n": "2"},
}
NORWAY = Matter(
    "Member States Questionnaire 2028",
    "Norway",
    {"short_ar": "النرويج", "short_fr": "Norvège", "short_en": "Norway"},
    "member_state",
)
PAPER = Stationery(Wording(resources.folder("templates")), "https://msq.example.org")


def letter(kind="sign_in", *, language="en", name="Kari", email="kari@example.no", **facts):
    return Letter(
        id=7,
        kind=kind,
        person_id=1,
        email=email,
        name=name,
        language=language,
        edition_code="msq-2028",
        unit_code="NOR",
        facts=FACTS.get(kind, {}) | facts,
        state=CLAIMED,
        attempts=1,
        created_at=NOW,
        due_at=NOW,
        sent_at=None,
        failure="",
    )


def written(found, matter=NORWAY):
    """Return a mail as it would arrive."""
    message = compose(found, matter, PAPER, sender=SENDER, secret=SECRET, now=NOW)
    return Arrived("", [], message.as_bytes())
