"""Programs of a cluster: started apart from the terminal, remembered on disk, and ended."""

import json
import os
import pwd
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

SECONDS_TO_START = 30
SECONDS_TO_STOP = 10


class Trouble(Exception):
    """What keeps the cluster from running; the message is for the operator."""


class Programs:
    """The programs of one cluster; the file `programs.json` in its folder names them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = folder / "programs.json"
        self.known: dict[str, list[int]] = (
            json.loads(self._file.read_text()) if self._file.exists() else {}
        )

    def start(
        self, name: str, command: Sequence[object], *, env: dict[str, str], **how: Any
    ) -> None:
        """Start a program in a session of its own; what it prints goes to logs/NAME.log."""
        with (self.folder / "logs" / f"{name}.log").open("ab") as output:
            process = subprocess.Popen(
                [str(word) for word in command],
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                **how,
            )
        self.known[name] = [process.pid, _born(process.pid)]
        self._file.write_text(json.dumps(self.known))

    def runs(self, name: str) -> bool:
        """Tell whether a program runs. A number that another one got meanwhile is not ours."""
        pid, born = self.known.get(name, (0, 0))
        return bool(pid) and _born(pid) == born

    def stop(self, name: str, how: signal.Signals = signal.SIGTERM) -> None:
        """End a program and wait for it; kill it with its children when it does not listen."""
        if not self.runs(name):
            return
        pid = self.known[name][0]
        os.kill(pid, how)
        deadline = time.monotonic() + SECONDS_TO_STOP
        while self.runs(name):
            if time.monotonic() > deadline:
                os.killpg(pid, signal.SIGKILL)
            time.sleep(0.02)

    def log(self, name: str) -> str:
        """Return the end of what a program printed."""
        return (self.folder / "logs" / f"{name}.log").read_text(errors="replace")[-2000:]


def _born(pid: int) -> int:
    """Return when a process began, in the kernel's count; 0 when it is gone or a zombie."""
    try:
        state, *rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return 0 if state == "Z" else int(rest[18])


def wait_for(programs: Programs, name: str, ready: Callable[[], bool]) -> None:
    """Wait until a program is ready; Trouble with its last words when it ends before."""
    deadline = time.monotonic() + SECONDS_TO_START
    while not ready():
        if not programs.runs(name) or time.monotonic() > deadline:
            raise Trouble(f"{name} did not start:\n{programs.log(name)}")
        time.sleep(0.05)


def listens(port: int) -> bool:
    """Tell whether somebody listens on this port of the loopback."""
    with socket.socket() as line:
        line.settimeout(1)
        return line.connect_ex(("127.0.0.1", port)) == 0


def free_ports(names: Sequence[str]) -> dict[str, int]:
    """Return a free port for each name; all are held until all are found."""
    lines = [socket.socket() for _ in names]
    try:
        for line in lines:
            line.bind(("127.0.0.1", 0))
        return {name: line.getsockname()[1] for name, line in zip(names, lines, strict=True)}
    finally:
        for line in lines:
            line.close()


def run(command: Sequence[object], **how: Any) -> str:
    """Run a command to its end; Trouble with what it said when it fails."""
    words = [str(word) for word in command]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, **how)
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[-1500:]
        raise Trouble(f"{' '.join(words[:4])} failed: {said}")
    return done.stdout


def somebody_else() -> dict[str, Any]:
    """Return who PostgreSQL and PgBouncer run as: they refuse to be root."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}
    raise Trouble("PostgreSQL cannot run as root, and there is no user postgres or nobody.")


def say(line: str) -> None:
    """Print a line now, not when a buffer is full."""
    print(line, flush=True, file=sys.stdout)
