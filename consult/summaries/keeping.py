"""Every write of exports that are made by a job: ask, make, keep, throw away.

The file is made in a temporary folder while the database is only read, then put into it piece by
piece, each in a short transaction of its own; the export becomes ready last, together with its
event in the ledger. So nobody ever gets half a file, and whoever votes waits for one piece at most.
"""

import hashlib
import logging
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from sqlalchemy import delete, func, insert, literal, select, update

from consult.accounts.models import Account
from consult.accounts.rules import Reader
from consult.comments.models import Comment
from consult.consultations.models import Amendment, Consultation
from consult.consultations.queries import consultation_by_id
from consult.core import clock, jobs
from consult.core.db import db, take_turn
from consult.core.errors import TooMany
from consult.core.words import lazy
from consult.summaries.actions import record_export, write_files
from consult.summaries.formats import FILES, File, Holds
from consult.summaries.kept import comments_in, under_way_for
from consult.summaries.models import Export, ExportChunk
from consult.summaries.rules import AT_ONCE, KEPT, MOST_WAITING, UNDER_WAY, Purpose, State
from consult.summaries.summary import Preset

log = logging.getLogger(__name__)

jobs.slow("export", "consult.summaries.keeping:make_export")

PIECE = 1 << 20
SECONDS_BETWEEN_STEPS = 1.0
STEP = 500


def takes_long(consultation: Consultation, file: File, only: Amendment | None = None) -> bool:
    """Tell whether a file is made by a job, and not while somebody waits for the answer."""
    return file.slow or comments_in(consultation.id, only.id if only else None) > AT_ONCE


def called(consultation: Consultation, file: File, only: Amendment | None) -> str:
    """Return the name of a file that somebody takes home."""
    return "-".join([consultation.slug, *([only.number] if only else []), file.name])


def ask(
    consultation: Consultation,
    reader: Reader,
    file: File,
    *,
    only: Amendment | None = None,
    preset: Preset,
    language: str,
    purpose: Purpose,
) -> Export:
    """Ask for a file; what the same person has asked for and not got yet is not made twice.

    Raises TooMany where too much of theirs is under way.
    """
    _come_one_by_one(reader.id or 0)
    mine = under_way_for(reader.id or 0)
    name = called(consultation, file, only)
    for one in mine:
        if (one.filename, one.preset, one.language) == (name, preset, language):
            return one
    if len(mine) >= MOST_WAITING:
        raise TooMany(lazy("You have three downloads under way. Wait until one is ready."))
    export = Export(
        consultation_id=consultation.id,
        amendment_id=only.id if only else None,
        asked_by=reader.id,
        purpose=purpose,
        preset=preset,
        format=file.name,
        language=language,
        state=State.WAITING,
        filename=name,
        asked_at=clock.now(),
    )
    db.session.add(export)
    db.session.flush()
    jobs.enqueue("export", {"export": export.id})
    return export


def _come_one_by_one(person_id: int) -> None:
    """Let nobody's second click overtake the first: an account's row is locked for asking."""
    take_turn()
    from_them = select(Account.id).where(Account.id == person_id)
    db.session.execute(from_them.with_for_update())


def make_export(payload: dict[str, Any]) -> None:
    """Make the file of an export; safe to run again after a crash, from the beginning."""
    export = db.session.get(Export, payload["export"])
    if export is None or export.state not in UNDER_WAY:
        return
    consultation = consultation_by_id(export.consultation_id)
    only = db.session.get_one(Amendment, export.amendment_id) if export.amendment_id else None
    file, preset = FILES[export.format], Preset(export.preset)
    step = _Steps(export.id, comments_in(consultation.id, export.amendment_id) * _passes(file))
    try:
        with TemporaryFile() as out:
            rows = write_files(
                consultation, {file: out}, export.language,
                only=only, preset=preset, through=step.through,
            )  # fmt: skip
            kept = _keep(payload["export"], out)
    except jobs.Ended:
        raise
    except Exception:
        log.exception("export %s (%s) failed", payload["export"], file.name)
        _set(payload["export"], state=State.FAILED)
        _drop_pieces(payload["export"])
        return
    now = clock.now()
    until = func.coalesce(Export.expires_at, literal(now + KEPT, Export.expires_at.type))
    ready = {"state": State.READY, "ready_at": now, "expires_at": until, **kept}
    db.session.execute(update(Export).where(Export.id == payload["export"]).values(**ready))
    record_export(
        consultation, rows, language=export.language,
        only=only, preset=preset, purpose=export.purpose,
    )  # fmt: skip


class _Steps:
    """Says how far an export is, about once a second, and that its job goes on."""

    def __init__(self, export_id: int, total: int) -> None:
        self.export_id, self.done, self.said = export_id, 0, clock.ticks()
        _set(export_id, state=State.MAKING, done=0, total=total, expires_at=None)

    def through(self, rows: Iterable[Any]) -> Iterator[Any]:
        """Yield the rows, counting them."""
        for row in rows:
            self.done += 1
            if self.done % STEP == 0 and clock.ticks() - self.said > SECONDS_BETWEEN_STEPS:
                self.said = clock.ticks()
                jobs.go_on()
                _set(self.export_id, done=self.done)
            yield row


def _passes(file: File) -> int:
    """Return how often the comments are read for a file."""
    files = FILES.values() if file.holds is Holds.EVERYTHING else [file]
    return sum(one.holds is Holds.COMMENTS for one in files)


def _keep(export_id: int, out: BinaryIO) -> dict[str, Any]:
    """Put a file into the database piece by piece; return its size and digest."""
    _drop_pieces(export_id)
    digest, size, position = hashlib.sha256(), 0, 0
    out.seek(0)
    while piece := out.read(PIECE):
        jobs.go_on()
        with db.engine.begin() as connection:
            values = {"export_id": export_id, "position": position, "content": piece}
            connection.execute(insert(ExportChunk), values)
        digest.update(piece)
        size, position = size + len(piece), position + 1
    return {"size": size, "sha256": digest.hexdigest()}


def _set(export_id: int, **values: Any) -> None:
    """Change an export in a transaction of its own, so that everybody sees it at once."""
    with db.engine.begin() as connection:
        connection.execute(update(Export).where(Export.id == export_id).values(**values))


def _drop_pieces(export_id: int) -> None:
    with db.engine.begin() as connection:
        connection.execute(delete(ExportChunk).where(ExportChunk.export_id == export_id))


def _lost() -> Any:
    """Choose what nobody makes any more: whoever did was killed, each time."""
    mine = jobs.Job.payload["export"].as_integer() == Export.id
    waits = select(jobs.Job.id).where(jobs.Job.kind == "export", ~jobs.Job.failed, mine)
    return Export.state.in_(UNDER_WAY) & ~waits.exists()


@jobs.every_round(
    lambda: db.session.scalar(select(Export.id).where(_lost()).limit(1)) is not None, seconds=60
)
def give_lost_files_up() -> None:
    """Say of a file that nobody makes any more that it failed, so that it can be asked for anew."""
    lost = update(Export).where(_lost()).values(state=State.FAILED)
    db.session.execute(lost, execution_options={"synchronize_session": False})


def give_up_files_with(person_id: int) -> None:
    """Hand out no more what may hold the public name of somebody who leaves.

    What is being made may have read the name already, so it is over as soon as it is ready; what
    waits is read anew, and forgets that it was given up.
    """
    theirs = select(Comment.consultation_id).where(Comment.author_id == person_id)
    made = Export.consultation_id.in_(theirs), Export.state.in_((*UNDER_WAY, State.READY))
    given_up = update(Export).where(*made).values(expires_at=clock.now())
    db.session.execute(given_up, execution_options={"synchronize_session": False})


def _over() -> Any:
    return (Export.state == State.READY) & (Export.expires_at <= clock.now())


@jobs.every_round(
    lambda: db.session.scalar(select(Export.id).where(_over()).limit(1)) is not None, seconds=60
)
def forget_files() -> None:
    """Throw the files away whose days are over; who asked for what and why stays."""
    over = select(Export.id).where(_over())
    pieces = delete(ExportChunk).where(ExportChunk.export_id.in_(over))
    db.session.execute(pieces, execution_options={"synchronize_session": False})
    gone = update(Export).where(_over()).values(state=State.GONE)
    db.session.execute(gone, execution_options={"synchronize_session": False})
