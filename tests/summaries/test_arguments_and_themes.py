"""Arguments, themes and what is overdue, as a summary shows them."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, update

from consult.analysis.models import Theme, ThemeComment
from consult.comments.models import Comment
from consult.comments.rules import State
from consult.consultations.models import Consultation
from consult.consultations.queries import the_consultation
from consult.core import clock
from consult.core.db import db
from consult.core.words import speaking
from consult.responses.models import Answer, Argument
from consult.responses.rules import Origin
from consult.summaries.exporters.about import about_rows
from consult.summaries.figured import Figured
from consult.summaries.queries import summary_of
from consult.summaries.report import Words
from consult.summaries.report_comments import answer_blocks
from tests.make import Make
from tests.pages import Visitor
from tests.summaries.busy import add_comment

THEN = datetime(2026, 2, 1, tzinfo=UTC)


def test_arguments_come_with_their_published_answer_only(make: Make, visitor: Visitor) -> None:
    unit, official = make.amendment(), make.account()
    place = {"consultation_id": unit.consultation_id, "amendment_id": unit.id}
    by = {"language": "en", "made_by": official.id, "made_at": THEN}
    told = {**place, "language": "en", "revision": 1, "author_id": official.id}
    times = {"created_at": THEN, "saved_at": THEN}

    def work() -> None:
        for number, origin in enumerate((Origin.STAFF, Origin.STAFF, Origin.MERGED), start=1):
            row = {**place, **by, "number": number, "title": f"Argument {number}", "origin": origin}
            db.session.execute(insert(Argument).values(id=number, comments=4, people=3, **row))
        for number, state in ((1, "published"), (2, "draft")):
            said = {"state": state, "disposition": "accepted", "reasons": f"Reasons {number}"}
            published = THEN if state == "published" else None
            db.session.execute(
                insert(Answer).values(
                    argument_id=number, published_at=published, **said, **told, **times
                )
            )

    make.do(work)
    found = make.read(lambda: summary_of(the_consultation(unit.consultation.slug), "en"))
    shown = [(one.number, one.disposition, one.reasons) for one in found.arguments]
    assert shown == [(1, "accepted", "Reasons 1"), (2, None, "")]
    assert found.amendments[0].arguments == tuple(found.arguments)
    visitor.sign_in(make.official(unit.consultation))
    add_comment(make, unit, official)
    for address in ("summary", f"amendments/{unit.number}/summary"):
        page = visitor.get(f"/en/consultations/{unit.consultation.slug}/{address}")
        rows = page.all("//table[caption/@id='arguments-table']/tbody/tr")
        assert len(rows) == 2 and "Accepted" in rows[0].text_content()
        assert visitor.get(rows[0].xpath(".//a/@href")[0]).status == 200


def test_themes_quote_what_is_published_and_say_who_confirmed(make: Make) -> None:
    unit, author = make.amendment(), make.account()
    shown = add_comment(make, unit, author, body="The second chamber costs too much.")
    hidden = add_comment(make, unit, author, body="Something hidden.", state=State.HIDDEN)

    def work() -> None:
        theme = {"language": "en", "name": "Costs", "words": ["cost"], "origin": "machine"}
        place = {"consultation_id": unit.consultation_id, "made_at": THEN}
        db.session.execute(insert(Theme).values(id=1, **theme, **place))
        for number in (shown, hidden):
            db.session.execute(insert(ThemeComment).values(comment_id=number, theme_id=1))

    make.do(work)
    found = make.read(lambda: summary_of(the_consultation(unit.consultation.slug), "en"))
    (theme,) = found.themes
    assert (theme.name, theme.confirmed, theme.comments) == ("Costs", False, 1)
    assert [quoted.id for quoted in theme.typical] == [shown]
    assert found.amendments[0].themes == found.themes


def test_suggestions_are_overdue_after_the_promised_moment_only(make: Make) -> None:
    unit = make.amendment()
    add_comment(make, unit, make.account(), suggestion="delete", clause="1")
    for days, overdue in ((1, 0), (-1, 1)):
        due = clock.now() + timedelta(days=days)
        make.do(lambda d=due: db.session.execute(update(Consultation).values(answers_due_at=d)))
        found = make.read(lambda: summary_of(the_consultation(unit.consultation.slug), "en"))
        assert found.overdue == overdue
        with make.app.app_context(), speaking("en"):
            said = [one for one in answer_blocks(found, Figured(found)) if isinstance(one, Words)]
            about = {str(heading): value for heading, _type, value in about_rows(found)}
        assert (about["Answers are promised by"], about["Suggestions whose answer is overdue"]) == (
            due,
            overdue,
        )
        assert said[0].text.endswith(f"Suggestions overdue: {overdue}")
    make.do(lambda: db.session.execute(update(Comment).values(state=State.HIDDEN)))
    again = make.read(lambda: summary_of(the_consultation(unit.consultation.slug), "en"))
    assert again.overdue == 0
