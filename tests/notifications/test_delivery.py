"""The author learns what a moderator decided: by mail, in their language, once."""

from email.message import EmailMessage

import pytest
from sqlalchemy import select, update

from consult.accounts.models import Account
from consult.comments.actions import withdraw_comment
from consult.comments.models import Comment
from consult.consultations.models import ConsultationText
from consult.core.db import db
from consult.ledger.models import LedgerEvent
from consult.moderation.queries import the_case
from consult.notifications.delivery import tell_author
from tests.make import Make

HELD = "Write to me: somebody@example.org"


def body(mail: EmailMessage) -> str:
    return mail.get_content()


def test_the_author_of_a_hidden_comment_learns_ground_note_and_what_to_do(make: Make) -> None:
    author = make.account()
    comment = make.comment(author=author, body="First line.\n\nSecond line.")
    make.decision(comment, make.moderator(), "hide", ground="insult", note="Not about people.")
    [mail] = make.mails()
    assert mail["To"] == author.email
    assert mail["Subject"] == "Your comment was hidden"
    text = body(mail)
    assert "Ground: Insult or hatred" in text
    assert "> Not about people." in text
    assert "> First line.\n> \n> Second line." in text
    assert f"/en/consultations/{comment.consultation.slug}/amendments/" in text
    assert "You may appeal once, until" in text
    assert "/en/account/appeals/" in text


@pytest.mark.parametrize(
    ("text", "actions", "subjects"),
    [
        (HELD, ["publish"], ["Your comment is published"]),
        (HELD, ["reject"], ["Your comment was rejected"]),
        ("Calm.", ["keep"], []),
        (
            "Calm.",
            ["hide", "restore"],
            ["Your comment was hidden", "Your comment is published again"],
        ),
    ],
)
def test_every_decision_but_keeping_is_told(
    make: Make, text: str, actions: list[str], subjects: list[str]
) -> None:
    comment, moderator = make.comment(body=text), make.moderator()
    for action in actions:
        make.decision(comment, moderator, action)
    assert [mail["Subject"] for mail in make.mails()] == subjects


def test_the_mail_is_in_the_language_of_the_author(make: Make) -> None:
    comment = make.comment(author=make.account(language="ru"))
    make.decision(comment, make.moderator(), "hide")
    [mail] = make.mails()
    assert mail["Content-Language"] == "ru"
    assert "/ru/consultations/" in body(mail)


def test_nothing_is_sent_before_the_decision_is_stored(make: Make) -> None:
    comment, moderator = make.comment(), make.moderator()

    def broken() -> None:
        make_it = the_case(comment.id)
        from consult.moderation.actions import decide

        decide(
            make_it, make.reader(moderator), "hide", ground="spam", note="", version=make_it.version
        )
        raise RuntimeError

    with pytest.raises(RuntimeError):
        make.do(broken)
    assert make.mails() == []


def test_the_author_of_a_comment_withdrawn_meanwhile_is_not_told(make: Make) -> None:
    comment = make.comment()
    make.decision(comment, make.moderator(), "hide")
    make.do(lambda: withdraw_comment(the_case(comment.id)))
    assert make.mails() == []


def test_an_account_without_a_mailbox_is_not_told(make: Make) -> None:
    comment = make.comment()
    make.decision(comment, make.moderator(), "hide")
    make.do(lambda: db.session.execute(update(Account).values(email="")))
    assert make.mails() == []


def test_an_event_that_no_decision_stands_behind_is_passed_over(make: Make) -> None:
    make.do(lambda: tell_author({"event": 404}))
    assert make.mails() == []


def test_a_job_done_twice_sends_at_most_one_mail_more(make: Make) -> None:
    make.decision(make.comment(), make.moderator(), "hide")
    assert len(make.mails()) == 1
    event = make.scalar(select(LedgerEvent.id).where(LedgerEvent.kind == "COMMENT_HIDDEN"))
    make.do(lambda: tell_author({"event": event}))
    assert len(make.mails()) <= 2


def test_hostile_names_titles_and_texts_stay_text(make: Make) -> None:
    evil = "Nice\r\nBcc: victim@example.org\r\n\r\n<script>alert(1)</script>"
    comment: Comment = make.comment(
        author=make.account(pseudonym=evil), body=f"{evil}\n{{{{ 7*7 }}}}"
    )
    make.do(lambda: db.session.execute(update(ConsultationText).values(title=evil)))
    make.decision(comment, make.moderator(), "reject", ground="other", note=evil)
    [mail] = make.mails()
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Your comment was rejected"
    assert "Hello Nice Bcc: victim@example.org <script>alert(1)</script>," in body(mail)
    assert "{{ 7*7 }}" in body(mail)
    assert mail.get_content_type() == "text/plain"
