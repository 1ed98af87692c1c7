"""Revisions: the one draft, publishing it with a reason, and the pages that stay for good."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from consult.consultations import revisions
from consult.consultations.models import Amendment, Revision, Wording
from consult.consultations.queries import wordings_of
from consult.consultations.rules import State
from consult.core.errors import Conflict, Invalid
from consult.ledger.models import LedgerEvent
from tests.consultations.revising import NEW, edit, piece_of, proposed_in, publish, reloaded, revise
from tests.make import PROPOSED, Make
from tests.pages import Page, Visitor

DAY = timedelta(days=1)


def test_the_first_edit_begins_a_draft_that_nobody_reads(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    edit(make, amendment)
    piece = piece_of(make, amendment)
    assert (piece.number, piece.started, piece.changed) == (2, True, ["en"])
    page = visitor.get(address(amendment))
    assert "145 deputies" in page.text and "150 deputies" not in page.text
    for path in ("/revisions/2", "/revisions/1..2", "/revisions/3"):
        assert visitor.get(address(amendment) + path).status == 404
    history = visitor.get(address(amendment) + "/revisions")
    assert history.status == 200 and "Revision 2" not in history.text


def test_wordings_stand_in_the_order_of_the_interface(make: Make) -> None:
    place = make.consultation(languages=("en", "ru", "kk"))
    amendment = make.amendment(place, languages=("en", "ru", "kk"))
    assert list(make.read(lambda: wordings_of(amendment, 1))) == ["kk", "ru", "en"]


def test_there_is_one_draft_at_most(make: Make) -> None:
    amendment = make.amendment()
    for text in (NEW, PROPOSED):
        edit(make, amendment, text)
        assert proposed_in(make, amendment, 2) == text
    assert make.scalar(count_of(Revision, amendment)) == 2


def test_publishing_puts_the_draft_into_force_and_into_the_ledger(make: Make) -> None:
    amendment = make.amendment()
    edit(make, amendment)
    before = reloaded_in(make, amendment).version
    assert publish(make, amendment, "A slip of the pen.") == 2
    found = reloaded_in(make, amendment)
    assert found.revision == 2 and found.version > before
    [event] = events(make, amendment)
    assert event.consultation_id == amendment.consultation_id
    assert (event.data["number"], event.data["languages"]) == (2, ["en"])
    assert event.data["reason"] == "A slip of the pen."
    assert proposed_in(make, amendment, 1) == PROPOSED and proposed_in(make, amendment, 2) == NEW


def test_a_revision_that_changes_nothing_or_says_no_reason_is_not_published(make: Make) -> None:
    amendment = make.amendment()
    edit(make, amendment, PROPOSED)
    with pytest.raises(Invalid, match="Invalid"):
        publish(make, amendment)
    edit(make, amendment)
    with pytest.raises(Invalid):
        publish(make, amendment, "")
    assert reloaded_in(make, amendment).revision == 1


def test_what_was_published_or_changed_meanwhile_is_told(make: Make) -> None:
    amendment = make.amendment()
    edit(make, amendment)
    piece = piece_of(make, amendment)
    edit(make, amendment, NEW + "\n3. It sits in Astana.")

    def late() -> None:
        revisions.publish_revision(reloaded(amendment), 2, "Because.", piece.whole_mark)

    with pytest.raises(Conflict):
        make.do(late)
    publish(make, amendment)
    with pytest.raises(Conflict):
        make.do(late)
    assert reloaded_in(make, amendment).revision == 2


def test_a_discarded_draft_leaves_nothing(make: Make) -> None:
    amendment = make.amendment()
    edit(make, amendment)
    mark = piece_of(make, amendment).whole_mark
    make.do(lambda: revisions.discard_revision(reloaded(amendment), mark))
    assert make.scalar(count_of(Revision, amendment)) == 1
    assert make.scalar(count_of(Wording, amendment)) == 1
    with pytest.raises(Conflict):
        make.do(lambda: revisions.discard_revision(reloaded(amendment), mark))


@pytest.mark.parametrize(
    ("opens_in", "closes_in", "allowed"),
    [(DAY, 2 * DAY, True), (-DAY, DAY, True), (-2 * DAY, -DAY, False)],
)
def test_texts_change_only_until_the_consultation_is_over(
    make: Make, opens_in: timedelta, closes_in: timedelta, allowed: bool
) -> None:
    amendment = make.amendment(make.consultation(opens_in=opens_in, closes_in=closes_in))
    if allowed:
        assert revise(make, amendment) == 2
        return
    with pytest.raises(Conflict):
        edit(make, amendment)


def test_a_draft_consultation_is_edited_as_it_is(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment(make.consultation(state=State.DRAFT))
    official = visitor.sign_in(make.official(amendment.consultation))
    page = official.get(address(amendment) + "/edit")
    page = save(page, proposed=NEW).follow()
    assert "saved" in page.text and not page.all("//a[contains(@href, '/publish')]")
    assert proposed_in(make, amendment, 1) == NEW
    assert make.scalar(count_of(Revision, amendment)) == 1


def test_an_official_edits_previews_publishes(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment(make.consultation(languages=("en", "ru")))
    official = visitor.sign_in(make.official(amendment.consultation))
    page = official.get(address(amendment) + "/edit")
    shown = page.submit("/edit/en", button=("do", "preview"), proposed=NEW)
    assert shown.status == 200 and "150" in inserted(shown)
    assert make.scalar(count_of(Revision, amendment)) == 1
    page = save(shown, proposed=NEW).follow()
    assert "draft of revision 2" in page.text and "changed" in page.text
    page = official.get(address(amendment) + "/publish")
    assert "Nothing has changed in this language" in page.text
    assert page.submit("/publish", reason=" ").status == 422
    page = page.submit("/publish", reason="Counted <again>.").follow()
    assert "Revision 2 is published" in page.text and "Counted <again>." in page.text
    assert official.get(address(amendment) + "/publish").status == 303


def test_a_comparison_tells_the_reason_of_every_revision_between(
    make: Make, visitor: Visitor
) -> None:
    amendment = make.amendment()
    for reason, words in (("Why two.", "150"), ("Why three.", "151"), ("Why four.", "152")):
        edit(make, amendment, NEW.replace("150", words))
        publish(make, amendment, reason)

    def reasons(numbers: str) -> str:
        page = visitor.get(f"{address(amendment)}/revisions/{numbers}")
        return " ".join(page.all("//section[@aria-labelledby='reason']")[0].text_content().split())

    both = "Why the text changed Revision 4 Why four. Revision 3 Why three."
    assert reasons("2..4") == reasons("4..2") == both
    assert reasons("3..4") == "Why the text changed Why four."


def test_an_official_is_sent_only_what_changes_while_writing(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    page = visitor.sign_in(make.official(amendment.consultation)).get(address(amendment) + "/edit")
    form = page.forms("/edit/en")[0]
    assert form.xpath(".//button[@value='preview']/@data-live") == ["preview-said preview"]
    sent = dict(form.form_values()) | {"do": "preview", "live": "1", "proposed": NEW}
    for given, status, words in (
        ({}, 200, "Words inserted: "),
        ({"title": "", "element": ""}, 422, "Give a title"),
    ):
        answer = visitor.client.post(form.get("action"), data=sent | given)
        text = answer.get_data(as_text=True)
        assert answer.status_code == status and words in text
        assert "<html" not in text and ("<ins" in text) == (status == 200)
    assert make.scalar(count_of(Revision, amendment)) == 1


def test_pages_of_revisions_stay_for_good(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    revise(make, amendment)
    revise(make, amendment, NEW.replace("150", "151"))
    history = visitor.get(address(amendment) + "/revisions")
    assert "Revision 3 in force" in history.text and "The commission asked for it." in history.text
    old = visitor.get(address(amendment) + "/revisions/1")
    assert "no longer in force" in old.text and "145 deputies" in old.text
    assert "no longer" not in visitor.get(address(amendment) + "/revisions/3").text
    between = visitor.get(address(amendment) + "/revisions?from=3&to=1").follow()
    assert between.url.endswith("/revisions/1..3")
    assert (deleted(between), inserted(between)) == ("145", "151")
    assert "Proposed wording" in between.text and "Current wording" not in between.text


@pytest.mark.parametrize("query", ["?from=1", "?from=x&to=2", "?from=1&to=99999999999999999999"])
def test_a_comparison_of_what_does_not_exist_is_missing(
    make: Make, visitor: Visitor, query: str
) -> None:
    amendment = make.amendment()
    assert visitor.get(address(amendment) + "/revisions" + query).follow().status == 404


def test_two_tabs_do_not_overwrite_each_other_silently(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    official = visitor.sign_in(make.official(amendment.consultation))
    first, second = (official.get(address(amendment) + "/edit") for _ in range(2))
    assert save(first, proposed=NEW).status == 303
    answer = save(second, proposed="1. Mine.")
    assert answer.status == 409 and "Somebody else has changed" in answer.text
    [kept] = answer.all("//textarea[@name='proposed']")
    assert kept.text.strip() == "1. Mine."
    assert proposed_in(make, amendment, 2) == NEW
    assert save(answer).status == 303
    assert proposed_in(make, amendment, 2) == "1. Mine."


def test_a_tab_left_open_over_a_publication_begins_no_new_draft(
    make: Make, visitor: Visitor
) -> None:
    amendment = make.amendment()
    official = visitor.sign_in(make.official(amendment.consultation))
    edit(make, amendment)
    page = official.get(address(amendment) + "/edit")
    publish(make, amendment)
    assert save(page, proposed="1. Late.").status == 409
    assert make.scalar(count_of(Revision, amendment)) == 2


def test_only_officials_reach_the_editor(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    assert visitor.get(address(amendment) + "/edit").status == 303
    assert "/edit" not in "".join(visitor.get(address(amendment)).all("//a/@href"))
    visitor.sign_in(make.moderator(amendment.consultation))
    for path in ("/edit", "/edit/en", "/publish"):
        assert visitor.get(address(amendment) + path).status == 403
    visitor.sign_in(make.official(amendment.consultation))
    assert visitor.get(address(amendment) + "/edit/de").status == 404


def test_an_empty_wording_and_a_missing_heading_are_told_beside_the_field(
    make: Make, visitor: Visitor
) -> None:
    amendment = make.amendment()
    page = visitor.sign_in(make.official()).get(address(amendment) + "/edit")
    answer = save(page, title="", element="", current=" ", proposed="")
    assert answer.status == 422
    assert "Give a title" in answer.text and "Write the current or" in answer.text


def test_blanks_that_a_form_takes_away_count_as_no_change(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment(proposed="1. One chamber. \n2. Fifty.\n")
    page = visitor.sign_in(make.official()).get(address(amendment) + "/edit")
    assert save(page).status == 303
    assert piece_of(make, amendment).changed == []


def address(amendment: Amendment) -> str:
    return f"/en/consultations/{amendment.consultation.slug}/amendments/{amendment.number}"


def save(page: Page, **texts: str) -> Page:
    return page.submit("/edit/en", button=("do", "save"), **texts)


def inserted(page: Page) -> str:
    return " ".join(one.text for one in page.all("//div[@class='wording']//ins") if one.text)


def deleted(page: Page) -> str:
    return " ".join(one.text for one in page.all("//div[@class='wording']//del") if one.text)


def count_of(table: Any, amendment: Amendment) -> Any:
    return select(func.count()).select_from(table).where(table.amendment_id == amendment.id)


def reloaded_in(make: Make, amendment: Amendment) -> Amendment:
    return make.read(lambda: reloaded(amendment))


def events(make: Make, amendment: Amendment) -> list[LedgerEvent]:
    found = make.events(f"amendment:{amendment.id}")
    return [one for one in found if one.kind == "REVISION_PUBLISHED"]
