"""Warning and suspending: four eyes, what the person is told, and how it ends."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from consult.accounts.models import Account
from consult.comments.models import Comment
from consult.core import clock
from consult.core.db import db
from consult.ledger.models import LedgerEvent
from consult.moderation.models import Appeal, Decision, Sanction
from tests.make import Make
from tests.pages import Page, Visitor

NOTE = "This was the third insult."


def sanction(
    visitor: Visitor, by: Account, comment: Comment, kind: str = "suspend", **fields: str
) -> Page:
    page = visitor.another().sign_in(by).get(f"/en/moderation/comments/{comment.id}/sanction")
    given = {"ground": "insult", "note": NOTE, "days": "7", **fields}
    return page.submit("/sanction", ("kind", kind), **given)


def settle(visitor: Visitor, by: Account, number: int, pressed: str = "confirm") -> Page:
    page = visitor.another().sign_in(by).get(f"/en/moderation/sanctions/{number}")
    return page.submit(f"/sanctions/{number}", ("answer", pressed))


def suspended(make: Make, visitor: Visitor) -> tuple[Comment, Sanction]:
    comment = make.comment()
    assert sanction(visitor, make.moderator(), comment).status == 303
    assert settle(visitor, make.moderator(), newest(make).id).status == 303
    return comment, newest(make)


def newest(make: Make) -> Sanction:
    found: Sanction = make.scalar(select(Sanction).order_by(Sanction.id.desc()).limit(1))
    return found


def until_of(make: Make, comment: Comment) -> object:
    return make.scalar(select(Account.suspended_until).where(Account.id == comment.author_id))


def kinds(make: Make) -> list[str]:
    rows = make.all(select(LedgerEvent.kind).order_by(LedgerEvent.id))
    return [row.kind for row in rows if row.kind.startswith(("WARN", "SUSP"))]


def test_a_warning_is_told_and_counted(make: Make, visitor: Visitor) -> None:
    comment = make.comment()
    assert sanction(visitor, make.moderator(), comment, "warn").status == 303
    [mail] = make.mails()
    assert mail["Subject"] == "A moderator warned you"
    for expected in ("Insult or hatred", NOTE, "/en/account/appeals/"):
        assert expected in mail.get_content()
    page = visitor.sign_in(comment.author).get("/en/account")
    assert "Warning" in page.text and NOTE in page.text
    assert until_of(make, comment) is None
    desk = visitor.another().sign_in(make.moderator())
    assert NOTE in desk.get(f"/en/moderation/comments/{comment.id}/sanction").text
    assert kinds(make) == ["WARNED"]


def test_a_proposed_suspension_is_not_in_force_and_nobody_is_told(
    make: Make, visitor: Visitor
) -> None:
    comment = make.comment()
    assert sanction(visitor, make.moderator(), comment).status == 303
    assert until_of(make, comment) is None
    assert make.mails() == []
    assert NOTE not in visitor.sign_in(comment.author).get("/en/account").text


def test_another_moderator_puts_it_into_force(make: Make, visitor: Visitor) -> None:
    comment, made = suspended(make, visitor)
    assert until_of(make, comment) == made.until
    assert made.until is not None and made.until - made.proposed_at == timedelta(days=7)
    [mail] = make.mails()
    assert mail["Subject"] == "Your account is suspended"
    for expected in ("Insult or hatred", NOTE, "Suspended until ", "/en/account/appeals/"):
        assert expected in mail.get_content()
    place = f"/en/consultations/{comment.consultation.slug}/amendments/{comment.amendment.number}"
    page = visitor.sign_in(comment.author).get(place)
    assert page.status == 200 and not page.forms("/comments")
    assert "You are suspended until" in visitor.get("/en/account").text
    assert kinds(make) == ["SUSPENSION_PROPOSED", "SUSPENDED"]


def test_whoever_proposed_cannot_confirm(make: Make, visitor: Visitor) -> None:
    comment, proposer = make.comment(), make.moderator()
    sanction(visitor, proposer, comment)
    number = newest(make).id
    page = visitor.another().sign_in(proposer).get(f"/en/moderation/sanctions/{number}")
    assert not page.forms(f"/sanctions/{number}")
    token = page.all("//input[@name='csrf_token']/@value")[0]
    data = {"csrf_token": token, "answer": "confirm"}
    assert page.visitor.post(f"/en/moderation/sanctions/{number}", data=data).status == 403
    assert until_of(make, comment) is None


def test_the_table_itself_holds_the_four_eyes(make: Make, visitor: Visitor) -> None:
    comment = make.comment()
    sanction(visitor, make.moderator(), comment)
    alone = update(Sanction).values(confirmed_by=Sanction.proposed_by)
    with pytest.raises(IntegrityError):
        make.do(lambda: db.session.execute(alone))


def test_refusing_ends_it(make: Make, visitor: Visitor) -> None:
    comment = make.comment()
    sanction(visitor, make.moderator(), comment)
    number = newest(make).id
    assert settle(visitor, make.moderator(), number, "refuse").status == 303
    assert newest(make).state == "refused"
    assert until_of(make, comment) is None
    assert make.mails() == []
    page = visitor.another().sign_in(make.moderator()).get(f"/en/moderation/sanctions/{number}")
    assert not page.forms(f"/sanctions/{number}")
    assert kinds(make) == ["SUSPENSION_PROPOSED", "SUSPENSION_REFUSED"]


def test_a_second_proposal_waits_for_the_first(make: Make, visitor: Visitor) -> None:
    comment = make.comment()
    assert sanction(visitor, make.moderator(), comment).status == 303
    assert sanction(visitor, make.moderator(), comment).status == 409
    assert make.scalar(select(func.count()).select_from(Sanction)) == 1


def test_lifting_ends_a_suspension_and_the_person_is_told_why(make: Make, visitor: Visitor) -> None:
    comment, made = suspended(make, visitor)
    page = visitor.another().sign_in(make.moderator()).get(f"/en/moderation/sanctions/{made.id}")
    assert page.submit("/lift", note=" ").status == 422
    assert page.submit("/lift", note="They apologised.").status == 303
    assert until_of(make, comment) is None
    mail = make.mails()[-1]
    assert mail["Subject"] == "Your suspension is lifted"
    assert "They apologised." in mail.get_content()
    assert page.submit("/lift", note="Again.").status == 409
    assert kinds(make)[-1] == "SUSPENSION_LIFTED"


def test_lifting_one_suspension_leaves_the_other(make: Make, visitor: Visitor) -> None:
    comment, first = suspended(make, visitor)
    sanction(visitor, make.moderator(), comment, days="3")
    second = newest(make)
    settle(visitor, make.moderator(), second.id)
    page = visitor.another().sign_in(make.moderator()).get(f"/en/moderation/sanctions/{first.id}")
    page.submit("/lift", note="One is enough.")
    assert until_of(make, comment) == second.until


def test_an_overturned_appeal_ends_the_suspension(make: Make, visitor: Visitor) -> None:
    comment, made = suspended(make, visitor)
    decision = make.scalar(select(Decision.id).where(Decision.action == "suspend"))
    visitor.sign_in(comment.author)
    links = visitor.get("/en/account").all("//main//a[contains(@href, '/appeals/')]/@href")
    assert links == [f"/en/account/appeals/{decision}"]
    sent = visitor.get(links[0]).submit(f"/appeals/{decision}", body="It was a quotation.")
    assert sent.status == 303
    number = make.scalar(select(Appeal.id))
    path = f"/en/moderation/appeals/{number}"
    proposer = make.scalar(select(Account).where(Account.id == made.proposed_by))
    assert visitor.another().sign_in(proposer).get(path).status == 403
    page = visitor.another().sign_in(make.moderator()).get(path)
    assert page.submit(path, ("outcome", "overturned"), note="True.").status == 303
    assert until_of(make, comment) is None
    assert newest(make).state == "lifted"


def test_nobody_sanctions_themselves_nor_members_of_staff(make: Make, visitor: Visitor) -> None:
    own = make.moderator()
    comment = make.comment(author=own)
    path = f"/en/moderation/comments/{comment.id}/sanction"
    assert visitor.another().sign_in(own).get(path).status == 403
    assert sanction(visitor, make.moderator(), comment).status == 409


@pytest.mark.parametrize("fields", [{"ground": ""}, {"ground": "other", "note": ""}, {"days": "8"}])
def test_a_sanction_needs_its_ground_and_a_length_that_is_offered(
    make: Make, visitor: Visitor, fields: dict[str, str]
) -> None:
    assert sanction(visitor, make.moderator(), make.comment(), **fields).status == 422
    assert make.scalar(select(func.count()).select_from(Sanction)) == 0


def test_the_ledger_names_neither_the_person_nor_the_comment(make: Make, visitor: Visitor) -> None:
    comment, _made = suspended(make, visitor)
    place = f"consultation:{comment.consultation_id}"
    rows = make.all(select(LedgerEvent.subject, LedgerEvent.data, LedgerEvent.kind))
    found = [row for row in rows if row.kind.startswith("SUSP")]
    assert [row.subject for row in found] == [place, place]
    assert [row.data for row in found] == [{"ground": "insult", "days": 7}] * 2


def test_leaving_closes_appeals_and_ends_sanctions(make: Make, visitor: Visitor) -> None:
    comment, _made = suspended(make, visitor)
    decision = make.scalar(select(Decision.id).where(Decision.action == "suspend"))
    page = visitor.sign_in(comment.author).get(f"/en/account/appeals/{decision}")
    page.submit(f"/appeals/{decision}", body="My own words.")
    waiting = visitor.another().sign_in(make.moderator())
    case = waiting.get(f"/en/moderation/appeals/{make.scalar(select(Appeal.id))}")
    leave = visitor.get("/en/account/leave")
    left = leave.submit("/leave", contributions="stay", password="a long enough password")
    assert left.status in {200, 303}
    appeal = make.scalar(select(Appeal))
    assert (appeal.outcome, appeal.body) == ("closed", "")
    assert newest(make).state == "ended"
    assert until_of(make, comment) is None
    late = case.submit("/appeals/" + str(appeal.id), ("outcome", "overturned"), note="Yes.")
    assert late.status == 409


def test_a_proposal_whose_time_is_over_is_only_refused(
    make: Make, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = make.comment()
    sanction(visitor, make.moderator(), comment, days="1")
    confirmer = visitor.another().sign_in(make.moderator())
    number = newest(make).id
    page = confirmer.get(f"/en/moderation/sanctions/{number}")
    later = clock.now() + timedelta(days=1, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    page = page.submit(f"/sanctions/{number}", ("answer", "confirm"))
    assert page.status == 409
    assert newest(make).state == "proposed"
    assert page.submit(f"/sanctions/{number}", ("answer", "refuse")).status == 303


def test_my_data_hold_my_appeals_and_sanctions_and_no_name_of_a_moderator(
    make: Make, visitor: Visitor
) -> None:
    comment, made = suspended(make, visitor)
    decision = make.scalar(select(Decision.id).where(Decision.action == "suspend"))
    page = visitor.sign_in(comment.author).get(f"/en/account/appeals/{decision}")
    page.submit(f"/appeals/{decision}", body="It was a quotation.")
    page = visitor.get("/en/account/data")
    proposer = make.scalar(select(Account.pseudonym).where(Account.id == made.proposed_by))
    for text in (page.text, page.submit("/data.json").text):
        assert "It was a quotation." in text and NOTE in text
        assert proposer not in text
