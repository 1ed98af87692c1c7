"""The rows of the table of comments, handed out in portions: no process holds all of them."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Text, case, cast, func, or_, select

from consult.accounts.models import Account
from consult.accounts.queries import name_shown
from consult.comments.models import Comment
from consult.comments.rules import State
from consult.consultations.models import Amendment
from consult.core.db import db
from consult.core.text import fit_for_xml
from consult.moderation.models import Campaign
from consult.moderation.rules import Ground
from consult.responses.models import Argument
from consult.summaries.columns import COMMENT_COLUMNS
from consult.summaries.figures import REPLY
from consult.summaries.scope import Scope
from consult.summaries.summary import Preset, Summary

ROWS_AT_A_TIME = 1000
TEXTS = 4
"""How many of the last columns of a comment are texts that people wrote."""


def comment_rows(summary: Summary) -> Iterator[tuple[Any, ...]]:
    """Yield the values of COMMENT_COLUMNS of every comment, by amendment and number.

    The database hands them out in portions: no process ever holds all of them. What the preset
    of the summary leaves out is withheld by the statement itself: hidden means hidden everywhere.
    """
    places = {
        one.id: (f"{one.url}/comments/", (one.number, one.title, one.chapter))
        for one in summary.amendments
    }
    found = db.session.connection().execute(
        _comments(Scope.of(summary), summary.preset),
        execution_options={"yield_per": ROWS_AT_A_TIME},
    )
    for row in found:
        address, place = places[row[1]]
        texts = map(fit_for_xml, row[-TEXTS:])
        yield (row[0], f"{address}{row[0]}", *place, *row[2:-TEXTS], *texts)


def _comments(scope: Scope, preset: Preset) -> Any:
    own = {"amendment", "amendment_title", "chapter", "url", "comment_id"}
    values = {**_VALUES, **_texts(preset)}
    values["author"] = case((_not_withdrawn, name_shown()), else_="")
    given = [values[column.key] for column in COMMENT_COLUMNS if column.key not in own]
    return (
        select(Comment.id, Comment.amendment_id, *given)
        .join(Amendment, Amendment.id == Comment.amendment_id)
        .join(Account, Account.id == Comment.author_id)
        .outerjoin(Campaign, Campaign.id == Comment.campaign_id)
        .outerjoin(Argument, Argument.id == Comment.argument_id)
        .where(*scope.comments)
        .order_by(Amendment.position, Amendment.id, Comment.id)
    )


def _texts(preset: Preset) -> dict[str, Any]:
    """Return what people wrote as a preset shows it, empty where it is withheld."""
    shown = _published if preset == Preset.PUBLIC else or_(_published, _kept & ~_personal)
    return {
        "quote": func.coalesce(case((shown, Comment.quote["exact"].as_string())), ""),
        "suggested": func.coalesce(case((shown, Comment.suggested)), ""),
        "body": case((shown, Comment.body), else_=""),
    }


_kept = Comment.state.in_((State.HELD, State.REJECTED, State.HIDDEN))
_personal = or_(
    func.coalesce(Comment.ground, "") == Ground.PERSONAL_DATA,
    cast(Comment.held_for, Text).contains(Ground.PERSONAL_DATA.value),
)
_published = Comment.state == State.PUBLISHED
_not_withdrawn = Comment.state != State.WITHDRAWN
_VALUES: dict[str, Any] = {
    "revision_seen": Comment.revision,
    "stance": Comment.stance,
    "kind": case((Comment.parent_id.is_(None), "comment"), else_=REPLY),
    "parent_id": Comment.parent_id,
    "language": Comment.language,
    "state": Comment.state,
    "ground": Comment.ground,
    "created_at": Comment.created_at,
    "edited_at": Comment.edited_at,
    "decided_at": Comment.decided_at,
    "agrees": Comment.agrees,
    "disagrees": Comment.disagrees,
    "passes": Comment.passes,
    "replies": Comment.replies,
    "open_reports": Comment.open_reports,
    "author_verified": case((_not_withdrawn, Account.verified_at.is_not(None))),
    "campaign": Comment.campaign_id,
    "campaign_people": Campaign.people,
    "channel": Comment.channel,
    "clause": Comment.clause,
    "suggestion": Comment.suggestion,
    "argument": case((_published, Argument.number)),
    "disposition": case((_published, Comment.answer["disposition"].as_string())),
    "answered_on": case((_published, Comment.answered_at)),
    "answer_reasons": func.coalesce(case((_published, Comment.answer["reasons"].as_string())), ""),
}
