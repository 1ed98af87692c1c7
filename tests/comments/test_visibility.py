"""What others see of a comment, and what they may do with it."""

import pytest
from sqlalchemy import func, select

from consult.comments.models import Comment, CommentReaction
from consult.comments.rules import State
from consult.consultations.models import Amendment
from tests.comments.places import SECRET, address, home
from tests.comments.test_states import change
from tests.make import Make
from tests.pages import Visitor


@pytest.fixture
def amendment(make: Make) -> Amendment:
    return make.amendment()


@pytest.mark.parametrize("state", [State.HIDDEN, State.REJECTED, State.WITHDRAWN, State.HELD])
def test_what_is_not_published_is_read_by_nobody_else_on_any_page(
    make: Make, visitor: Visitor, state: State
) -> None:
    author = make.account(pseudonym="Rude Name")
    comment = make.comment(author=author, body=SECRET)
    reply = make.comment(parent=comment, body="A reply")
    make.reaction(comment)
    way = [State.HELD, state] if state == State.REJECTED else [state]
    change(make, comment, *way, ground="insult", decided=True)
    stranger = visitor.another().sign_in(make.account())
    for reader in (visitor, stranger):
        pages = [home(comment.amendment), address(comment), address(reply)]
        for more in ("?order=newest", "?order=agreed", "?stance=for"):
            pages.append(home(comment.amendment) + more)
        for url in [*pages, f"{address(reply)}/reply", f"{address(comment)}/reply"]:
            text = reader.get(url).follow().text
            assert SECRET not in text and "Rude Name" not in text, url


def test_a_hidden_comment_leaves_a_stone_with_its_ground(make: Make, visitor: Visitor) -> None:
    author = make.account()
    comment = make.comment(author=author, body=SECRET)
    change(make, comment, State.HIDDEN, ground="insult", decided=True)
    page = visitor.get(home(comment.amendment))
    assert "Hidden by a moderator on" in page.text
    assert "Ground: Insult or hatred. How this is moderated" in page.text
    own = visitor.another().sign_in(author).get(address(comment))
    assert SECRET in own.text and "Only you and the moderators" in own.text
    assert SECRET in visitor.another().sign_in(make.moderator()).get(address(comment)).text


def test_reactions_are_counted_changed_and_taken_back(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    comment = make.comment(amendment)
    visitor.sign_in(make.account())

    def press(value: str) -> tuple[int, int, int]:
        page = visitor.get(home(amendment)).submit("/reaction", button=("value", value))
        assert page.location.startswith(home(amendment))
        assert page.location.endswith(f"#comment-{comment.id}")
        return tuple(make.all(select(Comment.agrees, Comment.disagrees, Comment.passes))[0])

    assert press("agree") == (1, 0, 0)
    assert press("pass") == (0, 0, 1)
    assert press("disagree") == (0, 1, 0)
    pressed = visitor.get(home(amendment)).all("//button[@aria-pressed='true'][@class='reaction']")
    assert [button.get("value") for button in pressed] == ["disagree"]
    assert press("disagree") == (0, 0, 0)
    assert make.scalar(select(func.count()).select_from(CommentReaction)) == 0


def test_a_reaction_leads_back_to_nowhere_else(make: Make, visitor: Visitor) -> None:
    comment = make.comment()
    page = visitor.sign_in(make.account()).get(address(comment))
    answer = page.submit("/reaction", button=("value", "agree"), back="https://example.org/")
    assert answer.location == f"{address(comment)}#comment-{comment.id}"
    assert page.submit("/reaction", button=("value", "shout")).status == 422


def test_nobody_reacts_to_their_own_comment(make: Make, visitor: Visitor) -> None:
    author = make.account()
    comment = make.comment(author=author)
    page = visitor.sign_in(author).get(address(comment))
    assert not page.forms("/reaction")


def test_a_visitor_is_offered_to_sign_in_instead_of_the_composer(
    make: Make, visitor: Visitor
) -> None:
    comment = make.comment()
    page = visitor.get(home(comment.amendment))
    assert "Sign in to comment" in page.text
    assert not page.forms("/comments") and not page.forms("/reaction")


def test_an_official_is_known_by_a_badge(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    make.comment(amendment, make.official(amendment.consultation), body="An official speaks.")
    make.comment(amendment, make.official(make.consultation()), body="Elsewhere an official.")
    page = visitor.get(home(amendment))
    assert len(page.all("//span[contains(@class, 'badge-staff')]")) == 1
