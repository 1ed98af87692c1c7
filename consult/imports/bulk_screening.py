"""The screening of many texts that come at once: the rules of one, with the file remembered too.

A text is held for what it says as any other is. For flooding and campaigns the texts before it in
the same file count beside those that are stored; what is remembered of each is a few numbers.
"""

from array import array
from collections import Counter, defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias
from zlib import crc32

from consult.comments.admission import hits_under, is_new
from consult.comments.copies import (
    marks_to_find,
    nearly_the_same,
    rows_of,
    sketch_of,
    words_of,
)
from consult.comments.repeats import (
    CAMPAIGN,
    FLOODING,
    MOST_OWN,
    Sent,
    authors_of_copies,
    texts_of_author,
)
from consult.comments.screen import reason_keys
from consult.consultations.desk_rules import rules_for
from consult.consultations.models import Consultation
from consult.consultations.rules import Moderation

Rows: TypeAlias = "array[int]"
MOST_LIKE_IT = 500
IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Known:
    """An author who is here already: the account, and since when."""

    account_id: int
    since: datetime


@dataclass
class BulkScreening:
    """Screens the texts of one file in their order; `texts_of` says how many each author sends."""

    home: Consultation
    known: dict[str, Known]
    texts_of: Counter[str]
    _own: dict[str, deque[Rows]] = field(default_factory=dict)
    _near: dict[int, deque[tuple[str, Rows]]] = field(
        default_factory=lambda: defaultdict(lambda: deque(maxlen=MOST_LIKE_IT))
    )

    def __post_init__(self) -> None:
        """Take the rules as they are when the file is begun."""
        self.rules = rules_for(self.home.id)
        self._before = self.home.moderation == Moderation.BEFORE

    def reasons(self, author: str, body: str) -> list[str]:
        """Return why a text waits for a moderator; nothing where it need not."""
        known = self.known.get(author)
        new = is_new(self.rules, known.since if known else None)
        keys = reason_keys(hits_under(self.rules, body, new_account=new))
        keys += self._repeats(author, body)
        return [*keys, "premoderation"] if self._before else keys

    def _repeats(self, author: str, body: str) -> list[str]:
        rows = rows_of(body)
        floods = self._floods(author, rows or _alone(body))
        of_many = self.rules.hold_campaigns and rows and self._is_of_many(author, body, rows)
        return [FLOODING] * floods + [CAMPAIGN] * bool(of_many)

    def _floods(self, author: str, rows: frozenset[int]) -> bool:
        """Tell whether its author sent nearly the same to so many places before."""
        enough, known = self.rules.flood_copies, self.known.get(author)
        if not rows or (known is None and self.texts_of[author] <= enough):
            return False
        own = self._own.get(author)
        if own is None:
            stored = texts_of_author(self.home.id, known.account_id) if known else ()
            own = self._own[author] = deque(_kept(stored), maxlen=MOST_OWN)
        copies = sum(nearly_the_same(rows, frozenset(one)) for one in own)
        own.append(array("I", rows))
        return copies >= enough

    def _is_of_many(self, author: str, body: str, rows: frozenset[int]) -> bool:
        """Tell whether so many people as make a campaign say nearly the same."""
        many, known = self.rules.campaign_people, self.known.get(author)
        sketch, kept = sketch_of(rows), array("I", rows)
        near = {id(one): one for mark in sketch for one in self._near.get(mark, ())}
        people: set[str | int] = {known.account_id if known else author}
        for other, said in near.values():
            if len(people) < many and nearly_the_same(rows, frozenset(said)):
                people.add(self.known[other].account_id if other in self.known else other)
        if len(people) < many:
            people.update(self._stored(body, many - len(people) + 1))
        mine = (author, kept)
        for mark in sketch:
            self._near[mark].append(mine)
        return len(people) >= many

    def _stored(self, body: str, most: int) -> set[int]:
        """Return some of those whose stored comments say nearly the same."""
        found: set[int] = set()
        for author in authors_of_copies(Sent(self.home.id, None, body)):
            found.add(author)
            if len(found) >= most:
                break
        return found


def _alone(text: str) -> frozenset[int]:
    """Return what stands for a text of a few words, which only the very same words repeat."""
    words = " ".join(words_of(text))
    return frozenset({crc32(words.encode())} if marks_to_find(text) else ())


def _kept(texts: Iterable[str]) -> list[Rows]:
    return [array("I", rows) for text in texts if (rows := rows_of(text) or _alone(text))]
