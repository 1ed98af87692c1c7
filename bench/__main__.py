"""`python -m bench`: measure, print the table, store the run; or look at stored runs."""

import argparse
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from bench.bench import Bench
from bench.load import loading
from bench.machine import facts
from bench.measures import MEASURES
from bench.places import DATABASES, place
from bench.results import Run
from bench.serving import WrongAnswer, serving, serving_bare
from bench.sizes import SIZES, Size
from bench.tables import as_markdown, as_text, compared

RESULTS = Path(__file__).parent / "results"


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what is asked for; 1 when an aim is missed by more than noise or a count is wrong."""
    asked = _parser().parse_args(arguments)
    if asked.compare:
        print(compared(*map(Run.read, asked.compare)))
        return 0
    if asked.markdown:
        print(as_markdown(Run.read(asked.markdown)))
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    run = measured(SIZES[asked.size], asked.database, asked.only, asked.rounds)
    path = asked.out or RESULTS / f"{time.strftime('%Y%m%d-%H%M%S')}.json"
    run.write(path)
    print(as_text(run))
    print(f"Stored as {path}")
    return 0 if run.passed else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="default", help="how much is generated")
    parser.add_argument("--only", nargs="+", choices=MEASURES, default=list(MEASURES))
    parser.add_argument("--database", nargs="+", choices=DATABASES, default=list(DATABASES))
    parser.add_argument("--rounds", type=int, default=0, help="rounds of each measure")
    parser.add_argument("--out", type=Path, help="where the run is stored")
    parser.add_argument("--compare", nargs=2, type=Path, metavar="RUN")
    parser.add_argument("--markdown", type=Path, metavar="RUN")
    return parser


def measured(
    size: Size, databases: Sequence[str], only: Sequence[str] = (), given_rounds: int = 0
) -> Run:
    """Measure on each database in turn; all that was made for it is gone afterwards."""
    run = Run({**facts(), "size": size.name})
    if given_rounds:
        size = replace(size, rounds=given_rounds)
    for number, database in enumerate(databases):
        _measure_on(database, size, only or list(MEASURES), run, first=number == 0)
    return run


def _measure_on(database: str, size: Size, only: Sequence[str], run: Run, *, first: bool) -> None:
    began = time.monotonic()

    def say(text: str) -> None:
        print(f"{database} {time.monotonic() - began:4.0f} s: {text}", file=sys.stderr, flush=True)

    say("making the database")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="consult-bench-")))
        here = stack.enter_context(place(database, size))
        run.facts[database] = here.version
        bare = stack.enter_context(serving_bare(folder))
        server = stack.enter_context(serving(here.environment(), folder))
        load = stack.enter_context(loading(folder, size.connections))
        bench = Bench(here, size, server, bare, load, say, run.faults, run.skipped, first)
        for name in only:
            say(name)
            try:
                run.figures.extend(MEASURES[name](bench))
            except WrongAnswer as fault:
                run.faults.append(f"{name} on {database}: {fault}")
            run.faults.extend(f"{name} on {database}: {one}" for one in load.odd)
            load.odd.clear()
    say("removed")


if __name__ == "__main__":
    sys.exit(main())
