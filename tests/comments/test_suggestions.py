"""Other wording for a clause: one a person, shown as a diff, editable, moderated like the rest."""

from typing import Any

import pytest
from lxml import html
from sqlalchemy import func, select, update

from consult.accounts.models import Account
from consult.comments.models import Comment, CommentEdit
from consult.comments.passages import suggested_runs
from consult.comments.rules import State
from consult.consultations.diff import texts_of
from consult.consultations.models import Amendment, Consultation
from consult.core.db import db
from tests.comments.places import address, home
from tests.comments.test_clauses import CLAUSE, counts, last, recount
from tests.make import Make
from tests.pages import Page, Visitor
from tests.summaries.reading import exported, json_rows

FEWER = CLAUSE.replace("145", "120")


def suggest(visitor: Visitor, amendment: Amendment, key: str = "2", **fields: Any) -> Page:
    """Suggest a wording through the page of the clause, whoever suggested the same."""
    button = fields.pop("button", ("step", "confirmed"))
    given = {"stance": "for", "body": "It costs less.", "suggestion": "replace"}
    page = visitor.get(f"{home(amendment)}/clauses/{key}")
    return page.submit("/suggestion", button, **given | {"suggested": FEWER} | fields)


def stored(make: Make) -> int:
    return int(make.scalar(select(func.count()).select_from(Comment)))


def test_a_suggestion_is_shown_as_a_diff_against_the_proposal(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    page = suggest(visitor.sign_in(make.account()), amendment).follow()
    about = page.all("//div[@class='comment-about']")[0]
    assert [one.text for one in about.xpath(".//del")] == ["145"]
    assert [one.text for one in about.xpath(".//ins")] == ["120"]
    assert "Word it differently" in about.text_content() and "It costs less." in page.text
    thread = visitor.another().get(home(amendment))
    assert thread.all("//ol//div[@class='comment-about']//ins")
    assert "Read one suggestion" in thread.text
    assert counts(make, amendment) == recount(make, amendment) == {"2": 1, "2+": 1}


def test_the_form_begins_with_the_words_of_the_clause_and_previews_them(
    make: Make, visitor: Visitor
) -> None:
    amendment = make.amendment()
    visitor.sign_in(make.account())
    page = visitor.get(f"{home(amendment)}/clauses/2")
    assert page.all("//textarea[@name='suggested']")[0].text.strip() == CLAUSE
    shown = suggest(visitor, amendment, body="", stance="", button=("preview", "1"))
    assert shown.status == 200
    assert [one.text for one in shown.all("//div[@id='preview']//ins")] == ["120"]
    assert shown.all("//textarea[@name='suggested']")[0].text.strip() == FEWER
    assert stored(make) == 0
    assert shown.submit("/suggestion", stance="for", body="Why").status == 303


def live(visitor: Visitor, amendment: Amendment, **fields: str) -> tuple[int, str, Any]:
    """Return what the script is answered while somebody writes: status, sentence and diff."""
    page = visitor.get(f"{home(amendment)}/clauses/2")
    sent = dict(page.forms("/suggestion")[0].form_values()) | {"preview": "1", "live": "1"} | fields
    answer = visitor.client.post(f"{home(amendment)}/clauses/2/suggestion", data=sent)
    tree = html.fromstring(answer.get_data(as_text=True))
    said = tree.xpath("string(//*[@id='preview-said'])").strip()
    return answer.status_code, said, tree.xpath("//*[@id='preview']")[0]


def test_only_what_changes_is_sent_while_somebody_writes(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    visitor.sign_in(make.account())
    status, said, shown = live(visitor, amendment, suggested=FEWER)
    assert (status, said) == (200, "Words inserted: 1. Words deleted: 1.")
    assert [one.text for one in shown.xpath(".//ins|.//del")] == ["145", "120"]
    status, said, shown = live(visitor, amendment, suggestion="keep")
    assert (status, said) == (200, "Nothing changes: the clause stays as it is.")
    status, said, shown = live(visitor, amendment)
    assert status == 422 and said.startswith("Change the words") and not len(shown)
    assert stored(make) == 0


def test_a_live_preview_is_asked_for_so_often_and_no_more(
    make: Make, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consult.comments.previewing.MOST_DIFFS", 2)
    amendment = make.amendment()
    visitor.sign_in(make.account())
    asked = [live(visitor, amendment, suggested=FEWER)[0] for _ in range(3)]
    assert asked == [200, 200, 429]
    assert suggest(visitor, amendment).status == 303


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"suggested": CLAUSE}, "Change the words of the clause"),
        ({"suggested": " \n"}, "Change the words of the clause"),
        ({"suggestion": "add", "suggested": f" {CLAUSE}"}, "Change the words of the clause"),
        ({"suggested": "x" * 10_001}, "Shorten your wording"),
        ({"suggestion": "burn"}, "Say what should become"),
        ({"stance": ""}, "Say whether you are for"),
        ({"body": ""}, "Write something first"),
    ],
)
def test_a_suggestion_that_says_nothing_is_refused_beside_its_field(
    make: Make, visitor: Visitor, fields: dict[str, str], message: str
) -> None:
    page = suggest(visitor.sign_in(make.account()), make.amendment(), **fields)
    assert page.status == 422
    assert message in page.text
    assert page.all("//details[@id='suggest'][@open]")
    assert stored(make) == 0


def test_keep_and_delete_need_no_wording_and_add_takes_what_is_new(
    make: Make, visitor: Visitor
) -> None:
    amendment, more = make.amendment(), "They sit in Astana."
    for kind, text in (("keep", ""), ("delete", ""), ("add", f"{CLAUSE}\n{more}")):
        somebody = visitor.another().sign_in(make.account())
        assert suggest(somebody, amendment, suggestion=kind, suggested=text).status == 303
    rows = make.all(select(Comment.suggestion, Comment.suggested).order_by(Comment.id))
    assert [tuple(row) for row in rows] == [("keep", None), ("delete", None), ("add", more)]
    page = visitor.get(f"{home(amendment)}/suggestions")
    assert [one.text for one in page.all("//ins")] == [more]
    assert [one.text for one in page.all("//del")] == [CLAUSE]


def test_every_suggestion_rebuilds_the_clause_and_the_other_wording() -> None:
    both = [texts_of([run for part in suggested_runs(CLAUSE, "replace", FEWER) for run in part])]
    assert both == [(CLAUSE, FEWER)]


def test_one_person_suggests_once_a_clause_and_is_led_to_change_it(
    make: Make, visitor: Visitor
) -> None:
    amendment = make.amendment()
    visitor.sign_in(make.account())
    page = visitor.get(f"{home(amendment)}/clauses/2")
    assert suggest(visitor, amendment).status == 303
    second = page.submit("/suggestion", stance="for", body="Again.", suggestion="delete")
    assert second.status == 409
    assert "already suggested" in second.text
    link = second.all("//a[.='Change your suggestion']/@href")[0]
    assert link == f"{address(last(make))}/edit"
    assert visitor.get(link).status == 200
    assert suggest(visitor, amendment, "1", suggested="1. One.").status == 303
    assert stored(make) == 2


def test_a_withdrawn_suggestion_makes_room_for_another(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    suggest(visitor.sign_in(make.account()), amendment)
    visitor.get(address(last(make))).submit("/withdraw")
    assert suggest(visitor, amendment, suggestion="delete").status == 303
    assert counts(make, amendment) == recount(make, amendment) == {"2": 1, "2+": 1}


def test_a_consultation_takes_so_many_of_one_person(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    place = update(Consultation).values(suggestions_each=1)
    make.do(lambda: db.session.execute(place.where(Consultation.id == amendment.consultation_id)))
    visitor.sign_in(make.account())
    assert suggest(visitor, amendment).status == 303
    answer = suggest(visitor, amendment, "1", suggested="1. One.")
    assert answer.status == 409
    assert "as many suggestions as one person may make" in answer.text
    assert suggest(visitor.another().sign_in(make.account()), amendment).status == 303


def test_a_suggestion_is_edited_and_what_it_said_is_kept(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    suggest(visitor.sign_in(make.account()), amendment)
    page = visitor.get(f"{address(last(make))}/edit")
    assert page.all("//textarea[@name='suggested']")[0].text.strip() == FEWER
    other = CLAUSE.replace("145", "99")
    shown = page.submit("/edit", ("preview", "1"), suggested=other)
    assert [one.text for one in shown.all("//div[@id='preview']//ins")] == ["99"]
    assert last(make).suggested == FEWER
    assert shown.submit("/edit").status == 303
    assert last(make).suggested == other
    assert make.scalar(select(CommentEdit.suggested)) == FEWER
    assert page.submit("/edit", suggested="Stale").status == 409
    assert (
        visitor.get(f"{address(last(make))}/edit").submit("/edit", suggested=CLAUSE).status == 422
    )
    assert last(make).suggested == other


def test_screening_reads_the_suggested_words_too(make: Make, visitor: Visitor) -> None:
    amendment, number = make.amendment(), "8 701 123 45 67"
    visitor.sign_in(make.account())
    suggest(visitor, amendment, suggested=f"{FEWER} Call {number}.")
    held = last(make)
    assert held.state == State.HELD and held.held_for == ["personal_data.phone"]
    for path in ("", "/clauses/2", "/suggestions"):
        assert number not in visitor.another().get(home(amendment) + path).text
    case = visitor.another().sign_in(make.moderator()).get(f"/en/moderation/comments/{held.id}")
    assert number in case.text
    assert number in visitor.get(address(held)).text
    visitor.get(f"{address(held)}/edit").submit("/edit", suggested=FEWER)
    assert last(make).state == State.PUBLISHED
    assert counts(make, amendment) == recount(make, amendment) == {"2": 1, "2+": 1}


def test_a_hidden_suggestion_hides_its_words(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    suggest(visitor.sign_in(make.account()), amendment, suggested="2. The unspeakable.")
    make.decision(last(make), make.moderator(), "hide")
    for path in ("", "/clauses/2", "/suggestions", f"/comments/{last(make).id}"):
        page = visitor.another().get(home(amendment) + path)
        assert page.status == 200 and "unspeakable" not in page.text, path
    assert not counts(make, amendment)


def test_exports_carry_suggestions_but_no_hidden_words(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    suggest(visitor.sign_in(make.account()), amendment)
    suggest(visitor, amendment, "1", suggested="1. The unspeakable.")
    make.decision(last(make), make.moderator(), "hide")
    files = exported(make, amendment.consultation)
    rows = json_rows(files["summary.json"], "comments")
    found = [[row[key] for key in ("clause", "suggestion", "quote", "suggested")] for row in rows]
    assert found == [["2", "replace", CLAUSE, FEWER], ["1", "replace", None, None]]
    assert not any(b"unspeakable" in data for data in files.values())


def test_suggestions_stand_by_clause_and_the_most_agreed_first(
    make: Make, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consult.comments.suggestions.PER_PAGE", 2)
    amendment = make.amendment()
    people = [make.account() for _ in range(3)]
    for key, person, body in (
        ("2", 0, "b-low"), ("1", 0, "a-one"), ("2", 1, "b-high"), ("2", 2, "b-newest"),
    ):  # fmt: skip
        somebody = visitor.another().sign_in(people[person])
        suggest(somebody, amendment, key, suggested=f"{key}. Own words.", body=body)
        if body == "b-high":
            make.reaction(last(make))
    page, seen = visitor.get(f"{home(amendment)}/suggestions"), list[str]()
    while True:
        seen += [one.text_content().strip() for one in page.all("//div[@class='comment-text']")]
        more = page.all("//a[@rel='next']/@href")
        if not more:
            break
        page = visitor.get(more[0])
    assert seen == ["a-one", "b-high", "b-newest", "b-low"]
    for broken in ("1", "a_b_c", "1_2_3_4"):
        assert visitor.get(f"{home(amendment)}/suggestions?after={broken}").status == 404


def test_hostile_wording_is_shown_as_text(make: Make, visitor: Visitor) -> None:
    evil, amendment = '<script>alert(1)</script>"><img src=x onerror=y>', make.amendment()
    page = suggest(visitor.sign_in(make.account()), amendment, suggested=evil, body=evil).follow()
    assert evil in page.text
    assert not page.all("//main//script|//main//img")


def test_a_page_of_suggestions_takes_few_statements(make: Make, visitor: Visitor) -> None:
    amendment, authors = make.amendment(), list[Account]()
    for number in range(8):
        authors.append(make.account())
        somebody = visitor.another().sign_in(authors[-1])
        suggest(somebody, amendment, suggested=f"2. Words {number}.")
    visitor.sign_in(authors[0])
    for path in ("/suggestions", "/clauses/2"):
        with make.counted() as statements:
            assert visitor.get(home(amendment) + path).status == 200
        assert len(statements) <= 8, statements
