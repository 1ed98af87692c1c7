"""Which article of the text in force a new article stands for: by number, title and words."""

from collections.abc import Iterator

from consult.imports.laws import Article

MOST_WORK = 20_000_000
"""Pairs of articles times their average words: about two seconds. Past it, only numbers count."""

SAME_NUMBER_NEEDS = 0.25
OTHER_NUMBER_NEEDS = 0.5
_BONUS = 0.2

Pair = tuple[Article | None, Article | None]


def pairs(old: list[Article], new: list[Article]) -> list[Pair]:
    """All articles in the order of the new text, what falls away behind what preceded it.

    Unchanged articles find each other first. The rest is matched by the share of words that two
    articles have in common (Dice), where the same number or title counts extra; a renumbered
    article so keeps its history. What is left is matched by number alone.
    """
    partner = _unchanged(old, new)
    _match_alike(old, new, partner)
    _match_numbers(old, new, partner)
    return list(_in_order(old, new, partner))


def _key(article: Article) -> str:
    return article.number.casefold()


def _unchanged(old: list[Article], new: list[Article]) -> dict[int, int]:
    """New place -> old place, of those with the same number and text."""
    places = {(_key(article), article.text): place for place, article in enumerate(old)}
    found = ((at, places.get((_key(article), article.text))) for at, article in enumerate(new))
    return {at: place for at, place in found if place is not None}


def _left(old: list[Article], new: list[Article], partner: dict[int, int]) -> tuple[list[int], ...]:
    taken = set(partner.values())
    return (
        [place for place in range(len(old)) if place not in taken],
        [place for place in range(len(new)) if place not in partner],
    )


def _match_alike(old: list[Article], new: list[Article], partner: dict[int, int]) -> None:
    before, after = _left(old, new, partner)
    words_before = {place: set(old[place].text.casefold().split()) for place in before}
    words_after = {place: set(new[place].text.casefold().split()) for place in after}
    work = len(before) * sum(map(len, words_after.values()))
    work += len(after) * sum(map(len, words_before.values()))
    if work > MOST_WORK:
        return
    scored = []
    for at in after:
        for place in before:
            likeness = _dice(words_before[place], words_after[at])
            score = _score(old[place], new[at], likeness)
            if score:
                scored.append((-score, at, place))
    taken: set[int] = set()
    for _, at, place in sorted(scored):
        if at not in partner and place not in taken:
            partner[at] = place
            taken.add(place)


def _dice(one: set[str], other: set[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _score(old: Article, new: Article, likeness: float) -> float:
    """How well two articles fit, 0 where they do not."""
    same_number = _key(old) == _key(new)
    same_title = bool(new.title) and old.title.casefold() == new.title.casefold()
    needed = SAME_NUMBER_NEEDS if same_number or same_title else OTHER_NUMBER_NEEDS
    return likeness + _BONUS * (same_number + same_title) if likeness >= needed else 0.0


def _match_numbers(old: list[Article], new: list[Article], partner: dict[int, int]) -> None:
    before, after = _left(old, new, partner)
    places = {_key(old[place]): place for place in before}
    partner.update((at, places[_key(new[at])]) for at in after if _key(new[at]) in places)


def _in_order(old: list[Article], new: list[Article], partner: dict[int, int]) -> Iterator[Pair]:
    """The new articles; each is followed by the old ones that followed its partner and are gone."""
    kept = set(partner.values())
    gone: dict[int, list[Article]] = {}
    last = -1
    for place, article in enumerate(old):
        if place in kept:
            last = place
        else:
            gone.setdefault(last, []).append(article)
    yield from ((article, None) for article in gone.get(-1, []))
    for at, article in enumerate(new):
        if at not in partner:
            yield None, article
            continue
        yield old[partner[at]], article
        yield from ((lost, None) for lost in gone.get(partner[at], []))
