"""Messages to the author after a moderator's decision, and after an official answer."""

from datetime import timedelta
from typing import Any

from consult.accounts.letters import write_to
from consult.accounts.models import Account
from consult.comments.models import Comment
from consult.comments.rules import State
from consult.consultations.desk_rules import rules_for
from consult.consultations.models import Consultation
from consult.consultations.queries import consultation_by_id, text_of
from consult.core import jobs
from consult.core.errors import Missing
from consult.core.links import link
from consult.core.text import clean_line
from consult.ledger.models import LedgerEvent
from consult.ledger.queries import event_by_id
from consult.moderation.grounds import GROUND_LABELS, GROUND_RULES
from consult.moderation.models import Decision
from consult.moderation.queries import decision_by_id, the_case
from consult.moderation.rules import Action, Ground
from consult.moderation.verdicts import APPEALABLE
from consult.moderation.words import SUBJECTS, TOLD
from consult.notifications.words import ANSWER_SUBJECTS, ANSWER_TOLD
from consult.responses.models import Answer
from consult.responses.queries import answer_to
from consult.responses.rules import Disposition
from consult.responses.words import DISPOSITION_LABELS, DISPOSITION_MEANINGS


@jobs.job("tell-author")
def tell_author(payload: dict[str, Any]) -> None:
    """Send the author of a comment the ground and the note of a decision, or an official answer.

    Nobody is told about a comment that its author withdrew meanwhile, or where no mailbox is left.
    """
    event = event_by_id(payload["event"])
    if event is not None and event.kind in ANSWER_SUBJECTS:
        _tell_of_answer(event)
        return
    decision = decision_by_id(event.data.get("decision", 0)) if event else None
    if decision is None:
        return
    try:
        comment = the_case(decision.comment_id)
    except Missing:
        return
    if comment.state != State.WITHDRAWN and comment.author.email:
        _send(decision, comment, comment.author)


def tell_of(decision: Decision, comment: Comment) -> None:
    """Send the author of a comment one decision on it."""
    _send(decision, comment, comment.author)


def _send(decision: Decision, comment: Comment, author: Account) -> None:
    place = consultation_by_id(comment.consultation_id)
    write_to(
        author,
        "moderation_decision",
        number=comment.amendment.number,
        title=clean_line(text_of(place, author.language).title),
        **decision_values(decision),
        quote=decision.quote,
        body=comment.original or comment.body,
        link=address_of(comment, author, place),
        **appeal_values(decision, author.language),
    )


def decision_values(decision: Decision) -> dict[str, Any]:
    """Return what was decided, on which ground and with what note."""
    action = Action(decision.action)
    ground = Ground(decision.ground) if decision.ground else None
    return {
        "subject": SUBJECTS[action],
        "told": TOLD[action],
        "ground": GROUND_LABELS[ground] if ground else "",
        "rule": GROUND_RULES[ground] if ground else "",
        "note": decision.note,
    }


def answer_values(answer: Answer) -> dict[str, Any]:
    """Return what officials did, what that means, and why."""
    disposition = Disposition(answer.disposition or "")
    return {
        "disposition": DISPOSITION_LABELS[disposition],
        "meaning": DISPOSITION_MEANINGS[disposition],
        "reasons": answer.reasons,
    }


def appeal_values(decision: Decision, lang: str) -> dict[str, Any]:
    """Return where and until when a decision may be appealed against; nothing where it may not."""
    if decision.action not in APPEALABLE:
        return {}
    days = rules_for(decision.consultation_id).appeal_days
    return {
        "appeal_link": link("moderation.appeal", lang=lang, decision=decision.id),
        "appeal_until": decision.at + timedelta(days=days),
    }


def address_of(comment: Comment, author: Account, place: Consultation) -> str:
    """Return the lasting address of a comment in its author's language."""
    number = comment.amendment.number
    there = {"slug": place.slug, "number": number, "comment": comment.id}
    return link("comments.comment", lang=author.language, **there)


def _tell_of_answer(event: LedgerEvent) -> None:
    """Send the answer as it stands now; a hidden comment's answer is not shown either."""
    number = int(event.subject.partition(":")[2])
    answer = answer_to(number)
    try:
        comment = the_case(number)
    except Missing:
        return
    author = comment.author
    if answer is None or comment.state != State.PUBLISHED or not author.email:
        return
    place = consultation_by_id(comment.consultation_id)
    write_to(
        author,
        "responses_answer",
        subject=ANSWER_SUBJECTS[event.kind],
        told=ANSWER_TOLD[event.kind],
        number=comment.amendment.number,
        title=clean_line(text_of(place, author.language).title),
        **answer_values(answer),
        body=comment.body,
        link=address_of(comment, author, place),
    )
