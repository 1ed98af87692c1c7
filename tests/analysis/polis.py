"""Published Pol.is conversations as files that our two import commands read."""

import csv
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from tests.shared_data import rows_of

NAMES = ("brexit-consensus", "canadian-electoral-reform", "scoop-taxes", "seattle-15")
REJECTED = "-1"


def write_files(name: str, folder: Path) -> tuple[Path, Path]:
    """Write submissions.csv and reactions.csv of a conversation; return both."""
    submissions, reactions = folder / "submissions.csv", folder / "reactions.csv"
    _write(
        submissions,
        ("ref", "amendment", "author_ref", "submitted_at", "language", "state", "body"),
        (
            (
                one["comment-id"], "", one["author-id"], _moment(one["timestamp"]), "en",
                "rejected" if one["moderated"] == REJECTED else "published", one["comment-body"],
            )
            for one in rows_of(f"polis-dev/{name}/comments.csv")
        ),
    )  # fmt: skip
    _write(
        reactions,
        ("submission_ref", "author_ref", "value", "at"),
        (
            (one["comment-id"], one["voter-id"], one["vote"], _moment(one["timestamp"]))
            for one in rows_of(f"polis-dev/{name}/votes.csv")
        ),
    )
    return submissions, reactions


def published_cells(name: str) -> dict[tuple[str, str], int]:
    """Return the value of each cell of the published matrix, by comment and participant."""
    return {
        (comment, row["participant"]): int(value)
        for row in rows_of(f"polis-dev/{name}/participants-votes.csv")
        for comment, value in row.items()
        if comment.isdigit() and value
    }


def published_groups(name: str) -> dict[str, int]:
    """Return the published group of each participant who has one."""
    rows = rows_of(f"polis-dev/{name}/participants-votes.csv")
    return {row["participant"]: int(row["group-id"]) for row in rows if row["group-id"]}


def _moment(milliseconds: str) -> str:
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC).isoformat()


def _write(path: Path, head: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(head)
        writer.writerows(rows)
