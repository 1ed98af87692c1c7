"""Everything that the platform holds of one person, as one object of plain data.

The file to download and the page to read and print are both made of it, so they say the same.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from consult.accounts.models import Account
from consult.accounts.queries import account_by_id, grants_of, sessions_of
from consult.comments.own import WRITTEN, all_comments_of, all_edits_of, all_reactions_of
from consult.core import clock
from consult.core.db import snapshot
from consult.core.errors import Missing
from consult.moderation.appeal_cases import appeals_of
from consult.moderation.own import all_decisions_on, all_reports_of
from consult.moderation.sanction_cases import own_sanctions
from consult.responses.queries import answers_by
from consult.votes.queries import all_votes_of

MOST_SHOWN = 200
"""Of each kind so many stand on the page; the file has all."""
SCHEMA = "consult-my-data/1"
"""What the keys mean; the number grows when one changes its meaning or goes."""

ACCOUNT = (
    *("email", "pseudonym", "language", "region", "age_group"),
    *("created_at", "confirmed_at", "verified_at"),
)
REACTIONS = {1: "agree", -1: "disagree", 0: "pass"}


def my_data(person_id: int, most: int | None = None) -> dict[str, Any]:
    """Return what is held of one person, as of one moment; nothing of anybody else.

    With `most` only so many votes, texts, reactions and reports, the latest: a page must end.
    Texts of others to which they answered, reacted or objected are named by their number only.
    """
    with snapshot():
        account = account_by_id(person_id)
        if account is None:
            raise Missing
        written = _written(person_id, most)
        return {
            "schema": SCHEMA,
            "made_at": clock.now(),
            "account": {name: getattr(account, name) for name in (*ACCOUNT, "suspended_until")},
            **_signed_in(account),
            "votes": _rows(all_votes_of(person_id, most), "slug number choice revision cast_at"),
            "comments": [one for one in written if one["suggestion"] is None],
            "suggestions": [one for one in written if one["suggestion"] is not None],
            "reactions": [
                {**row, "value": REACTIONS[row["value"]]}
                for row in _rows(
                    all_reactions_of(person_id, most), "slug number comment_id value at"
                )
            ],
            "reports": _rows(
                all_reports_of(person_id, most),
                "slug number comment_id ground note at action decided_ground decided_at",
            ),
            "appeals": _rows(
                appeals_of(person_id),
                "decision_id comment_id action body at due_at outcome note answered_at",
            ),
            "sanctions": _rows(
                own_sanctions(person_id), "kind state ground note until proposed_at confirmed_at"
            ),
            "official_answers": [
                {"slug": slug, "number": number, **_answer(one)}
                for one, slug, number in answers_by(person_id)
            ],
        }


def is_cut(data: Mapping[str, Any]) -> bool:
    """Tell whether a page with MOST_SHOWN of each kind may lack some."""
    texts = len(data["comments"]) + len(data["suggestions"])
    lists = [len(data[kind]) for kind in ("votes", "reactions", "reports")]
    return max(texts, *lists) >= MOST_SHOWN


def _answer(one: Any) -> dict[str, Any]:
    names = "comment_id state disposition reasons language saved_at published_at"
    return {name: getattr(one, name) for name in names.split()}


def _signed_in(account: Account) -> dict[str, Any]:
    return {
        "sessions": _rows(sessions_of(account.id), "device created_at expires_at"),
        "roles": _rows(grants_of(account.id), "role consultation_id granted_at"),
    }


def _written(person_id: int, most: int | None) -> list[dict[str, Any]]:
    """Return each text with what it said before and what was decided on it."""
    texts = all_comments_of(person_id, most)
    first = texts[0].id if texts else 0
    before: dict[int, list[Any]] = defaultdict(list)
    for edit in all_edits_of(person_id, first):
        before[edit.comment_id].append(edit)
    decided: dict[int, list[Any]] = defaultdict(list)
    for decision in all_decisions_on(person_id, first):
        decided[decision.comment_id].append(decision)
    names = ["slug", "number", *WRITTEN]
    return [
        {
            **{name: getattr(row, name) for name in names},
            "earlier_versions": _rows(before[row.id], "body stance suggested replaced_at"),
            "decisions": _rows(decided[row.id], "action ground note at"),
        }
        for row in texts
    ]


def _rows(found: Iterable[Any], names: str) -> list[dict[str, Any]]:
    return [{name: getattr(row, name) for name in names.split()} for row in found]


def as_json(data: dict[str, Any]) -> str:
    """Return the object as JSON that people can read too; moments in UTC."""
    return json.dumps(data, ensure_ascii=False, indent=2, default=_moment)


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in JSON")
