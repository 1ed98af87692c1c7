"""Many writers at once on SQLite, over real HTTP and two server processes."""

import itertools
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

import psutil
import pytest
from sqlalchemy import select, text

from consult import create_app
from consult.comments.models import Comment, CommentReaction
from consult.comments.queries import comment_by_id, counts_of
from consult.config import Settings
from consult.consultations.models import Amendment
from consult.core.db import db
from consult.votes.models import Vote
from consult.votes.rules import Choice
from tests.browser import LiveServer, running
from tests.make import Make
from tests.votes.ballots import recount, tally
from tests.votes.volley import Citizen, sign_in

pytestmark = pytest.mark.slow
WRITERS = 16
SECONDS = 4.0
LONGEST_WAIT = 5.0
"""On a machine that does much else besides; on a quiet one it is under half a second."""


@dataclass(frozen=True)
class Place:
    """A server that runs, a way to its database, and an amendment with a comment."""

    server: LiveServer
    make: Make
    amendment: Amendment
    comment: Comment

    @property
    def path(self) -> str:
        slug = self.amendment.consultation.slug
        return f"/en/consultations/{slug}/amendments/{self.amendment.number}"


@dataclass
class Writer:
    """Somebody who writes as fast as they are answered; `unsure` is what nobody answered."""

    citizen: Citizen
    number: int
    waits: list[float] = field(default_factory=list)
    refused: list[tuple[str, int]] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)
    comments: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with running(tmp_path, CONSULT_COMMENTS_PER_HOUR="100000") as server:
        app = create_app(Settings(data_dir=tmp_path).checked())
        make = Make(app)
        amendment = make.amendment()
        yield Place(server, make, amendment, make.comment(amendment))
        with app.app_context():
            db.engine.dispose()


def post(place: Place, path: str, citizen: Citizen, **fields: str) -> int | None:
    """Send a form; return the status, None where the server died before it answered."""
    line = HTTPConnection(urlsplit(place.server.url).netloc, timeout=30)
    head = {"Cookie": citizen.cookies, "Content-Type": "application/x-www-form-urlencoded"}
    try:
        line.request("POST", path, urlencode({**fields, "csrf_token": citizen.token}), head)
        return line.getresponse().status
    except (OSError, HTTPException):
        return None
    finally:
        line.close()


def write(place: Place, writer: Writer, ended: Event) -> None:
    """Vote, comment and react in turn; note what was acknowledged and how long it took."""
    for count in itertools.count():
        if ended.is_set():
            return
        kind = ("vote", "comment", "reaction")[(writer.number + count) % 3]
        value, path, fields = what_to_send(place, writer, kind, count)
        began = time.monotonic()
        status = post(place, path, writer.citizen, **fields)
        writer.waits.append(time.monotonic() - began)
        if status is None:
            writer.unsure.add(kind)
            time.sleep(0.05)
        elif status != 303:
            writer.refused.append((kind, status))
        elif kind == "comment":
            writer.comments.add(value)
        else:
            writer.kept[kind] = value
            # Reactions take each other back: one that is unsure leaves the next ones unsure.
            writer.unsure -= {"vote"}


def what_to_send(
    place: Place, writer: Writer, kind: str, count: int
) -> tuple[str, str, dict[str, str]]:
    """Return what is stored if it is acknowledged, where to send it, and the form."""
    if kind == "vote":
        value = list(Choice)[count % len(Choice)].value
        return value, f"{place.path}/vote", {"choice": value, "revision": "1"}
    if kind == "comment":
        value = f"Writer {writer.number} says their word number {count}."
        form = {"body": value, "stance": "for", "step": "confirmed"}
        return value, f"{place.path}/comments", form
    # Sent twice the same would be taken back.
    value = "disagree" if writer.kept.get("reaction") == "agree" else "agree"
    return value, f"{place.path}/comments/{place.comment.id}/reaction", {"value": value}


@contextmanager
def everybody_writing(place: Place) -> Iterator[list[Writer]]:
    """Let all write at once while the block runs; give back what each of them was told."""
    people = [place.make.account() for _ in range(WRITERS)]
    citizens = [sign_in(place.make.app, place.server.url, person) for person in people]
    writers = [Writer(citizen, number) for number, citizen in enumerate(citizens)]
    ended = Event()
    threads = [Thread(target=write, args=(place, writer, ended)) for writer in writers]
    for thread in threads:
        thread.start()
    yield writers
    ended.set()
    for thread in threads:
        thread.join()
    check_nothing_is_lost(place, dict(zip((person.id for person in people), writers, strict=True)))


def check_nothing_is_lost(place: Place, writers: dict[int, Writer]) -> None:
    """Compare what was acknowledged with the rows."""
    rows = place.make.all(select(Comment.author_id, Comment.body))
    votes = dict(tuple(row) for row in place.make.all(select(Vote.voter_id, Vote.choice)))
    judged = select(CommentReaction.person_id, CommentReaction.value)
    reactions = dict(tuple(row) for row in place.make.all(judged))
    for person, writer in writers.items():
        stored = [body for author, body in rows if author == person]
        assert len(stored) == len(set(stored)), "nothing is stored twice"
        assert writer.comments <= set(stored), "no acknowledged comment is lost"
        if "comment" not in writer.unsure:
            assert writer.comments == set(stored)
        if "vote" in writer.kept and "vote" not in writer.unsure:
            assert votes[person] == writer.kept["vote"]
        if "reaction" in writer.kept and "reaction" not in writer.unsure:
            assert reactions[person] == {"agree": 1, "disagree": -1}[writer.kept["reaction"]]
    comment = place.make.read(lambda: comment_by_id(place.comment.id))
    given = list(reactions.values())
    assert (comment.agrees, comment.disagrees) == (given.count(1), given.count(-1))
    assert place.make.read(lambda: counts_of(place.amendment.id)).comments == len(rows)
    assert tally(place.make, place.amendment) == recount(place.make, place.amendment)


def test_sixteen_writers_wait_in_turn_and_nobody_is_refused(place: Place) -> None:
    with everybody_writing(place) as writers:
        time.sleep(SECONDS)
    assert not [one for writer in writers for one in writer.refused]
    assert not [one for writer in writers for one in writer.unsure]
    waits = sorted(wait for writer in writers for wait in writer.waits)
    middle, late = waits[len(waits) // 2], waits[len(waits) * 99 // 100]
    print(
        f"{len(waits) / SECONDS:.0f} writes/s, waits: "
        f"p50 {middle:.3f} s, p99 {late:.3f} s, longest {waits[-1]:.3f} s"
    )
    assert waits[-1] < LONGEST_WAIT
    each = [len(writer.waits) for writer in writers]
    assert max(each) <= 3 * min(each), each
    assert "database is locked" not in place.server.log()


def test_a_writer_that_is_killed_leaves_the_queue(place: Place) -> None:
    web = psutil.Process(place.server.process.pid).children()
    with everybody_writing(place) as writers:
        for victim in web[:2]:
            time.sleep(1)
            victim.kill()
            before = sum(len(writer.comments) for writer in writers)
            time.sleep(1.5)
            assert sum(len(writer.comments) for writer in writers) > before
    assert not [one for writer in writers for one in writer.refused]


def test_a_server_killed_amid_writing_loses_nothing_that_it_acknowledged(place: Place) -> None:
    server = psutil.Process(place.server.process.pid)
    with everybody_writing(place) as writers:
        time.sleep(2)
        for process in [server, *server.children()]:
            process.kill()
        time.sleep(1)
    assert sum(len(writer.comments) for writer in writers) > 0
    assert all(writer.unsure for writer in writers)
    with running(place.server.folder) as again, place.make.app.app_context():
        with urlopen(f"{again.url}{place.path}", timeout=30) as answer:
            assert answer.status == 200
        intact = db.session.execute(text("PRAGMA integrity_check")).scalar()
        assert intact == "ok"
