"""A bare Flask app under the server and the options of `make run`: what every ratio is against.

GET / answers two letters. POST /post is a form: it reads the signed session, checks the form token
as Flask-WTF does, and leads on; it touches no database.
"""

import json
import os
import signal
import socket
import sys

import waitress
from flask import Flask, redirect
from flask_wtf import CSRFProtect
from werkzeug.wrappers import Response

KEY = "only a bare answer is signed with this"


def bare_app() -> Flask:
    """Return the app."""
    app = Flask("bare")
    app.config.update(SECRET_KEY=KEY, WTF_CSRF_TIME_LIMIT=None)
    CSRFProtect(app)

    @app.get("/")
    def answer() -> str:
        return "ok"

    @app.post("/post")
    def take() -> Response:
        return redirect("/", 303)

    return app


def main(port: int, processes: int, options: dict[str, object]) -> None:
    """Serve with so many processes on one socket until told to stop."""
    listener = socket.socket(socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(1000)
    children = [child for _ in range(processes) if (child := _fork(listener, options))]
    signal.signal(signal.SIGTERM, lambda *_: None)
    signal.pause()
    for child in children:
        os.kill(child, signal.SIGTERM)
        os.waitpid(child, 0)


def _fork(listener: socket.socket, options: dict[str, object]) -> int:
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
        waitress.create_server(bare_app(), sockets=[listener], **options).run()
    return child


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3]))
