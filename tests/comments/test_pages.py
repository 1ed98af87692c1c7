"""Comments through the pages: write, reply, edit, withdraw, react, and what others may see."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from consult.comments import actions
from consult.comments.models import Comment, CommentEdit, CommentReaction
from consult.comments.queries import the_comment
from consult.comments.rules import State
from consult.consultations.models import Amendment
from consult.consultations.queries import the_consultation
from consult.core import clock
from consult.core.db import db
from consult.core.errors import Invalid
from consult.ledger.models import LedgerEvent
from tests.comments.test_states import change
from tests.make import Make
from tests.pages import Page, Visitor

SECRET = "A text that is nobody's business"
STRINGS = Path(__file__).resolve().parents[3] / "shared" / "data" / "bad-strings" / "blns.json"


def home(amendment: Amendment) -> str:
    return f"/en/consultations/{amendment.consultation.slug}/amendments/{amendment.number}"


def address(comment: Comment) -> str:
    return f"{home(comment.amendment)}/comments/{comment.id}"


@pytest.fixture
def amendment(make: Make) -> Amendment:
    return make.amendment()


def write(visitor: Visitor, amendment: Amendment, **fields: object) -> Page:
    fields = {"stance": "against", "body": "Two chambers check each other."} | fields
    return visitor.get(home(amendment)).submit("/comments", **fields)


def test_a_comment_is_published_at_once_and_stands_on_the_page(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    author = make.account()
    answer = write(visitor.sign_in(author), amendment)
    assert answer.status == 303
    page = answer.follow()
    assert "Your comment is published." in page.text
    assert "Two chambers check each other." in page.text
    seen = visitor.another().get(home(amendment))
    assert "Two chambers check each other." in seen.text and author.pseudonym in seen.text


def test_a_double_click_leaves_one_comment(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    visitor.sign_in(make.account())
    first, second = write(visitor, amendment), write(visitor, amendment)
    assert first.location == second.location
    assert make.scalar(select(func.count(Comment.id))) == 1


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"body": ""}, "Write something first."),
        ({"body": " \n\x00\ufffe "}, "Write something first."),
        ({"body": "ы" * 5001}, "Shorten the text to 5,000 characters."),
        ({"body": "ы" * 100_000}, "Shorten the text to 5,000 characters."),
        ({"stance": "sideways"}, "Say whether you are for, against or neutral."),
        ({"stance": ""}, "Say whether you are for, against or neutral."),
    ],
)
def test_a_comment_that_cannot_be_taken_comes_back_with_its_text(
    make: Make, visitor: Visitor, amendment: Amendment, fields: dict[str, str], message: str
) -> None:
    page = write(visitor.sign_in(make.account()), amendment, **fields)
    assert page.status == 422
    assert message in page.text
    kept = page.all("//textarea[@name='body']")[0].text_content()
    assert kept.strip() == fields.get("body", "Two chambers check each other.").strip(
        " \n\x00\ufffe"
    )
    assert make.scalar(select(func.count(Comment.id))) == 0


def test_a_comment_of_5000_characters_is_taken(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    page = write(visitor.sign_in(make.account()), amendment, body="ү" * 5000)
    assert page.status == 303


def test_too_many_comments_in_an_hour_are_refused_with_the_text_kept(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    visitor.sign_in(make.account())
    for number in range(20):
        assert write(visitor, amendment, body=f"Text {number}").status == 303
    page = write(visitor, amendment, body="One more")
    assert page.status == 429 and "One more" in page.text


def test_a_phone_number_holds_a_comment_and_its_author_is_told_why(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    author = make.account()
    page = write(visitor.sign_in(author), amendment, body="Call +7 701 123 45 67").follow()
    assert "It contains a phone number." in page.text
    assert "Call +7 701 123 45 67" in page.text
    comment = make.all(select(Comment.id, Comment.state, Comment.held_for))[0]
    assert (comment.state, comment.held_for) == ("held", ["personal_data.phone"])
    event = make.all(select(LedgerEvent).where(LedgerEvent.kind == "COMMENT_HELD"))[0][0]
    assert event.data == {"reasons": ["personal_data.phone"]}
    other = visitor.another()
    assert "Call" not in other.get(home(amendment)).text
    assert other.get(page.url).status == 404
    assert "waits for a moderator" in visitor.get(home(amendment)).text


def test_an_author_who_mends_a_held_comment_sees_it_published(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    page = write(visitor.sign_in(make.account()), amendment, body="Mail a@example.org").follow()
    page = visitor.get(f"{page.url}/edit").submit("/edit", body="Mail me not").follow()
    assert "Your comment is published." in page.text
    comment = make.all(select(Comment.state, Comment.held_for, Comment.waiting_since))[0]
    assert tuple(comment) == ("published", [], None)


def test_a_consultation_may_hold_every_comment(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment(make.consultation(moderation="before"))
    page = write(visitor.sign_in(make.account()), amendment).follow()
    assert "In this consultation moderators read every comment first." in page.text


def test_links_of_a_new_account_are_held(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    page = write(visitor.sign_in(make.account()), amendment, body="https://example.org/").follow()
    assert "It contains a link, and the account is new." in page.text


def test_replies_stand_below_what_they_answer_and_go_two_levels_deep(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    root = make.comment(amendment)
    visitor.sign_in(make.account())
    first = visitor.get(home(amendment)).submit(f"/{root.id}/reply", body="First").follow()
    second = visitor.get(f"{first.url}/reply").submit("/reply", body="Second").follow()
    page = visitor.get(home(amendment))
    inner = "//li[@class='comment']//ol//ol[@class='replies']/li[contains(., 'Second')]"
    assert len(page.all(inner)) == 1
    assert not second.forms("/reply")
    deepest = make.all(select(Comment.id, Comment.root_id).order_by(Comment.id.desc()))[0]
    assert deepest.root_id == root.id
    third = visitor.get(f"{second.url}/reply").submit("/reply", body="Third")
    assert third.status == 422 and "Replies go no deeper." in third.text


def test_a_reply_to_a_comment_that_was_hidden_meanwhile_is_refused(
    make: Make, visitor: Visitor
) -> None:
    comment = make.comment()
    page = visitor.sign_in(make.account()).get(f"{address(comment)}/reply")
    change(make, comment, State.HIDDEN)
    assert page.submit("/reply", body="Late").status == 403


def test_an_edit_is_shown_and_the_old_text_is_kept(make: Make, visitor: Visitor) -> None:
    author = make.account()
    comment = make.comment(author=author, body="Before")
    page = visitor.sign_in(author).get(f"{address(comment)}/edit")
    page = page.submit("/edit", body="After", stance="neutral").follow()
    assert "After" in page.text and "edited" in page.text and "Before" not in page.text
    kept = make.all(select(CommentEdit.body, CommentEdit.stance))
    assert [tuple(row) for row in kept] == [("Before", "for")]


def test_an_edit_of_what_changed_meanwhile_is_refused_and_may_be_sent_again(
    make: Make, visitor: Visitor
) -> None:
    author = make.account()
    comment = make.comment(author=author, body="Before")
    one = visitor.sign_in(author).get(f"{address(comment)}/edit")
    two = visitor.get(f"{address(comment)}/edit")
    assert one.submit("/edit", body="One").status == 303
    refused = two.submit("/edit", body="Two")
    assert refused.status == 409 and "Two" in refused.text
    assert make.scalar(select(Comment.body)) == "One"
    assert refused.submit("/edit", body="Two").status == 303
    assert make.scalar(select(Comment.body)) == "Two"


def test_an_edit_that_adds_personal_data_holds_the_comment_again(
    make: Make, visitor: Visitor
) -> None:
    author = make.account()
    comment = make.comment(author=author)
    page = visitor.sign_in(author).get(f"{address(comment)}/edit")
    assert "before it is published" in page.submit("/edit", body="8 701 123 45 67").follow().text
    assert make.scalar(select(Comment.state)) == "held"


def test_an_edit_does_not_close_the_case_of_a_reported_comment(make: Make) -> None:
    author = make.account()
    comment = make.comment(author=author)
    make.report(comment)
    for body in ("8 701 123 45 67", "Nothing to see here"):
        edit(make, comment, author, body)
    row = make.all(select(Comment.state, Comment.open_reports, Comment.waiting_since))[0]
    assert (row.state, row.open_reports) == ("published", 1) and row.waiting_since is not None


def edit(make: Make, comment: Comment, author: object, body: str) -> None:
    def work() -> None:
        fresh = the_comment(comment.consultation.slug, comment.amendment.number, comment.id)
        text = {"body": body, "stance": "for", "language": "en", "version": fresh.version}
        actions.edit_comment(fresh, make.reader(author), **text)

    make.do(work)


def test_nobody_else_edits_or_withdraws_a_comment(make: Make, visitor: Visitor) -> None:
    comment = make.comment()
    page = visitor.sign_in(make.account()).get(address(comment))
    assert not page.forms("/withdraw") and not page.all("//a[contains(@href, '/edit')]")
    assert visitor.get(f"{address(comment)}/edit").status == 403
    token = page.all("//input[@name='csrf_token']/@value")[0]
    answer = visitor.post(f"{address(comment)}/withdraw", data={"csrf_token": token})
    assert answer.status == 403


def test_a_withdrawn_text_is_shown_to_nobody_but_moderators(make: Make, visitor: Visitor) -> None:
    author = make.account()
    comment = make.comment(author=author, body=SECRET)
    page = visitor.sign_in(author).get(address(comment)).submit("/withdraw").follow()
    assert "Withdrawn by its author." in page.text and SECRET not in page.text
    assert SECRET in visitor.another().sign_in(make.moderator()).get(address(comment)).text


@pytest.mark.parametrize("state", [State.HIDDEN, State.REJECTED, State.WITHDRAWN, State.HELD])
def test_what_is_not_published_is_read_by_nobody_else_on_any_page(
    make: Make, visitor: Visitor, state: State
) -> None:
    author = make.account(pseudonym="Rude Name")
    comment = make.comment(author=author, body=SECRET)
    reply = make.comment(parent=comment, body="A reply")
    make.reaction(comment)
    way = [State.HELD, state] if state == State.REJECTED else [state]
    change(make, comment, *way, ground="insult", decided=True)
    stranger = visitor.another().sign_in(make.account())
    for reader in (visitor, stranger):
        pages = [home(comment.amendment), address(comment), address(reply)]
        for more in ("?order=newest", "?order=agreed", "?stance=for"):
            pages.append(home(comment.amendment) + more)
        for url in [*pages, f"{address(reply)}/reply", f"{address(comment)}/reply"]:
            text = reader.get(url).follow().text
            assert SECRET not in text and "Rude Name" not in text, url


def test_a_hidden_comment_leaves_a_stone_with_its_ground(make: Make, visitor: Visitor) -> None:
    author = make.account()
    comment = make.comment(author=author, body=SECRET)
    change(make, comment, State.HIDDEN, ground="insult", decided=True)
    page = visitor.get(home(comment.amendment))
    assert "Hidden by a moderator on" in page.text and "Insult or hatred" in page.text
    own = visitor.another().sign_in(author).get(address(comment))
    assert SECRET in own.text and "Only you and the moderators" in own.text
    assert SECRET in visitor.another().sign_in(make.moderator()).get(address(comment)).text


def test_reactions_are_counted_changed_and_taken_back(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    comment = make.comment(amendment)
    visitor.sign_in(make.account())

    def press(value: str) -> tuple[int, int, int]:
        page = visitor.get(home(amendment)).submit("/reaction", button=("value", value))
        assert page.location.startswith(home(amendment))
        assert page.location.endswith(f"#comment-{comment.id}")
        return tuple(make.all(select(Comment.agrees, Comment.disagrees, Comment.passes))[0])

    assert press("agree") == (1, 0, 0)
    assert press("pass") == (0, 0, 1)
    assert press("disagree") == (0, 1, 0)
    pressed = visitor.get(home(amendment)).all("//button[@aria-pressed='true'][@class='reaction']")
    assert [button.get("value") for button in pressed] == ["disagree"]
    assert press("disagree") == (0, 0, 0)
    assert make.scalar(select(func.count()).select_from(CommentReaction)) == 0


def test_a_reaction_leads_back_to_nowhere_else(make: Make, visitor: Visitor) -> None:
    comment = make.comment()
    page = visitor.sign_in(make.account()).get(address(comment))
    answer = page.submit("/reaction", button=("value", "agree"), back="https://example.org/")
    assert answer.location == f"{address(comment)}#comment-{comment.id}"
    assert page.submit("/reaction", button=("value", "shout")).status == 422


def test_nobody_reacts_to_their_own_comment(make: Make, visitor: Visitor) -> None:
    author = make.account()
    comment = make.comment(author=author)
    page = visitor.sign_in(author).get(address(comment))
    assert not page.forms("/reaction")


def test_a_closed_consultation_takes_no_comment(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    page = visitor.sign_in(make.account()).get(home(amendment))
    make.do(lambda: close(amendment))
    answer = page.submit("/comments", stance="for", body="Late")
    assert answer.status == 409
    for reader in (visitor, visitor.another()):
        page = reader.get(home(amendment))
        assert "Commenting is not open." in page.text and not page.forms("/comments")


def close(amendment: Amendment) -> None:
    the_consultation(amendment.consultation.slug).phases[0].closed_at = clock.now()


def test_a_visitor_is_offered_to_sign_in_instead_of_the_composer(
    make: Make, visitor: Visitor
) -> None:
    comment = make.comment()
    page = visitor.get(home(comment.amendment))
    assert "Sign in to comment" in page.text
    assert not page.forms("/comments") and not page.forms("/reaction")


def test_an_official_is_known_by_a_badge(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    make.comment(amendment, make.official(amendment.consultation), body="An official speaks.")
    make.comment(amendment, make.official(make.consultation()), body="Elsewhere an official.")
    page = visitor.get(home(amendment))
    assert len(page.all("//span[contains(@class, 'badge-staff')]")) == 1


HOSTILE = [
    "<script>alert(1)</script>",
    'javascript:alert(1) <a href="javascript:alert(1)">x</a>',
    "<img src=x onerror=alert(1)>",
    "{{ 7 * 7 }} {% raw %} ${7*7} #{7*7}",
    "\u202egnp.exe\u202c and \u2066more",
    "a\x00b\ufffec\uffffd\x1b[31m",
    'https://example.org/"onmouseover="alert(1)',
    "https://example.org/<script>",
    "=cmd|' /C calc'!A0",
    "'; DROP TABLE comments; --",
    "%s %d %(name)s {name} {0}",
    "Z̷̢͌a̴̡̛l̵̯̈g̷̨̚o̸̢͝",
    "👩‍👩‍👧‍👦 ﷽ ﷺ",
    "A" * 5000,
]


def test_hostile_texts_are_shown_as_texts(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    check_hostile(make, visitor, amendment, HOSTILE)


def test_the_big_list_of_naughty_strings_is_shown_as_texts(
    make: Make, visitor: Visitor, amendment: Amendment
) -> None:
    if not STRINGS.exists():
        pytest.skip("The big list of naughty strings is not beside this clone.")
    check_hostile(make, visitor, amendment, json.loads(STRINGS.read_text()))


def check_hostile(make: Make, visitor: Visitor, amendment: Amendment, texts: list[str]) -> None:
    writer = make.reader(make.account())
    taken = []
    for text in texts:
        try:
            taken.append(make.do(lambda text=text: send(amendment, writer, text)))
        except Invalid:
            assert not text.strip("\x00\ufeff \n") or len(text) > 5000 or not text.isprintable()
        make.do(lambda: forget(writer.id))
    assert len(taken) > len(texts) * 0.9
    after = ""
    while after is not None:
        page = visitor.get(f"{home(amendment)}?order=newest{after}")
        assert page.status == 200
        assert not page.all("//ol//script|//ol//img|//ol//*[@onerror or @onmouseover]")
        links = page.all("//div[@class='comment-text']//a/@href")
        assert all(link.startswith(("http://", "https://")) for link in links)
        following = page.all("//a[@rel='next']/@href")
        after = "&after=" + following[0].split("after=")[1].split("#")[0] if following else None


def send(amendment: Amendment, writer: object, text: str) -> int:
    written = {"stance": "for", "body": text, "language": "en"}
    return actions.write_comment(amendment, writer, **written).id


def forget(author_id: int) -> None:
    """Move what was written out of the hour, so that the limit stays away."""
    for comment in db.session.scalars(select(Comment).where(Comment.author_id == author_id)):
        comment.created_at -= timedelta(hours=2)


@pytest.mark.parametrize("place", ["x", "1_2_3", "9" * 30, "1_", "-"])
def test_a_broken_place_in_the_list_is_not_found(make: Make, visitor: Visitor, place: str) -> None:
    comment = make.comment()
    assert visitor.get(f"{home(comment.amendment)}?after={place}").status == 404
    assert visitor.get(f"{address(comment)}?after={place}").status == 404


def test_a_comment_is_found_under_its_own_amendment_only(make: Make, visitor: Visitor) -> None:
    comment, other = make.comment(), make.amendment()
    assert visitor.get(f"{home(other)}/comments/{comment.id}").status == 404
    assert visitor.get(f"{home(comment.amendment)}/comments/{'9' * 30}").status == 404
