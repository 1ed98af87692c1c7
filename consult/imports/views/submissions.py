"""The pages that bring in a file of submissions: upload, preview, confirmation."""

from itertools import islice
from typing import BinaryIO

from consult.comments.rules import State
from consult.consultations.models import Consultation
from consult.consultations.queries import the_consultation
from consult.core.words import ngettext
from consult.imports.bringing_in import store
from consult.imports.forms.submissions import SubmissionsForm
from consult.imports.preparing import channels_in_order
from consult.imports.taking import taken
from consult.imports.views.files import MOST_SHOWN, Kind, Looked, confirm, show, take
from consult.imports.views.frame import blueprint
from consult.permissions import Permission
from consult.web.permit import permit

PLACE = "/consultations/<slug>/submissions/import"
FIRST = 3
"""Of how many submissions the preview shows the text: letters read wrongly are seen at once."""
LONGEST_SHOWN = 200


def _look(home: Consultation, file: BinaryIO) -> Looked:
    with taken(home, file) as (examined, ready):
        if ready is None:
            return Looked(examined.faults, examined.wrong)
        seen = {
            "new": ready.new,
            "already": examined.already,
            "changed": examined.changed[:MOST_SHOWN],
            "changed_count": len(examined.changed),
            "higher": examined.higher,
            "held": ready.states[State.HELD],
            "rejected": ready.states[State.REJECTED],
            "channels": channels_in_order(ready.channels),
            "amendments": sorted(ready.amendments.items()),
            "whole": examined.brought.whole.number,
            "first": [
                {"ref": one["ref"], "text": one["body"][:LONGEST_SHOWN]}
                for one in islice(examined.rows, FIRST)
            ],
        }
    return Looked(seen=seen)


def _bring(home: Consultation, file: BinaryIO) -> str | None:
    with taken(home, file) as (_examined, ready):
        new = None if ready is None else store(ready).new
    if new is None:
        return None
    return ngettext("%(num)s submission is brought in.", "%(num)s submissions are brought in.", new)


SUBMISSIONS = Kind("submissions", SubmissionsForm, _look, _bring)


@blueprint.route(PLACE, methods=["GET", "POST"])
@permit(Permission.SUBMISSIONS_IMPORT, on=the_consultation)
def submissions(consultation: Consultation) -> object:
    """Take a file of submissions, and show its faults or keep it for the preview."""
    return take(SUBMISSIONS, consultation)


@blueprint.get(f"{PLACE}/<key>")
@permit(Permission.SUBMISSIONS_IMPORT, on=lambda slug, key: the_consultation(slug))
def submissions_seen(consultation: Consultation) -> object:
    """Show how many are new, here already and held, by amendment and channel."""
    return show(SUBMISSIONS, consultation)


@blueprint.post(f"{PLACE}/<key>")
@permit(Permission.SUBMISSIONS_IMPORT, on=lambda slug, key: the_consultation(slug))
def submissions_confirmed(consultation: Consultation) -> object:
    """Bring in what was shown; what came in meanwhile is left as it is."""
    return confirm(SUBMISSIONS, consultation)
