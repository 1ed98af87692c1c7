"""Revisions in tests, without pages: each act in a transaction of its own."""

from consult.consultations import revisions
from consult.consultations.actions import WordingDraft
from consult.consultations.history import Workpiece, workpiece_of
from consult.consultations.models import Amendment
from consult.consultations.queries import the_amendment, wordings_of
from tests.make import Make

NEW = "1. The Kurultai consists of one chamber.\n2. The Kurultai has 150 deputies."


def reloaded(amendment: Amendment) -> Amendment:
    """Load an amendment as a request does."""
    return the_amendment(amendment.consultation.slug, amendment.number)


def piece_of(make: Make, amendment: Amendment) -> Workpiece:
    """Return what officials edit now."""
    return make.read(lambda: workpiece_of(reloaded(amendment)))


def edit(
    make: Make,
    amendment: Amendment,
    proposed: str = NEW,
    *,
    language: str = "en",
    seen: str | None = None,
    **texts: str,
) -> None:
    """Change the proposed wording, or other texts too, as an official who just loaded it."""

    def work() -> None:
        found = reloaded(amendment)
        piece = workpiece_of(found)
        old = piece.wordings.get(language) or piece.wordings["en"]
        given = {name: getattr(old, name) for name in ("element", "title", "current", "rationale")}
        draft = WordingDraft(**{**given, "proposed": proposed, **texts})
        mark = piece.mark(language) if seen is None else seen
        revisions.edit_wording(found, language, draft, mark)

    make.do(work)


def publish(make: Make, amendment: Amendment, reason: str = "The commission asked for it.") -> int:
    """Publish the draft that stands now; return its number."""

    def work() -> int:
        found = reloaded(amendment)
        piece = workpiece_of(found)
        revisions.publish_revision(found, piece.number, reason, piece.whole_mark)
        return piece.number

    return make.do(work)


def revise(make: Make, amendment: Amendment, proposed: str = NEW) -> int:
    """Put another wording into force as the next revision; return its number."""
    edit(make, amendment, proposed)
    return publish(make, amendment)


def proposed_in(make: Make, amendment: Amendment, revision: int) -> str:
    """Return the proposed wording of a revision in English."""
    return make.read(lambda: wordings_of(amendment, revision)["en"].proposed)
