"""Writing: comments and reactions through the whole path, each by somebody else."""

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select

from bench.bench import Bench
from bench.results import Figure
from bench.rounds import BARE_GET, BARE_POST, rounds
from bench.texts import sentences
from bench.visitors import Visitors, bare_get, bare_post
from consult.comments.models import Comment, CommentCount
from consult.comments.rules import Stance
from consult.core.db import db, transaction

PART = "Writing"
COMMENT, REACTION = "post a comment under 10,000", "agree with a comment"
STANCES = [one.value for one in Stance]


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure comments and reactions on the amendment with many comments, then count them."""
    visitors, content = Visitors(bench.place), bench.place.content
    path, people = visitors.amendment(content.numbers[0]), list(content.writers)
    texts = [one.text for one in sentences(len(people), seed=5)]
    shown = _first_page(content.busy)

    def comment(place: int) -> str:
        given = {"stance": STANCES[place % 3], "body": texts[place], "revision": "1"}
        return visitors.sends(f"{path}/comments", people[place], **given)

    def reaction(place: int) -> str:
        target = f"{path}/comments/{shown[place % len(shown)]}/reaction"
        return visitors.sends(target, people[place], value="agree")

    everybody = range(len(people))
    targets = {
        BARE_GET: bare_get(bench),
        BARE_POST: bare_post(bench),
        COMMENT: (bench.server, bench.load.prepare(map(comment, everybody), 303, once=True)),
        REACTION: (bench.server, bench.load.prepare(map(reaction, everybody), 303, once=True)),
    }
    before, agreed = _stored(content.busy), _agreed(shown)
    found = rounds(bench.load, targets, BARE_POST, bench.size)
    yield found.figure(PART, COMMENT, bench.place.database, 0.15)
    yield found.figure(PART, REACTION, bench.place.database)
    accepted = len(targets[COMMENT][1].accepted)
    bench.faults += faults_of_comments(content.busy, before, accepted)
    if (now := _agreed(shown)) != agreed + len(targets[REACTION][1].accepted):
        bench.faults.append(f"{now - agreed} reactions are counted, others were acknowledged.")


def faults_of_comments(amendment_id: int, before: int, accepted: int) -> list[str]:
    """Return what is wrong: every acknowledged comment is stored, and the counts are a recount."""
    stored = _stored(amendment_id)
    with transaction(write=False):
        counted = db.session.scalar(
            select(func.sum(CommentCount.count)).where(CommentCount.amendment_id == amendment_id)
        )
    faults = []
    if stored != before + accepted:
        faults.append(f"{accepted} comments were acknowledged, {stored - before} are stored.")
    if counted != stored:
        faults.append(f"The counts say {counted} comments, a recount {stored}.")
    return faults


def _stored(amendment_id: int) -> int:
    with transaction(write=False):
        query = select(func.count()).where(Comment.amendment_id == amendment_id)
        return db.session.scalar(query) or 0


def _first_page(amendment_id: int) -> Sequence[int]:
    with transaction(write=False):
        return db.session.scalars(
            select(Comment.id)
            .where(Comment.amendment_id == amendment_id, Comment.state == "published")
            .order_by(Comment.score.desc())
            .limit(20)
        ).all()


def _agreed(comments: Sequence[int]) -> int:
    with transaction(write=False):
        query = select(func.sum(Comment.agrees)).where(Comment.id.in_(comments))
        return int(db.session.scalar(query) or 0)
