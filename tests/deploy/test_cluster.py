"""The cluster script on one machine: what one node writes, all show; what dies, nobody misses."""

import http.client
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psutil
import psycopg
import pytest

from consult import create_app
from consult.accounts.actions import start_session
from consult.config import Settings
from consult.core.db import db
from tests.make import Make

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "deploy" / "cluster"
SBIN = os.environ["PATH"] + ":/usr/sbin"
SEARCHES = 20


def missing() -> str:
    """Name what the machine lacks."""
    lacks = [name for name in ("nginx", "redis-server") if not shutil.which(name, path=SBIN)]
    if not shutil.which("initdb") and not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        lacks.append("postgresql")
    return " ".join(lacks)


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(missing()), reason=f"the cluster needs: apt install {missing()}"),
]


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    text: str


@dataclass
class Browser:
    """Somebody's browser; it sends its cookies to whichever part of the cluster it asks."""

    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, port: int, path: str, form: dict[str, str] | None = None, **more: str) -> Answer:
        """Send one request on a line of its own."""
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        headers = {"Host": "consult.example.org", **more}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={text}" for name, text in self.cookies.items())
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(form) if form is not None else None
        try:
            line.request("GET" if form is None else "POST", path, body, headers)
            answer = line.getresponse()
            text = answer.read().decode()
        finally:
            line.close()
        for given in answer.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(given).items():
                self.cookies[name] = morsel.value
        return Answer(answer.status, answer.headers, text)


@dataclass
class Cluster:
    """The running cluster, and an app of the test's own on its database."""

    folder: Path
    plan: dict[str, Any]
    make: Make

    def port(self, name: str) -> int:
        return int(self.plan["ports"][name])

    def programs(self) -> dict[str, list[int]]:
        return dict(json.loads((self.folder / "programs.json").read_text()))

    def kill(self, name: str) -> None:
        """Kill a part with all its processes, as a power cut would."""
        process = psutil.Process(self.programs()[name][0])
        for one in [process, *process.children(recursive=True)]:
            one.send_signal(signal.SIGKILL)
        psutil.wait_procs([process], timeout=5)

    def database(self, name: str, query: str) -> list[Any]:
        """Ask one of the two servers."""
        address = {"host": "127.0.0.1", "port": self.port(name), "dbname": "consult"}
        who = {"user": "consult", "password": self.plan["password"]}
        with psycopg.connect(**address, **who, autocommit=True) as connection:
            return connection.execute(query).fetchall()

    def up(self) -> None:
        """Start what does not run."""
        run("up", self.folder)


def run(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [str(SCRIPT), *map(str, words)]
    done = subprocess.run(
        command, env=os.environ | environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def _runs(pid: int) -> bool:
    """Tell whether a program runs; one that ended may wait a while for the system to notice."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    outside = Path(tempfile.mkdtemp(prefix="consult-cluster-"))
    outside.chmod(0o711)
    folder = outside / "cluster"
    pooler = ["--pgbouncer"] if shutil.which("pgbouncer", path=SBIN) else []
    programs: dict[str, list[int]] = {}
    try:
        run("up", folder, *pooler, CONSULT_SEARCHES_PER_MINUTE=str(SEARCHES))
        made = Cluster(folder, json.loads((folder / "cluster.json").read_text()), make_on(folder))
        programs = made.programs()
        yield made
        with made.make.app.app_context():
            for engine in db.engines.values():
                engine.dispose()
    finally:
        programs |= json.loads((folder / "programs.json").read_text())
        run("down", folder)
        shutil.rmtree(outside)
    assert [name for name, (pid, _) in programs.items() if _runs(pid)] == []


def make_on(folder: Path) -> Make:
    lines = (folder / "settings.env").read_text().splitlines()
    given = {name: text.strip("'") for name, _, text in (line.partition("=") for line in lines)}
    return Make(create_app(Settings.from_environment(given)))


@pytest.fixture(scope="module")
def page(cluster: Cluster) -> str:
    """The address of an amendment, on the replica too."""
    amendment = cluster.make.amendment(cluster.make.consultation(slug="reform"), number="12")
    path = f"/en/consultations/reform/amendments/{amendment.number}"
    assert until(lambda: Browser().ask(cluster.port("node1"), path).status == 200, 10)
    return path


def until(true: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not (found := true()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def somebody_signed_in(cluster: Cluster) -> Browser:
    account = cluster.make.account()
    token = cluster.make.do(lambda: start_session(account))
    return Browser({"__Host-consult_session": token})


def hidden_in(page: Answer, name: str) -> str:
    """Return the value of a hidden field."""
    fields = re.findall(rf'<input[^>]*name="{name}"[^>]*>', page.text)
    assert fields, page.text[:2000]
    return re.findall(r'value="([^"]*)"', fields[0])[0]


def votes_in(page: Answer) -> int:
    """Return how many votes for it the page shows."""
    text = re.sub(r"<[^>]+>", " ", page.text)
    found = re.search(r"Support\s+(\d+)", text)
    return int(found[1]) if found else 0


def readings(cluster: Cluster) -> int:
    """Return how often the replica looked into the table of consultations, as far as it says."""
    query = "SELECT seq_scan + coalesce(idx_scan, 0) FROM pg_stat_user_tables"
    return int(cluster.database("replica", f"{query} WHERE relname = 'consultations'")[0][0])


def replica_is_read(cluster: Cluster, reader: Browser, page: str, seconds: float) -> bool:
    """Tell whether pages for this reader come from the replica; it counts once a second."""
    before, turns = readings(cluster), itertools.count()

    def seen() -> bool:
        address = f"{page}/revisions?turn={time.monotonic()}.{next(turns)}"
        assert reader.ask(cluster.port("node1"), address).status == 200
        return readings(cluster) > before

    return until(seen, seconds)


def test_nginx_hands_pages_to_both_nodes(cluster: Cluster, page: str) -> None:
    assert {Browser().ask(cluster.port("nginx"), page).status for _ in range(8)} == {200}
    log = cluster.folder / "logs" / "nginx-access.log"
    nodes = [f"127.0.0.1:{cluster.port(name)}" for name in ("node1", "node2")]
    assert until(lambda: all(node in log.read_text() for node in nodes), 3)


def test_static_files_come_from_nginx_and_may_be_kept_for_a_year(cluster: Cluster) -> None:
    answer = Browser().ask(cluster.port("nginx"), "/static/consult.css")
    assert (answer.status, answer.headers["Server"]) == (200, "nginx")
    assert "max-age=31536000" in str(answer.headers.get_all("Cache-Control"))


def test_a_vote_shows_to_its_voter_at_once_and_to_everybody_within_two_seconds(
    cluster: Cluster, page: str
) -> None:
    voter, node1, node2 = somebody_signed_in(cluster), cluster.port("node1"), cluster.port("node2")
    before = voter.ask(node1, page)
    form = {name: hidden_in(before, name) for name in ("csrf_token", "revision")}
    form["choice"] = "support"
    assert voter.ask(node1, f"{page}/vote", form).status == 303
    voted = time.monotonic()
    assert "You voted" in voter.ask(node2, page).text or votes_in(voter.ask(node2, page)) == 1
    for node in (node1, node2):
        assert until(lambda node=node: votes_in(Browser().ask(node, page)) == 1, 5)
    assert time.monotonic() - voted < 3
    events = "SELECT count(*) FROM vote_events"
    assert until(lambda: cluster.database("primary", events) == [(0,)], 5), "nobody rolls up"


def test_the_replica_reads_for_visitors_and_the_primary_for_those_signed_in(
    cluster: Cluster, page: str
) -> None:
    assert replica_is_read(cluster, Browser(), page, 10)
    time.sleep(1.1)  # what visitors read is counted by now
    assert not replica_is_read(cluster, somebody_signed_in(cluster), page, 1.3)
    assert not replica_is_read(cluster, Browser({"consult_fresh": "1"}), page, 1.3)


def test_a_limit_counts_over_all_nodes_and_believes_no_forged_address(
    cluster: Cluster, page: str
) -> None:
    def search(port: int, claimed: str) -> Answer:
        return Browser().ask(port, f"{page}?q=kurultai", **{"X-Forwarded-For": claimed})

    ports = [cluster.port("node1"), cluster.port("node2")]
    asked = [search(ports[turn % 2], "203.0.113.7") for turn in range(SEARCHES + 2)]
    assert [answer.status for answer in asked] == [200] * SEARCHES + [429] * 2
    assert asked[-1].headers["Retry-After"] == "60"
    assert "Too many requests came from your network" in asked[-1].text
    forged = {search(cluster.port("nginx"), f"198.51.100.{n}").status for n in range(SEARCHES + 1)}
    assert forged == {200, 429}


@pytest.mark.parametrize("part", ["node1", "redis", "replica", "worker"])
def test_pages_go_on_without(cluster: Cluster, page: str, part: str) -> None:
    cluster.kill(part)
    address = page.rpartition("/amendments")[0]
    for turn in range(6):
        for path in (f"{page}?page={part}{turn}", f"{address}?page={part}{turn}"):
            answer = Browser().ask(cluster.port("nginx"), path)
            assert answer.status == 200, answer.text
    cluster.up()
    assert Browser().ask(cluster.port("nginx"), page).status == 200


def test_the_replica_reads_again_after_it_was_away(cluster: Cluster, page: str) -> None:
    assert replica_is_read(cluster, Browser(), page, 10)
