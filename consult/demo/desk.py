"""What the demo's officials did, each step by the action that the desk's own buttons call."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from consult.accounts.models import Account
from consult.accounts.rules import Reader, Role
from consult.analysis.theme_edits import lock_theme, make_theme, move_comments
from consult.comments.queries import comment_by_id
from consult.consultations.actions import WordingDraft
from consult.consultations.clauses import clauses
from consult.consultations.comparison import TEXT_LABELS
from consult.consultations.history import workpiece_of
from consult.consultations.models import Amendment, Consultation
from consult.consultations.queries import the_amendment
from consult.consultations.revisions import edit_wording, publish_revision
from consult.consultations.setup import change_settings
from consult.core.db import db
from consult.demo.days import CLOSES, on_the_hour
from consult.responses.actions import publish_answer, save_draft
from consult.responses.arguments import gather
from consult.responses.models import Answer, Argument
from consult.responses.rules import Origin, Said
from consult.responses.sharing import assign, review
from consult.responses.tracing import trace

Record = dict[str, Any]


@dataclass
class Desk:
    """The officials at work; `comments` are the numbers of all comments by their keys."""

    staff: Mapping[str, Account]
    amendments: Mapping[str, Amendment]
    comments: Mapping[str, int]
    now: datetime
    arguments: dict[str, Argument] = field(default_factory=dict)

    def work(self, given: Record) -> None:
        """Do all that the file says, in the order in which officials do it."""
        for one in given["arguments"]:
            self.arguments[one["key"]] = self._gather(one)
        self._revise(given["revision"])
        for one in given["answers"]:
            self._answer(one)
        self._trace(given["revision"])
        for one in given["drafts"]:
            self._draft(one)
        for one in given["themes"]:
            self._make_theme(one)
        for one in given["promises"]:
            self._promise(one)

    def _by(self, key: str) -> Reader:
        account = self.staff[key]
        role = frozenset({(Role.OFFICIAL, None)})
        return Reader(account.id, account.pseudonym, account.language, roles=role)

    def _gather(self, one: Record) -> Argument:
        numbers = [self.comments[key] for key in one["comments"]]
        campaign = comment_by_id(numbers[0]).campaign_id
        amendment, by = self.amendments[one["amendment"]], self._by("official")
        origin = Origin.CAMPAIGN if campaign else Origin.STAFF
        words = (one["title"], one["language"], numbers)
        return gather(amendment, by, *words, origin=origin, origin_id=campaign)

    def _revise(self, one: Record) -> None:
        """Publish the revision in which a clause has other words."""
        amendment = self.amendments[one["amendment"]]
        for language, text in one["texts"].items():
            piece = workpiece_of(amendment)
            old = piece.wordings[language]
            clause = next(each for each in clauses(old.proposed) if each.key == one["clause"])
            proposed = old.proposed[: clause.start] + text + old.proposed[clause.end :]
            texts = {name: getattr(old, name) for name in TEXT_LABELS} | {"proposed": proposed}
            edit_wording(amendment, language, WordingDraft(**texts), piece.mark(language))
        reason = "\n\n".join(one["reasons"].values())
        publish_revision(amendment, 2, reason, workpiece_of(amendment).whole_mark)

    def _answer(self, one: Record) -> None:
        if "argument" in one:
            argument = self.arguments[one["argument"]]
            by, seen = self._by(one["by"]), argument.version
            publish_answer(argument, by, _said(one), version=0, seen=seen)
            return
        comment, at = self._comment(one), self.now - timedelta(days=one["days_ago"])
        answer = publish_answer(
            comment, self._by(one["by"]), _said(one), version=0, seen=comment.version
        )
        # The answers of a consultation that ended weeks ago were not given today.
        answer.created_at = answer.saved_at = answer.published_at = comment.answered_at = at

    def _draft(self, one: Record) -> None:
        """Keep a draft, give it to an official, let another one review it."""
        thing = self.arguments[one["argument"]] if "argument" in one else self._comment(one)
        by = self._by(one["by"])
        answer = save_draft(thing, by, _said(one), version=0, seen=thing.version)
        home = self._home(answer)
        assign(home, [answer.id], self.staff[one["assigned_to"]].id)
        if one["reviewed_by"]:
            review(home, self._by(one["reviewed_by"]), answer.id, answer.version)

    def _trace(self, one: Record) -> None:
        amendment, argument = self.amendments[one["amendment"]], self.arguments[one["argument"]]
        trace(argument, amendment, self._by("official"), 2, one["clause"])

    def _make_theme(self, one: Record) -> None:
        by, numbers = self._by("official"), [self.comments[key] for key in one["comments"]]
        home = comment_by_id(numbers[0]).consultation_id
        named = {name: one[name] for name in ("name", "words", "language")}
        made = make_theme(home, by, **named)
        move_comments(home, by, numbers, source=None, version=0, to=made.id)
        if one["locked"]:
            lock_theme(made, by, locked=True, version=made.version)

    def _promise(self, one: Record) -> None:
        """Promise all answers of a consultation by a day, as its settings do."""
        home = the_amendment(one["consultation"], one["amendment"]).consultation
        names = ("languages", "authoritative", "tally_rule", "moderation", "suggestions_each")
        kept = {name: getattr(home, name) for name in (*names, "time_zone")}
        due = on_the_hour(home, self.now, one["days"], CLOSES)
        change_settings(home, **kept, answers_due_at=due)

    def _comment(self, one: Record) -> Any:
        return comment_by_id(self.comments[one["comment"]])

    def _home(self, answer: Answer) -> Consultation:
        return db.session.get_one(Consultation, answer.consultation_id)


def _said(one: Record) -> Said:
    return Said(one["disposition"], one["reasons"], one["language"])
