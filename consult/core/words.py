"""Translatable texts: the door to gettext for everything below the web."""

from typing import Any

from flask_babel import force_locale as speaking
from flask_babel import format_decimal, gettext, ngettext
from flask_babel import lazy_gettext as lazy
from flask_babel import lazy_ngettext as lazy_plural
from flask_babel.speaklater import LazyString

__all__ = ["gettext", "lazy", "lazy_number", "lazy_plural", "ngettext", "speaking"]


def lazy_number(value: int) -> Any:
    """Return a number that is written in the language of whoever reads it."""
    return LazyString(format_decimal, value)
