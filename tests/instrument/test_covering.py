"""How far languages cover a form, counted from catalogues and from the form's own texts."""

from babel.messages.catalog import Catalog

from msq.instrument.covering import counted_in, coverages, stale_since
from msq.instrument.model import Form
from msq.instrument.translating import SHARED, WHOLE, Coverage, counts_of, in_languages
from tests.factories.instruments import instrument

TABLE = """
| code | type | text  |
| A1   | text | One   |
| A2   | text | Two   |
| B1   | text | Two   |
| B2   | text | Three |
"""


def form(table: str = TABLE) -> Form:
    """Return a form with French beside its English."""
    built = instrument(table, code="small").form
    return Form(
        **{
            **{name: getattr(built, name) for name in built.__struct_fields__},
            "languages": ("en", "fr"),
        }
    )


def french(**said: str) -> dict[str, Catalog]:
    """Return a French catalogue in which all is unofficial."""
    catalogue = Catalog(locale="fr")
    for text, translation in said.items():
        catalogue.add(text, translation, flags=["unofficial"])
    return {"fr": catalogue}


def test_form_with_its_texts_counts_what_its_catalogue_counts() -> None:
    said = french(One="Un", Two="Deux")
    whole = in_languages(form(), said)

    assert counted_in(whole, unofficial=True) == counts_of(form(), said)
    assert coverages(counts_of(form(), said))["fr"]["A"] == Coverage(3, 2, 2, 0)


def test_each_text_counts_once_in_the_whole_and_once_in_each_section() -> None:
    found = coverages(counted_in(in_languages(form(), french(Two="Deux")), unofficial=False))

    assert list(found) == ["fr"]
    assert list(found["fr"]) == [WHOLE, SHARED, "A", "B"]
    counts = {section: (one.texts, one.translated) for section, one in found["fr"].items()}
    # Each section has a title of its own, and so has the form.
    assert counts == {WHOLE: (6, 1), SHARED: (1, 0), "A": (3, 1), "B": (3, 1)}
    assert {one.unofficial for one in found["fr"].values()} == {0}


def test_text_whose_english_changed_alone_is_stale() -> None:
    before = in_languages(form(), french(One="Un", Two="Deux", Three="Trois"))
    changed = form(TABLE.replace("One", "Ones").replace("Three", "Threes"))
    now = in_languages(changed, french(Ones="Un", Two="Deux", Threes="Trois ou plus"))

    stale = stale_since(before, now)

    assert stale == {"fr": {"Ones"}}
    found = coverages(counted_in(now, stale, unofficial=True))["fr"]
    assert found["A"] == Coverage(3, 1, 1, 1)
    assert found["A"].missing == 1
    assert found["B"] == Coverage(3, 2, 2, 0)
