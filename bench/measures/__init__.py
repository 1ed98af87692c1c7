"""Everything that is measured, in the order in which it is: what only reads comes first."""

from bench.bench import Measure
from bench.measures import (
    documents,
    exporting,
    grouping,
    importing,
    listing,
    memory,
    moderating,
    reading,
    screening,
    searching,
    starting,
    theming,
    voting,
    writing,
)

MEASURES: dict[str, Measure] = {
    "listing": listing.measure,
    "searching": searching.measure,
    "exporting": exporting.measure,
    "documents": documents.measure,
    "importing": importing.measure,
    "starting": starting.measure,
    "reading": reading.measure,
    "voting": voting.measure,
    "writing": writing.measure,
    "moderating": moderating.measure,
    "screening": screening.measure,
    "grouping": grouping.measure,
    "theming": theming.measure,
    "memory": memory.measure,
}
