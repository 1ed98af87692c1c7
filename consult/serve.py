"""The embedded set-up's server: `python -m consult.serve`, what `make run` starts.

One process listens and watches. It forks web processes that answer on one socket, and one worker
that does the jobs, so that a long job never holds up an answer. The app is built after each fork:
no connection, lock or thread of one process is ever seen by another.
"""

import argparse
import errno
import gc
import logging
import os
import resource
import socket
import sys
from collections.abc import Mapping, Sequence

import click
import waitress
from flask import Flask
from flask.cli import FlaskGroup, ScriptInfo

from consult import create_app, supervise
from consult.config import Settings, SettingsError
from consult.core.db import transaction
from consult.core.worker import work
from consult.demo.sign_ins import known_sign_ins

WEB_PROCESSES = 2
WEB_THREADS = 4
OPEN_CONNECTIONS = 1000
WORKER_NICENESS = 10
"""On one machine whoever waits for an answer comes before the work that follows it."""
SILENT_SECONDS = 60
LARGEST_HEADERS = 32 * 1024


def main(arguments: Sequence[str] | None = None) -> int:
    """Prepare the database if asked to, serve until told to stop, return the exit code."""
    asked = _parser(os.environ).parse_args(arguments)
    try:
        with _listen(asked.host, asked.port) as listener:
            address = "http://{}:{}".format(*listener.getsockname())
            return _prepare_and_serve(_settings(os.environ, address), listener, address, asked)
    except (SettingsError, OSError) as error:
        print(_reason(error, asked), file=sys.stderr)
        return 1
    except supervise.Stopped:
        return 0


def _parser(environment: Mapping[str, str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m consult.serve", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=int(environment.get("PORT") or 5000))
    for name, variable, default in (
        ("--processes", "CONSULT_WEB_PROCESSES", WEB_PROCESSES),
        ("--threads", "CONSULT_WEB_THREADS", WEB_THREADS),
    ):
        parser.add_argument(name, type=int, default=int(environment.get(variable) or default))
    upgrade, demo = ("db", "upgrade"), ("demo", "load", "--if-empty")
    parser.add_argument(
        "--prepare",
        dest="commands",
        action="store_const",
        const=(upgrade, demo),
        default=(),
        help="first bring the schema up to date, and load the demo into an empty database",
    )
    parser.add_argument(
        "--migrate",
        dest="commands",
        action="store_const",
        const=(upgrade,),
        help="first bring the schema up to date",
    )
    return parser


def _settings(environment: Mapping[str, str], address: str) -> Settings:
    """Read the settings; links in mail lead to this server unless something else is set."""
    return Settings.from_environment({"CONSULT_PUBLIC_URL": address, **environment})


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before anything else; early visitors wait until somebody can answer."""
    listener = socket.socket(socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(OPEN_CONNECTIONS)
    except BaseException:
        listener.close()
        raise
    return listener


def _reason(error: Exception, asked: argparse.Namespace) -> str:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return (
            f"Port {asked.port} of {asked.host} is taken by another program. "
            "Stop that one, or choose another port: PORT=5001 make run"
        )
    return str(error)


def prepare(settings: Settings, commands: Sequence[Sequence[str]]) -> None:
    """Run commands of `flask` one after the other in this process; end it at the first failure."""
    info = ScriptInfo(create_app=lambda: create_app(settings))
    group = FlaskGroup(create_app=info.create_app)
    for words in commands:
        try:
            code = group.main(args=list(words), prog_name="flask", obj=info, standalone_mode=False)
        except click.ClickException as error:
            error.show()
            code = error.exit_code
        if code:
            sys.exit(code)


def _prepare_and_serve(
    settings: Settings, listener: socket.socket, address: str, asked: argparse.Namespace
) -> int:
    # Prepared in a process of its own: the parent must hold no connection when it forks.
    if asked.commands and supervise.run_once(lambda: prepare(settings, asked.commands)) != 0:
        print("The database could not be prepared; nothing was started.", file=sys.stderr)
        return 1
    family = supervise.Family()
    for number in range(1, asked.processes + 1):
        family.add(f"web {number}", lambda ready: _answer(settings, listener, asked.threads, ready))
    if settings.mode != "production":
        family.add("worker", lambda ready: _work(settings, ready))
    family.when_ready(lambda: banner(create_app(settings), f"{address}/"))
    _allow_many_files()
    # A queue is what a busy moment looks like; a line for each would hide what matters.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    # The objects made so far stay shared between the processes: no collection writes to them.
    gc.freeze()
    return family.run()


def _answer(
    settings: Settings, listener: socket.socket, threads: int, ready: supervise.Signal
) -> None:
    server = waitress.create_server(
        create_app(settings), sockets=[listener], **server_options(settings, threads)
    )
    ready()
    server.run()


def server_options(settings: Settings, threads: int = WEB_THREADS) -> dict[str, object]:
    """Return what waitress is told: many slow clients at once, none of them for ever."""
    return {
        "threads": threads,
        "connection_limit": OPEN_CONNECTIONS,
        # select() ends at 1024 files; the connections above need poll().
        "asyncore_use_poll": True,
        "channel_timeout": SILENT_SECONDS,
        "cleanup_interval": 10,
        "max_request_header_size": LARGEST_HEADERS,
        # Twice what Flask takes: a file somewhat too large gets our own page instead of a cut line.
        "max_request_body_size": 2 * settings.max_upload_mb * 1024 * 1024,
        # Flask counts the trusted proxies; where there is none, their headers are forged.
        "clear_untrusted_proxy_headers": settings.trusted_proxies == 0,
        "ident": None,
    }


def _work(settings: Settings, ready: supervise.Signal) -> None:
    os.nice(WORKER_NICENESS)
    app = create_app(settings)
    ready()
    work(app, supervise.stop_gently())


def _allow_many_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 3 * OPEN_CONNECTIONS
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def banner(app: Flask, address: str) -> None:
    """Print where the product is served, and who may sign in where the demo is loaded."""
    with app.app_context(), transaction(write=False):
        found = known_sign_ins() if app.extensions["consult_settings"].mode != "production" else []
    lines = [f"Serving on {address}  (Ctrl-C stops)"]
    lines += [f"  {one.role:<14} {one.email:<24} {one.password}" for one in found]
    print("\n".join(lines), flush=True)


if __name__ == "__main__":
    sys.exit(main())
