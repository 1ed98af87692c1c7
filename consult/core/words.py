"""Translatable texts: the door to gettext for everything below the web."""

from flask_babel import force_locale as speaking
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as lazy
from flask_babel import lazy_ngettext as lazy_plural

__all__ = ["gettext", "lazy", "lazy_plural", "ngettext", "speaking"]
