"""Reads of what people said: comments counted, a few of them quoted, and what was answered."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Integer, and_, case, cast, func, select

from consult.comments.models import Comment
from consult.comments.rules import Stance, State
from consult.consultations.models import Amendment
from consult.core.db import db
from consult.responses.models import Answer, Argument, ChangeTrace
from consult.responses.rules import Origin
from consult.responses.rules import State as AnswerState
from consult.responses.traces import Change
from consult.summaries.figures import REPLY, CommentFigures
from consult.summaries.parts import Answers, ArgumentFound, Quoted
from consult.summaries.scope import Scope

MOST_QUOTED = 5
"""How many suggestions and questions of an amendment are quoted; all of them are a link away."""
IDS_AT_A_TIME = 5000


@dataclass(slots=True)
class _Counted:
    """Cells of one amendment while they are added up."""

    cells: Counter[tuple[str, str]] = field(default_factory=Counter)
    languages: Counter[tuple[str, str]] = field(default_factory=Counter)
    channels: Counter[tuple[str, str]] = field(default_factory=Counter)
    dispositions: Counter[str] = field(default_factory=Counter)
    sums: Counter[str] = field(default_factory=Counter)

    def add(self, row: Any) -> None:
        """Add a group of comments that are alike."""
        self.cells[row.kind, row.state] += row.count
        self.languages[row.language, row.state] += row.count
        self.channels[row.channel, row.state] += row.count
        self.sums["open_reports"] += int(row.open_reports)
        if row.state != State.PUBLISHED:
            return
        self.sums["questions"] += row.count * bool(row.question)
        if row.disposition is not None:
            self.dispositions[row.disposition] += row.count
        if row.kind != REPLY:
            part = "suggestions" if row.suggests else "others"
            self.sums[part] += row.count
            self.sums[f"{part}_answered"] += row.count if row.disposition is not None else 0

    def figures(self) -> CommentFigures:
        """Return the counts of comments."""
        return CommentFigures(
            dict(self.cells),
            self.sums["open_reports"],
            dict(self.languages),
            dict(self.channels),
            self.sums["suggestions"],
            self.sums["questions"],
        )

    def answers(self) -> Answers:
        """Return the meter."""
        return Answers(
            self.sums["suggestions"],
            self.sums["suggestions_answered"],
            self.sums["others"],
            self.sums["others_answered"],
            tuple(sorted(self.dispositions.items())),
        )


def counted(scope: Scope) -> dict[int, tuple[CommentFigures, Answers]]:
    """Count the comments themselves by amendment, in one statement."""
    found: dict[int, _Counted] = defaultdict(_Counted)
    for row in db.session.execute(_alike(scope)):
        found[row.amendment_id].add(row)
    return {key: (one.figures(), one.answers()) for key, one in found.items()}


def _alike(scope: Scope) -> Any:
    by = (
        Comment.amendment_id,
        func.coalesce(Comment.stance, REPLY).label("kind"),
        Comment.state,
        Comment.language,
        Comment.channel,
        Comment.question,
        cast(Comment.suggestion.is_not(None), Integer).label("suggests"),
        case((Comment.answered_at.is_not(None), Comment.answer["disposition"].as_string())).label(
            "disposition"
        ),
    )
    sums = (func.count().label("count"), func.sum(Comment.open_reports).label("open_reports"))
    return select(*by, *sums).where(*scope.comments).group_by(*by)


@dataclass(frozen=True, slots=True)
class Picks:
    """Numbers of comments of one amendment that are to be quoted, the first ones first."""

    strongest: list[int] = field(default_factory=list)
    suggestions: list[int] = field(default_factory=list)
    questions: list[int] = field(default_factory=list)


def picks(scope: Scope) -> dict[int, Picks]:
    """Return the strongest for and against, and the suggestions and questions most agreed with."""
    roots = scope.roots
    found: dict[int, Picks] = defaultdict(Picks)
    agreed = (Comment.score.desc(), Comment.id.desc())
    strong = (Comment.strength.desc(), Comment.id.desc())
    stances = Comment.stance.in_((Stance.FOR, Stance.AGAINST))
    for key, number in _first(1, [*roots, stances, Comment.agrees > 0], strong, Comment.stance):
        found[key].strongest.append(number)
    for key, number in _first(MOST_QUOTED, [*roots, Comment.suggestion.is_not(None)], agreed):
        found[key].suggestions.append(number)
    for key, number in _first(MOST_QUOTED, [*roots, Comment.question], agreed):
        found[key].questions.append(number)
    return found


def _first(most: int, conditions: list[Any], order: tuple[Any, ...], *apart: Any) -> Iterable[Any]:
    """Return amendment and number of the first few comments of each amendment."""
    place = func.row_number().over(partition_by=(Comment.amendment_id, *apart), order_by=order)
    ranked = select(Comment.amendment_id, Comment.id, place.label("place")).where(*conditions)
    rows = ranked.subquery()
    query = select(rows.c.amendment_id, rows.c.id).where(rows.c.place <= most)
    return db.session.execute(query.order_by(rows.c.amendment_id, rows.c.place, rows.c.id))


def quoted(numbers: Collection[int], urls: Mapping[int, tuple[str, str]]) -> dict[int, Quoted]:
    """Return published comments by number; `urls` are number and address of their amendments."""
    wanted, found = sorted(set(numbers)), dict[int, Quoted]()
    for start in range(0, len(wanted), IDS_AT_A_TIME):
        some = Comment.id.in_(wanted[start : start + IDS_AT_A_TIME])
        columns = (Comment.id, Comment.amendment_id, Comment.stance, Comment.language)
        texts = (Comment.body, Comment.agrees, Comment.disagrees, Comment.passes)
        said = (Comment.suggestion, func.coalesce(Comment.suggested, ""))
        query = select(*columns, *texts, *said).where(some, Comment.state == State.PUBLISHED)
        for number, amendment_id, *rest in db.session.execute(query):
            if amendment_id in urls:
                name, address = urls[amendment_id]
                found[number] = Quoted(number, name, f"{address}/comments/{number}", *rest)
    return found


def arguments_in(
    scope: Scope, urls: Mapping[int, tuple[str, str]]
) -> dict[int, list[ArgumentFound]]:
    """Return the arguments by amendment, with their published answers and what changed after."""
    changes = _changes_in(scope)
    published = and_(Answer.argument_id == Argument.id, Answer.state == AnswerState.PUBLISHED)
    own = ("amendment_id", "id", "number", "title", "language", "comments", "people")
    query = (
        select(*(getattr(Argument, name) for name in own))
        .add_columns(Answer.disposition, Answer.reasons, Answer.published_at)
        .join(Amendment, Amendment.id == Argument.amendment_id)
        .outerjoin(Answer, published)
        .where(*scope.amendments, Argument.origin != Origin.MERGED)
        .order_by(Argument.number)
    )
    found: dict[int, list[ArgumentFound]] = defaultdict(list)
    for row in db.session.execute(query):
        name, address = urls[row.amendment_id]
        found[row.amendment_id].append(
            ArgumentFound(
                *(row.id, row.number, name, row.title, row.language, row.comments, row.people),
                disposition=row.disposition,
                reasons=row.reasons or "",
                answered_at=row.published_at,
                url=f"{address}/arguments/{row.number}",
                changes=tuple(changes.get(row.id, ())),
            )
        )
    return found


def _changes_in(scope: Scope) -> dict[int, list[Change]]:
    """Return what was changed after each argument, by revision and clause."""
    query = (
        select(ChangeTrace.argument_id, ChangeTrace.revision, ChangeTrace.clause)
        .join(Amendment, Amendment.id == ChangeTrace.amendment_id)
        .where(*scope.amendments)
        .order_by(ChangeTrace.argument_id, ChangeTrace.revision, ChangeTrace.clause)
    )
    found: dict[int, list[Change]] = defaultdict(list)
    for row in db.session.execute(query):
        found[row.argument_id].append(Change(row.revision, row.clause))
    return found
