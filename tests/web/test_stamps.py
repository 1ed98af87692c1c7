"""Every change of what everybody sees on an amendment's page raises its stamp."""

from collections.abc import Callable

import pytest

from consult.accounts.queries import account_by_id, grants_of
from consult.accounts.rules import Role
from consult.comments import actions as comments
from consult.comments.marks import stamp_of
from consult.comments.models import Comment
from consult.comments.queries import comment_by_id
from consult.consultations import setup
from consult.consultations.queries import the_consultation
from consult.pages.leaving import leave
from consult.votes.actions import close_consultation
from tests.consultations.revising import revise
from tests.make import Make
from tests.pages import Visitor

Change = Callable[[Make, Comment, Visitor], object]


def _edit(make: Make, comment: Comment, _visitor: Visitor) -> None:
    author = make.read(lambda: account_by_id(comment.author_id))
    assert author
    text = {"body": "Other words.", "stance": "against", "language": "en", "version": 1}
    make.do(
        lambda: comments.edit_comment(comment_by_id(comment.id), make.reader(author), **text)  # type: ignore[arg-type]
    )


def _rename(make: Make, comment: Comment, visitor: Visitor) -> None:
    visitor.sign_in(comment.author).get("/en/account").submit("/account/name", pseudonym="Ainur K")


def _leave(make: Make, comment: Comment, _visitor: Visitor) -> None:
    make.do(lambda: leave(comment.author_id, comment.author.password_hash, withdraw=False))


def _grant(make: Make, comment: Comment, visitor: Visitor) -> None:
    page = visitor.sign_in(make.administrator()).get("/en/roles")
    fields = {"email": comment.author.email, "role": "moderator", "consultation": ""}
    assert page.submit("/roles", **fields).status == 303


def _revoke(make: Make, comment: Comment, visitor: Visitor) -> None:
    _grant(make, comment, visitor)
    number = make.read(lambda: grants_of(comment.author_id)[0].id)
    assert visitor.get("/en/roles").submit(f"/roles/{number}/revoke").status == 303


def _settings(make: Make, comment: Comment, _visitor: Visitor) -> None:
    rules = {"tally_rule": "after_closing", "moderation": "before", "suggestions_each": 3}
    language = {"languages": ["en"], "authoritative": "en", "time_zone": "Asia/Almaty"}
    slug = comment.consultation.slug
    make.do(lambda: setup.change_settings(the_consultation(slug), **language, **rules))  # type: ignore[arg-type]


def _hide(make: Make, comment: Comment, _visitor: Visitor) -> None:
    make.decision(comment, make.moderator(comment.consultation), "hide")


def _beside(make: Make, comment: Comment, _visitor: Visitor) -> None:
    revise(make, make.amendment(comment.consultation))


CHANGES: list[Change] = [
    lambda make, comment, _: make.comment(comment.amendment),
    lambda make, comment, _: make.comment(parent=comment),
    lambda make, comment, _: make.reaction(comment),
    lambda make, comment, _: make.do(lambda: comments.withdraw_comment(comment_by_id(comment.id))),
    lambda make, comment, _: revise(make, comment.amendment),
    lambda make, comment, _: make.do(
        lambda: close_consultation(the_consultation(comment.consultation.slug))
    ),
    *(_edit, _rename, _leave, _grant, _revoke, _settings, _hide, _beside),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_the_page_raises_its_stamp(
    make: Make, visitor: Visitor, change: Change
) -> None:
    comment = make.comment()

    def stamp() -> tuple[int, int, int]:
        found = make.read(lambda: stamp_of(comment.amendment_id))
        assert found
        return found

    before = stamp()
    change(make, comment, visitor)
    assert stamp() > before


def test_the_role_of_somebody_who_wrote_nothing_leaves_pages_as_they_are(make: Make) -> None:
    comment = make.comment()
    before = make.read(lambda: stamp_of(comment.amendment_id))
    make.staff(Role.MODERATOR)
    assert make.read(lambda: stamp_of(comment.amendment_id)) == before
