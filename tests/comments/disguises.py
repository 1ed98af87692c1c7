"""Ten ways in which people disguise a word."""

from collections.abc import Callable

LOOK = dict(zip("аеорсухкмтвн", "aeopcyxkmtbh", strict=True))
KAZAKH = dict(zip("укнгоиах", "ұқңғөіәһ", strict=True))
DIGITS = dict(zip("зочба", "3046@", strict=True))


def _swapped(signs: dict[str, str]) -> Callable[[str], str]:
    return lambda word: "".join(signs.get(letter, letter) for letter in word)


DISGUISES: list[Callable[[str], str]] = [
    _swapped(LOOK),
    _swapped(KAZAKH),
    _swapped(DIGITS),
    lambda word: f"{word[0]}*{word[2:]}",
    lambda word: word[0] + "*" * (len(word) - 2) + word[-1],
    lambda word: word[0] + word[1] * 4 + word[2:],
    " ".join,
    ".".join,
    "\u200b".join,
    lambda word: " ".join(_swapped(LOOK)(word)).upper(),
]
