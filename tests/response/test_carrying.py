"""What of a round's answers can stand in the next: the law, and each way in which it cannot."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as some

from msq.instrument.whole import Instrument
from msq.response.carrying import carry
from msq.response.values import Answer, raw_of, read
from tests.factories.instruments import instrument

BEFORE = instrument(
    """
    | code  | type            | text     | concept  | choices       | max_rows |
    | A1    | yes_no          | Is it?   | it.is    |               |          |
    | A2    | select_one      | Which?   | it.which | red, blue     |          |
    | A3    | select_multiple | Which?   | it.all   | red, blue     |          |
    | A4    | integer         | Many?    | it.many  |               |          |
    | A5    | text            | Why?     | it.why   |               |          |
    | A6    | repeat          | Portals  | it.them  |               | 9        |
    | .name | text            | Name     |          |               |          |
    | A7    | date            | When?    | it.when  |               |          |
    | A8    | text            | Gone     | it.gone  |               |          |
    """
)
NOW = instrument(
    """
    | code  | type            | text     | concept  | choices       | max_rows | max |
    | A1    | note            | Read me  |          |               |          |     |
    | A2    | yes_no          | Is it?   | it.is    |               |          |     |
    | A3    | select_one      | Which?   | it.which | red, green    |          |     |
    | A4    | select_multiple | Which?   | it.all   | red, green    |          |     |
    | A5    | integer         | Many?    | it.many  |               |          | 10  |
    | B1    | long_text       | Why?     | it.why   |               |          |     |
    | B2    | repeat          | Portals  | it.them  |               | 9        |     |
    | .name | text            | Name     |          |               |          |     |
    | B3    | date            | When?    | it.when  |               |          |     |
    """
)


def said(before: Instrument, **answers: str) -> dict[str, Answer]:
    """Return answers as they are read; ``A6_2_name`` stands for ``A6[2].name``."""
    found = {}
    for key, text in answers.items():
        parts = key.split("_")
        code = f"{parts[0]}[{parts[1]}].{parts[2]}" if len(parts) == 3 else key
        found[code] = read(before, code, tuple(text.split("|")))
    return found


def test_answers_go_to_the_item_of_their_concept() -> None:
    answers = said(
        BEFORE, A1="yes", A2="red", A3="red", A4="7", A6_2_name="gov.example", A7="2025-03-01"
    )
    answers["A1"] = Answer("yes", comment="Since 2020")

    found = carry(BEFORE, answers, NOW)

    assert found.lost == ()
    assert [(one.item, one.was, one.answer.value) for one in found.carried] == [
        ("A2", "A1", "yes"),
        ("A3", "A2", "red"),
        ("A4", "A3", ["red"]),
        ("A5", "A4", 7),
        ("B2[2].name", "A6[2].name", "gov.example"),
        ("B3", "A7", "2025-03-01"),
    ]
    assert found.carried[0].answer.comment == "Since 2020"
    assert {one.answer.number for one in found.carried} == {0}


def test_what_cannot_stand_is_listed_with_the_reason() -> None:
    answers = said(BEFORE, A2="blue", A3="red|blue", A4="11", A5="Because", A8="Nobody asks")
    answers["A1"] = Answer(missing="refused")

    found = carry(BEFORE, answers, NOW)

    assert found.carried == ()
    assert [(one.item, one.was, str(one.why)) for one in found.lost] == [
        ("A2", "A1", str(found.lost[0].why)),
        ("A3", "A2", "No longer among the choices: Blue."),
        ("A4", "A3", "No longer among the choices: Blue."),
        ("A5", "A4", str(found.lost[3].why)),
        ("B1", "A5", "This question takes another kind of answer now."),
    ]
    assert "10" in str(found.lost[3].why)
    assert "cannot stand in for an answer" in str(found.lost[0].why)


def test_blank_answers_are_not_carried() -> None:
    assert carry(BEFORE, {"A1": Answer(), "A5": Answer(comment="A note alone")}, NOW).carried == ()


@given(
    some.fixed_dictionaries(
        {},
        optional={
            "A1": some.sampled_from(["yes", "no"]),
            "A2": some.sampled_from(["red", "blue"]),
            "A3": some.sampled_from(["red", "blue", "red|blue"]),
            "A4": some.integers(-99, 99).map(str),
            "A5": some.text("abc é", min_size=1).map(str.strip).filter(bool),
            "A7": some.dates(date(1900, 1, 1), date(2100, 12, 31)).map(str),
        },
    )
)
def test_into_the_same_instrument_everything_comes_along_as_it_was(answers: dict[str, str]) -> None:
    before = said(BEFORE, **answers)

    found = carry(BEFORE, before, BEFORE)

    assert found.lost == ()
    assert {one.item: one.answer.said for one in found.carried} == {
        code: one.said for code, one in before.items()
    }
    assert all(read(BEFORE, code, raw_of(one)).said == one.said for code, one in before.items())


def test_value_that_is_calculated_is_worked_out_anew_and_neither_carried_nor_lost() -> None:
    table = (
        "| code | type | concept | calculation |\n"
        "| A1 | integer | it.many | |\n| A2 | calculate | it.twice | ${A1} * 2 |"
    )
    one = instrument(table)

    found = carry(one, {"A1": Answer(4), "A2": Answer("8")}, one)

    assert ([item.item for item in found.carried], found.lost) == (["A1"], ())


def test_ranking_comes_along_in_its_order_unless_a_ranked_choice_or_a_rank_has_gone() -> None:
    def asks(choices: str, most: int) -> Instrument:
        row = f"| A1 | ranking | {choices} | {most} |"
        return instrument(f"| code | type | choices | max |\n{row}", code=f"ranks-{most}")

    before, ranked = asks("cloud, ai, data", 3), "data ai cloud"
    answers = {"A1": read(before, "A1", [ranked])}

    (same,) = carry(before, answers, asks("ai, cloud, data, roads", 3)).carried
    assert same.answer.value == ["data", "ai", "cloud"]
    (gone,) = carry(before, answers, asks("cloud, data, roads", 3)).lost
    assert str(gone.why) == "No longer among the choices: Ai."
    (fewer,) = carry(before, answers, asks("cloud, ai, data", 2)).lost
    assert str(fewer.why) == "Rank 2 at most. You ranked 3."
