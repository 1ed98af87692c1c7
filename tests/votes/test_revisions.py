"""Votes on older revisions: told to the voter, kept or cast again by hand, shown apart."""

from sqlalchemy import select

from consult.comments.models import Comment
from consult.consultations.models import Amendment
from consult.consultations.queries import the_consultation
from consult.summaries.queries import summary_of
from consult.votes.models import Vote
from consult.votes.rules import Choice
from tests.consultations.revising import revise
from tests.make import Make
from tests.pages import Visitor
from tests.votes.ballots import cast, recount, tally


def test_a_voter_is_led_to_the_change_and_keeps_the_vote(make: Make, visitor: Visitor) -> None:
    amendment, person = make.amendment(), make.account()
    cast(make, amendment, person, Choice.OPPOSE)
    revise(make, amendment)
    page = visitor.sign_in(person).get(address(amendment))
    assert "You voted on revision 1. The text has changed since." in page.text
    [link] = page.all("//section[@id='vote']//a[contains(@href, '/revisions/1..2')]")
    assert "145" in visitor.get(link.get("href")).text
    [keep] = page.all("//button[contains(., 'Keep my vote')]")
    assert keep.get("value") == "oppose"
    page = page.submit("/vote", button=("choice", keep.get("value"))).follow()
    assert "You voted on revision" not in page.text
    assert revision_of(make, amendment) == 2


def test_nothing_is_carried_over_in_silence(make: Make, visitor: Visitor) -> None:
    amendment, person = make.amendment(), make.account()
    cast(make, amendment, person, Choice.SUPPORT)
    old = visitor.sign_in(person).get(address(amendment))
    revise(make, amendment)
    assert revision_of(make, amendment) == 1
    answer = old.submit("/vote", button=("choice", "oppose"))
    assert answer.status == 409 and "has changed since you opened it" in answer.text
    assert revision_of(make, amendment) == 1


def test_votes_on_older_revisions_are_shown_apart(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    people = [make.account() for _ in range(3)]
    for person in people[:2]:
        cast(make, amendment, person, Choice.SUPPORT)
    assert "on an older text" not in visitor.get(address(amendment)).text
    revise(make, amendment)
    cast(make, amendment, people[2], Choice.OPPOSE)
    page = visitor.get(address(amendment))
    assert "3 people voted" in page.text and "2 of them on an older text" in page.text
    rows = page.all("//table[caption='Votes by revision']/tbody/tr")
    cells = [[cell.text_content() for cell in row.xpath("td")] for row in rows]
    assert cells[:2] == [["2", "0"], ["0", "1"]]
    assert tally(make, amendment) == recount(make, amendment)


def test_the_summary_counts_votes_on_older_revisions(make: Make, visitor: Visitor) -> None:
    home = make.consultation()
    amendment, other = make.amendment(home), make.amendment(home)
    person = make.account()
    for one in (amendment, other):
        cast(make, one, person, Choice.SUPPORT)
    revise(make, amendment)
    found = make.read(lambda: summary_of(the_consultation(home.slug), "en"))
    assert [one.figures.older_votes for one in found.amendments] == [1, 0]
    assert found.totals.older_votes == 1 and found.totals.tally.total == 2
    page = visitor.sign_in(make.official(home)).get(f"/en/consultations/{home.slug}/summary")
    assert "On older revisions" in page.text


def test_a_comment_on_an_older_revision_leads_to_what_has_changed(
    make: Make, visitor: Visitor
) -> None:
    amendment = make.amendment()
    comment = make.comment(amendment)
    revise(make, amendment)
    make.comment(amendment)
    for page in (
        visitor.get(address(amendment)),
        visitor.get(f"{address(amendment)}/comments/{comment.id}"),
    ):
        links = {link.get("href") for link in page.all("//a[contains(., 'on revision 1')]")}
        assert links == {f"{address(amendment)}/revisions/1..2"}
    assert visitor.get(links.pop()).status == 200


def test_the_page_says_why_the_text_changed_in_no_more_statements(
    make: Make, visitor: Visitor
) -> None:
    amendment, person = make.amendment(), make.account()
    cast(make, amendment, person, Choice.SUPPORT)
    revise(make, amendment)
    visitor.sign_in(person)
    visitor.get(address(amendment))
    with make.counted() as statements:
        page = visitor.get(address(amendment))
    assert len(statements) <= 8
    assert "The commission asked for it." in page.text and "All revisions" in page.text


def address(amendment: Amendment) -> str:
    return f"/en/consultations/{amendment.consultation.slug}/amendments/{amendment.number}"


def revision_of(make: Make, amendment: Amendment) -> int:
    found: int = make.scalar(select(Vote.revision).where(Vote.amendment_id == amendment.id))
    return found


def test_a_comment_from_a_page_left_open_saw_the_older_revision(
    make: Make, visitor: Visitor
) -> None:
    amendment = make.amendment()
    open_page = visitor.sign_in(make.account()).get(address(amendment))
    revise(make, amendment)
    sent = open_page.submit("/comments", stance="for", body="I read the first one.").follow()
    assert sent.status == 200
    assert make.scalar(select(Comment.revision)) == 1
    visitor.get(address(amendment)).submit("/comments", stance="for", body="And the second.")
    assert sorted(row[0] for row in make.all(select(Comment.revision))) == [1, 2]


def test_a_made_up_revision_is_not_believed(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    page = visitor.sign_in(make.account()).get(address(amendment))
    for made_up in ("99", "-1", "x", "1" * 50):
        page.submit("/comments", stance="for", body=f"Text {made_up}", revision=made_up)
    assert {row[0] for row in make.all(select(Comment.revision))} == {1}
