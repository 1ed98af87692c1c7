"""What the tests of arguments share: change one, answer one, and count again by hand."""

from typing import Any

from sqlalchemy import func, select, update

from consult.accounts.models import Account
from consult.analysis.models import Theme, ThemeComment
from consult.comments.indexed import searched
from consult.comments.models import AnsweredCount, Comment
from consult.consultations.models import Amendment, Consultation
from consult.core import clock
from consult.core.db import db
from consult.moderation.models import Campaign
from consult.responses import actions, arguments
from consult.responses.gathered import answer_to_argument
from consult.responses.models import Answer, Argument
from consult.responses.rules import Said
from tests.make import Make
from tests.moderation.test_decisions import stored


def three(make: Make, amendment: Amendment) -> list[Comment]:
    """Two people wrote three comments that say the same; the first person wrote two."""
    one, other = make.account(), make.account()
    return [
        make.comment(amendment, author, body=f"Fifty senators are enough, {number}.")
        for number, author in enumerate((one, other, one))
    ]


def now(make: Make, argument: Argument) -> Argument:
    """Return an argument as it is stored now."""
    found: Argument = make.scalar(select(Argument).where(Argument.id == argument.id))
    return found


def change(
    make: Make, what: str, argument: Argument, *given: Any, by: Account | None = None
) -> Any:
    """Do something to an argument as it stands now; by somebody new by default."""
    reader = make.reader(by or make.official())

    def work() -> Any:
        seen = db.session.get_one(Argument, argument.id)
        args = [
            db.session.get_one(Argument, one.id) if isinstance(one, Argument) else one
            for one in given
        ]
        if what in {"add", "remove", "move"}:
            return getattr(arguments, what)(seen, reader, args[0], seen.version, *args[1:])
        return getattr(arguments, what)(seen, reader, *args, seen.version)

    return make.do(work)


def answered(
    make: Make,
    argument: Argument,
    by: Account | None = None,
    *,
    disposition: str | None = "accepted",
    reasons: str = "The clause will say fifty.",
    draft: bool = False,
) -> Answer:
    """Answer an argument as it stands now, or correct its answer."""
    reader = make.reader(by or make.official())

    def work() -> Answer:
        seen, answer = db.session.get_one(Argument, argument.id), answer_to_argument(argument.id)
        write = actions.save_draft if draft else actions.publish_answer
        said, version = Said(disposition, reasons, "en"), answer.version if answer else 0
        return write(seen, reader, said, version=version, seen=seen.version)

    return make.do(work)


def counts_agree(make: Make, amendment: Amendment) -> None:
    """Hold all counters of arguments and answers against a recount of the comments."""
    for (argument,) in make.all(select(Argument).where(Argument.amendment_id == amendment.id)):
        here = Comment.argument_id == argument.id, Comment.state == "published"
        people = func.count(Comment.author_id.distinct())
        ((texts, authors),) = make.all(select(func.count(), people).where(*here))
        assert (argument.comments, argument.people) == (texts, authors)
    kept = select(func.coalesce(func.sum(AnsweredCount.count), 0))
    counted = select(func.count()).where(
        Comment.amendment_id == amendment.id,
        Comment.state == "published",
        Comment.answered_at.is_not(None),
    )
    assert make.scalar(kept.where(AnsweredCount.amendment_id == amendment.id)) == make.scalar(
        counted
    )


def a_campaign(make: Make, amendment: Amendment, comments: list[Comment]) -> int:
    """Let near-copies be found among comments; return the campaign's key."""

    def work() -> int:
        moment, first = clock.now(), min(one.id for one in comments)
        made = Campaign(
            consultation_id=amendment.consultation_id,
            first_comment_id=first,
            texts=len(comments),
            people=len(comments),
            begun_at=moment,
            last_at=moment,
        )
        db.session.add(made)
        db.session.flush()
        which = Comment.id.in_([one.id for one in comments])
        db.session.execute(update(Comment).where(which).values(campaign_id=made.id))
        return made.id

    return make.do(work)


def a_theme(make: Make, home: Consultation, comments: list[Comment], name: str) -> int:
    """Let a theme be found in comments; return its key."""

    def work() -> int:
        made = Theme(consultation_id=home.id, language="ru", name=name, words=[])
        made.origin, made.made_at = "machine", clock.now()
        db.session.add(made)
        db.session.flush()
        for one in comments:
            db.session.add(ThemeComment(comment_id=one.id, theme_id=made.id))
        return made.id

    return make.do(work)


def terms_agree(make: Make, comment: Comment) -> None:
    """Hold what full-text search reads of a comment against what it says."""
    row = stored(make, comment)
    assert sorted(row.terms.split()) == sorted(searched(row).split())
