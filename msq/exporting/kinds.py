"""The kinds of sheet that can be exported, and the cells that a row of each has to offer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of sheet.

    Attributes:
        cells: the cells that every row has, in the order in which ``rows`` makes them.
        families: what else a row has: one cell for each item, group, field or tag. They follow
            the cells, in this order.
        personal: cells that hold personal data by their nature.
        level: there is one such sheet for each repeating group of this level: 1 for those that
            stand in no other, 2 for those in the rows of these; 0 where it is not about groups.
    """

    cells: tuple[str, ...]
    families: tuple[str, ...] = ()
    personal: frozenset[str] = frozenset()
    level: int = 0


README = Kind(("part", "name", "text"))

ANSWERS = Kind(
    (
        "edition",
        "unit",
        "unit_name",
        "item",
        "concept",
        "section",
        "question",
        "type",
        "value",
        "label",
        "missing",
        "comment",
        "basis",
        "submission",
        "revision",
        "author",
        "at",
        "source",
        "verdict",
        "row",
        "inner_row",
        "link_status",
        "link_checked_at",
        "link_target",
    )
)

WIDE = Kind(
    (
        "unit",
        "unit_name",
        "alpha2",
        "m49",
        "region",
        "subregion",
        "ldc",
        "lldc",
        "sids",
        "state",
        "basis",
        "submission",
    ),
    families=("items", "groups"),
)

GROUP = Kind(("unit", "unit_name", "row"), families=("fields",), level=1)

INNER_GROUP = Kind(("unit", "unit_name", "row", "inner_row"), families=("fields",), level=2)

FILES = Kind(
    (
        "unit",
        "unit_name",
        "item",
        "question",
        "name",
        "sha256",
        "media_type",
        "size",
        "revision",
        "at",
    )
)

CODEBOOK = Kind(
    (
        "item",
        "concept",
        "section",
        "section_title",
        "question",
        "help",
        "type",
        "scale",
        "required",
        "relevant",
        "constraint",
        "calculation",
        "choice_filter",
        "min",
        "max",
        "unit_of_measure",
        "codelist",
        "missing",
        "within",
        "personal",
    ),
    families=("tags",),
)

CODELISTS = Kind(("codelist", "code", "label"))

STATUS = Kind(
    (
        "unit",
        "unit_name",
        "region",
        "groups",
        "state",
        "late",
        "submissions",
        "first_submitted",
        "last_submitted",
        "submission_hash",
        "signer",
        "passed_warnings",
        "answered",
        "required",
        "problems",
        "open_queries",
        "accepted_items",
        "last_change",
        "invited",
        "invited_at",
    ),
    personal=frozenset({"signer"}),
)

REVISIONS = Kind(
    (
        "edition",
        "unit",
        "item",
        "number",
        "value",
        "missing",
        "comment",
        "author",
        "at",
        "source",
        "replaces",
    )
)

KINDS = {
    "readme": README,
    "answers": ANSWERS,
    "wide": WIDE,
    "group": GROUP,
    "inner_group": INNER_GROUP,
    "files": FILES,
    "codebook": CODEBOOK,
    "codelists": CODELISTS,
    "status": STATUS,
    "revisions": REVISIONS,
}
