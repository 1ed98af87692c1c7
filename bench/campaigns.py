"""Near-copies to be grouped: form letters with people's own additions among made-up comments."""

import csv
import json
import random
import subprocess
import sys
import time
from collections import Counter
from itertools import islice
from pathlib import Path

from bench.texts import sentences
from consult.analysis.campaigns import grouped, rows_of
from consult.config import ROOT

LETTERS_OF = 10
"""One comment of so many is a form letter."""
Text = tuple[str, int, str]


def rows_of_madrid(folder: Path) -> tuple[list[tuple[str, str, str]], dict[str, str]]:
    """Return the comments of decide-madrid, and of which known group each is."""
    with (folder / "comments.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["id"], row["userId"], row["text"]) for row in csv.DictReader(file)]
    with (folder / "near_duplicates_reference.csv").open(newline="") as file:
        return rows, {row["comment_id"]: row["cluster"] for row in csv.DictReader(file)}


def made_texts(count: int) -> tuple[list[Text], dict[str, int]]:
    """Return comments with keys and authors, and of which letter each form letter is.

    No two people say the same by themselves: each sentence is one person's or one letter's.
    """
    chance = random.Random(11)  # noqa: S311 - a fixed seed is meant
    made = sentences(4 * count)
    own = (made[place].text for place in chance.sample(range(len(made)), len(made)))
    texts: list[Text] = []
    letter_of: dict[str, int] = {}
    letters, letter = count // LETTERS_OF, 0
    while len(letter_of) < letters:
        words = " ".join(islice(own, chance.randint(3, 6))).split()
        for _ in range(min(chance.randint(5, 200), letters - len(letter_of))):
            key = f"letter-{len(letter_of)}"
            texts.append((key, len(texts), _sent(words, next(own) + " " + next(own), chance)))
            letter_of[key] = letter
        letter += 1
    for number in range(len(texts), count):
        texts.append((f"own-{number}", number, " ".join(islice(own, chance.randint(1, 4)))))
    chance.shuffle(texts)
    return texts, letter_of


def _sent(words: list[str], own: str, chance: random.Random) -> str:
    """Return a form letter as somebody sends it: words left out, words of their own around it."""
    mine = " ".join(word for word in words if chance.random() > 0.03)
    added = own.split()[: chance.randint(0, 20)]
    parts = [mine, " ".join(added)]
    chance.shuffle(parts)
    return " ".join(parts)


def grouping(count: int) -> dict[str, float]:
    """Group so many comments in a process of its own, whose memory is only theirs."""
    command = [sys.executable, "-m", "bench.campaigns", str(count)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    told: dict[str, float] = json.loads(done.stdout)
    return told


def _measured(count: int) -> dict[str, float]:
    texts, letter_of = made_texts(count)
    began = time.process_time()
    for _key, _author, text in texts:
        rows_of(text)
    once = time.process_time() - began
    began = time.process_time()
    found = grouped(texts, smallest=5)
    seconds = time.process_time() - began
    members = [key for group in found for key in group.keys]
    pure = [
        Counter(letter_of.get(key, key) for key in group.keys).most_common(1)[0][1]
        for group in found
    ]
    return {
        "seconds": seconds,
        "once": once,
        "megabytes": most_megabytes(),
        "found": sum(key in letter_of for key in members) / len(letter_of),
        "pure": sum(pure) / max(1, len(members)),
    }


def most_megabytes() -> float:
    """Return the most memory that this process ever had resident."""
    lines = Path("/proc/self/status").read_text().splitlines()
    most = next(line for line in lines if line.startswith("VmHWM"))
    return int(most.split()[1]) / 1e3


if __name__ == "__main__":
    print(json.dumps(_measured(int(sys.argv[1]))))
