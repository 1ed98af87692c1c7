"""What a web process keeps of memory after people signed in."""

import subprocess
import sys
from pathlib import Path

import pytest

SIGN_INS = """
import resource, threading
from consult import create_app
from consult.core import crypto

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize()

create_app()
stored, before, at_once = crypto.hash_password("a"), resident(), threading.Barrier(4)

def sign_in():
    at_once.wait()
    crypto.password_fits(stored, "a")
    at_once.wait()

threads = [threading.Thread(target=sign_in) for _ in range(4)]
for one in threads: one.start()
for one in threads: one.join()
print((resident() - before) // 1_000_000)
"""


def test_checking_passwords_in_all_threads_keeps_no_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONSULT_DATA_DIR", str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-c", SIGN_INS], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 20
