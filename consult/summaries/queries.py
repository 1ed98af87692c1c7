"""Every read of the summary: its figures in a few statements, the comments row by row."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, select, union_all

from consult.accounts.models import Account
from consult.accounts.queries import name_shown
from consult.analysis.campaigns import PEOPLE_OF_A_CAMPAIGN, Kind, kind_of
from consult.comments.models import Comment
from consult.comments.rules import State
from consult.consultations.models import Amendment, Consultation, Wording
from consult.consultations.queries import chapters_of, text_of, the_consultation
from consult.consultations.rules import fallback_order
from consult.core import clock
from consult.core.db import db
from consult.core.errors import Missing
from consult.core.links import link
from consult.core.text import fit_for_xml
from consult.moderation.models import Campaign
from consult.summaries.columns import COMMENT_COLUMNS
from consult.summaries.figures import REPLY, CommentFigures, Figures
from consult.summaries.formats import FILES, File
from consult.summaries.summary import (
    AmendmentSummary,
    Campaigns,
    People,
    Summary,
)
from consult.votes.models import Vote
from consult.votes.queries import tallies_of

ROWS_AT_A_TIME = 1000
TEXTS = 4
"""How many of the last columns of a comment are texts that people wrote."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file of the summary that somebody asks for."""

    consultation: Consultation
    file: File


def the_download(slug: str, file: str) -> Download:
    """Load a consultation and find the file asked for, or raise Missing."""
    if file not in FILES:
        raise Missing
    return Download(the_consultation(slug), FILES[file])


def summary_of(consultation: Consultation, language: str) -> Summary:
    """Return the summary, its titles in a language where they exist in it.

    The statements agree with each other where they run in one `db.snapshot()`.
    """
    text = text_of(consultation, language)
    phases = consultation.phases
    return Summary(
        consultation_id=consultation.id,
        slug=consultation.slug,
        title=text.title,
        language=language,
        title_language=text.language,
        url=link("consultations.consultation", lang=language, slug=consultation.slug),
        stage=consultation.stage,
        opens_at=min((phase.opens_at for phase in phases), default=None),
        closes_at=max((phase.closed_at or phase.closes_at for phase in phases), default=None),
        time_zone=consultation.time_zone,
        made_at=clock.now(),
        people=_people(consultation.id),
        amendments=list(_amendments(consultation, language)),
        campaigns=_campaigns(consultation.id),
    )


def _amendments(consultation: Consultation, language: str) -> Iterator[AmendmentSummary]:
    chapters = _chapter_titles(consultation, language)
    tallies = tallies_of(consultation.id)
    comments = _comment_figures(consultation.id)
    for rows in _headings(consultation.id).values():
        row = _best({row.language: row for row in rows}, consultation, language)
        yield AmendmentSummary(
            id=row.id,
            number=row.number,
            element=row.element or "",
            title=row.title or "",
            language=row.language or language,
            chapter=chapters.get(row.chapter_id, ""),
            change=row.change or "",
            revision=row.revision,
            url=link(
                "consultations.amendment", lang=language, slug=consultation.slug, number=row.number
            ),
            figures=Figures(
                tallies[row.id],
                comments.get(row.id, CommentFigures()),
                tallies[row.id].before(row.revision).total,
            ),
        )


def _headings(consultation_id: int) -> dict[int, list[Any]]:
    """Return the amendments in their order, each with its titles in every language."""
    rows = db.session.execute(
        select(
            Amendment.id,
            Amendment.number,
            Amendment.chapter_id,
            Amendment.revision,
            Wording.language,
            Wording.element,
            Wording.title,
            Wording.change,
        )
        .outerjoin(
            Wording,
            (Wording.amendment_id == Amendment.id) & (Wording.revision == Amendment.revision),
        )
        .where(Amendment.consultation_id == consultation_id)
        .order_by(Amendment.position, Amendment.id)
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.id].append(row)
    return found


def _chapter_titles(consultation: Consultation, language: str) -> dict[int | None, str]:
    return {
        chapter.id: _best(titles, consultation, language) if titles else ""
        for chapter, titles in chapters_of(consultation)
    }


def _best(have: Mapping[Any, Any], consultation: Consultation, language: str) -> Any:
    wishes = fallback_order(language, consultation.authoritative, have)
    return next(have[wish] for wish in wishes if wish in have)


def _comment_figures(consultation_id: int) -> dict[int, CommentFigures]:
    """Count the comments themselves by amendment, kind and state."""
    kind = func.coalesce(Comment.stance, REPLY)
    rows = db.session.execute(
        select(
            Comment.amendment_id, kind, Comment.state, func.count(), func.sum(Comment.open_reports)
        )
        .where(Comment.consultation_id == consultation_id)
        .group_by(Comment.amendment_id, kind, Comment.state)
    )
    cells: dict[int, dict[tuple[str, str], int]] = defaultdict(dict)
    reports: dict[int, int] = defaultdict(int)
    for amendment_id, found, state, count, open_reports in rows:
        cells[amendment_id][(found, state)] = count
        reports[amendment_id] += int(open_reports)
    return {key: CommentFigures(cells[key], reports[key]) for key in cells}


def _people(consultation_id: int) -> People:
    """Count those who have a vote standing or a comment that they did not withdraw."""
    voters = (
        select(Vote.voter_id.label("person_id"))
        .join(Amendment, Amendment.id == Vote.amendment_id)
        .where(Amendment.consultation_id == consultation_id)
    )
    authors = select(Comment.author_id.label("person_id")).where(
        Comment.consultation_id == consultation_id, Comment.state != State.WITHDRAWN
    )
    counts = [
        select(func.count(people.c.person_id.distinct())).scalar_subquery()
        for people in (
            voters.subquery(),
            authors.subquery(),
            union_all(voters, authors).subquery(),
        )
    ]
    return People(*db.session.execute(select(*counts)).one())


def _campaigns(consultation_id: int) -> Campaigns:
    """Count near-copies themselves, withdrawn ones left out, and the people of campaigns once."""
    people = func.count(Comment.author_id.distinct())
    members = (
        Comment.consultation_id == consultation_id,
        Comment.campaign_id.is_not(None),
        Comment.state != State.WITHDRAWN,
    )
    groups = select(Comment.campaign_id, func.count(), people).where(*members)
    sizes = db.session.execute(groups.group_by(Comment.campaign_id)).all()
    many = [row for row in sizes if kind_of(row[2]) == Kind.CAMPAIGN]
    large = groups.with_only_columns(Comment.campaign_id).group_by(Comment.campaign_id)
    large = large.having(people >= PEOPLE_OF_A_CAMPAIGN)
    authors = select(people).where(*members, Comment.campaign_id.in_(large))
    texts = sum(row[1] for row in many)
    return Campaigns(
        campaigns=len(many),
        texts=texts,
        people=db.session.scalar(authors) or 0 if many else 0,
        floods=len(sizes) - len(many),
        flood_texts=sum(row[1] for row in sizes) - texts,
    )


def comment_rows(summary: Summary) -> Iterator[tuple[Any, ...]]:
    """Yield the values of COMMENT_COLUMNS of every comment, by amendment and number.

    The database hands them out in portions: no process ever holds all of them. What is not
    public is withheld by the statement itself: hidden means hidden everywhere.
    """
    places = {
        one.id: (f"{one.url}/comments/", (one.number, one.title, one.chapter))
        for one in summary.amendments
    }
    found = db.session.connection().execute(
        _comments(summary.consultation_id), execution_options={"yield_per": ROWS_AT_A_TIME}
    )
    for row in found:
        address, place = places[row[1]]
        texts = map(fit_for_xml, row[-TEXTS:])
        yield (row[0], f"{address}{row[0]}", *place, *row[2:-TEXTS], *texts)


def _comments(consultation_id: int) -> Any:
    own = {"amendment", "amendment_title", "chapter", "url", "comment_id"}
    values = {**_VALUES, "author": case((_not_withdrawn, name_shown()), else_="")}
    given = [values[column.key] for column in COMMENT_COLUMNS if column.key not in own]
    return (
        select(Comment.id, Comment.amendment_id, *given)
        .join(Amendment, Amendment.id == Comment.amendment_id)
        .join(Account, Account.id == Comment.author_id)
        .outerjoin(Campaign, Campaign.id == Comment.campaign_id)
        .where(Comment.consultation_id == consultation_id)
        .order_by(Amendment.position, Amendment.id, Comment.id)
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
    "clause": Comment.clause,
    "suggestion": Comment.suggestion,
    "quote": func.coalesce(case((_published, Comment.quote["exact"].as_string())), ""),
    "suggested": func.coalesce(case((_published, Comment.suggested)), ""),
    "body": case((_published, Comment.body), else_=""),
    "disposition": case((_published, Comment.answer["disposition"].as_string())),
    "answered_on": case((_published, Comment.answered_at)),
    "answer_reasons": func.coalesce(case((_published, Comment.answer["reasons"].as_string())), ""),
}
