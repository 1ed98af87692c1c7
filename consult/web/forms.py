"""The base of every form: cleaned texts, and refusals shown beside the field they belong to."""

from collections.abc import Callable
from typing import Any

from flask_wtf import FlaskForm

from consult.core.errors import Refusal
from consult.core.text import clean_line, clean_paragraphs


def line(value: Any) -> Any:
    """Clean a text of one line, as a WTForms filter."""
    return clean_line(value) if isinstance(value, str) else value


def paragraphs(value: Any) -> Any:
    """Clean a text of several paragraphs, as a WTForms filter."""
    return clean_paragraphs(value) if isinstance(value, str) else value


class Form(FlaskForm):
    """A form with a token; what was typed stays when it is refused."""

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
