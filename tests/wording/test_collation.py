"""Names stand where the readers of each language look for them."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msq import resources
from msq.wording.collation import sort_key
from msq.wording.languages import LANGUAGES

# Each is in the order that the collation of CLDR 48 gives.
IN_ORDER = {
    "en": "Åland, Albania, Côte d'Ivoire, Cuba, Czechia, Łódź, Luxembourg, Niger, Türkiye, Tuvalu",
    "fr": "cote, coté, côte, côté, Égypte, Équateur, Espagne, Îles Marshall, Inde",
    "es": "nube, Nueva Zelandia, nunca, Núñez, ñandú, oso, Perú, pez",
    "ru": "Ёлкино, Ельск, Епифань, Индия, Иран, Йемен, Кабо-Верде",
    "ar": "آيسلندا, إثيوبيا, أذربيجان, أرمينيا, إريتريا, إسبانيا, أستراليا, ألمانيا, بلجيكا",
    "zh": "阿富汗, 埃及, 澳大利亚, 巴西, 比利时, 德国, 俄罗斯联邦, 法国, 斐济, 瑙鲁, 日本, 中国",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_in_the_order_of_their_language(language):
    words = IN_ORDER[language].split(", ")
    backwards = words[::-1]
    assert sorted(backwards, key=sort_key(language)) == words


def test_every_name_of_a_state_in_chinese_is_ordered_by_its_sound():
    path = resources.folder("forms") / "registers" / "member-states.csv"
    table = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    names = [row["short_zh"] for row in table]
    places = [place for name in names for place in sort_key("zh")(name)[0]]
    assert not [place for place in places if place[1][0] in "\uf800\uffff"]


@given(st.lists(st.text(max_size=8), max_size=8), st.sampled_from(sorted(LANGUAGES)))
def test_order_does_not_hang_on_what_was_there_before(words, language):
    key = sort_key(language)
    backwards = words[::-1]
    assert sorted(words, key=key) == sorted(backwards, key=key)


@given(st.text(max_size=8), st.sampled_from(sorted(LANGUAGES)))
def test_two_words_share_a_place_only_when_they_are_the_same(word, language):
    key = sort_key(language)
    assert key(word) == key(word)
    assert (key(word) == key(word + "a")) is False
