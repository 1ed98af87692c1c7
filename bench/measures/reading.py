"""Reading: the amendment page with many comments, for nobody and for people, and its neighbours."""

import re
from collections.abc import Iterator

from bench.bench import Bench
from bench.made import LANGUAGE, token_of
from bench.results import Figure
from bench.rounds import BARE_GET, Rounds, rounds
from bench.visitors import COOKIE, Visitors, bare_get
from consult.consultations.actions import touch
from consult.core.db import transaction

PART = "Reading"
RENDERS = 8
QUEUE = f"/{LANGUAGE}/moderation"
TAGS = re.compile(r'<script[^>]*>|<img[^>]*>|<link[^>]*rel="(?:stylesheet|icon)"[^>]*>')
PLACES = re.compile(r'(?:src|href)="(/[^"]+)"')
GZIP = {"Accept-Encoding": "gzip"}


def measure(bench: Bench) -> Iterator[Figure]:
    """Measure pages against a bare answer, then a page that was just written to, then bytes."""
    visitors, content = Visitors(bench.place), bench.place.content
    page = visitors.amendment(content.numbers[0])
    half = len(content.readers) // 2
    voters, judges = content.readers[:half], content.readers[half:]
    home, contents = f"/{LANGUAGE}/", f"/{LANGUAGE}/consultations/{content.reform}"
    _check_personal(bench, page, voters[0])
    comments = f"{bench.size.busy:,} comments"
    aims = {
        f"amendment with {comments}, anonymous": ([visitors.reads(page)], 0.9),
        f"amendment with {comments}, my vote shown": (
            [visitors.reads(page, one) for one in voters],
            0.3,
        ),
        f"amendment with {comments}, my vote and reactions": (
            [visitors.reads(page, one) for one in judges],
            None,
        ),
        "home, anonymous": ([visitors.reads(home)], None),
        "contents, anonymous": ([visitors.reads(contents)], None),
        "queue of moderation": ([visitors.reads(QUEUE, content.moderator)], None),
        "contents, signed in": ([visitors.reads(contents, one) for one in voters], None),
    }
    targets = {BARE_GET: bare_get(bench)}
    for name, (requests, _) in aims.items():
        targets[name] = (bench.server, bench.load.prepare(requests, 200))
    found = rounds(bench.load, targets, BARE_GET, bench.size)
    for name, (_, aim) in aims.items():
        yield found.figure(PART, name, bench.place.database, aim)
    yield _after_a_write(bench, found, page)
    yield _bytes(bench, page)


def _check_personal(bench: Bench, page: str, voter: int) -> None:
    """A fast page that does not show who reads and how they voted would measure nothing."""
    _, body = bench.server.fetch(page, Cookie=f"{COOKIE}={token_of(voter)}")
    text = body.decode()
    if f"Участник {voter}" not in text or 'aria-pressed="true"' not in text:
        bench.faults.append("The page of somebody who voted does not show their name and vote.")
    _, body = bench.server.fetch(page)
    if "Участник" in body.decode().partition("<main")[0] or 'aria-pressed="true"' in body.decode():
        bench.faults.append("The page of nobody shows somebody's name or vote.")


def _after_a_write(bench: Bench, found: Rounds, page: str) -> Figure:
    """Measure what one rendering costs: the page is asked for by who has just written."""
    values = []
    for _ in range(bench.size.rounds):
        before = bench.server.cpu_seconds()
        for _ in range(RENDERS):
            with transaction(write=True):
                touch(bench.place.content.busy)
            bench.server.fetch(page, Cookie="consult_fresh=1", **GZIP)
        values.append((bench.server.cpu_seconds() - before) / RENDERS / found.bare_cpu)
    what = "first page after a write, CPU"
    return Figure(PART, what, bench.place.database, values, "×", "a bare answer")


def _bytes(bench: Bench, page: str) -> Figure:
    """Return what a first view transfers: the page, its styles and scripts, with their headers."""
    size, _ = bench.server.fetch(page, **GZIP)
    _, plain = bench.server.fetch(page)
    files = [one for tag in TAGS.findall(plain.decode()) for one in PLACES.findall(tag)]
    parts = {name: bench.server.fetch(name, **GZIP)[0] for name in dict.fromkeys(files)}
    whole = (size + sum(parts.values())) / 1000
    more = {"page": size, **parts}
    return Figure(
        PART, "first view: page, styles, scripts, compressed", bench.place.database, [whole],
        "kB", "", size / len(plain), "of the page uncompressed", at_most=60, more=more,
    )  # fmt: skip
