"""The form of a phase; times are in the consultation's time zone."""

from typing import Any

from wtforms import BooleanField, DateTimeLocalField, StringField
from wtforms.validators import InputRequired, Length

from consult.config import LANGUAGES
from consult.consultations.forms.versioned import VersionedForm
from consult.consultations.models import Phase
from consult.consultations.phases import PhaseDraft
from consult.consultations.wall_clock import in_utc, in_zone
from consult.core.words import lazy
from consult.web.forms import line

FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]


class Moment(DateTimeLocalField):
    """A day and a time, with a message of our own where it is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day and the time that were typed."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(lazy("Type a day and a time, such as 2026-03-01 09:00.")) from None


class PhaseForm(VersionedForm):
    """When a phase opens and closes, what it opens, and what it is called."""

    opens_at = Moment(
        lazy("Opens"),
        format=FORMATS,
        validators=[InputRequired(lazy("Give the day and the time when it opens."))],
    )
    closes_at = Moment(
        lazy("Closes"),
        format=FORMATS,
        validators=[InputRequired(lazy("Give the day and the time when it closes."))],
    )
    votes = BooleanField(lazy("Voting"))
    comments = BooleanField(lazy("Comments"))
    reactions = BooleanField(lazy("Reactions to comments"))

    def draft(self, zone: str) -> PhaseDraft:
        """Return the phase as it was typed; Invalid where a time does not exist in the zone."""
        return PhaseDraft(
            opens_at=in_utc(self.opens_at.data, zone, field="opens_at"),
            closes_at=in_utc(self.closes_at.data, zone, field="closes_at", last=True),
            votes=self.votes.data,
            comments=self.comments.data,
            reactions=self.reactions.data,
            titles=titles_in(self.data),
        )


def add_titles(form: type[Any]) -> type[Any]:
    """Give a form a field for a title in each language, called title_kk and so on."""
    for code, name in LANGUAGES.items():
        field = StringField(
            lazy("Title in %(language)s", language=name),
            filters=[line],
            validators=[Length(max=200, message=lazy("A title has 200 characters at most."))],
        )
        setattr(form, f"title_{code}", field)
    return form


def titles_in(values: dict[str, Any]) -> dict[str, str]:
    """Return the titles that were typed, by language."""
    typed = {code: values.get(f"title_{code}") or "" for code in LANGUAGES}
    return {code: title for code, title in typed.items() if title}


def titles_shown(titles: dict[str, str] | None) -> dict[str, str]:
    """Return titles as the fields of a form want them."""
    return {f"title_{code}": title for code, title in (titles or {}).items()}


def phase_shown(phase: Phase, zone: str) -> dict[str, Any]:
    """Return a phase as the fields of its form want it."""
    return {
        "opens_at": in_zone(phase.opens_at, zone),
        "closes_at": in_zone(phase.closes_at, zone),
        "votes": phase.votes,
        "comments": phase.comments,
        "reactions": phase.reactions,
        **titles_shown(phase.titles),
    }


add_titles(PhaseForm)
