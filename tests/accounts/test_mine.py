"""The account page."""

from sqlalchemy import select

from consult.accounts.models import Account
from consult.votes.actions import cast_vote
from consult.votes.rules import Choice
from tests.accounts.people import SECRET, message_at, sign_in, signed_in
from tests.consultations.revising import revise
from tests.make import PASSWORD, Make
from tests.pages import Visitor


def test_a_visitor_is_asked_to_sign_in_and_comes_back(make: Make, visitor: Visitor) -> None:
    page = visitor.get("/en/account")
    assert page.status == 303
    back = page.follow().submit("/sign-in", email=make.account().email, password=PASSWORD)
    assert back.location == "/en/account"


def test_it_shows_what_is_mine_and_nothing_of_others(make: Make, visitor: Visitor) -> None:
    account, other = make.account(), make.account()
    visitor.another().sign_in(other)
    page = visitor.sign_in(account).get("/en/account")
    assert account.email in page.text and other.email not in page.text
    assert "You have not voted yet." in page.text
    assert "You have not commented yet." in page.text
    assert len(page.all("//section[@aria-labelledby='sessions']//dl/div")) == 1


def test_it_lists_votes_and_comments_with_what_became_of_them(make: Make, visitor: Visitor) -> None:
    account, amendment = make.account(), make.amendment(number="83-1")
    make.do(lambda: cast_vote(amendment, make.reader(account), Choice.CLARIFY))
    comment = make.comment(amendment, account, body="Mine & hidden.")
    make.decision(comment, make.moderator(), "hide", ground="off_topic")
    make.comment(amendment, make.account(), body="Somebody else's.")
    page = visitor.sign_in(account).get("/en/account")
    assert "I need clarification" in page.text and "Amendment 83-1" in page.text
    assert "Mine & hidden." in page.text and "Hidden by a moderator" in page.text
    assert "Ground: Not about this amendment" in page.text
    assert "Somebody else's." not in page.text


def test_a_vote_on_an_older_wording_leads_to_what_changed(make: Make, visitor: Visitor) -> None:
    account, amendment = make.account(), make.amendment()
    make.do(lambda: cast_vote(amendment, make.reader(account), Choice.SUPPORT))
    visitor.sign_in(account)
    assert not visitor.get("/en/account").all("//a[contains(@href, '1..2')]")
    revise(make, amendment)
    link = visitor.get("/en/account").all("//a[contains(@href, '1..2')]/@href")[0]
    assert "What changed between revisions 1 and 2" in visitor.get(link).text


def test_the_public_name_changes_under_the_same_rules(make: Make, visitor: Visitor) -> None:
    make.account(pseudonym="Taken")
    visitor.sign_in(make.account())
    for name, message in (
        ("TAKEN", "already has this name"),
        ("Администратор", "one of the staff"),
        ("x", "2 to 40"),
        ("", "Enter a public name"),
        ("<script>", "letters, digits"),
    ):
        page = visitor.get("/en/account").submit("/account/name", pseudonym=name)
        assert page.status == 422 and message in message_at(page, "pseudonym"), name
    page = visitor.get("/en/account").submit("/account/name", pseudonym="Қанат")
    assert "Қанат" in page.follow().text
    assert visitor.get("/en/account").submit("/account/name", pseudonym="қанат").status == 303


def test_staff_may_be_called_what_they_are(make: Make, visitor: Visitor) -> None:
    visitor.sign_in(make.moderator())
    page = visitor.get("/en/account").submit("/account/name", pseudonym="Moderator A")
    assert page.status == 303


def test_the_language_of_mails_changes_and_an_unknown_one_is_refused(
    make: Make, visitor: Visitor
) -> None:
    visitor.sign_in(make.account())
    assert visitor.get("/en/account").submit("/account/language", language="kk").status == 303
    assert visitor.get("/en/account").submit("/account/language", language="xx").status == 422
    assert make.scalar(select(Account.language)) == "kk"


def test_a_new_password_needs_the_old_one_and_ends_other_sessions(
    make: Make, visitor: Visitor
) -> None:
    account = make.account()
    phone = visitor.another().sign_in(account)
    visitor.sign_in(account)
    wrong = {"old_password": "not the old one", "password": SECRET}
    page = visitor.get("/en/account").submit("/account/password", **wrong)
    assert page.status == 422 and "not your password" in message_at(page, "old_password")
    weak = {"old_password": PASSWORD, "password": "0000000000"}
    page = visitor.get("/en/account").submit("/account/password", **weak)
    assert page.status == 422 and "guess" in message_at(page, "password")
    assert signed_in(phone)

    right = {"old_password": PASSWORD, "password": SECRET}
    assert visitor.get("/en/account").submit("/account/password", **right).status == 303
    assert signed_in(visitor) and not signed_in(phone)
    assert make.mails()[-1]["Subject"] == "Your password was changed"
    assert sign_in(visitor.another(), account.email, SECRET).status == 303


def test_guessing_the_old_password_from_a_stolen_session_is_limited(
    make: Make, visitor: Visitor
) -> None:
    visitor.sign_in(make.account())
    guess = {"old_password": "a guess of ten", "password": SECRET}
    page = visitor.get("/en/account")
    codes = [page.submit("/account/password", **guess).status for _ in range(11)]
    assert codes == [422] * 10 + [429]


def test_every_change_needs_somebody_signed_in(make: Make, visitor: Visitor) -> None:
    token = visitor.get("/en/sign-in").all("//input[@name='csrf_token']/@value")[0]
    for address in ("name", "language", "password", "sessions/end", "sign-out-everywhere"):
        page = visitor.post(f"/en/account/{address}", data={"csrf_token": token})
        assert page.status == 403, address
