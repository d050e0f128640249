"""The register of the 193 Member States, checked in itself and against data of other makers."""

import csv
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from msq.resources import folder
from tests.real.shared_data import shared_file

Row = dict[str, str]
Rows = dict[str, Row]

LANGUAGES = {
    "ar": "Arabic",
    "zh": "Chinese",
    "en": "English",
    "fr": "French",
    "ru": "Russian",
    "es": "Spanish",
}
NAME_COLUMNS = [f"{form}_{language}" for form in ("short", "formal") for language in LANGUAGES]
COLUMNS = [
    *("code", "name", "kind", "parent", "alpha2", "m49", "region", "subregion"),
    *("ldc", "lldc", "sids"),
    *NAME_COLUMNS,
]
# UNTERM prints the article of a short name after it; these are all the forms it takes.
ARTICLES = {"en": "the", "fr": "l'|la|le|les", "es": "el|la|los|las"}

# Names we give other than the source does: code -> (why, our names).
NAME_DIFFERENCES: dict[str, tuple[str, Row]] = {
    "CIV": (
        "the source leaves its UNTERM names empty",
        {
            "short_ar": "كوت ديفوار",
            "short_zh": "科特迪瓦",
            "short_en": "Côte d'Ivoire",
            "short_fr": "Côte d'Ivoire",
            "short_ru": "Кот-д'Ивуар",
            "short_es": "Côte d'Ivoire",
            "formal_ar": "جمهورية كوت ديفوار",
            "formal_zh": "科特迪瓦共和国",
            "formal_en": "the Republic of Côte d'Ivoire",
            "formal_fr": "la République de Côte d'Ivoire",
            "formal_ru": "Республика Кот-д'Ивуар",
            "formal_es": "la República de Côte d'Ivoire",
        },
    ),
    "NLD": (
        "the short name became that of the Kingdom after the source's UNTERM names were taken",
        {
            "short_ar": "هولندا (مملكة -)",
            "short_zh": "荷兰王国",
            "short_en": "Netherlands (Kingdom of the)",
            "short_fr": "Pays-Bas (Royaume des)",
            "short_ru": "Нидерланды (Королевство)",
            "short_es": "Países Bajos (Reino de los)",
        },
    ),
    "TLS": (
        "the source lacks the space before the dash, which its own formal name has",
        {"short_ar": "تيمور - ليشتي"},
    ),
    "TUR": (
        "the source leaves its UNTERM names empty",
        {
            "short_ar": "تركيا",
            "short_zh": "土耳其",
            "short_en": "Türkiye",
            "short_fr": "Türkiye",
            "short_ru": "Турция",
            "short_es": "Türkiye",
            "formal_ar": "جمهورية تركيا",
            "formal_zh": "土耳其共和国",
            "formal_en": "the Republic of Türkiye",
            "formal_fr": "la République de Türkiye",
            "formal_ru": "Турецкая Республика",
            "formal_es": "la República de Türkiye",
        },
    ),
}
# Groups we give other than the source does: (code, column) -> (why, our value).
FLAG_DIFFERENCES = {("STP", "ldc"): ("left the LDC category on 13 December 2024", "")}


@pytest.fixture(scope="module")
def path() -> Path:
    return folder("forms") / "registers" / "member-states.csv"


@pytest.fixture(scope="module")
def states(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def source() -> Rows:
    """All countries and areas of country-codes.csv, by alpha-3."""
    with shared_file("country-codes.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["ISO3166-1-Alpha-3"]: row for row in csv.DictReader(file)}


def without_article(name: str, language: str) -> str:
    """The name without its trailing article; a real parenthesis, as of Bolivia, stays."""
    articles = ARTICLES.get(language)
    return re.sub(rf" \((?:{articles})\)$", "", name) if articles else name


def normalised(name: str) -> str:
    """The name in NFC, with straight apostrophes, single spaces and no footnote stars."""
    straight = unicodedata.normalize("NFC", name).replace("\u2019", "'")
    return " ".join(straight.rstrip("* ").split())


def source_names(row: Row) -> Row:
    """The twelve names of a source row, normalised, under our column names."""
    names = {}
    for language, spelled in LANGUAGES.items():
        short = normalised(row[f"UNTERM {spelled} Short"])
        names[f"short_{language}"] = without_article(short, language)
        names[f"formal_{language}"] = normalised(row[f"UNTERM {spelled} Formal"])
    return names


def source_flags(row: Row) -> Row:
    """The three groups of a source row, under our column names, as `yes` or empty."""
    return {
        column: "yes" if row[title] == "x" else ""
        for column, title in (
            ("ldc", "Least Developed Countries (LDC)"),
            ("lldc", "Land Locked Developing Countries (LLDC)"),
            ("sids", "Small Island Developing States (SIDS)"),
        )
    }


def test_file_is_plain_utf8_with_line_feeds(path: Path) -> None:
    content = path.read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.endswith(b"\n")
    content.decode("utf-8")


def test_columns_are_those_the_import_reads(states: list[Row]) -> None:
    assert list(states[0]) == COLUMNS
    assert {len(row) for row in states} == {len(COLUMNS)}
    assert all(value is not None for row in states for value in row.values())


def test_rows_are_the_193_sorted_by_code(states: list[Row]) -> None:
    codes = [row["code"] for row in states]
    assert len(codes) == 193
    assert codes == sorted(codes)


@pytest.mark.parametrize(
    ("column", "pattern"), [("code", "[A-Z]{3}"), ("alpha2", "[A-Z]{2}"), ("m49", "[0-9]{3}")]
)
def test_codes_are_well_formed_and_unique(states: list[Row], column: str, pattern: str) -> None:
    values = [row[column] for row in states]
    assert [value for value in values if not re.fullmatch(pattern, value)] == []
    assert [value for value, times in Counter(values).items() if times > 1] == []


def test_short_and_formal_names_are_unique_in_each_language(states: list[Row]) -> None:
    twice = {
        (column, name)
        for column in NAME_COLUMNS
        for name, times in Counter(row[column] for row in states).items()
        if times > 1
    }
    assert twice == set()


def test_every_row_is_a_member_state_without_parent(states: list[Row]) -> None:
    assert {(row["kind"], row["parent"]) for row in states} == {("member_state", "")}


def test_observer_states_are_not_in_it(states: list[Row]) -> None:
    assert {"VAT", "PSE"} & {row["code"] for row in states} == set()


def test_regions_hold_the_known_numbers_of_members(states: list[Row]) -> None:
    assert Counter(row["region"] for row in states) == {
        "Africa": 54,
        "Asia": 47,
        "Europe": 43,
        "Americas": 35,
        "Oceania": 14,
    }


def test_subregions_are_the_17_with_members_each_in_one_region(states: list[Row]) -> None:
    pairs = {(row["region"], row["subregion"]) for row in states}
    assert len({subregion for _, subregion in pairs}) == 17
    assert len(pairs) == 17


def test_groups_hold_the_known_numbers_of_members(states: list[Row]) -> None:
    columns = ("ldc", "lldc", "sids")
    assert {row[column] for row in states for column in columns} == {"yes", ""}
    counts = {column: sum(row[column] == "yes" for row in states) for column in columns}
    assert counts == {"ldc": 44, "lldc": 32, "sids": 37}


def test_display_name_is_the_english_short_name(states: list[Row]) -> None:
    assert [row["name"] for row in states] == [row["short_en"] for row in states]


def test_names_are_there_and_clean_in_six_languages(states: list[Row]) -> None:
    unclean = {
        (row["code"], column)
        for row in states
        for column in NAME_COLUMNS
        if not row[column]
        or row[column] != normalised(row[column])
        or "*" in row[column]
        or any(unicodedata.category(sign).startswith("C") for sign in row[column])
    }
    assert unclean == set()


def test_short_names_end_in_no_article_and_keep_real_parentheses(states: list[Row]) -> None:
    articled = {
        (row["code"], language)
        for row in states
        for language in LANGUAGES
        if without_article(row[f"short_{language}"], language) != row[f"short_{language}"]
    }
    assert articled == set()
    real = {"BOL", "FSM", "IRN", "NLD", "VEN"}
    parenthesised = {
        language: {row["code"] for row in states if row[f"short_{language}"].endswith(")")}
        for language in ("ar", "en", "fr", "ru", "es")
    }
    assert parenthesised == dict.fromkeys(("ar", "en", "fr", "ru", "es"), real)


@pytest.mark.parametrize(
    ("language", "script"),
    [
        ("ar", "ARABIC LETTER "),
        ("zh", "CJK UNIFIED IDEOGRAPH-"),
        ("ru", "CYRILLIC "),
        ("en", "LATIN "),
        ("fr", "LATIN "),
        ("es", "LATIN "),
    ],
)
def test_names_are_written_in_the_script_of_the_language(
    states: list[Row], language: str, script: str
) -> None:
    foreign = {
        (row["code"], sign)
        for row in states
        for column in (f"short_{language}", f"formal_{language}")
        for sign in row[column]
        if sign.isalpha() and not unicodedata.name(sign).startswith(script)
    }
    assert foreign == set()
    assert all(any(sign.isalpha() for sign in row[f"short_{language}"]) for row in states)


def test_names_changed_in_recent_years_are_the_current_ones(states: list[Row]) -> None:
    current = {
        "BOL": "Bolivia (Plurinational State of)",
        "CIV": "Côte d'Ivoire",
        "CPV": "Cabo Verde",
        "CZE": "Czechia",
        "MKD": "North Macedonia",
        "NLD": "Netherlands (Kingdom of the)",
        "SWZ": "Eswatini",
        "TLS": "Timor-Leste",
        "TUR": "Türkiye",
        "VNM": "Viet Nam",
    }
    assert {row["code"]: row["name"] for row in states if row["code"] in current} == current


def test_members_are_those_of_the_published_index(states: list[Row]) -> None:
    with shared_file("egdi/egdi-2018.csv").open(encoding="utf-8-sig", newline="") as file:
        published = sorted(row["country-code"] for row in csv.DictReader(file))
    assert [row["code"] for row in states] == published


def test_codes_and_regions_agree_with_the_source(states: list[Row], source: Rows) -> None:
    columns = {
        "alpha2": "ISO3166-1-Alpha-2",
        "m49": "M49",
        "region": "Region Name",
        "subregion": "Sub-region Name",
    }
    ours = {row["code"]: {column: row[column] for column in columns} for row in states}
    theirs = {code: {ours: source[code][title] for ours, title in columns.items()} for code in ours}
    for row in theirs.values():
        row["m49"] = row["m49"].zfill(3)  # the source writes 4 where M49 has 004
    assert ours == theirs


def test_intermediate_regions_would_make_other_than_17_subregions(
    states: list[Row], source: Rows
) -> None:
    """Why `subregion` holds M49 sub-regions: the finer level would give 22 of them."""
    finer = {source[row["code"]]["Intermediate Region Name"] or row["subregion"] for row in states}
    assert len(finer) == 22


def test_names_agree_with_the_source_but_for_stated_differences(
    states: list[Row], source: Rows
) -> None:
    differing: Rows = {}
    for row in states:
        theirs = source_names(source[row["code"]])
        changed = {column: row[column] for column in theirs if row[column] != theirs[column]}
        if changed:
            differing[row["code"]] = changed
    assert differing == {code: names for code, (_, names) in NAME_DIFFERENCES.items()}


def test_short_names_of_our_own_agree_with_the_m49_names_of_the_source(
    states: list[Row], source: Rows
) -> None:
    """The source holds M49's names too: a second witness where we left UNTERM's."""
    theirs_otherwise = {
        ("CIV", "short_en"): "Ivory Coast",  # not the UN's name in English
        ("NLD", "short_en"): "Netherlands",  # behind its own five other languages
        ("NLD", "short_ar"): "هولندا (مملكة _)",  # an underscore where UN names have a dash
    }
    differing = {}
    for row in states:
        for column in NAME_DIFFERENCES.get(row["code"], ("", {}))[1]:
            form, language = column.split("_")
            title = "official_name_" + ("cn" if language == "zh" else language)
            if form == "short" and normalised(source[row["code"]][title]) != row[column]:
                differing[row["code"], column] = source[row["code"]][title]
    assert differing == theirs_otherwise


def test_groups_agree_with_the_source_but_for_stated_differences(
    states: list[Row], source: Rows
) -> None:
    differing = {
        (row["code"], column): row[column]
        for row in states
        for column, theirs in source_flags(source[row["code"]]).items()
        if row[column] != theirs
    }
    assert differing == {where: ours for where, (_, ours) in FLAG_DIFFERENCES.items()}
