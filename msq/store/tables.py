"""All tables on one page, so that the shape of what is kept can be read at a glance."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
)

from msq.store.base import Json, Moment
from msq.store.base import metadata as metadata  # noqa: PLC0414 - whoever wants all tables asks here

_Id = BigInteger().with_variant(Integer(), "sqlite")

person = Table(
    "person",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("email", String(320), nullable=False),
    Column("name", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
)
Index("uq_person_email", func.lower(person.c.email), unique=True)

unit = Table(
    "unit",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("code", String(100), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("parent", String(100), nullable=False),
    Column("names", Json, nullable=False),
    Column("attributes", Json, nullable=False),
)

instrument = Table(
    "instrument",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("code", String(64), nullable=False),
    Column("number", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("published_at", Moment, nullable=False),
    Column("published_by", Text, nullable=False),
    Column("coverage", Json),
    UniqueConstraint("code", "number"),
)

draft = Table(
    "draft",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("code", String(64), nullable=False),
    Column("title", Text, nullable=False),
    Column("base_hash", ForeignKey("instrument.hash")),
    Column("number", Integer, nullable=False),
    Column("filename", Text, nullable=False),
    Column("workbook", LargeBinary),
    Column("content", LargeBinary),
    Column("coverage", Json),
    Column("faults", Json, nullable=False),
    Column("unread", Json, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("changed_by", Text, nullable=False),
)

item_tag = Table(
    "item_tag",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("instrument_hash", ForeignKey("instrument.hash"), nullable=False),
    Column("item", String(200), nullable=False),
    Column("tags", Json, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Index("ix_item_tag_instrument_hash_item", "instrument_hash", "item"),
)

edition = Table(
    "edition",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("code", String(64), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("reference_period", Text, nullable=False),
    Column("instrument_hash", ForeignKey("instrument.hash"), nullable=False),
    Column("opens", Date, nullable=False),
    Column("deadline", Date, nullable=False),
    Column("grace", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("created_at", Moment, nullable=False),
)

response = Table(
    "response",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("edition_id", ForeignKey("edition.id"), nullable=False),
    Column("unit_id", ForeignKey("unit.id"), nullable=False),
    Column("groups", Json, nullable=False),
    Column("state", String(16), nullable=False),
    Column("last_number", Integer, nullable=False),
    Column("submissions", Integer, nullable=False),
    Column("changed_at", Moment),
    UniqueConstraint("edition_id", "unit_id"),
    Index("ix_response_unit_id", "unit_id"),
)

role_grant = Table(
    "role_grant",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("role", String(16), nullable=False),
    Column("response_id", ForeignKey("response.id")),
    Column("granted_at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
    Column("invited_at", Moment),
    Index("ix_role_grant_person_id", "person_id"),
    Index("ix_role_grant_response_id", "response_id"),
)
# A role is held once. Nulls differ from each other, so roles without a response have their own.
Index(
    "uq_role_grant_person_id_role_response_id",
    role_grant.c.person_id,
    role_grant.c.role,
    role_grant.c.response_id,
    unique=True,
    sqlite_where=role_grant.c.withdrawn_at.is_(None),
    postgresql_where=role_grant.c.withdrawn_at.is_(None),
)
Index(
    "uq_role_grant_person_id_role",
    role_grant.c.person_id,
    role_grant.c.role,
    unique=True,
    sqlite_where=role_grant.c.withdrawn_at.is_(None) & role_grant.c.response_id.is_(None),
    postgresql_where=role_grant.c.withdrawn_at.is_(None) & role_grant.c.response_id.is_(None),
)

revision = Table(
    "revision",
    metadata,
    Column("response_id", ForeignKey("response.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("item", String(200), nullable=False),
    Column("value", Json),
    Column("missing", String(16), nullable=False),
    Column("comment", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("author_id", ForeignKey("person.id")),
    Column("at", Moment, nullable=False),
    Column("source", String(16), nullable=False),
    Column("replaces", Integer, nullable=False),
    Column("request_id", String(64), nullable=False),
    UniqueConstraint("response_id", "request_id", "item"),
    CheckConstraint("number > 0 AND replaces >= 0 AND replaces < number", name="order"),
    CheckConstraint("value IS NULL OR missing = ''", name="value_or_missing"),
)

answer = Table(
    "answer",
    metadata,
    Column("response_id", _Id, primary_key=True, autoincrement=False),
    Column("item", String(200), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("value", Json),
    Column("missing", String(16), nullable=False),
    Column("comment", Text, nullable=False),
    ForeignKeyConstraint(["response_id", "number"], ["revision.response_id", "revision.number"]),
)

submission = Table(
    "submission",
    metadata,
    Column("response_id", ForeignKey("response.id"), primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("instrument_hash", ForeignKey("instrument.hash"), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("by", Text, nullable=False),
    Column("by_id", ForeignKey("person.id"), nullable=False),
    Column("signer", Text, nullable=False),
    Column("signer_title", Text, nullable=False),
    Column("authority", Text, nullable=False),
    Column("reasons", Json, nullable=False, server_default="{}"),
    ForeignKeyConstraint(["response_id", "number"], ["revision.response_id", "revision.number"]),
)

carry_over = Table(
    "carry_over",
    metadata,
    Column("response_id", ForeignKey("response.id"), primary_key=True, autoincrement=False),
    Column("from_response_id", _Id, nullable=False),
    Column("from_n", Integer, nullable=False),
    ForeignKeyConstraint(
        ["from_response_id", "from_n"], ["submission.response_id", "submission.n"]
    ),
)

# The bytes of each file once, whoever attached it; which responses may show it, and by what name.
file = Table(
    "file",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("media_type", String(100), nullable=False),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

attachment = Table(
    "attachment",
    metadata,
    Column("response_id", ForeignKey("response.id"), primary_key=True, autoincrement=False),
    Column("sha256", ForeignKey("file.sha256"), primary_key=True),
    Column("name", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("author_id", ForeignKey("person.id")),
)

review = Table(
    "review",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("response_id", ForeignKey("response.id"), nullable=False),
    Column("item", String(200), nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("message", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("author", Text, nullable=False),
    Column("author_id", ForeignKey("person.id")),
    Column("at", Moment, nullable=False),
    Index("ix_review_response_id_item", "response_id", "item"),
)

sign_in_link = Table(
    "sign_in_link",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Index("ix_sign_in_link_person_id", "person_id"),
)

web_session = Table(
    "web_session",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Index("ix_web_session_person_id", "person_id"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("response_id", ForeignKey("response.id")),
    Column("facts", Json, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("claimed_at", Moment),
    Column("sent_at", Moment),
    Column("failure", Text, nullable=False),
    Index("ix_outbox_state_due_at", "state", "due_at"),
    Index("ix_outbox_person_id_created_at", "person_id", "created_at"),
)

link_check = Table(
    "link_check",
    metadata,
    # Of the address, which may be longer than an index takes.
    Column("hash", String(64), primary_key=True),
    Column("url", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("code", Integer, nullable=False),
    Column("final", Text, nullable=False),
    Column("problem", String(32), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("checked_at", Moment),
    Column("due_at", Moment),
    Column("claimed_at", Moment),
    Index("ix_link_check_due_at", "due_at"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("actor_id", ForeignKey("person.id")),
    Column("verb", String(48), nullable=False),
    Column("edition_id", ForeignKey("edition.id")),
    Column("response_id", ForeignKey("response.id")),
    Column("details", Json, nullable=False),
    Index("ix_audit_response_id_at", "response_id", "at"),
)

APPEND_ONLY = (
    "revision",
    "submission",
    "review",
    "audit",
    "instrument",
    "carry_over",
    "file",
    "attachment",
    "item_tag",
)
"""Tables whose rows nobody may change or delete; triggers in the database refuse it."""
