"""The public figures of how a consultation is moderated: the page, and the same as files."""

import csv
import io
from codecs import BOM_UTF8
from typing import Any

from flask import Response, jsonify, render_template

from consult.config import LANGUAGES
from consult.consultations.models import Consultation
from consult.consultations.queries import text_of, the_consultation
from consult.core.errors import Missing
from consult.moderation.counting import figures_of
from consult.moderation.grounds import GROUND_LABELS
from consult.moderation.models import Figures
from consult.moderation.openness import document, lines, openness
from consult.moderation.openness_words import ROW_LABELS
from consult.moderation.rules import Action
from consult.moderation.views.frame import blueprint
from consult.moderation.words import HISTORY
from consult.permissions import Permission
from consult.web.languages import current_language
from consult.web.permit import permit

SCHEMA = "consult-transparency/1"
FILES = ("transparency.csv", "transparency.json")


@blueprint.get("/consultations/<slug>/transparency")
@permit(Permission.TRANSPARENCY_READ, on=the_consultation)
def transparency(consultation: Consultation) -> object:
    """Show what came in and what moderators did with it, per stance, language and ground."""
    figures = figures_of(consultation.id)
    return render_template(
        "moderation/transparency.html",
        consultation=consultation,
        text=text_of(consultation, current_language()),
        at=figures.at if figures else None,
        shown=openness(figures.figures["shown"]) if figures else None,
        actions=list(Action),
        history=HISTORY,
        row_words={**ROW_LABELS, **LANGUAGES, **GROUND_LABELS},
        files=FILES,
    )


def the_figures(slug: str, file: str) -> "FiguresFile":
    """Load the consultation of a file of figures, or raise Missing."""
    if file not in FILES:
        raise Missing
    consultation = the_consultation(slug)
    figures = figures_of(consultation.id)
    if figures is None:
        raise Missing
    return FiguresFile(consultation, figures, file)


class FiguresFile:
    """A file of figures that somebody asks for."""

    def __init__(self, consultation: Consultation, figures: Figures, file: str) -> None:
        self.consultation, self.figures, self.file = consultation, figures, file

    def told(self) -> dict[str, Any]:
        """Return what the file says."""
        about = {
            "schema": SCHEMA,
            "consultation": self.consultation.slug,
            "as_of": self.figures.at.isoformat(timespec="seconds"),
        }
        return {"about": about, **document(openness(self.figures.figures["shown"]))}


@blueprint.get("/consultations/<slug>/transparency/<file>")
@permit(Permission.TRANSPARENCY_READ, on=the_figures)
def transparency_file(asked: FiguresFile) -> object:
    """Hand out the figures of the page as CSV or JSON."""
    if asked.file.endswith(".json"):
        answer = jsonify(asked.told())
    else:
        answer = Response(_csv(asked.told()), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f"attachment; filename={asked.file}"
    return answer


def _csv(told: dict[str, Any]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(("table", "row", "figure", "value"))
    writer.writerows(lines(told))
    return BOM_UTF8 + text.getvalue().encode()
