"""One case on one screen: what it shows, whose it is while it is open, and how it is skipped."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update

from consult.comments.models import Comment
from consult.consultations.models import DeskSettings
from consult.core import clock
from consult.core.db import db
from consult.moderation import leases
from consult.moderation.filters import Filters
from consult.moderation.models import Decision, Lease
from consult.moderation.pace import DAY, HOUR, pace_of
from consult.moderation.rules import Order, Show
from consult.moderation.waiting import next_comment, waiting_comments
from tests.comments.work import work_of
from tests.make import Make
from tests.pages import Page, Visitor

HELD = "Write to me: somebody@example.org"


def desk_rules(make: Make, comment: Comment, **settings: object) -> None:
    values = {"consultation_id": comment.consultation_id, "settings": settings, "version": 1}
    make.do(lambda: db.session.add(DeskSettings(**values)))
    make.app.extensions.get("desk_rules", {}).clear()


def open_case(visitor: Visitor, comment: Comment) -> Page:
    return visitor.get(f"/en/moderation/comments/{comment.id}")


def test_a_case_shows_all_that_a_moderator_needs(make: Make, visitor: Visitor) -> None:
    author = make.account()
    parent = make.comment(body="What the reply answers.")
    make.decision(make.comment(parent.amendment, author), make.moderator(), "hide")
    make.comment(parent=parent, body="What somebody else answered.")
    reply = make.comment(parent=parent, author=author, body="Rude. Ask +7 701 123 45 67.")
    make.decision(reply, make.moderator(), "publish")
    make.report(reply, ground="threat", note="He means it.")
    make.report(reply)
    page = open_case(visitor.sign_in(make.moderator()), reply)
    for expected in (
        "Reported by 2 readers",
        "Threat: 1",
        "He means it.",
        "What the reply answers.",
        "What somebody else answered.",
        author.pseudonym,
        "one comment published",
        "one hidden",
        "0 warnings",
        "One chamber",
        "Argue about the amendment, not about people.",
        "What the amendment changes",
        "Kurultai",
    ):
        assert expected in page.text
    assert [mark.text for mark in page.all("//mark")] == ["+7 701 123 45 67"]
    assert "phone number" in page.text
    buttons = page.all("//form[@class='case-decision']//button/@value")
    assert set(buttons) >= {"keep", "hide"} and not {"publish", "reject"} & set(buttons)


def test_name_history_and_stance_are_concealed_until_the_decision(
    make: Make, visitor: Visitor
) -> None:
    comment = make.comment(body=HELD)
    desk_rules(make, comment, conceal=True)
    visitor.sign_in(make.moderator())
    main = open_case(visitor, comment).all("//main")[0].text_content()
    assert comment.author.pseudonym not in main and "comments published" not in main
    assert not open_case(visitor, comment).all("//*[contains(@class, 'stance-')]")
    make.decision(comment, make.moderator(), "publish")
    after = open_case(visitor, comment)
    assert comment.author.pseudonym in after.text
    assert after.all("//*[contains(@class, 'stance-for')]")


@pytest.mark.parametrize("blur", [True, False])
def test_listed_words_are_blurred_until_clicked_where_the_desk_says_so(
    make: Make, visitor: Visitor, blur: bool
) -> None:
    comment = make.comment(body="You are a scoundrel.")
    make.report(comment)
    desk_rules(make, comment, words=["scoundrel"], blur=blur)
    page = open_case(visitor.sign_in(make.moderator()), comment)
    assert [one.text for one in page.all("//details[@class='blurred']/summary")] == (
        ["scoundrel"] if blur else []
    )
    assert [one.text for one in page.all("//mark")] == ([] if blur else ["scoundrel"])


def test_a_case_that_is_open_belongs_to_one_moderator(make: Make, visitor: Visitor) -> None:
    first, second = make.comment(body=HELD), make.comment(body=f"{HELD} too")
    late = visitor.another().sign_in(make.moderator())
    page = open_case(visitor.sign_in(make.moderator()), first)
    other = open_case(late, first)
    assert "Open with another moderator." in other.text
    assert not other.forms(f"/comments/{first.id}")
    assert late.get("/en/moderation/next").follow().url.endswith(f"/comments/{second.id}")
    listed = late.get("/en/moderation?show=held")
    assert len(listed.all("//input[@type='checkbox']")) == 1
    assert page.submit(f"/comments/{first.id}", button=("action", "publish")).status == 303


def test_whoever_decides_a_case_of_somebody_else_is_told(make: Make, visitor: Visitor) -> None:
    comment = make.comment(body=HELD)
    page = open_case(visitor.sign_in(make.moderator()), comment)
    now, other = clock.now(), make.moderator()
    lease = {"moderator_id": other.id, "until": now + timedelta(minutes=5)}
    make.do(lambda: db.session.execute(update(Lease).values(**lease)))
    answer = page.submit(f"/comments/{comment.id}", button=("action", "publish"))
    assert answer.status == 409
    assert "Another moderator has this case open." in answer.text
    assert make.scalar(select(func.count()).select_from(Decision)) == 0
    ended = {"until": now - timedelta(minutes=1)}
    make.do(lambda: db.session.execute(update(Lease).values(**ended)))
    assert page.submit(f"/comments/{comment.id}", button=("action", "publish")).status == 303
    assert make.scalar(select(func.count()).select_from(Lease)) == 0


def test_leaving_a_case_gives_it_back_and_skipping_opens_the_next(
    make: Make, visitor: Visitor
) -> None:
    first, second = make.comment(body=HELD), make.comment(body=f"{HELD} too")
    page = open_case(visitor.sign_in(make.moderator()), first)
    onward = page.submit("/leave", button=("to", "next")).follow()
    assert onward.url.endswith(f"/comments/{second.id}")
    assert make.all(select(Lease.number)) == [(second.id,)]
    assert onward.submit("/leave", button=("to", "queue")).follow().url == "/en/moderation"
    assert make.all(select(Lease.number)) == []


def test_a_case_is_kept_while_it_is_open(make: Make, visitor: Visitor) -> None:
    comment = make.comment(body=HELD)
    page = open_case(visitor.sign_in(make.moderator()), comment)
    token = page.all("//input[@name='csrf_token']/@value")[0]
    ends = {"until": clock.now() + timedelta(seconds=1)}
    make.do(lambda: db.session.execute(update(Lease).values(**ends)))
    path = f"/en/moderation/comments/{comment.id}/lease"
    assert visitor.post(path, data={"csrf_token": token}).status == 204
    late = visitor.another().sign_in(make.moderator())
    token = late.get("/en/moderation?show=held").all("//input[@name='csrf_token']/@value")[0]
    assert late.post(path, data={"csrf_token": token}).status == 409


def test_the_keys_can_be_turned_off_and_on(make: Make, visitor: Visitor) -> None:
    comment = make.comment(body=HELD)
    page = open_case(visitor.sign_in(make.moderator()), comment)
    assert page.all("//article/@data-keys") == ["on"]
    off = page.submit("/moderation/keys", button=("keys", "off")).follow()
    assert off.all("//article/@data-keys") == ["off"]
    assert "The keys are turned off." in off.text
    on = off.submit("/moderation/keys", button=("keys", "on")).follow()
    assert on.all("//article/@data-keys") == ["on"]


def test_the_queue_is_narrowed_by_language_ground_and_age(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    held = make.comment(amendment, body=HELD)
    reported = make.comment(amendment, body="Calm.")
    make.report(reported, ground="threat")
    make.report(make.comment(amendment, body="Reported once."))
    make.report(reported, ground="spam")
    old = {"waiting_since": clock.now() - timedelta(hours=30)}
    make.do(lambda: db.session.execute(update(Comment).where(Comment.id == held.id).values(**old)))
    visitor.sign_in(make.moderator())

    def listed(query: str) -> list[int]:
        ids = visitor.get(f"/en/moderation?{query}").all("//li[@class='desk-case']/@id")
        return [int(one.removeprefix("case-")) for one in ids]

    assert listed("ground=threat") == [reported.id]
    assert listed("ground=personal_data") == [held.id]
    assert listed("older=24") == [held.id]
    assert listed("language=kk") == []
    assert listed("order=reported")[0] == reported.id
    for wrong in ("language=xx", "older=2", "ground=ugly", "order=x"):
        assert visitor.get(f"/en/moderation?{wrong}").status == 404


@pytest.mark.parametrize("order", list(Order))
def test_pages_in_any_order_hold_every_case_once(make: Make, order: Order) -> None:
    amendment = make.amendment()
    made = [make.comment(amendment, body=f"{HELD} {n}").id for n in range(22)]
    make.do(lambda: db.session.execute(update(Comment).values(open_reports=Comment.id % 3)))
    reader, asked = make.reader(make.administrator()), Filters(order=order)
    reader = type(reader)(reader.id, roles=frozenset({("administrator", None)}))

    def pages() -> list[int]:
        found, after = [], None
        while True:
            page = waiting_comments(reader, asked, after)
            found += [one.id for one in page.items]
            if not (after := page.after):
                return found

    assert sorted(make.read(pages)) == made


NOW = clock.now()


def test_the_pace_says_when_nothing_waits_and_when_the_queue_grows() -> None:
    done = [(NOW - timedelta(minutes=n), 7200) for n in range(30)]
    fast = pace_of(60, {HOUR: 0, DAY: 99}, done, NOW)
    assert (fast.span, fast.hours) == (HOUR, 2.0)
    assert pace_of(60, {HOUR: 30, DAY: 99}, done, NOW).hours is None
    slow = pace_of(60, {HOUR: 0, DAY: 0}, [(NOW - timedelta(hours=5), 90_000)], NOW)
    assert (slow.span, slow.days) == (DAY, 60)
    assert pace_of(5, {HOUR: 0, DAY: 0}, [], NOW).hours is None
    same_day = [(NOW - timedelta(hours=2), 3600)] * 25
    assert pace_of(5, {HOUR: 0, DAY: 0}, same_day, NOW).hours is None


def test_the_page_of_a_case_takes_at_most_ten_queries(make: Make, visitor: Visitor) -> None:
    parent = make.comment()
    comment = make.comment(parent=parent, body="Rude.")
    make.report(comment, note="Look.")
    visitor.sign_in(make.moderator())
    with make.counted() as statements:
        page = open_case(visitor, comment)
    assert page.status == 200
    assert len(statements) <= 10, "\n\n".join(statements)


def test_the_next_case_of_ten_thousand_is_found_as_fast_as_of_a_few(make: Make) -> None:
    amendment, author = make.amendment(), make.account()
    first = make.comment(amendment, author, body=HELD)
    reader = type(make.reader(author))(0, roles=frozenset({("moderator", None)}))
    now = clock.now()
    copied = {"listed": False, "state": "held", "held_for": [], "terms": "", "created_at": now}
    rows = [
        {
            "consultation_id": first.consultation_id, "amendment_id": first.amendment_id,
            "revision": 1, "author_id": author.id, "stance": "for", "language": "en",
            "body": "Held.", "waiting_since": now + timedelta(seconds=n), **copied,
        }
        for n in range(10_000)
    ]  # fmt: skip
    few = 0
    for some in (rows[:100], rows[100:]):
        make.do(lambda some=some: db.session.execute(Comment.__table__.insert(), some))
        make.do(lambda: db.session.execute(text("ANALYZE comments")))
        few = few or work_of(make, lambda: next_comment(reader, Filters(show=Show.HELD)))
    for show in (Show.ALL, Show.HELD):
        asked = Filters(show=show)
        assert make.read(lambda asked=asked: next_comment(reader, asked)) == first.id
        assert work_of(make, lambda asked=asked: next_comment(reader, asked)) <= 2 * few + 100


def test_taking_a_case_again_keeps_it_longer(make: Make) -> None:
    comment, reader = make.comment(body=HELD), make.reader(make.moderator())
    before = make.do(lambda: leases.take("comment", comment.id, reader, 1))
    after = make.do(lambda: leases.take("comment", comment.id, reader, 9))
    assert after.until > before.until


def test_ticked_cases_are_decided_together_and_can_be_undone(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    made = [make.comment(amendment, body=f"{HELD} {n}") for n in range(3)]
    page = visitor.sign_in(make.moderator()).get("/en/moderation?show=held&all=1")
    assert len(page.all("//input[@type='checkbox'][@checked]")) == 3
    empty = page.submit("/moderation/many", button=("action", "publish"), case=[])
    assert empty.status == 422 and "Tick the cases that you mean." in empty.text
    no_ground = page.submit("/moderation/many", button=("action", "reject"))
    assert no_ground.status == 422 and "Choose the ground." in no_ground.text
    assert len(no_ground.all("//input[@type='checkbox'][@checked]")) == 3
    ticked = page.all("//input[@type='checkbox']/@value")[:2]
    done = page.submit("/moderation/many", button=("action", "publish"), case=ticked).follow()
    assert "2 cases were decided together." in done.text
    states = select(Comment.state).order_by(Comment.id)
    assert make.all(states) == [("published",), ("published",), ("held",)]
    again = page.submit("/moderation/many", button=("action", "publish"), case=ticked)
    assert again.status == 409
    [batch] = [form.get("action") for form in done.all("//form") if "undo" in form.get("action")]
    undone = done.submit(batch.split("?")[0]).follow()
    assert "2 decisions were undone." in undone.text
    assert make.all(states) == [("held",)] * 3
    assert "decided together" not in undone.text
    assert len(made) == 3


@pytest.mark.parametrize("case", ["x", "1", "1:x", f"{'9' * 30}:1"])
def test_ticks_that_no_page_offers_are_refused(make: Make, visitor: Visitor, case: str) -> None:
    make.comment(body=HELD)
    page = visitor.sign_in(make.moderator()).get("/en/moderation")
    answer = page.submit("/moderation/many", button=("action", "publish"), case=[case])
    assert answer.status == 422
