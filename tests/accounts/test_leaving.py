"""Leaving the platform: what stays, what goes, and who may not."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import Text, cast, func, or_, select, update

from consult.accounts import actions, entry
from consult.accounts.models import Account, RoleGrant, Session
from consult.accounts.rules import Role
from consult.comments.actions import write_comment
from consult.comments.models import Comment, CommentReaction
from consult.consultations.models import Amendment, Consultation
from consult.consultations.queries import consultation_by_id
from consult.core import jobs, mail
from consult.core.db import db
from consult.core.errors import Conflict, Invalid, NotAllowed
from consult.core.jobs import Job
from consult.core.words import speaking
from consult.pages.leaving import leave
from consult.summaries import keeping
from consult.summaries.columns import COMMENT_COLUMNS
from consult.summaries.formats import FILES
from consult.summaries.kept import outdated
from consult.summaries.models import Export
from consult.summaries.queries import comment_rows, summary_of
from consult.summaries.rules import Purpose, State
from consult.summaries.summary import Preset
from consult.votes.actions import cast_vote, close_consultation
from consult.votes.models import Vote
from consult.votes.queries import recount_of, tally_of
from consult.votes.rules import Choice
from tests.accounts.people import EMAIL, SECRET, message_at, sign_in, signed_in
from tests.comments.places import home
from tests.make import PASSWORD, Make
from tests.pages import Visitor
from tests.together import at_once

NAME = "Zhansaya of Aktobe"
PERSONAL = ("zhansaya", "only-mine@example.org")


@pytest.fixture
def leaver(make: Make) -> Account:
    return make.account(pseudonym=NAME, email="only-mine@example.org")


def leaves(make: Make, account: Account, *, withdraw: bool = False) -> None:
    make.do(lambda: leave(account.id, account.password_hash, withdraw=withdraw))
    make.run_jobs()


def tables_that_tell(make: Make) -> list[str]:
    """Return the columns of all tables in which the leaver's name or address can be found."""
    found = []
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            text = func.lower(cast(column, Text))
            tells = or_(*(text.contains(word) for word in PERSONAL))
            if make.scalar(select(func.count()).select_from(table).where(tells)):
                found.append(f"{table.name}.{column.name}")
    return found


def a_full_life(make: Make, leaver: Account) -> tuple[Amendment, Comment]:
    """Let somebody do all that one can do here."""
    amendment = make.amendment()
    comment = make.comment(amendment, leaver, body="First thing said.")
    answer = make.comment(parent=comment, body="An answer to it.")
    other = make.comment(amendment)
    make.reaction(other, "agree", by=leaver)
    for reported in (other, answer):
        make.report(reported, by=leaver, ground="other", note="I, Zhansaya, find this rude.")
    make.do(lambda: cast_vote(amendment, make.reader(leaver), Choice.SUPPORT))
    make.do(lambda: mail.send("accounts_password_changed", to=leaver.email, lang="en", forgot="x"))
    make.do(lambda: entry.sign_in(leaver.email, PASSWORD, "192.0.2.9"))
    return amendment, comment


def test_the_search_for_what_remains_finds_what_is_there(make: Make, leaver: Account) -> None:
    a_full_life(make, leaver)
    assert {"accounts.email", "accounts.pseudonym_key", "jobs.payload"} <= set(
        tables_that_tell(make)
    )


@pytest.mark.parametrize("withdraw", [False, True])
def test_nothing_personal_of_a_leaver_remains_in_any_table(
    make: Make, leaver: Account, visitor: Visitor, withdraw: bool
) -> None:
    a_full_life(make, leaver)
    make.do(lambda: db.session.execute(update(Job).values(failed=True)))
    visitor.sign_in(leaver)
    leaves(make, leaver, withdraw=withdraw)
    assert tables_that_tell(make) == []
    assert not signed_in(visitor)
    assert make.scalar(select(func.count()).select_from(Session)) == 0


def test_contributions_that_stay_are_a_former_participants(
    make: Make, leaver: Account, visitor: Visitor
) -> None:
    amendment, comment = a_full_life(make, leaver)
    leaves(make, leaver)
    page = visitor.get(home(amendment))
    assert "First thing said." in page.text and "Former participant" in page.text
    assert NAME not in page.text
    assert make.read(lambda: tally_of(amendment.id)).total == 1
    moderator = visitor.another().sign_in(make.moderator())
    case = moderator.get(f"/en/moderation/comments/{comment.id}")
    assert "Former participant" in case.text


def test_an_export_names_a_former_participant_in_the_language_of_the_export(
    make: Make, leaver: Account
) -> None:
    amendment, _ = a_full_life(make, leaver)
    leaves(make, leaver)

    author = [column.key for column in COMMENT_COLUMNS].index("author")

    def names() -> list[str]:
        with speaking("en"):
            summary = summary_of(consultation_by_id(amendment.consultation_id), "en")
            return [row[author] for row in comment_rows(summary)]

    found = make.read(names)
    assert "Former participant" in found and NAME not in found and len(found) == 3


def test_files_that_may_hold_the_name_of_who_left_are_handed_out_no_more(
    make: Make, leaver: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(place: Consultation, language: str) -> int:
        reader, file = make.reader(make.official(place)), FILES["comments.csv"]

        def work() -> Export:
            here = consultation_by_id(place.id)
            return keeping.ask(
                here, reader, file,
                preset=Preset.PUBLIC, language=language, purpose=Purpose.CHECK,
            )  # fmt: skip

        return make.do(work).id

    def is_out(number: int) -> bool:
        export = make.scalar(select(Export).where(Export.id == number))
        assert export.state == State.READY
        return make.read(lambda: outdated(export))

    def leave_while_it_is_made() -> None:
        monkeypatch.undo()
        with ThreadPoolExecutor() as another:
            another.submit(make.do, partial(leave, leaver.id, leaver.password_hash, withdraw=False))

    here, elsewhere = make.comment(author=leaver).consultation, make.comment().consultation
    ready, other = ask(here, "en"), ask(elsewhere, "en")
    make.run_jobs()
    making, waits = ask(here, "ru"), ask(here, "kk")
    monkeypatch.setattr(jobs, "go_on", leave_while_it_is_made)
    make.run_jobs()
    assert [is_out(one) for one in (ready, making, waits, other)] == [True, True, False, False]


def test_contributions_taken_back_are_withdrawn_and_erased(
    make: Make, leaver: Account, visitor: Visitor
) -> None:
    amendment, _ = a_full_life(make, leaver)
    hidden = make.comment(amendment, leaver, body="Hidden before.")
    make.decision(hidden, make.moderator(), "hide", ground="off_topic")
    leaves(make, leaver, withdraw=True)
    page = visitor.get(home(amendment))
    assert "First thing said." not in page.text and "An answer to it." in page.text
    assert "Withdrawn by its author." in page.text
    rows = make.all(select(Comment.state, Comment.body).where(Comment.author_id == leaver.id))
    assert {tuple(row) for row in rows} == {("withdrawn", "")}
    assert make.read(lambda: recount_of(amendment.id)).total == 0
    assert make.read(lambda: tally_of(amendment.id)).total == 0
    assert make.scalar(select(func.count()).select_from(CommentReaction)) == 0
    assert make.scalar(select(func.sum(Comment.agrees))) == 0


def test_a_vote_that_is_sealed_stays_counted(make: Make, leaver: Account) -> None:
    amendment, open_one = make.amendment(), make.amendment()
    for place in (amendment, open_one):
        make.do(lambda place=place: cast_vote(place, make.reader(leaver), Choice.OPPOSE))
    make.do(lambda: close_consultation(consultation_by_id(amendment.consultation_id)))
    leaves(make, leaver, withdraw=True)
    assert make.all(select(Vote.amendment_id)) == [(amendment.id,)]


def test_the_mailbox_is_free_again_and_the_name_is_not(
    make: Make, leaver: Account, visitor: Visitor
) -> None:
    leaves(make, leaver)
    page = sign_in(visitor, leaver.email, PASSWORD)
    assert page.status == 422
    taken = {"email": EMAIL, "password": SECRET, "pseudonym": NAME.upper()}
    page = visitor.get("/en/sign-up").submit("/sign-up", **taken)
    assert page.status == 422 and "already has this name" in message_at(page, "pseudonym")
    again = make.account(email=leaver.email)
    with pytest.raises(Invalid):
        make.do(lambda: actions.rename(db.session.get_one(Account, again.id), NAME, staff=False))


def test_the_last_administrator_cannot_leave_and_another_one_can(make: Make) -> None:
    first = make.administrator()
    with pytest.raises(Conflict):
        leaves(make, first)
    assert make.scalar(select(Account.email).where(Account.id == first.id)) == first.email
    make.administrator()
    leaves(make, first)
    assert make.all(select(RoleGrant.role)) == [("administrator",)]


def test_of_two_last_administrators_who_leave_at_once_one_stays(make: Make) -> None:
    people = [make.administrator(), make.administrator()]
    works = [partial(leave, one.id, one.password_hash, withdraw=False) for one in people]
    answers = at_once([partial(make.do, work) for work in works])
    assert sorted(type(answer) for answer in answers if answer) == [Conflict]
    assert make.all(select(RoleGrant.role)) == [(Role.ADMINISTRATOR,)]


def test_a_comment_sent_while_its_author_leaves_is_there_in_time_or_refused(make: Make) -> None:
    amendment = make.amendment()
    for turn in range(6):
        person = make.account()
        text = {"stance": "for", "body": f"At the last moment, {turn}.", "language": "en"}
        works = [
            lambda p=person, t=text: write_comment(amendment, make.reader(p), **t).id,
            lambda p=person: leave(p.id, p.password_hash, withdraw=True),
        ]
        first = at_once([partial(make.do, work) for work in works])[0]
        make.run_jobs()
        assert isinstance(first, int | NotAllowed), first
        bodies = make.all(select(Comment.body).where(Comment.author_id == person.id))
        assert all(row == ("",) for row in bodies)
        assert bool(bodies) == isinstance(first, int)


def test_who_has_left_cannot_write_any_more(make: Make, leaver: Account) -> None:
    amendment, reader = make.amendment(), make.reader(leaver)
    leaves(make, leaver)
    with pytest.raises(NotAllowed):
        make.do(lambda: write_comment(amendment, reader, stance="for", body="Late.", language="en"))


def test_leaving_asks_for_a_choice_and_the_password(make: Make, visitor: Visitor) -> None:
    account = make.account()
    visitor.sign_in(account)
    assert visitor.get("/en/account").all("//a[contains(@href, '/account/leave')]")
    page = visitor.get("/en/account/leave").submit("/leave", password=PASSWORD)
    assert page.status == 422 and "Choose what becomes" in page.text
    page = visitor.get("/en/account/leave")
    page = page.submit("/leave", contributions="stay", password="not my password")
    assert page.status == 422 and "not your password" in message_at(page, "password")
    page = visitor.get("/en/account/leave")
    page = page.submit("/leave", contributions="withdraw", password=PASSWORD).follow()
    assert page.status == 200 and "You have left." in page.text
    assert not signed_in(visitor)
