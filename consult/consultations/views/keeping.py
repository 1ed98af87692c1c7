"""Making the amendment page once for everybody, and keeping it as long as its stamp holds."""

from collections.abc import Iterable, Iterator
from typing import Any

from flask import Flask, current_app, url_for

from consult.accounts.rules import VISITOR
from consult.comments import queries as comments
from consult.comments.threads import Branch
from consult.config import LANGUAGES
from consult.consultations import queries
from consult.consultations.diff import decode, paragraphs
from consult.consultations.models import Amendment
from consult.consultations.reading import reading_of, rows_of
from consult.consultations.rules import State, View, next_change
from consult.consultations.views import between_nodes
from consult.consultations.views.asked import Asked
from consult.consultations.views.shared_page import SharedPage
from consult.core import clock
from consult.core.cache import Cache
from consult.core.db import db
from consult.permissions import commenting_open
from consult.web.front import kept_pages


def page_of(amendment: Amendment, asked: Asked, reader_id: int | None) -> SharedPage:
    """Return the page as it is now; of many who ask at once one makes it.

    Not kept are drafts, what is only one reader's, and searches, of which there is no end.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    draft = amendment.consultation.state == State.DRAFT
    if draft or asked.filters.mine or asked.filters.words:
        return _made(app, amendment, asked, reader_id)
    kept, began = kept_pages(app), clock.ticks()
    stamp = (amendment.id, amendment.version, amendment.consultation.version)
    page = _kept(kept, asked, stamp)
    if page is None:
        with kept.turn(asked):
            page = _kept(kept, asked, stamp)
            if page is None:
                page = _from_elsewhere(app, amendment, asked) or _made_for_all(
                    app, amendment, asked
                )
                kept.put(asked, page, page.size)
    page.checked = max(page.checked, began)
    return page


def _kept(kept: Cache, asked: Asked, stamp: tuple[int, int, int]) -> SharedPage | None:
    page: SharedPage | None = kept.get(asked)
    return page if page and page.holds(stamp) else None


def _from_elsewhere(app: Flask, amendment: Amendment, asked: Asked) -> SharedPage | None:
    """Return the page as another node made it. What is drawn later needs little beside that."""

    def values() -> dict[str, Any]:
        return {
            "amendment": amendment,
            "consultation": amendment.consultation,
            "sqlite": db.engine.dialect.name == "sqlite",
            **_addresses(amendment, asked),
        }

    page = between_nodes.get(app, amendment, asked, values)
    if page:
        db.session.expunge_all()
    return page


def _made_for_all(app: Flask, amendment: Amendment, asked: Asked) -> SharedPage:
    page = _made(app, amendment, asked, None)
    between_nodes.put(app, page)
    return page


def _made(app: Flask, amendment: Amendment, asked: Asked, reader_id: int | None) -> SharedPage:
    place = amendment.consultation
    reading = reading_of(amendment, asked.language)
    runs = decode(reading.wording.diff)
    mine = reader_id if asked.filters.mine else None
    talk = comments.conversation(amendment, mine, asked.filters, asked.after or None, asked.sent)
    values = {
        "amendment": amendment,
        "consultation": place,
        "text": queries.text_of(place, asked.language),
        "reading": reading,
        "wording": reading.wording,
        "view": asked.view,
        "paragraphs": paragraphs(runs),
        "rows": rows_of(runs) if asked.view is View.BOTH else [],
        "conversation": talk,
        "sent": asked.sent,
        "comments": list(_rows(talk)),
        "commenting": commenting_open.why_not(VISITOR, amendment) is None,
        "sqlite": db.engine.dialect.name == "sqlite",
        **_addresses(amendment, asked),
    }
    page = SharedPage(app, asked, values, next_change(place.phases, clock.now()))
    # What the page goes on reading must outlive the session, which forgets all it holds.
    db.session.expunge_all()
    return page


def _addresses(amendment: Amendment, asked: Asked) -> dict[str, Any]:
    where: dict[str, Any] = {"slug": amendment.consultation.slug, "number": amendment.number}
    home = url_for("consultations.amendment", **where)
    here = f"{home}{asked.query}"
    only_mine = asked.filters.address(mine=not asked.filters.mine)
    back = {
        "base": url_for("comments.write", **where),
        "back": here,
        "zone": amendment.consultation.time_zone,
        "revision": amendment.revision,
        "home": home,
        "sent": asked.sent,
        "flat": asked.filters.flat,
    }
    sign_in = url_for("accounts.sign_in", next=here)
    filtered = url_for("consultations.amendment", _anchor="comments", **where, **only_mine)
    others = {
        code: url_for(
            "pages.choose_language", language=code, next=f"/{code}/{asked.path}{asked.query}"
        )
        for code in LANGUAGES
    }
    return {
        "on": back,
        "only_mine": filtered,
        "sign_in_link": lambda: sign_in,
        "here_in": others.__getitem__,
    }


def _rows(talk: comments.Conversation) -> Iterator[Any]:
    """Yield every comment that stands on the page."""
    yield from filter(None, (talk.best.strongest_for, talk.best.strongest_against))
    yield from _below([talk.best.sent] if talk.best.sent else [])
    yield from _below(talk.threads)


def _below(branches: Iterable[Branch]) -> Iterator[Any]:
    for branch in branches:
        yield branch.comment
        yield from _below(branch.replies)
