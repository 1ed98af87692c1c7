"""The pages that bring in a file of reactions to submissions: upload, preview, confirmation."""

from typing import BinaryIO

from consult.consultations.models import Consultation
from consult.consultations.queries import the_consultation
from consult.core import clock
from consult.core.words import gettext
from consult.imports.forms.submissions import ReactionsForm
from consult.imports.reacting import comments_by_ref, import_reactions, would_import
from consult.imports.reaction_rows import Reactions, read_reactions
from consult.imports.submission_rows import Reader
from consult.imports.views.files import Kind, Looked, confirm, show, take
from consult.imports.views.frame import blueprint
from consult.permissions import Permission
from consult.web.permit import permit

PLACE = "/consultations/<slug>/reactions/import"


def _read(home: Consultation, file: BinaryIO) -> Reactions:
    known = comments_by_ref(home.id)
    return read_reactions(file, known, Reader(home.time_zone, clock.now()))


def _look(home: Consultation, file: BinaryIO) -> Looked:
    found = _read(home, file)
    if found.faults:
        return Looked(found.faults, len(found.faults))
    stored = would_import(home, found.latest)
    counts = {"added": stored.added, "changed": stored.changed, "same": stored.same}
    return Looked(seen={"rows": found.rows, "new": stored.added + stored.changed, **counts})


def _bring(home: Consultation, file: BinaryIO) -> str | None:
    found = _read(home, file)
    if found.faults:
        return None
    stored = import_reactions(home, found.latest)
    values = {"added": stored.added, "changed": stored.changed}
    return gettext("Reactions are brought in. New: %(added)s, changed: %(changed)s.", **values)


REACTIONS = Kind("reactions", ReactionsForm, _look, _bring)


@blueprint.route(PLACE, methods=["GET", "POST"])
@permit(Permission.SUBMISSIONS_IMPORT, on=the_consultation)
def reactions(consultation: Consultation) -> object:
    """Take a file of reactions, and show its faults or keep it for the preview."""
    return take(REACTIONS, consultation)


@blueprint.get(f"{PLACE}/<key>")
@permit(Permission.SUBMISSIONS_IMPORT, on=lambda slug, key: the_consultation(slug))
def reactions_seen(consultation: Consultation) -> object:
    """Show how many reactions are new, how many change one, and how many are here already."""
    return show(REACTIONS, consultation)


@blueprint.post(f"{PLACE}/<key>")
@permit(Permission.SUBMISSIONS_IMPORT, on=lambda slug, key: the_consultation(slug))
def reactions_confirmed(consultation: Consultation) -> object:
    """Bring in what was shown; what is newer here is left as it is."""
    return confirm(REACTIONS, consultation)
