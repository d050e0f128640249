"""Small generated instruments: every construct, any texts, in several languages."""

from babel.messages.catalog import Catalog
from hypothesis import reject
from hypothesis import strategies as st

from msq.instrument.building import Faults, Place, build
from msq.instrument.checks import check
from msq.instrument.item_types import ITEM_TYPES
from msq.instrument.translating import in_languages, sources
from msq.instrument.whole import Instrument
from msq.problems import BadForm
from tests.instrument.generated import expressions

_LETTERS = "abcdefgXYZ0123 ,.:!?()'\"<>&=+-*/#%@_[]{}éñßйяعن中文\n"
_NO_BETWEEN = _LETTERS.replace("\n", "")
texts = st.text(_LETTERS, min_size=1, max_size=30).map(str.strip).filter(bool)
lines = st.text(_NO_BETWEEN, min_size=1, max_size=30).map(str.strip).filter(bool)
_parts = st.lists(
    st.from_regex(r"[a-z][a-z0-9_]{0,6}", fullmatch=True).filter(
        lambda part: part not in {"currency", "other", "x", "inner"}
    ),
    min_size=1,
    max_size=3,
    unique=True,
)
_flags = st.booleans()
_PLAIN = (
    "integer",
    "decimal",
    "percentage",
    "year",
    "text",
    "long_text",
    "web_address",
    "email",
    "phone",
    "date",
    "file",
)
_NARROW = {
    "file": {"max": "3"},
    "percentage": {"min": "0.5", "max": "99"},
    "ranking": {"min": "1", "max": "1"},
}
_LIMITED = {"integer", "decimal", "amount"}
_TAGS = {"osi": {"law": "Law", "part of it": "Part"}, "sdg; =%": {"16.10": "Access"}}
_tags = st.dictionaries(
    st.sampled_from(("osi",)),
    st.lists(st.sampled_from(tuple(_TAGS["osi"])), min_size=1, unique=True),
) | st.just({"sdg; =%": ["16.10"]})
CODELISTS: dict[object, object] = {
    "currencies": [{"code": "usd", "text": "Dollar"}, {"code": "eur", "text": "Euro"}],
    "colours": [
        {"code": "red", "text": "Red"},
        {"code": "DARK-2", "text": "Dark", "attributes": {"shade": "dark"}},
    ],
    "unused": [{"code": "yes", "text": "Yes"}, {"code": "no", "text": "No"}],
}


@st.composite
def _choices(draw, *, specify):
    labels = draw(
        st.lists(lines.filter(lambda label: not {*label} & {*";|"}), min_size=1, max_size=3)
    )
    codes = (f"c{number}" for number in range(len(labels)))
    found = [
        {"code": code, "text": f"{label} {code}!"}
        for code, label in zip(codes, labels, strict=True)
    ]
    if draw(_flags):
        found[0]["specify" if specify else "exclusive"] = "true"
    return found


@st.composite
def _question(draw, kind, codes, *, alone=False, miss=True):
    """Return a block of a question without code and concept; it can look at some codes."""
    block = {"type": kind, "text": draw(texts)}
    true = st.just("true")
    more = {"help": texts, "required": true, "personal": true, "tags": _tags}
    block |= {key: draw(values) for key, values in more.items() if draw(st.integers(0, 3)) == 0}
    if draw(_flags):
        block["relevant"] = draw(expressions(codes))
    if codes and draw(st.integers(0, 3)) == 0:
        block["required"] = f"not( {draw(expressions(codes))})"
    if draw(st.integers(0, 3)) == 0:
        block["constraint"] = draw(
            expressions(codes, itself=True) | st.sampled_from((". > 0", ". >= 5 and . <= 7", "(1)"))
        )
        block["constraint_message"] = draw(texts)
    if kind in _LIMITED:
        least, most = sorted(draw(st.tuples(st.integers(-99, 99), st.integers(-99, 99))))
        block |= {"min": str(least)} if draw(_flags) else {}
        block |= {"max": f"{most}" if kind == "integer" else f"{most}.5"} if draw(_flags) else {}
        block |= {"unit": draw(st.sampled_from(("%", "people")))} if draw(_flags) else {}
    if kind in {"text", "long_text"} and draw(_flags):
        block["max_length"] = str(draw(st.integers(1, 500)))
    for key, limit in _NARROW.get(kind, {}).items():
        block |= {key: limit} if draw(_flags) else {}
    if "choices" in ITEM_TYPES[kind].keys:
        own = _choices(specify=not alone)
        block["choices"] = draw(st.one_of(st.sampled_from(("colours", "unused")), own))
        if draw(st.integers(0, 3)) == 0:
            block["choice_filter"] = draw(st.sampled_from(("shade= 'dark'", "name != 'red'")))
    if miss and draw(_flags):
        block["missing"] = draw(
            st.lists(st.sampled_from(("not_available", "refused")), unique=True)
        )
    return block


@st.composite
def _inside_table(draw, code, codes):
    names = draw(_parts)
    rows = [
        {"code": row, "concept": f"row.{code.lower()}.{row}", "text": draw(texts)}
        | ({"tags": draw(_tags)} if draw(_flags) else {})
        | ({"help": draw(texts)} if draw(_flags) else {})
        for row in draw(_parts)
    ]
    kinds = st.sampled_from(("integer", "yes_no", "select_one", "text"))
    beside = (*codes, names[0])
    columns = [draw(_question("text", codes, alone=True)) | {"code": names[0]}] + [
        draw(_question(draw(kinds), beside, alone=True, miss=False)) | {"code": name}
        for name in names[1:]
    ]
    if draw(_flags):
        return {"rows_from": draw(st.sampled_from(("currencies", "unused"))), "columns": columns}
    return {"rows": rows, "columns": columns}


@st.composite
def _inside_repeat(draw, codes, details, *, deep=0):
    kinds = st.sampled_from(("text", "select_one", "yes_no", "amount", "ranking", "file"))
    fields = [
        draw(_question(draw(kinds), codes, miss=False)) | {"code": name} for name in draw(_parts)
    ]
    for one in fields:
        if one["type"] == "yes_no" and details and draw(_flags):
            one["details"] = draw(st.sampled_from(sorted(details)))
    title = {"row_title": draw(texts)} if draw(_flags) else {}
    if not deep and draw(_flags):
        inner = {"code": "inner", "type": "repeat", "text": draw(texts)}
        inner |= {"help": draw(texts)} if draw(_flags) else {}
        inner |= {"relevant": draw(expressions(codes))} if draw(_flags) else {}
        inner |= draw(_inside_repeat(codes, details, deep=1))
        fields.insert(draw(st.integers(0, len(fields))), inner)
    return {"fields": fields, "max_rows": str(draw(st.integers(1, 50))), **title}


@st.composite
def _entry(draw, code, codes, details):
    kinds = (
        *_PLAIN,
        "yes_no",
        "select_one",
        "select_multiple",
        "ranking",
        "amount",
        "calculate",
        "note",
        "table",
        "repeat",
    )
    kind = draw(st.sampled_from(kinds))
    concept = f"concept.{code.lower()}"
    head = {"code": code, "type": kind, "text": draw(texts)}
    if draw(_flags):
        head["help"] = draw(texts)
    if draw(_flags):
        head["relevant"] = draw(expressions(codes))
    if kind == "note":
        return head
    if kind == "calculate":
        return head | {"concept": concept, "calculation": draw(expressions(codes))}
    head["concept"] = concept
    if kind == "table":
        return head | draw(_inside_table(code, codes))
    if kind == "repeat":
        return head | draw(_inside_repeat(codes, details))
    block = draw(_question(kind, codes)) | {"code": code, "concept": concept}
    if kind == "yes_no" and details and draw(_flags):
        block["details"] = draw(st.sampled_from(sorted(details)))
    return block


@st.composite
def _details(draw):
    kinds = st.sampled_from(("text", "integer", "web_address"))
    return {
        name: {
            "parts": [
                draw(_question(draw(kinds), (), alone=True, miss=False)) | {"code": part}
                for part in draw(_parts)
            ]
        }
        for name in draw(st.lists(st.sampled_from(("evidence", "page")), unique=True))
    }


@st.composite
def instruments(draw):
    """Return an instrument of one to three sections, in English and perhaps other languages."""
    languages = draw(st.lists(st.sampled_from(("fr", "ar", "zh")), max_size=2, unique=True))
    details = draw(_details())
    sections = []
    codes: list[str] = []
    for letter in draw(st.lists(st.sampled_from("ABQ"), min_size=1, max_size=3, unique=True)):
        entries = []
        before = tuple(codes)
        for number in draw(st.lists(st.integers(1, 30), min_size=1, max_size=4, unique=True)):
            entry = draw(_entry(f"{letter}{number}", tuple(codes), details))
            entries.append(entry)
            if entry["type"] in {"text", "integer"}:
                codes.append(entry["code"])
        section = {"section": letter, "title": draw(texts), "items": entries}
        section |= {"relevant": draw(expressions(before))} if draw(_flags) else {}
        section |= (
            {"intro": draw(texts), "minutes": "7", "personal": "true"} if draw(_flags) else {}
        )
        if codes and draw(_flags):
            section["checks"] = [
                {"code": f"agree_{letter.lower()}", "expression": draw(expressions(codes)),
                 "strength": "warning", "message": draw(texts), "items": [codes[-1]]}
            ]  # fmt: skip
        sections.append(section)
    head = {"format": "1", "code": "made-up.1", "title": draw(lines), "tags": _TAGS}
    head |= {"unit_kind": draw(st.sampled_from(("", "city"))), "languages": [*languages, "en"]}
    form = _built(head, details, sections).form
    said = {language: Catalog(locale=language) for language in languages}
    for texts_of_section in sources(form).values():
        for text in texts_of_section:
            for catalogue in said.values():
                if draw(_flags):
                    catalogue.add(text, draw(lines))
    return Instrument(in_languages(form, said))


def _built(head, details, sections):
    faults = Faults()
    places = [Place("section", 1, one) for one in sections]
    lists, parts = Place("codelists", 1, dict(CODELISTS)), Place("details", 1, details)
    built = build(Place("instrument", 1, head), lists, parts, places, faults)
    check(built, faults)
    try:
        faults.raise_if_any()
    except BadForm:  # such as a constraint that no answer can meet
        reject()
    return built
