"""The order of words in a language, as its readers look for them.

Source of the rules: the root collation of CLDR and its tailorings for the six languages, as far as
names need them: first letters without their marks, then marks, then capitals. Chinese goes by
pinyin: the first 3,755 characters of GB 2312 are ordered so, others are named here or come after.
"""

import unicodedata
from collections.abc import Callable

Key = tuple[tuple[tuple[int, str], ...], str, str]

_SPELLED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
)
_APART = {
    # A letter of its own, behind the one that it would be without its mark; long alef is two.
    "ar": {"ا\u0653": "اا"},
    "es": {"n\u0303": "n\uffff"},
    "ru": {"и\u0306": "и\uffff"},
}
_SILENT = "\u0640\u200c\u200d\u200e\u200f"
# Beyond those that are ordered by pinyin, and in names of States: each beside one of its sound.
_SOUNDS_LIKE = {"斐": "匪", "瑙": "脑", "汶": "问"}
_FIRST_HANZI, _LAST_BY_PINYIN = 0xB0A1, 0xD7F9


def sort_key(language: str) -> Callable[[str], Key]:
    """Return the key by which words are put in the order of a language."""
    apart = _APART.get(language, {})
    letters = _pinyin if language == "zh" else str

    def key(text: str) -> Key:
        whole = unicodedata.normalize("NFKD", text)
        folded = whole.casefold()
        for letter, place in apart.items():
            folded = folded.replace(letter, place)
        plain = "".join(one for one in folded if not _is_mark(one)).translate(_SPELLED)
        return tuple(_place(one, letters) for one in plain), folded, text.swapcase()

    return key


def _is_mark(letter: str) -> bool:
    return unicodedata.combining(letter) > 0 or letter in _SILENT


def _place(letter: str, letters: Callable[[str], str]) -> tuple[int, str]:
    """Return the place of a letter: blanks, signs, numbers, letters."""
    kind = unicodedata.category(letter)[0]
    return {"Z": 0, "P": 1, "S": 2, "N": 3}.get(kind, 4), letters(letter)


def _pinyin(letter: str) -> str:
    try:
        code = _SOUNDS_LIKE.get(letter, letter).encode("gb2312")
    except UnicodeEncodeError:
        return "\uffff" + letter
    if len(code) == 1:
        return letter
    by_pinyin = _FIRST_HANZI <= int.from_bytes(code, "big") <= _LAST_BY_PINYIN
    return ("\uf000" if by_pinyin else "\uf800") + chr(int.from_bytes(code, "big"))
