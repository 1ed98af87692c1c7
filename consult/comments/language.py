"""In which language a comment is written, told from its letters."""

import re

_KAZAKH = re.compile("[әғқңөұүһі]", re.I)
_CYRILLIC = re.compile("[а-яёәғқңөұүһі]", re.I)
_LATIN = re.compile("[a-z]", re.I)
LEAST_SHARE = 0.03


def language_of(text: str, default: str) -> str:
    """Return kk, ru or en; the default for a text without letters of ours.

    Kazakh letters make up a sixth of a Kazakh text. A Russian one has a few in names, so they must
    be three in a hundred to count.
    """
    cyrillic, latin = len(_CYRILLIC.findall(text)), len(_LATIN.findall(text))
    if cyrillic + latin == 0:
        return default
    if latin > cyrillic:
        return "en"
    return "kk" if len(_KAZAKH.findall(text)) >= LEAST_SHARE * cyrillic else "ru"
