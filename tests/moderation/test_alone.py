"""Who moderates alone is told plainly what nobody else may settle yet, and what to do about it."""

from consult.accounts.models import Account
from consult.comments.models import Comment
from consult.moderation import sanctions
from consult.moderation.queries import the_case
from consult.moderation.rules import Ground
from tests.make import Make
from tests.moderation.test_appeals import appealed
from tests.pages import Visitor

NOBODY = "Nobody else may settle this yet."
ASK = "Ask an administrator to make somebody a second moderator."


def appealed_against(make: Make, visitor: Visitor) -> tuple[Comment, Account]:
    comment = make.comment()
    alone = make.moderator(comment.consultation)
    decision = make.decision(comment, alone, "hide")
    appealed(make, visitor, decision, comment.author)
    return comment, alone


def test_an_appeal_that_nobody_else_may_answer_is_told_to_who_decided(
    make: Make, visitor: Visitor
) -> None:
    comment, alone = appealed_against(make, visitor)
    desk = visitor.another().sign_in(alone)
    addresses = ("/en/moderation?show=appeal", f"/en/moderation/comments/{comment.id}")
    for address in addresses:
        page = desk.get(address)
        assert NOBODY in page.text and ASK in page.text, address
    make.moderator(comment.consultation)
    for address in addresses:
        page = desk.get(address)
        assert page.status == 200 and NOBODY not in page.text, address
    assert "One appeal is against a decision of yours" in desk.get(addresses[0]).text


def test_whoever_may_answer_is_led_from_the_comment_to_the_appeal(
    make: Make, visitor: Visitor
) -> None:
    comment, _alone = appealed_against(make, visitor)
    other = visitor.another().sign_in(make.administrator())
    page = other.get(f"/en/moderation/comments/{comment.id}")
    assert NOBODY not in page.text
    assert page.all("//a[contains(@href, '/moderation/appeals/')]")


def test_a_suspension_that_nobody_else_may_confirm_is_told_to_who_proposed_it(
    make: Make, visitor: Visitor
) -> None:
    comment = make.comment()
    alone = make.moderator(comment.consultation)

    def work() -> int:
        reader = make.reader(alone)
        return sanctions.propose(the_case(comment.id), reader, Ground.INSULT, "Again.", 7).id

    number = make.do(work)
    visitor.sign_in(alone)
    addresses = ("/en/moderation?show=suspension", f"/en/moderation/sanctions/{number}")
    for address in addresses:
        assert NOBODY in visitor.get(address).text, address
    make.moderator()
    for address in addresses:
        assert NOBODY not in visitor.get(address).text, address


def test_an_official_who_moderates_nothing_is_nobody_else(make: Make, visitor: Visitor) -> None:
    comment, alone = appealed_against(make, visitor)
    make.official(comment.consultation)
    make.moderator(make.consultation())
    page = visitor.another().sign_in(alone).get("/en/moderation?show=appeal")
    assert NOBODY in page.text
