"""Comments and reactions taken before Flask, and what is left to the pages."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from consult.accounts.models import Account
from consult.comments.actions import write_comment
from consult.comments.models import Comment, CommentReaction
from consult.consultations.models import Amendment, Consultation
from consult.core import clock
from consult.core.db import db
from consult.core.errors import Unavailable
from tests.booth import Booth, session_of
from tests.comments.test_states import counted, recount
from tests.make import Make
from tests.pages import Visitor

HOME = "/en/consultations/reform/amendments/1"
BODY = "The second reading should stay, since it catches what the first one missed."


@pytest.fixture
def amendment(make: Make) -> Amendment:
    """An amendment that may be commented on."""
    return make.amendment(make.consultation(slug="reform"), number="1")


@pytest.fixture
def session(make: Make, amendment: Amendment, visitor: Visitor) -> str:
    """A citizen's session."""
    return session_of(visitor.sign_in(make.account()))


def comment(booth: Booth, session: str, **fields: str) -> Any:
    """Send a comment; the fields replace those of a good one."""
    good = {"stance": "against", "body": BODY, "revision": "1", "step": "send"}
    return booth.send(session, f"{HOME}/comments", **(good | fields))


def count(make: Make, table: type) -> int:
    """Return how many rows there are."""
    return int(make.scalar(select(func.count()).select_from(table)))


def test_a_comment_is_stored_without_flask(booth: Booth, session: str, make: Make):
    answer = comment(booth, session)
    stored = make.scalar(select(Comment))
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{HOME}/comments/{stored.id}?sent=1"
    assert (stored.body, stored.stance, stored.language) == (BODY, "against", "en")
    assert booth.asked == []


def test_the_longest_comment_in_cyrillic_letters_is_taken_too(
    booth: Booth, session: str, make: Make
):
    assert comment(booth, session, body="Закон " * 833).status_code == 303
    assert booth.asked == []


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"step": "preview"}, 200),
        ({"body": ""}, 422),
        ({"body": "x" * 5001}, 422),
        ({"stance": "maybe"}, 422),
        ({"csrf_token": "made-up"}, 400),
    ],
)
def test_what_must_be_shown_or_refused_is_left_to_the_page(
    booth: Booth, session: str, make: Make, fields: dict[str, str], status: int
):
    assert comment(booth, session, **fields).status_code == status
    assert len(booth.asked) == 1
    assert count(make, Comment) == 0


def test_whoever_says_nearly_the_same_is_asked_first(
    booth: Booth, session: str, make: Make, amendment: Amendment
):
    make.comment(amendment, body=BODY, stance="against")
    answer = comment(booth, session, body=BODY.replace("stay", "remain"))
    assert (answer.status_code, len(booth.asked)) == (200, 1)
    assert count(make, Comment) == 1


def test_a_comment_is_stored_as_the_ordinary_path_stores_it(
    booth: Booth, session: str, make: Make, amendment: Amendment
):
    comment(booth, session)
    ours = make.scalar(select(Comment))
    other = make.account()
    again = make.do(
        lambda: (
            write_comment(amendment, other, stance="against", body=BODY, language="en", seen=1).id
        )
    )
    theirs = make.scalar(select(Comment).where(Comment.id == again))
    own = {"id", "author_id", "created_at", "terms"}
    names = [one.name for one in Comment.__table__.columns if one.name not in own]
    assert {name: getattr(ours, name) for name in names} == {
        name: getattr(theirs, name) for name in names
    }
    marks = {f"u{ours.author_id}", f"u{theirs.author_id}"}
    assert set(ours.terms.split()) - marks == set(theirs.terms.split()) - marks
    assert counted(make, amendment.id) == recount(make, amendment.id)
    version = select(Amendment.version).where(Amendment.id == amendment.id)
    assert make.scalar(version) == amendment.version + 2
    assert booth.asked == []


def test_a_double_click_is_led_to_the_comment_that_is_stored_already(
    booth: Booth, session: str, make: Make
):
    first, second = comment(booth, session), comment(booth, session)
    assert first.headers["Location"] == second.headers["Location"]
    assert (count(make, Comment), booth.asked) == (1, [])


def test_whoever_wrote_too_much_in_an_hour_is_told_by_the_page(
    booth: Booth, session: str, make: Make, amendment: Amendment
):
    most = booth.app.extensions["consult_settings"].comments_per_hour
    author = make.scalar(select(Account))
    for number in range(most):
        make.comment(amendment, author, body=f"Nr. {number}")
    assert comment(booth, session).status_code == 429
    assert len(booth.asked) == 1
    assert count(make, Comment) == most


def test_what_is_to_be_held_is_left_to_the_page(
    booth: Booth, session: str, make: Make, amendment: Amendment
):
    assert comment(booth, session, body=f"{BODY} Call 8 701 123 45 67.").status_code == 303
    assert make.scalar(select(Comment.state)) == "held"
    assert len(booth.asked) == 1


def test_nothing_is_published_where_comments_wait_for_a_moderator(
    booth: Booth, session: str, make: Make, amendment: Amendment
):
    place = amendment.consultation_id
    make.do(lambda: setattr(db.session.get_one(Consultation, place), "moderation", "before"))
    assert comment(booth, session).status_code == 303
    assert make.scalar(select(Comment.state)) == "held"
    assert len(booth.asked) == 1


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (lambda person: setattr(person, "suspended_until", clock.now() + timedelta(days=1)), 403),
        (lambda person: setattr(person, "left_at", clock.now()), 403),
    ],
)
def test_whoever_may_not_write_is_refused_by_the_page(
    booth: Booth, session: str, make: Make, change: Any, status: int
):
    person = make.scalar(select(Account.id))
    make.do(lambda: change(db.session.get_one(Account, person)))
    assert comment(booth, session).status_code == status
    assert (count(make, Comment), len(booth.asked)) == (0, 1)


def test_commenting_that_closes_before_the_locks_stores_nothing(
    booth: Booth, session: str, make: Make, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("consult.comments.storing.places.phases_of", lambda _rows: [])

    def refuses(_environ: Any, start: Any) -> list[bytes]:
        start("409 Conflict", [])
        return []

    monkeypatch.setattr(booth, "behind", refuses)
    assert comment(booth, session).status_code == 409
    assert count(make, Comment) == 0


def test_a_form_that_asks_for_more_is_left_to_the_page(booth: Booth, session: str, make: Make):
    assert comment(booth, session, receipt="y").status_code == 303
    assert len(booth.asked) == 1
    assert count(make, Comment) == 1


def test_a_reaction_is_stored_without_flask_and_leads_back(
    booth: Booth, session: str, make: Make, amendment: Amendment
):
    key = make.comment(amendment).id
    answer = booth.send(
        session,
        f"{HOME}/comments/{key}/reaction",
        value="agree",
        back=f"{HOME}?order=newest",
    )
    assert (answer.status_code, booth.asked) == (303, [])
    assert answer.headers["Location"] == f"{HOME}?order=newest#comment-{key}"
    assert count(make, CommentReaction) == 1


def test_a_reaction_never_leads_to_another_site(
    booth: Booth, session: str, make: Make, amendment: Amendment
):
    key = make.comment(amendment).id
    for back in ("//elsewhere.example", "https://elsewhere.example", f"{HOME}.elsewhere"):
        answer = booth.send(session, f"{HOME}/comments/{key}/reaction", value="agree", back=back)
        assert answer.headers["Location"] == f"{HOME}/comments/{key}#comment-{key}"


def test_nobody_reacts_to_their_own_comment(
    booth: Booth, session: str, make: Make, amendment: Amendment
):
    comment(booth, session)
    own = make.scalar(select(Comment))
    answer = booth.send(session, f"{HOME}/comments/{own.id}/reaction", value="agree")
    assert (answer.status_code, len(booth.asked)) == (403, 1)
    assert count(make, CommentReaction) == 0


def test_whoever_waited_too_long_for_their_turn_is_told_at_once(
    booth: Booth, session: str, make: Make, monkeypatch: pytest.MonkeyPatch
):
    waits: list[int | None] = []

    def wait(write: Any) -> None:
        waits.append(write._queue)
        raise Unavailable("The platform is busy just now.")

    monkeypatch.setattr("consult.core.hot.Write.take_turn", wait)
    answer = comment(booth, session)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "Nothing was changed. Try again in a minute." in answer.text
    assert (count(make, Comment), len(waits)) == (0, 1)
