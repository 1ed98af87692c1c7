"""The pages of arguments: gather, answer, change, and what everybody reads of it."""

import pytest
from sqlalchemy import func, select

from consult.comments.models import Comment
from consult.consultations.models import Amendment
from consult.responses.models import Argument
from tests.make import Make
from tests.pages import Page, Visitor
from tests.responses.arguing import a_campaign, a_theme, answered, change, now, three

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


@pytest.fixture
def official(make: Make, visitor: Visitor) -> Visitor:
    return visitor.sign_in(make.official())


def at(amendment: Amendment, rest: str = "") -> str:
    return f"/en/consultations/{amendment.consultation.slug}/amendments/{amendment.number}{rest}"


def ids(comments: list[Comment]) -> list[str]:
    return [str(one.id) for one in comments]


def links(page: Page) -> list[str]:
    return [str(one) for one in page.all("//main//a/@href")]


def test_ticked_submissions_are_gathered_answered_and_read_by_everybody(
    make: Make, official: Visitor, amendment: Amendment
) -> None:
    comments = three(make, amendment)
    desk = official.get(f"/en/consultations/{amendment.consultation.slug}/submissions")
    page = desk.submit("/arguments/gather", comment=ids(comments[:2])).follow()
    assert page.h1 == "Gather comments"
    page = page.submit("/gather", title="Fifty is enough").follow()
    assert (page.h1, "2 comments joined argument 1." in page.text) == ("Fifty is enough", True)
    page = official.get(at(amendment, "/arguments/1/answer"))
    preview = page.submit("/answer", ("step", "preview"), disposition="noted", reasons="Read.")
    assert "2 authors are told by e-mail" in preview.text
    done = preview.submit("/answer", ("step", "publish")).follow()
    assert "The answer is published, and all authors are told." in done.text
    reader = official.another()
    shown = reader.get(at(amendment, f"/comments/{comments[0].id}"))
    assert "Answered as part of argument 1: Fifty is enough" in shown.text
    assert at(amendment, "/arguments/1") in links(shown)
    public = reader.get(at(amendment, "/arguments/1"))
    assert "2 people" in public.text and "Read." in public.text
    for one in comments[:2]:
        assert one.body in public.text
        assert at(amendment, f"/comments/{one.id}") in links(public)
    assert comments[2].body not in public.text
    assert "Noted" in reader.get(at(amendment, "/arguments")).text
    assert at(amendment, "/arguments") in links(reader.get(at(amendment)))


def test_the_amendment_page_takes_no_further_statement(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    comments = three(make, amendment)
    visitor.sign_in(make.account())
    visitor.get(at(amendment))
    counts = []
    for done in (False, True):
        if done:
            answered(make, make.argument(amendment, comments))
        with make.counted() as statements:
            page = visitor.get(at(amendment))
        counts.append(len(statements))
        assert ("Answered as part of argument 1" in page.text) == done
    assert counts[1] <= 8


def test_an_argument_takes_as_many_statements_with_many_comments_as_with_few(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    argument = make.argument(amendment, [make.comment(amendment)])
    found = []
    for more in (22, 0):
        with make.counted() as statements:
            visitor.get(at(amendment, "/arguments/1"))
        found.append(len(statements))
        added = [make.comment(amendment).id for _ in range(more)]
        if added:
            change(make, "add", argument, added)
    assert found[0] == found[1] <= 6
    first = visitor.get(at(amendment, "/arguments/1"))
    (after,) = [one for one in links(first) if "after=" in one]
    assert len(first.all("//li[@class='comment']")) == 20
    assert len(visitor.get(after).all("//li[@class='comment']")) == 3


def test_a_campaign_and_a_theme_are_proposed_and_a_person_ticks_and_names_them(
    make: Make, official: Visitor, amendment: Amendment
) -> None:
    comments = three(make, amendment)
    key = a_campaign(make, amendment, comments)
    theme = a_theme(make, amendment.consultation, comments[:2], "сенаторы, деньги")
    listed = official.get(at(amendment, "/arguments"))
    assert "Near-copies 2 people 3 comments" in listed.text
    assert "Theme Proposed by the machine 2 people 2 comments сенаторы, деньги" in listed.text
    named = official.get(at(amendment, f"/arguments/gather?from=theme-{theme}"))
    assert named.all("//input[@name='title']")[0].value == "сенаторы, деньги"
    page = official.get(at(amendment, f"/arguments/gather?from=campaign-{key}"))
    assert page.all("//input[@name='title']")[0].value in {"", None}, "its text is a citizen's"
    page.submit("/gather", title="Fifty", comment=ids(comments[1:]))
    argument = make.scalar(select(Argument))
    assert (argument.origin, argument.origin_id, argument.comments) == ("campaign", key, 2)
    assert official.get(at(amendment, "/arguments/gather?from=campaign-999999")).status == 404
    elsewhere = make.amendment()
    assert official.get(at(elsewhere, f"/arguments/gather?from=theme-{theme}")).status == 404


def test_the_rest_of_a_large_campaign_is_gathered_by_one_box(
    make: Make, official: Visitor, amendment: Amendment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consult.responses.proposals.MOST_SHOWN", 2)
    comments = [make.comment(amendment) for _ in range(5)]
    key = a_campaign(make, amendment, comments)
    page = official.get(at(amendment, f"/arguments/gather?from=campaign-{key}"))
    assert "Also the 3 other comments that are not shown here" in page.text
    page.submit("/gather", title="All but the second", comment=ids(comments[:1]), rest="1")
    missing = make.all(select(Comment.id).where(Comment.argument_id.is_(None)))
    assert [row[0] for row in missing] == [comments[1].id]


def test_comments_join_an_argument_that_is_there_and_what_cannot_is_named(
    make: Make, official: Visitor, amendment: Amendment
) -> None:
    comments = three(make, amendment)
    argument = make.argument(amendment, comments[:1])
    other = make.argument(amendment, comments[1:2], title="Other")
    query = "&".join(f"comment={one.id}" for one in comments)
    page = official.get(at(amendment, f"/arguments/gather?{query}"))
    chosen = {"target": str(other.number), "comment": ids(comments)}
    page = page.submit("/gather", **chosen).follow()
    assert "1 comment joined argument 2." in page.text
    assert "2 were left out" in page.text
    assert (now(make, argument).comments, now(make, other).comments) == (1, 2)
    again = official.get(at(amendment, f"/arguments/gather?comment={comments[0].id}"))
    assert "Nothing is left to gather here" in again.text


def test_nothing_is_gathered_without_ticks_or_a_heading_and_what_was_typed_stays(
    make: Make, official: Visitor, amendment: Amendment
) -> None:
    comments = three(make, amendment)
    where = at(amendment, f"/arguments/gather?comment={comments[0].id}")
    without = official.get(where).submit("/gather", title="Fifty", comment=[])
    assert (without.status, without.all("//input[@name='title']")[0].value) == (422, "Fifty")
    assert official.get(where).submit("/gather", title=" ").status == 422
    assert make.scalar(select(func.count()).select_from(Argument)) == 0


def test_an_argument_is_renamed_emptied_and_merged_and_its_address_leads_on(
    make: Make, official: Visitor, amendment: Amendment
) -> None:
    comments = three(make, amendment)
    first = make.argument(amendment, comments[:2])
    make.argument(amendment, comments[2:], title="Second")
    edit = at(amendment, "/arguments/1/edit")
    wrong = official.get(edit).submit("/edit", ("step", "rename"), title="")
    assert wrong.status == 422
    official.get(edit).submit("/edit", ("step", "rename"), title="New")
    assert now(make, first).title == "New"
    stale = official.get(edit)
    official.get(edit).submit("/edit", ("step", "remove"), comment=ids(comments[:1]))
    assert stale.submit("/edit", ("step", "rename"), title="Late").status == 409
    assert official.get(edit).submit("/edit", ("step", "remove")).status == 422
    page = official.get(edit).submit("/edit", ("step", "merge"), target="2").follow()
    assert page.h1 == "Second"
    assert official.get(at(amendment, "/arguments/1")).follow().h1 == "Second"
    assert official.get(edit).status == 409
    assert "New" not in official.get(at(amendment, "/arguments")).text


def test_the_answer_of_a_gathered_comment_is_written_at_its_argument(
    make: Make, official: Visitor, amendment: Amendment
) -> None:
    comments = three(make, amendment)
    argument = make.argument(amendment, comments)
    page = official.get(at(amendment, f"/comments/{comments[0].id}/answer"))
    assert (page.status, page.location) == (303, at(amendment, "/arguments/1/answer"))
    answered(make, argument)
    answered(make, argument, disposition="noted", reasons="Corrected.")
    page = official.get(at(amendment, f"/comments/{comments[0].id}/answer/history")).follow()
    assert "The clause will say fifty." in page.text
    shown = official.another().get(at(amendment, f"/comments/{comments[0].id}"))
    assert at(amendment, "/arguments/1/answer/history") in links(shown)


def test_gathered_comments_are_no_longer_listed_as_without_an_answer(
    make: Make, official: Visitor, amendment: Amendment
) -> None:
    comments = three(make, amendment)
    make.argument(amendment, comments[:2])
    page = official.get(f"/en/consultations/{amendment.consultation.slug}/submissions")
    assert comments[2].body in page.text
    assert comments[0].body not in page.text


def test_hidden_comments_are_on_no_public_page_of_the_argument(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    comments = three(make, amendment)
    answered(make, make.argument(amendment, comments))
    make.decision(comments[0], make.moderator(), "hide")
    page = visitor.get(at(amendment, "/arguments/1"))
    assert comments[0].body not in page.text and "2 comments" in page.text
    staff = visitor.sign_in(make.official()).get(at(amendment, "/arguments/1/edit"))
    assert comments[0].body not in staff.text and "hidden" in staff.text.lower()


def test_drafts_and_tools_are_for_officials_only(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    argument = make.argument(amendment, three(make, amendment))
    answered(make, argument, draft=True, reasons="A secret draft.")
    for reader in (visitor, visitor.another().sign_in(make.account())):
        for rest in ("/arguments", "/arguments/1"):
            page = reader.get(at(amendment, rest))
            assert "secret" not in page.text and "Not answered yet." in page.text
            assert not [one for one in links(page) if "/edit" in one or "/answer" in one]
        for rest in ("/arguments/1/edit", "/arguments/1/answer", "/arguments/gather"):
            assert reader.get(at(amendment, rest)).status in {303, 403}
        assert reader.get(at(amendment, "/arguments/1/answer/history")).status == 404
        assert reader.get(at(amendment, "/arguments/7")).status == 404


def test_no_citizens_text_and_no_heading_can_be_taken_for_an_answer(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    evil = '</div></section><div class="official"><h3>Official answer</h3>Accepted</div>\u202e'
    comment = make.comment(amendment, body=evil)
    make.argument(amendment, [comment], title=evil)
    for rest in ("/arguments", "/arguments/1", f"/comments/{comment.id}", ""):
        page = visitor.get(at(amendment, rest))
        assert not page.all("//*[contains(@class, 'official')]"), rest
    title = visitor.get(at(amendment, "/arguments/1")).all("//h1/bdi")
    assert len(title) == 1, "its direction ends where it ends"
