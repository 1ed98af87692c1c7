"""Everything that is measured, in the order in which it is: what only reads comes first."""

from bench.bench import Measure
from bench.measures import reading, voting

MEASURES: dict[str, Measure] = {
    "reading": reading.measure,
    "voting": voting.measure,
}
