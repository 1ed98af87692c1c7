"""What a measure is given: the filled database, the servers, the load, and where faults go."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bench.load import Load, Requests, get, post
from bench.places import Place
from bench.results import Figure
from bench.serving import Server
from bench.sizes import Size

Say = Callable[[str], None]


@dataclass(slots=True)
class Bench:
    """One database under measurement."""

    place: Place
    size: Size
    server: Server
    bare: Server
    load: Load
    say: Say
    faults: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    first: bool = True
    """Whether this is the first database: what needs none is measured there."""


Measure = Callable[[Bench], Iterator[Figure]]
__all__ = ["Bench", "Measure", "Requests", "get", "post"]
