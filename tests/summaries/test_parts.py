"""Every part of a summary equals a recount in SQL, and one amendment's what it is in the whole.

One consultation is made for all checks: making it takes longer than checking it.
"""

import random
from collections import Counter
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update

from consult.accounts.models import Account
from consult.comments.models import Comment
from consult.comments.rules import Channel, Stance, State
from consult.consultations.queries import the_consultation
from consult.core.db import db
from consult.responses.rules import Disposition
from consult.summaries.parts import OTHER
from consult.summaries.queries import summary_of
from consult.summaries.summary import AmendmentSummary, Summary
from consult.votes.models import Vote
from consult.votes.rules import Choice
from tests.make import Make
from tests.summaries.busy import add_comment, random_consultation

ZONE = ZoneInfo("Asia/Almaty")


def busy_place(make: Make) -> Any:
    """Make a consultation where comments came by letter too, ask, suggest and are answered."""
    place = random_consultation(make, 31, amendments=3, people=24)
    make.do(_vary)
    return place


def _vary() -> None:
    chance = random.Random(31)
    comments = db.session.execute(select(Comment.id, Comment.parent_id).order_by(Comment.id))
    for number, parent in comments.all():
        suggests = parent is None and chance.random() < 0.3
        answered = chance.random() < 0.4
        said = {"disposition": chance.choice(list(Disposition)), "reasons": "", "language": "en"}
        values = {
            "channel": chance.choice([Channel.WEB, Channel.WEB, Channel.LETTER]),
            "question": parent is None and chance.random() < 0.3,
            "suggestion": "delete" if suggests else None,
            "clause": f"{number}" if suggests else None,
            "answered_at": datetime(2026, 2, 1, tzinfo=UTC) if answered else None,
            "answer": said if answered else None,
            "strength": chance.randrange(1000),
            "score": chance.randrange(-9, 9),
        }
        db.session.execute(update(Comment).where(Comment.id == number).values(**values))
    for number in db.session.scalars(select(Account.id).order_by(Account.id)).all():
        region = chance.choice(["KZ-75", "KZ-75", "KZ-71", None])
        given = {"region": region, "age_group": chance.choice(["18-24", "65+"])}
        db.session.execute(update(Account).where(Account.id == number).values(**given))


def read(make: Make, place: Any, **how: Any) -> Summary:
    return make.read(lambda: summary_of(the_consultation(place.slug), "en", **how))


def test_every_part_equals_a_recount(make: Make) -> None:
    place = busy_place(make)
    found = read(make, place)
    for one in found.amendments:
        check_comments(make, one)
        check_answers(make, one)
        check_people(make, one)
        check_quotations(make, one)
        check_contested(one)
        alone = read(make, place, only=one.id)
        assert alone.amendments == [one]
        assert (alone.people, alone.days) == (one.people, one.days)
    check_days(make, found)
    check_groups(make, found)
    check_order(found)
    brief = read(make, place, detailed=False)
    assert (brief.totals, brief.days, brief.people) == (found.totals, found.days, found.people)
    assert (brief.answers, brief.regions) == (found.answers, found.regions)


def check_comments(make: Make, one: AmendmentSummary) -> None:
    here = Comment.amendment_id == one.id
    published = select(func.count()).where(here, Comment.state == State.PUBLISHED)
    figures = one.figures.comments
    assert figures.all_published == one.figures.discussed == make.scalar(published)
    suggests = published.where(Comment.suggestion.is_not(None))
    assert figures.suggestions == one.answers.suggestions == make.scalar(suggests)
    assert figures.questions == make.scalar(published.where(Comment.question))
    for channel in (Channel.WEB, Channel.LETTER):
        counted = figures.channels.get((channel, State.PUBLISHED), 0)
        assert counted == make.scalar(published.where(Comment.channel == channel))
        total = select(func.count()).where(here, Comment.channel == channel)
        assert figures.in_channel(channel) == make.scalar(total)
    for language, count in figures.published_by_language:
        assert count == make.scalar(published.where(Comment.language == language))


def check_answers(make: Make, one: AmendmentSummary) -> None:
    published = (Comment.amendment_id == one.id, Comment.state == State.PUBLISHED)
    roots = select(func.count()).where(*published, Comment.parent_id.is_(None))
    answered = roots.where(Comment.answered_at.is_not(None))
    assert one.answers.received == make.scalar(roots)
    assert one.answers.answered == make.scalar(answered)
    said = Counter(
        row[0]["disposition"]
        for row in make.all(select(Comment.answer).where(*published))
        if row[0]
    )
    assert dict(one.answers.dispositions) == dict(said)


def check_people(make: Make, one: AmendmentSummary) -> None:
    votes = select(Vote.voter_id).where(Vote.amendment_id == one.id)
    stands = (Comment.amendment_id == one.id, Comment.state != State.WITHDRAWN)
    voters = {row[0] for row in make.all(votes)}
    authors = {row[0] for row in make.all(select(Comment.author_id).where(*stands))}
    assert one.people.took_part == len(voters | authors)
    assert (one.people.voted, one.people.commented) == (len(voters), len(authors))


def check_quotations(make: Make, one: AmendmentSummary) -> None:
    published = (Comment.amendment_id == one.id, Comment.state == State.PUBLISHED)
    roots = select(Comment.id).where(*published, Comment.parent_id.is_(None))
    strongest = {Stance.FOR: one.strongest_for(), Stance.AGAINST: one.strongest_against()}
    for stance, found in strongest.items():
        strong = roots.where(Comment.stance == stance, Comment.agrees > 0)
        best = strong.order_by(Comment.strength.desc(), Comment.id.desc()).limit(1)
        assert (found and found.id) == make.scalar(best)
    order = roots.order_by(Comment.score.desc(), Comment.id.desc()).limit(5)
    suggests = order.where(Comment.suggestion.is_not(None))
    assert [quoted.id for quoted in one.suggestions] == [row[0] for row in make.all(suggests)]
    asks = order.where(Comment.question)
    assert [quoted.id for quoted in one.questions] == [row[0] for row in make.all(asks)]


def check_contested(one: AmendmentSummary) -> None:
    tally = one.figures.tally
    both = (tally.count_of(Choice.SUPPORT), tally.count_of(Choice.OPPOSE))
    assert one.figures.contested == min(both)


def check_order(found: Summary) -> None:
    contested = [one.figures.contested for one in found.most_contested]
    some = [one.figures.contested for one in found.amendments if one.figures.contested]
    assert contested == sorted(some, reverse=True)[:5]
    discussed = [one.figures.discussed for one in found.most_discussed]
    assert discussed == sorted(discussed, reverse=True) and all(discussed)


def check_days(make: Make, found: Summary) -> None:
    votes = make.all(select(Vote.amendment_id, Vote.cast_at, Vote.verified))
    published = Comment.state == State.PUBLISHED
    wrote = make.all(select(Comment.amendment_id, Comment.created_at).where(published))
    for days, own in ((found.days, None), *((one.days, one.id) for one in found.amendments)):
        counted = {
            "votes": _by_day([at for key, at, _sure in votes if own in (None, key)]),
            "verified": _by_day([at for key, at, sure in votes if sure and own in (None, key)]),
            "comments": _by_day([at for key, at in wrote if own in (None, key)]),
        }
        for name, by_day in counted.items():
            told = {one.day: getattr(one, name) for one in days if getattr(one, name)}
            assert told == by_day
    assert sum(one.votes for one in found.days) == found.totals.tally.total > 0


def _by_day(moments: list[datetime]) -> dict[Any, int]:
    return dict(Counter(at.astimezone(ZONE).date() for at in moments))


def check_groups(make: Make, found: Summary) -> None:
    for one in found.amendments:
        for table in (one.regions, one.ages):
            cells = [count for row in table.rows for count in row.counts.values()]
            assert not table or sum(cells) == one.figures.tally.total
            assert all(count == 0 or count >= 5 for count in cells)
    assert sum(row.total for row in found.ages.rows) == found.people.took_part
    stands = Comment.state != State.WITHDRAWN
    took_part = {row[0] for row in make.all(select(Vote.voter_id))}
    took_part |= {row[0] for row in make.all(select(Comment.author_id).where(stands))}
    ages = Counter(
        age for key, age in make.all(select(Account.id, Account.age_group)) if key in took_part
    )
    assert {row.key: row.total for row in found.ages.rows if row.key != OTHER} == dict(ages)


def test_a_moment_near_midnight_falls_on_the_day_of_the_zone(make: Make) -> None:
    unit, person = make.amendment(), make.account()
    for moment in (
        datetime(2026, 2, 3, 18, 59, 59, 900_000, UTC),
        datetime(2026, 2, 3, 19, 0, 0, 0, UTC),
    ):
        add_comment(make, unit, person, created_at=moment)
    days = read(make, unit.consultation).days
    assert [(one.day.day, one.comments) for one in days] == [(3, 1), (4, 1)]
