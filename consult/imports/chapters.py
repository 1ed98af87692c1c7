"""Chapters of an import: made in order of appearance, named in one more language, renamed."""

from collections.abc import Iterable

from consult.consultations.actions import add_chapter
from consult.consultations.models import Amendment, Chapter, ChapterText, Consultation
from consult.consultations.queries import chapters_of
from consult.core.db import db
from consult.imports.plans import Plan, Planned
from consult.imports.rules import placed


class Chapters:
    """The chapters of a consultation by their titles in the language of an import."""

    def __init__(self, home: Consultation, plan: Plan, known: dict[str, Amendment]) -> None:
        """Read the chapters, and give those of known amendments the titles that the plan uses."""
        self._home = home
        self._language = plan.language
        self._in_table = list(dict.fromkeys(one.chapter for one in plan.amendments if one.chapter))
        found = chapters_of(home)
        self._order = [chapter for chapter, _titles in found]
        self._title = {
            c.id: titles[self._language] for c, titles in found if self._language in titles
        }
        self._named = {self._title[c.id]: c for c in self._order if c.id in self._title}
        self._name(plan.amendments, known)

    def of(self, planned: Planned) -> Chapter | None:
        """Return the chapter of a planned amendment, made now if there is none of its title."""
        if not planned.chapter:
            return None
        if planned.chapter not in self._named:
            last = max((chapter.position for chapter in self._order), default=0)
            made = add_chapter(self._home, last + 1, {self._language: planned.chapter})
            self._order.append(made)
            self._named[planned.chapter] = made
        return self._named[planned.chapter]

    def put_in_order(self) -> None:
        """Place new chapters behind those that precede them in the table."""
        titles = {chapter.id: title for title, chapter in self._named.items()}
        new = set(titles) - set(self._title)
        known = [f"id:{c.id}" for c in self._order if c.id not in new]
        table = [f"id:{self._named[title].id}" for title in self._in_table if title in self._named]
        by_id = {f"id:{chapter.id}": chapter for chapter in self._order}
        wanted = [by_id[one] for one in placed(known, table)]
        if wanted == sorted(self._order, key=lambda chapter: chapter.position):
            return
        # A place is unique, so all step aside before they take their new ones.
        for start in (len(wanted) + max(chapter.position for chapter in wanted), 0):
            for position, chapter in enumerate(wanted, start=start + 1):
                chapter.position = position
            db.session.flush()

    def _name(self, amendments: Iterable[Planned], known: dict[str, Amendment]) -> None:
        chapters = {chapter.id: chapter for chapter in self._order}
        for planned in amendments:
            amendment = known.get(planned.key)
            chapter = chapters.get(amendment.chapter_id or 0) if amendment else None
            if planned.chapter and chapter and self._takes(chapter, planned.chapter):
                self._set_title(chapter, planned.chapter)

    def _takes(self, chapter: Chapter, title: str) -> bool:
        """Tell whether the title is this chapter's: it has none yet, or its own fell away."""
        have = self._title.get(chapter.id)
        return have is None or (have not in self._in_table and title not in self._named)

    def _set_title(self, chapter: Chapter, title: str) -> None:
        text = db.session.get(ChapterText, (chapter.id, self._language))
        if text is None:
            text = ChapterText(chapter_id=chapter.id, language=self._language)
            db.session.add(text)
        text.title = title
        db.session.flush()
        self._named.pop(self._title.get(chapter.id, ""), None)
        self._title[chapter.id] = title
        self._named.setdefault(title, chapter)
