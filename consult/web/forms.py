"""The base of every form: cleaned texts, and refusals shown beside the field they belong to."""

from collections.abc import Callable
from typing import Any

from flask import g
from flask_wtf import FlaskForm
from wtforms import ValidationError
from wtforms.csrf.core import CSRF

from consult.core.errors import Refusal
from consult.core.text import clean_line, clean_paragraphs
from consult.core.words import lazy


def line(value: Any) -> Any:
    """Clean a text of one line, as a WTForms filter."""
    return clean_line(value) if isinstance(value, str) else value


def paragraphs(value: Any) -> Any:
    """Clean a text of several paragraphs, as a WTForms filter."""
    return clean_paragraphs(value) if isinstance(value, str) else value


class _CheckedAtTheDoor(CSRF):
    """The token of a request is checked once, before its view; templates write it themselves."""

    def generate_csrf_token(self, csrf_token_field: Any) -> str:
        return ""

    def validate_csrf_token(self, form: Any, field: Any) -> None:
        if not g.get("csrf_valid"):
            raise ValidationError(lazy("This form is too old, or it came from another site."))


class Form(FlaskForm):
    """A form with a token; what was typed stays when it is refused."""

    class Meta(FlaskForm.Meta):
        """How the form is put together."""

        csrf_class = _CheckedAtTheDoor

    def tried(self, action: Callable[[], Any]) -> bool:
        """Run an action; True when it worked, False when it was refused and the form says why."""
        try:
            action()
        except Refusal as refusal:
            if refusal.field not in self._fields:
                raise
            self._fields[refusal.field].errors = [refusal.message]
            return False
        return True
