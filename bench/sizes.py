"""How much is generated and how long is measured."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows there are, and how many rounds of how many seconds."""

    name: str
    people: int
    amendments: int
    votes: int
    comments: int
    """Comments of the first consultation."""
    busy: int
    """Those of them that stand on the amendment whose page is read."""
    crowded: int
    """Comments on one amendment of the second consultation."""
    readers: int
    """How many different sessions read."""
    writers: int
    """How many people have not voted yet: each of them writes once."""
    seconds: float
    rounds: int = 3
    connections: int = 32
    repeats: int = 9
    """How often a call at the database is measured."""
    grouped: int = 100_000
    """Among how many comments near-copies are looked for."""
    held: int = 10_000
    """How many comments wait on the desk."""


FEW: dict[str, int] = {"connections": 4, "repeats": 3, "grouped": 1_000, "held": 200}
SIZES = {
    one.name: one
    for one in (
        Size("small", 700, 5, 500, 120, 60, 240, 20, 400, 0.05, **FEW),
        Size("default", 50_000, 100, 1_000_000, 100_000, 10_000, 200_000, 500, 20_000, 1.5),
        Size("large", 220_000, 100, 10_000_000, 800_000, 10_000, 200_000, 500, 20_000, 1.5),
    )
}
