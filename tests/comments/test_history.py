"""Edits: silent at first, afterwards marked, with what the comment said before."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.accounts.models import Account
from consult.comments import actions
from consult.comments.models import Comment, CommentEdit
from consult.comments.queries import comment_by_id
from consult.comments.rules import SILENT_FOR, State, edits_silently
from consult.core import clock
from tests.comments.places import SECRET, address
from tests.comments.test_states import change
from tests.make import Make
from tests.pages import Visitor

Later = Callable[[timedelta], None]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Let time pass."""
    real, passed = clock.now, [timedelta()]
    monkeypatch.setattr(clock, "now", lambda: real() + passed[0])
    return lambda by: passed.append(passed.pop() + by)


def edit(make: Make, comment: Comment, author: Account, body: str, stance: str = "for") -> None:
    """Edit a comment as its author would."""

    def work() -> None:
        fresh = comment_by_id(comment.id)
        text = {"body": body, "stance": stance, "language": "en", "version": fresh.version}
        actions.edit_comment(fresh, make.reader(author), **text)

    make.do(work)


@pytest.mark.parametrize(
    ("state", "minutes", "answers", "silent"),
    [
        (State.PUBLISHED, 14, 0, True),
        (State.PUBLISHED, 15, 0, False),
        (State.PUBLISHED, 1, 1, False),
        (State.HELD, 600, 0, True),
    ],
)
def test_an_edit_is_silent_until_somebody_can_have_built_on_the_text(
    state: State, minutes: int, answers: int, silent: bool
) -> None:
    assert edits_silently(state, timedelta(minutes=minutes), answers) is silent


def test_an_edit_at_once_leaves_no_mark(make: Make, visitor: Visitor) -> None:
    author = make.account()
    comment = make.comment(author=author, body=SECRET)
    edit(make, comment, author, "Better words")
    page = visitor.get(address(comment))
    assert "Better words" in page.text and "edited" not in page.text
    assert visitor.get(f"{address(comment)}/history").status == 404
    assert make.all(select(CommentEdit.body, CommentEdit.visible)) == [(SECRET, False)]
    assert make.scalar(select(Comment.edited_at)) is None


@pytest.mark.parametrize("answer", ["reaction", "reply", "time"])
def test_a_later_edit_is_marked_and_shows_what_changed(
    make: Make, visitor: Visitor, later: Later, answer: str
) -> None:
    author = make.account()
    comment = make.comment(author=author, body="Two chambers are better")
    if answer == "reaction":
        make.reaction(comment, "pass")
    elif answer == "reply":
        make.comment(parent=comment)
    else:
        later(SILENT_FOR)
    edit(make, comment, author, "One chamber is better", "against")
    page = visitor.get(address(comment))
    assert "edited on" in page.text
    link = page.all("//a[contains(., 'edited on')]/@href")[0]
    past = visitor.get(link)
    assert past.all("//del")[0].text == "Two chambers are"
    assert past.all("//ins")[0].text == "One chamber is"
    assert "First written on" in past.text and "Before: For" in past.text


def test_what_held_a_comment_never_comes_to_light_in_its_history(
    make: Make, visitor: Visitor, later: Later
) -> None:
    author = make.account()
    comment = make.comment(author=author, body="A first text")
    later(timedelta(hours=1))
    for body in ("Call 8 701 123 45 67", "A second text", "A third text"):
        edit(make, comment, author, body)
    past = visitor.get(f"{address(comment)}/history")
    assert "701 123" not in past.text and "A first text" in past.text and "third" in past.text
    staff = visitor.another().sign_in(make.moderator())
    seen = staff.get(f"{address(comment)}/history")
    assert "701 123 45 67" in seen.text and "left no mark" in seen.text


@pytest.mark.parametrize("state", [State.HIDDEN, State.WITHDRAWN])
def test_the_history_of_what_is_no_longer_published_is_for_moderators_only(
    make: Make, visitor: Visitor, later: Later, state: State
) -> None:
    author = make.account()
    comment = make.comment(author=author, body=SECRET)
    later(timedelta(hours=1))
    edit(make, comment, author, "Another text")
    assert SECRET in visitor.get(f"{address(comment)}/history").text
    change(make, comment, state)
    for reader in (visitor, visitor.another().sign_in(author)):
        page = reader.get(f"{address(comment)}/history").follow()
        assert page.status in {200, 403, 404} and SECRET not in page.text
    staff = visitor.another().sign_in(make.moderator())
    assert SECRET in staff.get(f"{address(comment)}/history").text


def test_a_long_history_goes_on_on_further_pages(
    make: Make, visitor: Visitor, later: Later
) -> None:
    author = make.account()
    comment = make.comment(author=author, body="word0")
    later(timedelta(hours=1))
    for number in range(1, 24):
        edit(make, comment, author, f"word{number}")
    first = visitor.get(f"{address(comment)}/history")
    rest = visitor.get(first.all("//a[@rel='next']/@href")[0])
    seen = [one.text for page in (first, rest) for one in page.all("//section//del")]
    told = [text for text in seen if text and text.startswith("word")]
    assert told == [f"word{number}" for number in range(22, -1, -1)]
    assert "First written on" in rest.text and "First written on" not in first.text


def test_a_moderator_is_told_of_an_edit_that_left_no_mark(make: Make, visitor: Visitor) -> None:
    author, moderator = make.account(), make.moderator()
    comment = make.comment(author=author, body="Before")
    make.report(comment)
    page = visitor.sign_in(moderator).get(f"/en/moderation/comments/{comment.id}")
    edit(make, comment, author, "After")
    answer = page.submit(f"/{comment.id}", button=("action", "keep"))
    assert answer.status == 409
    assert "The author changed the text meanwhile." in answer.text
