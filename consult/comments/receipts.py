"""The receipt of a text that was sent, by mail for those who ask for one."""

from consult.accounts.letters import write_to
from consult.accounts.queries import account_by_id
from consult.accounts.rules import Reader
from consult.comments.rules import State
from consult.comments.words import reasons
from consult.comments.writing import Written
from consult.consultations.models import Amendment
from consult.core.links import link


def send_receipt(comment: Written, amendment: Amendment, reader: Reader) -> None:
    """Mail the author the text, its lasting address and what happens next, after the commit."""
    account = account_by_id(reader.id) if reader.id is not None else None
    if account is None or not account.email:
        return
    place = {"slug": amendment.consultation.slug, "number": amendment.number}
    write_to(
        account,
        "comments_receipt",
        number=amendment.number,
        body=comment.body,
        held=comment.state == State.HELD,
        reasons=reasons(comment.held_for),
        link=link("comments.comment", lang=account.language, **place, comment=comment.id),
    )
