"""Themes to be found: comments on known subjects, with made-up sentences beside and around them."""

import json
import random
import subprocess
import sys
import time
from collections import Counter

from bench.campaigns import most_megabytes
from bench.texts import sentences
from consult.analysis.themes import Found, Text, find_themes
from consult.config import ROOT
from tests.analysis.spoken import spoken


def made_texts(count: int) -> tuple[list[Text], dict[int, str]]:
    """Return comments in no order, and the subject of each; empty for a fifth, on none."""
    chance = random.Random(12)  # noqa: S311 - a fixed seed is meant
    made = sentences(4_000)
    beside = {one: [each.text for each in made if each.language == one] for one in ("ru", "kk")}
    said = spoken(count, off_topic=beside)
    texts = []
    for one in said:
        added = " ".join(chance.choices(beside[one.language], k=2))
        texts.append(Text(one.key, one.language, f"{one.body} {added}"))
    chance.shuffle(texts)
    return texts, {one.key: one.subject for one in said}


def judged(found: list[Found], subject: dict[int, str]) -> dict[str, float]:
    """Return what share of placed comments is on the main subject of its theme, and how many are.

    `placed` is the share of the comments on a subject that are in a theme, `subjects` how many of
    the subjects are the main one of some theme.
    """
    on = {key for key, one in subject.items() if one}
    counts = [Counter(subject[key] for key, _ in one.members if key in on) for one in found]
    placed = sum(each.total() for each in counts)
    right = sum(max(each.values(), default=0) for each in counts)
    mains = {each.most_common(1)[0][0] for each in counts if each}
    return {
        "pure": right / max(placed, 1),
        "placed": placed / max(len(on), 1),
        "subjects": len(mains) / max(len(set(subject.values()) - {""}), 1),
        "themes": len(found),
    }


def finding(count: int) -> dict[str, float]:
    """Find the themes of so many comments in a process of its own, whose memory is only theirs."""
    command = [sys.executable, "-m", "bench.themes", str(count)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    told: dict[str, float] = json.loads(done.stdout)
    return told


def _measured(count: int) -> dict[str, float]:
    texts, subject = made_texts(count)
    began = time.process_time()
    found = find_themes(texts)
    seconds = time.process_time() - began
    return {**judged(found, subject), "seconds": seconds, "megabytes": most_megabytes()}


if __name__ == "__main__":
    print(json.dumps(_measured(int(sys.argv[1]))))
