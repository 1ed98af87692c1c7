"""Every clause can be spoken of: its page, its words, its count, its anchor after a revision."""

from typing import Any

import pytest
from sqlalchemy import func, select

from consult.comments.models import ClauseCount, Comment
from consult.comments.queries import comment_by_id
from consult.comments.rules import State
from consult.consultations.models import Amendment, Wording
from consult.core.db import db
from tests.comments.places import address, home
from tests.consultations.revising import revise
from tests.make import Make
from tests.pages import Page, Visitor

CLAUSE = "2. The Kurultai has 145 deputies."


def say(visitor: Visitor, amendment: Amendment, key: str = "2", **fields: Any) -> Page:
    """Comment on a clause through its page; `at` is where words are selected."""
    at = fields.pop("at", "")
    page = visitor.get(f"{home(amendment)}/clauses/{key}{at}")
    return page.submit(f"/clauses/{key}", **{"stance": "for", "body": "Too many."} | fields)


def counts(make: Make, amendment: Amendment) -> dict[str, int]:
    """Return the counts that are kept, without those that came back to nothing."""
    kept = select(ClauseCount.clause, ClauseCount.count)
    rows = make.all(kept.where(ClauseCount.amendment_id == amendment.id))
    return {clause: count for clause, count in rows if count}


def recount(make: Make, amendment: Amendment) -> dict[str, int]:
    """Return the same, counted from the comments."""
    found: dict[str, int] = {}
    here = (Comment.amendment_id == amendment.id, Comment.state == State.PUBLISHED)
    for suggested in (False, True):
        query = select(Comment.clause, func.count()).where(*here, Comment.clause.is_not(None))
        if suggested:
            query = query.where(Comment.suggestion.is_not(None))
        for clause, count in make.all(query.group_by(Comment.clause)):
            found[clause + "+" * suggested] = count
    return found


def last(make: Make) -> Comment:
    """Return the latest comment."""
    return make.read(lambda: comment_by_id(db.session.scalar(select(func.max(Comment.id))) or 0))


def test_each_clause_has_a_link_and_a_way_to_comment_after_its_words(
    make: Make, visitor: Visitor
) -> None:
    amendment = make.amendment()
    for view in ("changes", "proposed"):
        page = visitor.get(f"{home(amendment)}?view={view}")
        assert page.all("//p[@id='clause-1']") and page.all("//p[@id='clause-2']")
        links = page.all("//div[@class='wording']/div//a[@class='clause-comment']/@href")
        assert links == [f"{home(amendment)}/clauses/{key}" for key in ("1", "2")]
    assert visitor.get(links[1]).h1 == f"Clause 2 of amendment {amendment.number}"


def test_a_clause_that_is_not_there_is_not_found(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    for key in ("3", "p1", "%00", "2_2", "x" * 300):
        assert visitor.get(f"{home(amendment)}/clauses/{key}").status == 404


def test_a_comment_on_a_clause_shows_the_clause_and_is_counted(
    make: Make, visitor: Visitor
) -> None:
    amendment = make.amendment()
    author = visitor.sign_in(make.account())
    page = say(author, amendment).follow()
    assert page.all("//blockquote")[0].text_content() == CLAUSE
    assert page.all("//div[@class='comment-about']//a/@href") == [f"{home(amendment)}/clauses/2"]
    there = visitor.another().get(f"{home(amendment)}/clauses/2")
    assert "Too many." in there.text and "Comments on this clause 1" in there.text
    assert "Too many." not in visitor.another().get(f"{home(amendment)}/clauses/1").text
    tools = visitor.another().get(home(amendment)).all("//div[@data-clause='clause-2']")
    assert "one comment" in tools[0].text_content()


def test_selected_words_are_quoted_with_what_stands_around_them(
    make: Make, visitor: Visitor
) -> None:
    amendment = make.amendment()
    start = CLAUSE.index("145")
    where = f"?start={start}&end={start + 12}"
    page = visitor.sign_in(make.account()).get(f"{home(amendment)}/clauses/2{where}")
    assert page.all("//blockquote")[0].text == "145 deputies"
    say(visitor, amendment, at=where)
    quote = last(make).quote
    assert quote and quote["exact"] == "145 deputies" and quote["suffix"] == "."
    assert quote["prefix"] == "f one chamber.\n2. The Kurultai has "[-32:]
    assert {quote["language"], quote["side"], quote["revision"]} == {"en", "proposed", 1}
    assert visitor.get(address(last(make))).all("//blockquote")


@pytest.mark.parametrize("at", [(5, 5), (9, 2), (0, 999), (-1, 3), ("²", "3"), (1, "9" * 5000)])
def test_words_that_are_not_in_the_clause_are_refused(
    make: Make, visitor: Visitor, at: tuple[Any, Any]
) -> None:
    amendment = make.amendment()
    visitor.sign_in(make.account())
    answer = visitor.get(f"{home(amendment)}/clauses/2")
    answer = answer.submit("/clauses/2", stance="for", body="Text", start=at[0], end=at[1])
    assert answer.status == 422
    assert "Select them again" in answer.text
    assert not counts(make, amendment)


def test_a_comment_on_a_wording_revised_meanwhile_is_refused_once(
    make: Make, visitor: Visitor
) -> None:
    amendment = make.amendment()
    visitor.sign_in(make.account())
    page = visitor.get(f"{home(amendment)}/clauses/2")
    revise(make, amendment, "1. New.\n2. The Kurultai has 200 deputies.")
    answer = page.submit("/clauses/2", stance="for", body="Too many.")
    assert answer.status == 409
    assert "revised meanwhile" in answer.text and "200 deputies" in answer.text
    assert answer.submit("/clauses/2").status == 303


def test_counts_of_clauses_equal_a_recount_whatever_happens(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    author = visitor.sign_in(make.account())
    for key, body in (("1", "One"), ("2", "Two"), ("2", "Three"), ("2", "Call 8 701 123 45 67")):
        assert say(author, amendment, key, body=body).status == 303
    assert counts(make, amendment) == recount(make, amendment) == {"1": 1, "2": 2}
    numbers = [number for (number,) in make.all(select(Comment.id).order_by(Comment.id))]
    moderator = make.moderator()
    comments = f"{home(amendment)}/comments"
    author.get(f"{comments}/{numbers[1]}").submit("/withdraw")
    author.get(f"{comments}/{numbers[3]}/edit").submit("/edit", body="No number any more")
    assert counts(make, amendment) == recount(make, amendment) == {"1": 1, "2": 2}
    staff = visitor.another().sign_in(moderator)
    case = f"/en/moderation/comments/{numbers[0]}"
    staff.get(case).submit(case, button=("action", "hide"), ground="insult")
    assert counts(make, amendment) == recount(make, amendment) == {"2": 2}
    staff.get(case).submit(case, button=("action", "restore"))
    assert counts(make, amendment) == recount(make, amendment) == {"1": 1, "2": 2}


def test_the_anchor_survives_a_revision_and_moves_with_its_words(
    make: Make, visitor: Visitor
) -> None:
    amendment = make.amendment()
    say(visitor.sign_in(make.account()), amendment)
    revise(make, amendment, f"1. New words.\n{CLAUSE.replace('2.', '5.')}\n6. More.")
    page = visitor.get(home(amendment))
    assert page.all("//div[@class='comment-about']//a/@href") == [f"{home(amendment)}/clauses/5"]


def test_a_comment_whose_words_are_gone_says_so(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    say(visitor.sign_in(make.account()), amendment)
    revise(make, amendment, "1. Nothing is left of what was there.")
    for path in (home(amendment), f"{home(amendment)}/comments/{last(make).id}"):
        page = visitor.get(path)
        assert "The text has changed since: these words are no longer in it." in page.text
        assert "They stood in revision 1." in page.text
        assert not page.all("//div[@class='comment-about']//a")


def test_a_comment_whose_words_changed_a_little_says_so(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    say(visitor.sign_in(make.account()), amendment)
    revise(make, amendment, "1. Another.\n2. The Kurultai has 150 deputies.")
    for path in (home(amendment), f"{home(amendment)}/comments/{last(make).id}"):
        page = visitor.get(path)
        assert "These words have changed a little since; so they stood in revision 1." in page.text


def test_a_visitor_is_asked_to_sign_in_and_a_closed_consultation_takes_nothing(
    make: Make, visitor: Visitor
) -> None:
    amendment = make.amendment()
    page = visitor.get(f"{home(amendment)}/clauses/2")
    assert "Sign in to comment on the clause" in page.text and not page.forms("/clauses/2")
    over = make.amendment(make.consultation(state="closed"))  # type: ignore[arg-type]
    page = visitor.sign_in(make.account()).get(f"{home(over)}/clauses/2")
    assert page.status == 200 and not page.forms("/clauses/2")
    assert not visitor.get(home(over)).all("//a[@class='clause-comment']")


def test_a_hidden_comment_shows_no_quotation(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    say(visitor.sign_in(make.account()), amendment)
    make.decision(last(make), make.moderator(), "hide")
    page = visitor.another().get(f"{home(amendment)}/clauses/2")
    assert "Hidden by a moderator" in page.text
    assert not page.all("//blockquote")


def test_after_a_revision_comments_and_counts_move_with_their_words(
    make: Make, visitor: Visitor
) -> None:
    amendment = make.amendment()
    author = visitor.sign_in(make.account())
    say(author, amendment)
    say(author, amendment, "1", body="On what goes.")
    revise(make, amendment, f"1. Quite different words now.\n{CLAUSE.replace('2.', '5.')}")
    make.run_jobs()
    assert counts(make, amendment) == recount(make, amendment) == {"5": 1, "1@1": 1}
    assert "On what goes." not in visitor.get(f"{home(amendment)}/clauses/1").text
    page = visitor.get(f"{home(amendment)}/clauses/5")
    assert "Too many." in page.text and "Comments on this clause 1" in page.text
    assert "they stood in revision 1" in visitor.get(home(amendment)).text
    make.run_jobs()
    revise(make, amendment, make.read(lambda: amendment_text(amendment)))
    make.run_jobs()
    assert counts(make, amendment) == recount(make, amendment) == {"1": 1, "2": 1}


def amendment_text(amendment: Amendment) -> str:
    """Return the first proposal of an amendment."""
    wording = db.session.get_one(Wording, (amendment.id, 1, "en"))
    return wording.proposed


def test_two_suggestions_of_one_person_never_meet_on_one_clause(
    make: Make, visitor: Visitor
) -> None:
    amendment = make.amendment()
    visitor.sign_in(make.account())
    for key in ("1", "2"):
        page = visitor.get(f"{home(amendment)}/clauses/{key}")
        page.submit("/suggestion", suggestion="delete", stance="for", body=f"On {key}.")
    first = "1. The Kurultai consists of one chamber."
    revise(make, amendment, f"{first} {CLAUSE}")
    make.run_jobs()
    kept = counts(make, amendment)
    assert kept == recount(make, amendment)
    assert kept == {"1": 1, "1+": 1, "2@1": 1, "2@1+": 1}
    page = visitor.get(f"{home(amendment)}/suggestions")
    assert "On 1." in page.text and "On 2." in page.text and "No longer in the text" in page.text


def test_a_comment_on_words_is_previewed_with_them_and_then_sent(
    make: Make, visitor: Visitor
) -> None:
    amendment = make.amendment()
    visitor.sign_in(make.account())
    page = visitor.get(f"{home(amendment)}/clauses/2", query_string={"start": "3", "end": "15"})
    words = {"stance": "for", "body": "These very words."}
    look = page.submit("/clauses/2", button=("step", "preview"), **words)
    assert look.status == 200
    assert make.scalar(select(func.count()).select_from(Comment)) == 0
    look.submit("/clauses/2", button=("step", "send"))
    sent = last(make)
    assert (sent.clause, sent.body) == ("2", "These very words.")
    assert sent.quote and sent.quote["exact"] == "The Kurultai"


def test_who_says_nearly_the_same_on_a_clause_is_asked_first(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    text = "One chamber decides faster, and everybody sees who decided what and why it was decided."
    make.comment(amendment, body=text, stance="for")
    visitor.sign_in(make.account())
    page = visitor.get(f"{home(amendment)}/clauses/2")
    asked = page.submit("/clauses/2", button=("step", "send"), stance="for", body=f"{text} Yes.")
    assert "not sent yet" in asked.text
    assert make.scalar(select(func.count()).select_from(Comment)) == 1
    asked.submit("/clauses/2", button=("step", "confirmed"))
    assert make.scalar(select(func.count()).select_from(Comment)) == 2
