"""The process that does slow jobs and ends, begun by the worker: `python -m consult.slow`."""

import os
import signal

from consult import create_app, supervise
from consult.core import jobs


def main() -> None:
    """Do the slow jobs that are due; a stop, or the end of the worker, lets the next one go on."""
    supervise.live_with(os.getppid())
    signal.signal(signal.SIGTERM, lambda *_: jobs.end())
    with create_app().app_context():
        jobs.run_slow()


if __name__ == "__main__":
    main()
