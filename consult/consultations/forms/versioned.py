"""A form that knows which state of the consultation its sender saw."""

from collections.abc import Callable
from typing import Any

from wtforms import HiddenField

from consult.consultations.models import Consultation
from consult.consultations.setup import claim
from consult.web.forms import Form


class VersionedForm(Form):
    """Refused with 409 when somebody else changed the consultation meanwhile."""

    version = HiddenField()

    def seen(self, consultation: Consultation) -> None:
        """Put the present version into a form that is shown for the first time."""
        if self.version.data is None:
            self.version.data = str(consultation.version)

    def saved(self, consultation: Consultation, action: Callable[[], Any]) -> bool:
        """Check, take the version and run the action; True when all of it worked."""
        if not self.validate_on_submit():
            self.seen(consultation)
            return False
        present = consultation.version

        def work() -> None:
            claim(consultation, self.version.data)
            action()

        if self.tried(work):
            return True
        if self.version.errors:  # What was typed stays; sending it again is a decision.
            self.version.data = str(present)
        return False

    @property
    def status(self) -> int:
        """Return the status code of the page that shows this form."""
        if self.version.errors:
            return 409
        return 422 if self.errors else 200
