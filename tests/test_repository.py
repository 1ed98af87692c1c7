"""The repository holds what a newcomer needs, and nothing of the machines it was written on."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"[A-Za-z0-9_.-]+(\[[a-z,]+\])?==[0-9][0-9.]*(post[0-9]+)?  # \S.*")

# Put together from pieces, so that this file does not hold what it looks for.
MACHINE_PATH = re.compile(r"(?<![\w.*])/" + r"(?:root|work|home|tmp|Users)" + r"/[\w.-]")
REGISTRIES = ["py" + "pi.org", "python" + "hosted.org", "npm" + "js.", "docker" + ".io/"]
REGISTRIES += ["--index" + "-url", "--find" + "-links", "proxy." + "golang.org"]


def tracked() -> Iterator[tuple[str, str]]:
    """Yield path and text of every text file that is tracked, or would be."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        try:
            yield name, (ROOT / name).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue


def of_one_machine(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if MACHINE_PATH.search(line)]


def of_a_registry(text: str) -> list[str]:
    return [word for word in REGISTRIES if word in text]


def not_pinned(requirements: str) -> list[str]:
    lines = [line for line in requirements.splitlines() if line and not line.startswith("#")]
    return [line for line in lines if line != "-r requirements.txt" and not PIN.fullmatch(line)]


def unknown_targets(text: str, makefile: str) -> list[str]:
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    return sorted(set(re.findall(r"(?<=`make )[a-z-]+|(?<=^make )[a-z-]+", text, re.M)) - targets)


def test_no_file_names_a_path_of_one_machine() -> None:
    assert {name: found for name, text in tracked() if (found := of_one_machine(text))} == {}


def test_no_file_names_a_package_registry() -> None:
    assert {name: found for name, text in tracked() if (found := of_a_registry(text))} == {}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_exact_and_gives_its_reason(name: str) -> None:
    assert not_pinned((ROOT / name).read_text()) == []


def test_no_requirement_is_named_twice() -> None:
    lines = [
        line.partition("==")[0].partition("[")[0].lower()
        for name in ("requirements.txt", "requirements-dev.txt")
        for line in (ROOT / name).read_text().splitlines()
        if "==" in line
    ]
    assert len(lines) == len(set(lines))


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_every_make_target_that_is_promised_exists(name: str) -> None:
    promised = ROOT / name
    text = promised.read_text() if promised.exists() else ""
    assert unknown_targets(text, (ROOT / "Makefile").read_text()) == []


def test_these_checks_can_fail() -> None:
    slash = "/"
    assert of_one_machine(f"open('{slash}root{slash}x')")
    assert of_one_machine(f"cd {slash}tmp{slash}x")
    assert not of_one_machine("GET /en/work/here and src/home/page")
    assert of_a_registry("https://" + "py" + "pi.org/simple")
    assert not_pinned("flask>=3  # wide") and not_pinned("flask==3.1.3")
    assert unknown_targets("Run `make lunch`, or\nmake dinner", "run:") == ["dinner", "lunch"]
