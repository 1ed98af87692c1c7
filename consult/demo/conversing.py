"""The conversation of the demo: votes, comments with suggestions, reactions and reports."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from consult.accounts.models import Account
from consult.comments.admission import hits_under
from consult.comments.counting import count, count_on_clause, relist
from consult.comments.models import Comment, CommentReaction, kind_of
from consult.comments.passages import About, passage, suggested_for, words_of
from consult.comments.rules import REACTION_VALUE, Reaction, State, strength
from consult.comments.screen import reason_keys
from consult.consultations.clauses import clauses
from consult.consultations.desk_rules import rules_for
from consult.consultations.models import Amendment
from consult.consultations.queries import wordings_of
from consult.core import jobs
from consult.core.db import db
from consult.moderation.models import Decision, Report
from consult.moderation.rules import Action
from consult.votes.models import Vote, VoteEvent

Record = dict[str, Any]


def cast_votes(
    given: Mapping[str, Record],
    people: Sequence[Account],
    amendments: Mapping[str, Amendment],
    now: datetime,
) -> None:
    """Let the first people take the choices in turn, beginning with somebody else each time."""
    for start, (number, choices) in enumerate(given.items()):
        amendment = amendments[number]
        phase = amendment.consultation.phases[0]
        lasted = min(phase.closes_at, now) - phase.opens_at
        wanted = list(Counter(choices).elements())
        for place, choice in enumerate(wanted):
            voter = people[(start * 7 + place) % len(people)]
            seen = {"amendment_id": amendment.id, "revision": 1, "verified": False}
            # Spread over the days, more of them at the beginning, as people do come.
            share = ((place * 37 + start * 11) % 100 / 100) ** 2
            cast_at = phase.opens_at + share * lasted
            db.session.add(Vote(**seen, voter_id=voter.id, choice=choice, cast_at=cast_at))
            db.session.add(VoteEvent(**seen, choice=choice, step=1))
    db.session.flush()


def write_comments(
    given: Sequence[Record],
    people: Mapping[str, Account],
    amendments: Mapping[str, Amendment],
    moderator: Account,
    now: datetime,
) -> dict[str, Comment]:
    """Store the comments, the oldest first, with what moderators decided; return them by key."""
    made: dict[str, Comment] = {}
    for one in sorted(given, key=lambda record: -record["days_ago"]):
        parent = made.get(one["parent"] or "")
        comment = _comment(one, people[one["author"]], amendments[one["amendment"]], parent, now)
        made[one["key"]] = comment
        if one["ground"]:
            _decision(one, comment, moderator)
    return made


def _comment(
    one: Record, author: Account, amendment: Amendment, parent: Comment | None, now: datetime
) -> Comment:
    at = now - timedelta(days=one["days_ago"])
    state = State(one["state"])
    comment = Comment(
        consultation_id=amendment.consultation_id,
        amendment_id=amendment.id,
        revision=1,
        author_id=author.id,
        parent_id=parent.id if parent else None,
        root_id=(parent.root_id or parent.id) if parent else None,
        stance=one["stance"],
        language=one["language"],
        body=one["body"],
        state=state,
        listed=False,
        held_for=_reasons(amendment, one["body"]) if state == State.HELD else [],
        ground=one["ground"],
        decided_at=at + timedelta(hours=3) if one["ground"] else None,
        waiting_since=at if state == State.HELD else None,
        created_at=at,
        question=one.get("question", False),
        **_about(one, amendment).columns(),
    )
    for counter in ("open_reports", "agrees", "disagrees", "passes", "score", "strength"):
        setattr(comment, counter, 0)
    comment.replies, comment.version = 0, 1
    db.session.add(comment)
    db.session.flush()
    relist(comment)
    count(amendment.id, {(kind_of(comment), state): 1})
    count_on_clause(comment, None, state)
    return comment


def _about(one: Record, amendment: Amendment) -> About:
    """Return the clause that a suggestion is about, and what should become of it."""
    if "clause" not in one:
        return About()
    wording = wordings_of(amendment, 1)[one["language"]]
    clause = next(each for each in clauses(words_of(wording)) if each.key == one["clause"])
    return suggested_for(passage(wording, clause), one["suggestion"], one.get("suggested", ""))


def _reasons(amendment: Amendment, body: str) -> list[str]:
    rules = rules_for(amendment.consultation_id)
    return reason_keys(hits_under(rules, body, new_account=True)) or ["premoderation"]


def _decision(one: Record, comment: Comment, moderator: Account) -> None:
    hidden = comment.state == State.HIDDEN
    db.session.add(
        Decision(
            comment_id=comment.id,
            consultation_id=comment.consultation_id,
            moderator_id=moderator.id,
            stance=comment.stance,
            language=comment.language,
            action=Action.HIDE if hidden else Action.REJECT,
            ground=one["ground"],
            note=one["note"] or "",
            at=comment.decided_at or comment.created_at,
        )
    )


def react(
    given: Sequence[Record],
    comments: Mapping[str, Comment],
    people: Mapping[str, Account],
    now: datetime,
) -> None:
    """Store the reactions with the counters of their comments, and ask for opinion groups."""
    for one in given:
        comment, person = comments[one["comment"]], people[one["author"]]
        values = {"comment_id": comment.id, "person_id": person.id, "value": one["value"]}
        db.session.add(CommentReaction(**values, at=now - timedelta(hours=5)))
        comment.agrees += one["value"] == REACTION_VALUE[Reaction.AGREE]
        comment.disagrees += one["value"] == REACTION_VALUE[Reaction.DISAGREE]
        comment.passes += one["value"] == REACTION_VALUE[Reaction.PASS]
        comment.score = comment.agrees - comment.disagrees
        comment.strength = strength(comment.agrees, comment.disagrees)
    db.session.flush()
    for amendment_id in sorted({comments[one["comment"]].amendment_id for one in given}):
        payload, key = {"amendment": amendment_id}, f"opinion-groups:{amendment_id}"
        jobs.enqueue("opinion-groups", payload, key=key)


def report(
    given: Sequence[Record],
    comments: Mapping[str, Comment],
    people: Mapping[str, Account],
    now: datetime,
) -> None:
    """Store the reports; what is reported waits for a moderator."""
    for hours, one in enumerate(given, 1):
        comment, person = comments[one["comment"]], people[one["author"]]
        at = now - timedelta(hours=hours)
        values = {"comment_id": comment.id, "reporter_id": person.id, "ground": one["ground"]}
        db.session.add(Report(**values, note=one["note"] or "", at=at))
        comment.open_reports += 1
        comment.waiting_since = comment.waiting_since or at
    db.session.flush()
