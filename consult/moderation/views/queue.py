"""The queue: the cases that wait for a moderator, what was decided, and the next case."""

from collections.abc import Sequence
from typing import Any

from flask import redirect, render_template, request, url_for

from consult.accounts.rules import Reader
from consult.consultations.models import Consultation
from consult.consultations.queries import text_of
from consult.core.db import LARGEST_ID
from consult.moderation import leases, othercases, queries, waiting
from consult.moderation.alone import left_to_others
from consult.moderation.filters import AGES, Filters
from consult.moderation.forms import BulkForm
from consult.moderation.rules import COMMENTS, Ground, Order, Show
from consult.moderation.second_looks import agreement
from consult.moderation.views.frame import WORDS, address_of, asked_among, blueprint, case_name
from consult.permissions import Permission
from consult.web.languages import current_language
from consult.web.permit import permit
from consult.web.readers import current_reader

OTHER = f"/moderation/<any({', '.join(othercases.LEASED_AS)}):kind>/<int(max={LARGEST_ID}):number>"


@blueprint.get("/moderation")
@permit(Permission.MODERATION_DESK)
def queue() -> object:
    """List the cases that wait for this moderator, or what was decided."""
    reader = current_reader()
    places = queries.consultations_moderated(reader)
    asked = asked_among(places)
    return shown(reader, places, asked)


def shown(
    reader: Reader, places: Sequence[Consultation], asked: Filters, form: BulkForm | None = None
) -> str:
    """Return the page of the queue; `form` is a decision on several cases that was refused."""
    after = request.args.get("after")
    frame = _frame(reader, places, asked)
    if asked.show == Show.DECIDED:
        place = next((one for one in places if one.id == asked.place), None)
        page: Any = queries.decided_cases(reader, place, after)
        return render_template("moderation/decided.html", page=page, **frame)
    if asked.show not in COMMENTS:
        page = othercases.other_cases(reader, asked, after)
        left = left_to_others(asked.show, reader, asked.place)
        more = {"page": page, "left": left, "address_of": address_of, "case_name": case_name}
        return render_template("moderation/others.html", **more, **frame)
    page = waiting.waiting_comments(reader, asked, after)
    numbers = [one.id for one in page.items]
    return render_template(
        "moderation/queue.html",
        page=page,
        cases=queries.listed(page.items, current_language()),
        desk=queries.rules_of({one.consultation_id for one in page.items}),
        elsewhere=leases.open_to_others(leases.COMMENT, numbers, reader),
        form=form or BulkForm(),
        ticked=set(form.case.data or ()) if form else None,
        **frame,
    )


def _frame(reader: Reader, places: Sequence[Consultation], asked: Filters) -> dict[str, Any]:
    others = othercases.counted(reader, asked)
    found = waiting.backlog(reader, asked, others, agreement(reader, asked.place))
    return {
        "asked": asked,
        "show": asked.show,
        "filters": asked.address(),
        "places": [(one, text_of(one, current_language())) for one in places],
        "backlog": found,
        "batch": queries.batch_to_undo(reader),
        "pace": waiting.pace(reader, asked, found),
        "ages": AGES,
        "orders": list(Order),
        "grounds": list(Ground),
        **WORDS,
    }


@blueprint.get("/moderation/next")
@permit(Permission.MODERATION_DESK)
def next_case() -> object:
    """Go to the next case that waits and that nobody has open."""
    return redirect(next_address(current_reader(), after=request.args.get("after")), 303)


def asked_by(reader: Reader) -> Filters:
    """Return what the address asks for; consultations are looked up only where it names one."""
    named = request.args.get("consultation")
    return asked_among(queries.consultations_moderated(reader) if named else [])


def next_address(reader: Reader, after: str | None = None) -> str:
    """Return where the next case of those asked for is decided; the queue where none is left."""
    asked = asked_by(reader)
    here = asked.address()
    if asked.show in COMMENTS:
        number = waiting.next_comment(reader, asked, after)
        if number is not None:
            return url_for("moderation.case", comment=number, next=1, **here)
    found = othercases.next_other(reader, asked)
    return address_of(*found, **here) if found else url_for("moderation.queue", **here)


@blueprint.post(f"{OTHER}/lease")
@permit(Permission.MODERATION_DESK)
def keep_other(kind: str, number: int) -> object:
    """Keep a case that is no comment and that is open on somebody's screen."""
    leases.keep(othercases.LEASED_AS[Show(kind)], number, current_reader())
    return "", 204


@blueprint.post(f"{OTHER}/leave")
@permit(Permission.MODERATION_DESK)
def leave_other(kind: str, number: int) -> object:
    """Let others have a case that is no comment, and go back to the queue or on to the next one."""
    show, reader, asked = Show(kind), current_reader(), asked_by(current_reader())
    leases.give_back(othercases.LEASED_AS[show], number, reader)
    onward = request.form.get("to") == "next"
    found = othercases.next_other(reader, asked, past=(show, number)) if onward else None
    here = asked.address()
    return redirect(address_of(*found, **here) if found else url_for(".queue", **here), 303)
