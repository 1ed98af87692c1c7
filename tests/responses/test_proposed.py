"""On the desk: how many arguments are proposed on each amendment, counted by the worker."""

from datetime import timedelta

import pytest

from consult.comments.models import Comment
from consult.consultations.models import Amendment
from consult.core import clock
from consult.responses import counted
from consult.responses.counted import count_where_due, due, proposed_in
from consult.responses.proposals import proposals_for
from tests.make import Make
from tests.pages import Visitor
from tests.responses.arguing import a_campaign, a_theme


def test_proposals_are_counted_beside_the_pages_and_agree_with_them(
    make: Make, visitor: Visitor, amendment: Amendment, comments: list[Comment]
) -> None:
    home = amendment.consultation
    other, alone = make.amendment(home), make.amendment(home)
    elsewhere = [make.comment(other) for _ in range(2)]
    a_campaign(make, amendment, comments)
    a_theme(make, home, comments[:2] + elsewhere + [make.comment(alone)], "сенаторы, деньги")
    hidden = make.comment(alone)
    a_campaign(make, alone, [make.comment(alone), hidden])
    make.decision(hidden, make.moderator(), "hide")
    desk = f"/en/consultations/{home.slug}/submissions"
    page = visitor.sign_in(make.official(home)).get(desk)
    assert page.status == 200 and "Arguments proposed" not in page.text

    make.do(count_where_due)
    found = make.read(lambda: proposed_in(home.id))
    assert found is not None and found.by_amendment == {amendment.id: 2, other.id: 1}
    for one in (amendment, other, alone):
        shown = make.read(lambda one=one: proposals_for(one))
        assert len(shown) == found.by_amendment.get(one.id, 0)
    with make.counted() as statements:
        page = visitor.get(desk)
    assert not [one for one in statements if "theme_comments" in str(one)]
    assert "Arguments proposed from near-copies and themes: 3" in page.text
    listed = page.all("//details//a[contains(@href, '/arguments#proposals')]/..")
    assert [one.text_content() for one in listed] == [
        f"Amendment {amendment.number} 2",
        f"Amendment {other.number} 1",
    ]


def test_they_are_counted_again_after_a_change_or_a_while(
    make: Make, amendment: Amendment, comments: list[Comment], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = amendment.consultation.id
    assert make.read(due) == []
    a_campaign(make, amendment, comments)
    other = make.amendment()
    a_theme(make, other.consultation, [make.comment(other) for _ in range(2)], "сенаторы")
    assert make.read(due) == [home, other.consultation_id]
    make.do(count_where_due)
    assert make.read(due) == []
    make.argument(amendment, comments[:2])
    assert make.read(due) == [home]
    make.do(count_where_due)
    counts = make.read(lambda: proposed_in(home))
    assert counts is not None and counts.total == 0 and make.read(due) == []
    theirs = make.read(lambda: proposed_in(other.consultation_id))
    assert theirs is not None and theirs.total == 1
    later = clock.now() + counted.EVERY + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert make.read(due) == [home, other.consultation_id]
