"""Reads of who took part: people counted once, near-copies, regions and age groups."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, literal, or_, select, union, union_all

from consult.accounts.models import Account
from consult.analysis.campaigns import PEOPLE_OF_A_CAMPAIGN, Kind, kind_of
from consult.comments.models import Comment
from consult.core.db import db
from consult.summaries.parts import NOT_GIVEN, GroupTable
from consult.summaries.scope import Scope
from consult.summaries.summary import Campaigns, People
from consult.summaries.suppression import merged_table
from consult.votes.models import Vote
from consult.votes.rules import Choice
from consult.votes.tally import TallyView

PEOPLE = "people"
_GAVE = or_(Account.region.is_not(None), Account.age_group.is_not(None))


def people_in(scope: Scope) -> People:
    """Count those who have a vote standing or a comment that they did not withdraw."""
    return _people(scope, literal(0)).get(0, People())


def people_by_amendment(scope: Scope) -> dict[int, People]:
    """Count the same for each amendment, where somebody took part."""
    return _people(scope, None)


def _people(scope: Scope, place: Any) -> dict[int, People]:
    """Count each person once at each place; without one, places are the amendments."""
    at_vote = Vote.amendment_id if place is None else place
    at_comment = Comment.amendment_id if place is None else place
    voted, wrote = literal(1), literal(0)
    voters = scope.votes(at_vote.label("place"), Vote.voter_id, voted.label("voted"))
    voters = voters.add_columns(wrote.label("wrote"))
    authors = select(at_comment, Comment.author_id, literal(0), literal(1))
    both = union_all(voters, authors.where(*scope.standing)).subquery()
    at, person, votes, comments = both.c
    once = select(at, func.max(votes).label("voted"), func.max(comments).label("wrote"))
    people = once.group_by(at, person).subquery()
    counted = (func.sum(people.c.voted), func.sum(people.c.wrote), func.count())
    rows = db.session.execute(select(people.c.place, *counted).group_by(people.c.place))
    return {row[0]: People(*map(int, row[1:])) for row in rows}


def campaigns_in(scope: Scope) -> Campaigns:
    """Count near-copies themselves, withdrawn ones left out, and the people of campaigns once.

    Whether a group of near-copies is a campaign is said by its people in the whole consultation.
    """
    return _campaigns(scope, literal(0)).get(0, Campaigns())


def campaigns_by_amendment(scope: Scope) -> dict[int, Campaigns]:
    """Return the same for each amendment that has near-copies."""
    return _campaigns(scope, Comment.amendment_id)


def _campaigns(scope: Scope, place: Any) -> dict[int, Campaigns]:
    members = Comment.campaign_id.is_not(None)
    people = func.count(Comment.author_id.distinct())
    whole = select(Comment.campaign_id, people).where(*scope.whole.standing, members)
    sizes = db.session.execute(whole.group_by(Comment.campaign_id)).all()
    if not sizes:
        return {}
    kinds = {key: kind_of(size) for key, size in sizes}
    here = select(place.label("place"), Comment.campaign_id, func.count())
    here = here.where(*scope.standing, members).group_by("place", Comment.campaign_id)
    texts: dict[int, Counter[Kind]] = defaultdict(Counter)
    groups: dict[int, Counter[Kind]] = defaultdict(Counter)
    for key, campaign, count in db.session.execute(here):
        texts[key][kinds[campaign]] += count
        groups[key][kinds[campaign]] += 1
    large = select(Comment.campaign_id).where(*scope.whole.standing, members)
    large = large.group_by(Comment.campaign_id).having(people >= PEOPLE_OF_A_CAMPAIGN)
    authors = select(place.label("place"), people).where(
        *scope.standing, Comment.campaign_id.in_(large)
    )
    sent = {row[0]: row[1] for row in db.session.execute(authors.group_by("place"))}
    many, few = Kind.CAMPAIGN, Kind.FLOODING
    return {
        key: Campaigns(
            groups[key][many], texts[key][many], sent.get(key, 0), groups[key][few], texts[key][few]
        )
        for key in texts
    }


def people_by_group(scope: Scope, took_part: int) -> tuple[GroupTable, GroupTable]:
    """Return who took part, by region and by age group, small counts merged."""
    taking_part = union(
        scope.votes(Vote.voter_id.label("person_id")),
        select(Comment.author_id).where(*scope.standing),
    ).subquery()
    given = (Account.region, Account.age_group)
    rows = db.session.execute(
        select(*given, func.count())
        .join(taking_part, taking_part.c.person_id == Account.id)
        .where(_GAVE)
        .group_by(*given)
    ).all()
    return (
        _table([(row[0], PEOPLE, row[2]) for row in rows], {PEOPLE: took_part}),
        _table([(row[1], PEOPLE, row[2]) for row in rows], {PEOPLE: took_part}),
    )


def votes_by_group(
    scope: Scope, tallies: Mapping[int, TallyView]
) -> dict[int, tuple[GroupTable, GroupTable]]:
    """Return the votes on each amendment by region and by age group, small counts merged."""
    cell = (Vote.amendment_id, Account.region, Account.age_group, Vote.choice)
    query = scope.votes(*cell, func.count()).join(Account, Account.id == Vote.voter_id)
    rows: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(query.where(_GAVE).group_by(*cell)):
        rows[row[0]].append(row)
    return {
        key: (
            _table([(row[1], row[3], row[4]) for row in found], _choices(tallies[key])),
            _table([(row[2], row[3], row[4]) for row in found], _choices(tallies[key])),
        )
        for key, found in rows.items()
    }


def _choices(tally: TallyView) -> dict[str, int]:
    return {choice.value: tally.count_of(choice) for choice in Choice}


def _table(cells: Sequence[tuple[str | None, str, int]], all_of: Mapping[str, int]) -> GroupTable:
    """Return a merged table: rows by what people gave, and one for the others, up to the totals."""
    rows: dict[str, Counter[str]] = {}
    for key, column, count in sorted((one for one in cells if one[0]), key=lambda one: str(one[0])):
        rows.setdefault(str(key), Counter())[column] += count
    given = Counter[str]()
    for counts in rows.values():
        given.update(counts)
    rest = {column: max(0, count - given[column]) for column, count in all_of.items()}
    return merged_table({**rows, NOT_GIVEN: rest}, tuple(all_of))
