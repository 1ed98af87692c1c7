"""All authors of an argument are told: in their language, once each, in portions, never twice."""

import pytest
from sqlalchemy import select, update

from consult.comments.models import Comment
from consult.core import jobs
from consult.core.db import db
from consult.core.jobs import Job
from consult.notifications import argued
from tests.make import Make
from tests.responses.arguing import answered, change, three

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


def told(make: Make) -> list[str]:
    return sorted(mail["to"] for mail in make.mails())


def test_every_author_is_told_once_however_many_comments_they_wrote(make: Make) -> None:
    amendment = make.amendment()
    comments = three(make, amendment)
    argument = make.argument(amendment, comments)
    answered(make, argument)
    assert told(make) == sorted({one.author.email for one in comments})
    mail = next(one for one in make.mails() if one["to"] == comments[0].author.email)
    text = mail.get_content()
    assert text.count(f"/amendments/{amendment.number}/comments/") == 2
    assert "One other person said the same." in text
    assert f"/amendments/{amendment.number}/arguments/{argument.number}" in text
    assert comments[0].body in text


def test_authors_are_told_in_their_language(make: Make) -> None:
    amendment, reader = make.amendment(), make.account(language="ru")
    answered(make, make.argument(amendment, [make.comment(amendment, reader)]))
    (mail,) = make.mails()
    assert mail["Content-Language"] == "ru"
    assert "/ru/consultations/" in mail.get_content()


def test_many_authors_are_told_portion_by_portion_and_a_job_done_again_tells_nobody_twice(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(argued, "AUTHORS_AT_ONCE", 2)
    amendment = make.amendment()
    comments = [make.comment(amendment) for _ in range(5)]
    answered(make, make.argument(amendment, comments))
    first = make.scalar(select(Job.payload).where(Job.kind == "tell-argument"))
    assert make.do(jobs.run_next)
    with pytest.raises(ZeroDivisionError):  # A worker dies: what it did is undone with its mails.
        make.do(lambda: (argued.tell_argument(first), 1 / 0))
    assert told(make) == sorted(one.author.email for one in comments)


def test_only_those_are_told_whose_comment_is_published_and_who_have_a_mailbox(
    make: Make,
) -> None:
    amendment = make.amendment()
    comments = [make.comment(amendment) for _ in range(3)]
    argument = make.argument(amendment, comments)
    make.decision(comments[0], make.moderator(), "hide")
    make.mails()
    answered(make, argument)
    make.do(
        lambda: db.session.execute(
            update(Comment).where(Comment.id == comments[1].id).values(state="withdrawn")
        )
    )
    before = len(make.mails())
    assert [one["to"] for one in make.mails()][before - 1] == comments[2].author.email
    assert comments[1].author.email not in told(make)


def test_who_joins_later_or_leaves_is_told_and_nobody_else(make: Make) -> None:
    amendment = make.amendment()
    comments = [make.comment(amendment) for _ in range(2)]
    argument = make.argument(amendment, comments)
    answered(make, argument)
    before = told(make)
    late = make.comment(amendment)
    change(make, "add", argument, [late.id])
    assert told(make) == sorted([*before, late.author.email])
    change(make, "remove", argument, [comments[0].id])
    mails = [mail for mail in make.mails() if mail["to"] == comments[0].author.email]
    assert [mail["Subject"] for mail in mails] == [
        "Your comment is answered officially",
        "Your comment will be answered anew",
    ]
    assert len(told(make)) == 4


def test_a_correction_tells_everybody_again(make: Make) -> None:
    amendment = make.amendment()
    argument = make.argument(amendment, comments := three(make, amendment))
    answered(make, argument)
    change(make, "add", argument, [make.comment(amendment).id])
    before = len(told(make))
    answered(make, argument, disposition="noted", reasons="")
    assert len(told(make)) - before == 3
    assert make.mails()[-1]["Subject"] == "The official answer to your comment was corrected"
    assert len(comments) == 3
