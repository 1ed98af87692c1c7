"""The amendment page as everybody shares it, and how the holes of one reader are filled."""

import threading
import zlib
from collections.abc import Hashable, Iterator, Set
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from flask import Flask
from markupsafe import escape

from consult.accounts.rules import VISITOR
from consult.comments.marks import Marks, question
from consult.consultations.models import Amendment
from consult.consultations.rules import tally_is_shown
from consult.consultations.views.asked import Asked
from consult.consultations.views.may import CITIZEN, NOBODY, May, Own, may_of
from consult.core import clock
from consult.votes.tally import TallyView
from consult.web import pieces, shared
from consult.web.pieces import Piece, Switch, Switches
from consult.web.shared import Hole, Part

NAME, TOKEN, DRAFTS = "\x02name\x03", "\x02token\x03", "\x02drafts\x03"
PRESSED = (b'"false"', b'"true" ')
MARKED = {"badge", "own_stone", "foot"}
SAME_FOR_MANY = {
    "draft_script": "comments/draft_script.html",
    "composer": "comments/composer.html",
    "only_mine": "comments/only_mine.html",
    "edit_link": "consultations/edit_link.html",
    "summary_link": "consultations/summary_link.html",
}
MOST_PANELS = 200
MOST_REMEMBERED = 2000


class Chunk:
    """Some of a page between two holes of the reader: texts, and marks as whoever has none."""

    def __init__(self, run: list[tuple[str, Hole | None]], made: Piece | None = None) -> None:
        self.run = run
        self.comments = {int(hole.which) for _text, hole in run if hole}
        text, self.forms = shared.without_tokens("".join(text for text, _hole in run))
        self._switches = Switches([*_cut(text)], made)
        self._names = self._switches.names()

    @property
    def piece(self) -> Piece:
        """Return the chunk for whoever has no marks here."""
        return self._switches.piece

    def with_marks(self, own: Set[int], pressed: set[str], draw: Any) -> Piece:
        """Return the chunk with the marks of a reader: own comments, and buttons they pressed."""
        if not own or own.isdisjoint(self.comments):
            here = pressed & self._names
            return self._switches.with_on(here) if here else self.piece
        texts = [draw(hole) if hole and int(hole.which) in own else text for text, hole in self.run]
        text, _forms = shared.without_tokens("".join(texts))
        parts = [
            one if isinstance(one, bytes) else one.on if one.name in pressed else one.off
            for one in _cut(text)
        ]
        return pieces.own(b"".join(parts))


def _cut(text: str) -> Iterator[bytes | Switch]:
    """Yield a text cut at the places that say whether a button is pressed."""
    for part in shared.parts_of(text):
        yield part.encode() if isinstance(part, str) else Switch(part.which, *PRESSED)


class SharedPage:
    """One rendering of an amendment's page. It holds for its stamp, until its time ends."""

    def __init__(
        self,
        app: Flask,
        asked: Asked,
        values: dict[str, Any],
        ends: datetime,
        parts: list[Part] | None = None,
    ) -> None:
        self.app, self.asked, self.values = app, asked, values
        self.amendment: Amendment = values["amendment"]
        place = self.amendment.consultation
        self.stamp = (self.amendment.id, self.amendment.version, place.version)
        self.made_at, self.ends_at, self.checked = clock.now(), ends, clock.ticks()
        self.rows = {row.id: row for row in values["comments"]}
        self.question = question(self.amendment.id, self.rows, "?" if values["sqlite"] else "%s")
        self.visitor, self.citizen = (
            may_of(VISITOR, self.amendment),
            may_of(CITIZEN, self.amendment),
        )
        self.tally, self.tally_at = TallyView(), float("-inf")
        self._memo: dict[Hashable, Any] = {}
        self._panels: dict[Hashable, tuple[Piece, tuple[str, ...]]] = {}
        self._looking = threading.Lock()
        self._looked = float("-inf")
        self.parts = self._rendered() if parts is None else parts
        self.size = 8 * sum(len(part) for part in self.parts if isinstance(part, str)) + 20_000
        self._stage = place.stage

    def _rendered(self) -> list[Part]:
        template = self._environment.get_template("consultations/amendment.html")
        return shared.parts_of(template.render(self.values))

    @property
    def _environment(self) -> Any:
        return shared.environment(self.app)

    def lasts(self) -> bool:
        """Tell whether no date has passed that changes the page."""
        return self.made_at <= clock.now() < self.ends_at

    def holds(self, stamp: tuple[int, int, int]) -> bool:
        """Tell whether the page shows what a stamp stands for, or something newer."""
        return stamp[0] == self.stamp[0] and stamp[1:] <= self.stamp[1:] and self.lasts()

    def first_to_look(self, now: float, pause: float) -> bool:
        """Tell one of many threads, once in a while, that it should ask whether the page holds."""
        with self._looking:
            if now - self._looked < pause:
                return False
            self._looked = now
            return True

    def shows_tally(self, voted: bool) -> bool:
        """Tell whether a reader sees the tally."""
        return tally_is_shown(self.amendment.consultation.tally_rule, self._stage, voted)

    def take_tally(self, tally: TallyView) -> None:
        """Show this tally from now on."""
        if tally != self.tally:
            self.tally, self._panels = tally, {}
        self.tally_at = clock.ticks()

    def for_visitors(self) -> tuple[bytes, bytes, str]:
        """Return the page of whoever is not signed in: plain, compressed, and what names it."""
        tally = self.tally

        def make() -> tuple[bytes, bytes, str]:
            found = self.filled(self.visitor, Marks(), NOBODY)
            plain = pieces.joined(found)
            return plain, pieces.gzipped(found), f"{zlib.crc32(plain):08x}{len(plain):x}"

        key, kept = "for visitors", self._memo.get("for visitors")
        if kept is None or kept[0] is not tally:
            kept = self._memo[key] = (tally, make())
        found: tuple[bytes, bytes, str] = kept[1]
        return found

    def filled(self, may: May, marks: Marks, own: Own) -> list[Piece]:
        """Return the page of one reader."""
        chunks = self.chunks(may)
        pressed = {f"{number}.{value}" for number, value in marks.reactions.items()}
        texts = dict(own.texts)
        panel = self._panel(may, marks)
        found: list[Piece] = []
        forms: tuple[str, ...] = ()
        for one in chunks:
            if isinstance(one, Chunk):
                forms += one.forms
                found.append(one.with_marks(marks.own, pressed, self._marker(may, marks.own)))
            elif one == "panel":
                forms += panel[1]
                found.append(panel[0])
            elif text := self._own(one, may, marks, own, forms, texts):
                found.append(pieces.own(text.encode()))
        return found

    def chunks(self, may: May) -> list[Chunk | str]:
        """Return the page for whoever may do this, cut at the holes that are a reader's own."""
        found: list[Chunk | str] = self._remembered(("chunks", may), lambda: self._chunks(may))
        return found

    def take_chunks(self, may: May, chunks: list[Chunk | str]) -> None:
        """Take what another node made for whoever may do this."""
        self._memo["chunks", may] = chunks

    def _chunks(self, may: May) -> list[Chunk | str]:
        """Cut the page at the holes of the reader, the others filled for whoever has no marks."""
        found: list[Chunk | str] = []
        run: list[tuple[str, Hole | None]] = []
        nothing = self._marker(may, frozenset())
        for part in self.parts:
            if isinstance(part, str):
                run.append((part, None))
            elif part.name in MARKED:
                run.append((nothing(part), part))
            elif part.name in SAME_FOR_MANY:
                run.append((self._draw(SAME_FOR_MANY[part.name], may=may), None))
            elif part.name == "token":
                run.append((shared.mark("token", part.which), None))
            else:
                found += [Chunk(run), part.name]
                run = []
        return [*found, Chunk(run)]

    def _marker(self, may: May, own: Set[int]) -> Any:
        def draw(hole: Hole) -> str:
            number = int(hole.which)
            mine = number in own
            return self._remembered(
                (hole, may, mine),
                lambda: self._draw(
                    "comments/own_marks.html",
                    kind=hole.name,
                    row=self.rows[number],
                    may=may,
                    mine=mine,
                    reaction=None,
                ),
            )

        return draw

    def _panel(self, may: May, marks: Marks) -> tuple[Piece, tuple[str, ...]]:
        shown = self.shows_tally(marks.choice is not None)
        panels, key = self._panels, (may, marks.choice, marks.revision, shown)
        if key not in panels:
            if len(panels) > MOST_PANELS:
                panels.clear()
            vote = SimpleNamespace(choice=marks.choice, revision=marks.revision)
            tally, mine = self.tally if shown else None, vote if marks.choice else None
            text = self._draw("votes/panel.html", may=may, my_vote=mine, tally=tally)
            text, forms = shared.without_tokens(text)
            panels[key] = (pieces.shared(text.encode()), forms)
        return panels[key]

    def _own(
        self,
        name: str,
        may: May,
        marks: Marks,
        own: Own,
        forms: tuple[str, ...],
        texts: dict[str, str],
    ) -> str:
        if name == "waiting":
            return (
                self._draw("comments/waiting.html", waiting=marks.waiting) if marks.waiting else ""
            )
        if name not in {"account", "act"}:
            return texts.get(name, "")
        reader = SimpleNamespace(is_authenticated=may.signed_in, pseudonym=NAME)
        path = "layouts/account.html" if name == "account" else "comments/act.html"
        text: str = self._remembered(
            (name, may.signed_in, forms),
            lambda: self._draw(path, reader=reader, forms=forms, token=TOKEN, drafts=DRAFTS),
        )
        text = text.replace(TOKEN, own.token).replace(DRAFTS, own.drafts)
        return text.replace(NAME, str(escape(own.name)))

    def _remembered(self, key: Hashable, make: Any) -> Any:
        found = self._memo.get(key)
        if found is None:
            if len(self._memo) > MOST_REMEMBERED:
                self._memo = {}
            found = self._memo[key] = make()
        return found

    def _draw(self, path: str, **more: Any) -> str:
        with shared.speaking_as_page(self.app, self.asked.language):
            text: str = self._environment.get_template(path).render({**self.values, **more})
        return text
