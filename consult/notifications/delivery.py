"""Messages to the author after a moderator's decision."""

from typing import Any

from consult.accounts.models import Account
from consult.comments.models import Comment
from consult.comments.rules import State
from consult.consultations.queries import consultation_by_id, text_of
from consult.core import jobs, mail
from consult.core.errors import Missing
from consult.core.links import link
from consult.core.text import clean_line
from consult.ledger.queries import event_by_id
from consult.moderation.grounds import GROUND_LABELS, GROUND_RULES
from consult.moderation.models import Decision
from consult.moderation.queries import decision_by_id, the_case
from consult.moderation.rules import Action, Ground
from consult.moderation.words import SUBJECTS, TOLD


@jobs.job("tell-author")
def tell_author(payload: dict[str, Any]) -> None:
    """Send the author of a comment the ground and the note of a decision.

    Nobody is told about a comment that its author withdrew meanwhile, or where no mailbox is left.
    """
    event = event_by_id(payload["event"])
    decision = decision_by_id(event.data.get("decision", 0)) if event else None
    if decision is None:
        return
    try:
        comment = the_case(decision.comment_id)
    except Missing:
        return
    if comment.state != State.WITHDRAWN and comment.author.email:
        _send(decision, comment, comment.author)


def _send(decision: Decision, comment: Comment, author: Account) -> None:
    place = consultation_by_id(comment.consultation_id)
    action = Action(decision.action)
    ground = Ground(decision.ground) if decision.ground else None
    mail.send(
        "moderation_decision",
        to=author.email,
        lang=author.language,
        subject=SUBJECTS[action],
        name=clean_line(author.pseudonym),
        told=TOLD[action],
        number=comment.amendment.number,
        title=clean_line(text_of(place, author.language).title),
        ground=GROUND_LABELS[ground] if ground else "",
        rule=GROUND_RULES[ground] if ground else "",
        note=decision.note,
        body=comment.body,
        link=link(
            "comments.comment",
            lang=author.language,
            slug=place.slug,
            number=comment.amendment.number,
            comment=comment.id,
        ),
    )
