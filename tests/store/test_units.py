"""Which unit is meant by what people write."""

import pytest

from msq.problems import BadValue
from msq.store.units import Names, Unit

KOREAS = (
    Unit("KOR", "Korea", names={"formal_en": "Republic of Korea", "short_fr": "Corée du Sud"}),
    Unit("PRK", "Korea", names={"short_ar": "كوريا الشمالية"}),
    Unit("CIV", "Côte d’Ivoire", attributes={"alpha2": "CI"}),
    Unit("LCI", "CIV"),
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("KOR", "KOR"),
        (" kor ", "KOR"),
        ("republic  of\u00a0KOREA", "KOR"),
        ("ＫＯＲ", "KOR"),
        ("Core\u0301e du Sud", "KOR"),
        ("كوريا الشمالية", "PRK"),
        ("ci", "CIV"),
        ("CIV", "CIV"),
    ],
)
def test_unit_is_known_by_code_and_name_however_spelled(text: str, code: str) -> None:
    assert Names(KOREAS).code(text) == code


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (" \u00a0", "The unit is missing."),
        ("Atlantis ", "“Atlantis” is not a unit of this edition."),
        ("korea", "“korea” is the name of several units: KOR, PRK. Write the code."),
    ],
)
def test_unit_that_is_not_clear_is_refused_with_the_reason(text: str, message: str) -> None:
    with pytest.raises(BadValue) as caught:
        Names(KOREAS).code(text)

    assert str(caught.value) == message
