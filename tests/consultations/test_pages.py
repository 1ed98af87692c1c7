"""The pages of consultations and amendments, as people read them."""

from datetime import timedelta

import pytest

from consult.consultations import actions
from consult.consultations.models import Consultation
from consult.consultations.queries import consultation_by_id, the_amendment
from consult.consultations.rules import State, TallyRule
from consult.core.errors import Conflict
from consult.votes.rules import Choice
from tests.comments.crowds import many
from tests.make import CURRENT, PROPOSED, Make
from tests.pages import Page, Visitor


def address(amendment: object, language: str = "en") -> str:
    place = amendment.consultation  # type: ignore[attr-defined]
    return f"/{language}/consultations/{place.slug}/amendments/{amendment.number}"  # type: ignore[attr-defined]


def wording(page: Page, *, without: str) -> str:
    """Return the text of the wording as if the insertions (or deletions) were not there."""
    paragraphs = []
    for paragraph in page.all("//div[@class='wording'][1]/p"):
        for gone in paragraph.xpath(f".//{without}"):
            tail, parent = gone.tail or "", gone.getparent()
            before = gone.getprevious()
            if before is not None:
                before.tail = (before.tail or "") + tail
            else:
                parent.text = (parent.text or "") + tail
            parent.remove(gone)
        paragraphs.append(paragraph.text_content())
    return "".join(paragraphs)


def test_the_page_without_its_insertions_is_the_current_wording(
    make: Make, visitor: Visitor
) -> None:
    amendment = make.amendment()
    page = visitor.get(address(amendment))
    assert page.status == 200
    assert wording(page, without="ins") == CURRENT
    assert wording(visitor.get(address(amendment)), without="del") == PROPOSED


@pytest.mark.parametrize(
    ("view", "expected", "absent"),
    [("current", "two chambers", "145"), ("proposed", "145 deputies", "fifty members")],
)
def test_a_reader_may_see_one_wording_alone(
    make: Make, visitor: Visitor, view: str, expected: str, absent: str
) -> None:
    page = visitor.get(f"{address(make.amendment())}?view={view}")
    text = "".join(page.tree.xpath("string(//div[@class='wording'])"))
    assert expected in text
    assert absent not in text
    assert page.all("//nav[@class='views']/a[@aria-current='page']")[0].get("href").count(view)


def test_side_by_side_shows_both(make: Make, visitor: Visitor) -> None:
    page = visitor.get(f"{address(make.amendment())}?view=both")
    left, right = (
        "".join(cell.text_content() for cell in page.all(f"//table[@class='comparison']//td[{n}]"))
        for n in (1, 2)
    )
    assert "fifty members" in left
    assert "145" not in left
    assert "145 deputies" in right
    assert "fifty" not in right


def test_a_new_provision_and_a_repeal_say_so(make: Make, visitor: Visitor) -> None:
    new = visitor.get(address(make.amendment(current="")))
    gone = visitor.get(address(make.amendment(proposed="")))
    assert "New provision" in new.text
    assert not new.all("//div[@class='wording']//del")
    assert "Repeal" in gone.text
    assert not gone.all("//div[@class='wording']//ins")


def test_a_view_that_does_not_exist_shows_the_changes(make: Make, visitor: Visitor) -> None:
    page = visitor.get(f"{address(make.amendment())}?view=%00nonsense")
    assert page.status == 200
    assert page.all("//ins")


def test_unknown_numbers_and_slugs_answer_404(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    assert (
        visitor.get(f"/en/consultations/{amendment.consultation.slug}/amendments/999").status == 404
    )
    assert visitor.get("/en/consultations/nothing/amendments/1").status == 404
    assert visitor.get("/en/consultations/nothing").status == 404
    assert visitor.get("/de/consultations/nothing").status == 404


def test_a_draft_is_for_its_staff(make: Make, visitor: Visitor) -> None:
    home = make.consultation(state=State.DRAFT)
    amendment = make.amendment(home)
    other = make.official(make.consultation())
    assert visitor.get(address(amendment)).status == 404
    assert visitor.another().sign_in(other).get(address(amendment)).status == 404
    assert visitor.another().sign_in(make.official(home)).get(address(amendment)).status == 200


def test_the_page_is_in_the_language_of_its_address_and_the_text_in_its_own(
    make: Make, visitor: Visitor
) -> None:
    amendment = make.amendment(make.consultation(languages=("ru", "kk")), languages=("ru",))
    page = visitor.get(address(amendment, "en"))
    assert page.tree.get("lang") == "en"
    assert {one.get("lang") for one in page.all("//div[@class='wording']")} == {"ru"}
    assert "not translated" in page.text


def test_a_fallback_is_the_authoritative_language(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment(make.consultation(languages=("ru", "en")))
    page = visitor.get(address(amendment, "kk"))
    assert {one.get("lang") for one in page.all("//div[@class='wording']")} == {"ru"}


def test_every_page_offers_itself_in_the_other_languages(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    page = visitor.get(f"{address(amendment)}?view=both")
    link = page.all("//nav[@class='languages']/a[@hreflang='kk']")[0].get("href")
    there = visitor.get(link)
    assert there.status == 303
    assert there.location == f"{address(amendment, 'kk')}?view=both"
    assert visitor.get("/").location == "/kk/"


def test_the_switch_of_languages_leads_nowhere_else(visitor: Visitor) -> None:
    for target in ("https://example.org/", "//example.org/", "/kk", "/ru/", "/en/..//example.org"):
        page = visitor.get("/en/language/kk", query_string={"next": target})
        assert page.location in {"/kk/"}


def test_contents_are_grouped_by_chapter_and_searched(make: Make, visitor: Visitor) -> None:
    home = make.consultation()

    def work() -> None:
        place = consultation_by_id(home.id)
        place.state = State.DRAFT
        chapter = actions.add_chapter(place, 1, {"en": "The Parliament"})
        for number, words in (("1", "One Chamber"), ("83-1", "The Ombudsman")):
            made = actions.add_amendment(
                place, number, position=int(number[0]), chapter=chapter if number == "1" else None
            )
            draft = actions.WordingDraft(element="", title=words, current="Old.", proposed="New.")
            actions.set_wording(made, "en", draft)
        place.state = State.OPEN

    make.do(work)
    page = visitor.get(f"/en/consultations/{home.slug}")
    assert page.tree.xpath("string(//h3[@class='contents-chapter'])") == "The Parliament"
    assert len(page.all("//ol[@class='contents']/li")) == 2
    found = page.submit(f"/{home.slug}", q="ombuds")
    assert [one.text for one in found.all("//a[@class='contents-title']")] == ["The Ombudsman"]
    assert "No amendment contains" in page.submit(f"/{home.slug}", q="100%_").text


def test_search_finds_kazakh_and_russian_in_any_case(make: Make, visitor: Visitor) -> None:
    home = make.consultation()
    make.amendment(home, title="Құрылтай депутаттары")
    for words in ("ҚҰРЫЛТАЙ", "құрылтай депутат"):
        page = visitor.get(f"/en/consultations/{home.slug}", query_string={"q": words})
        assert page.all("//a[@class='contents-title']"), words


def test_a_reader_sees_their_own_vote_in_the_contents(make: Make, visitor: Visitor) -> None:
    amendment = make.amendment()
    reader = visitor.sign_in(make.account())
    reader.get(address(amendment)).submit("/vote", button=("choice", Choice.OPPOSE))
    assert "You: " in reader.get(f"/en/consultations/{amendment.consultation.slug}").text
    other = visitor.another().get(f"/en/consultations/{amendment.consultation.slug}")
    assert "You: " not in other.text


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        (TallyRule.ALWAYS, True, True),
        (TallyRule.AFTER_VOTING, False, True),
        (TallyRule.AFTER_CLOSING, False, False),
    ],
)
def test_the_tally_is_shown_by_the_consultations_rule(
    make: Make, visitor: Visitor, rule: TallyRule, before: bool, after: bool
) -> None:
    amendment = make.amendment(make.consultation(tally_rule=rule))
    somebody = visitor.another().sign_in(make.account())
    somebody.get(address(amendment)).submit("/vote", button=("choice", Choice.OPPOSE))
    reader = visitor.sign_in(make.account())
    page = reader.get(address(amendment))
    assert bool(page.all("//table[@class='tally']")) is before
    page.submit("/vote", button=("choice", Choice.SUPPORT))
    assert bool(reader.get(address(amendment)).all("//table[@class='tally']")) is after


def test_an_official_sets_dates_publishes_and_closes(make: Make, visitor: Visitor) -> None:
    home = make.consultation(state=State.DRAFT)
    amendment = make.amendment(home)
    official = visitor.sign_in(make.official(home))
    settings = official.get(f"/en/consultations/{home.slug}/settings")
    assert settings.submit("/settings", moderation="before").follow().status == 200
    phase = official.get(settings.all("//a[contains(@href, '/phases/')]")[0].get("href"))
    dates = {"opens_at": "2020-01-01T10:00", "closes_at": "2099-01-01T18:00"}
    assert phase.submit(phase.url.rpartition("/en")[2], **dates).follow().status == 200
    stored: Consultation = make.read(lambda: consultation_by_id(home.id))
    assert stored.moderation == "before"
    assert stored.phases[0].opens_at.isoformat() == "2020-01-01T04:00:00+00:00"
    publishing = official.get(f"/en/consultations/{home.slug}/publish")
    assert publishing.submit("/publish").follow().status == 200
    assert visitor.another().get(address(amendment)).status == 200
    official.get(f"/en/consultations/{home.slug}/close").submit("/close")
    assert "Closed on" in visitor.another().get(address(amendment)).text
    kinds = [e.kind for e in make.events(f"consultation:{home.id}")]
    assert kinds == [
        "CONSULTATION_CREATED",
        "CONSULTATION_CHANGED",
        "CONSULTATION_CHANGED",
        "CONSULTATION_OPENED",
        "CONSULTATION_CLOSED",
    ]


def test_a_second_publication_is_refused(make: Make, visitor: Visitor) -> None:
    home = make.consultation(state=State.DRAFT)
    make.amendment(home)
    official = visitor.sign_in(make.official(home))
    publishing = official.get(f"/en/consultations/{home.slug}/publish")
    assert publishing.submit("/publish").status == 303
    assert publishing.submit("/publish").status == 409


def test_wrong_dates_are_named_beside_their_fields_and_kept(make: Make, visitor: Visitor) -> None:
    home = make.consultation()
    official = visitor.sign_in(make.official(home))
    adding = official.get(f"/en/consultations/{home.slug}/phases/new")
    page = adding.submit("/new", opens_at="2030-01-02T10:00", closes_at="2030-01-01T10:00")
    assert page.status == 422
    assert "The end must come after the beginning" in page.text
    assert page.all("//input[@id='opens_at']")[0].get("value") == "2030-01-02T10:00"
    assert adding.submit("/new", opens_at="yesterday").status == 422


def test_texts_are_written_in_one_language_at_a_time(make: Make, visitor: Visitor) -> None:
    home = make.consultation()
    official = visitor.sign_in(make.official(home))
    page = official.get(f"/en/consultations/{home.slug}/settings/kk")
    assert page.submit("/settings/kk", title="").status == 422
    page.submit("/settings/kk", title="Реформа", summary="Не туралы.", background="Неге.")
    assert visitor.another().get(f"/kk/consultations/{home.slug}").h1 == "Реформа"
    assert official.get(f"/en/consultations/{home.slug}/settings/fr").status == 404


def test_settings_are_for_the_officials_of_the_consultation(make: Make, visitor: Visitor) -> None:
    home = make.consultation()
    path = f"/en/consultations/{home.slug}/settings"
    assert visitor.get(path).location.startswith("/en/sign-in?next=")
    for account in (make.account(), make.moderator(home), make.official(make.consultation())):
        assert visitor.another().sign_in(account).get(path).status == 403


def test_a_published_wording_does_not_change(make: Make) -> None:
    amendment = make.amendment()
    draft = actions.WordingDraft(element="", title="", current="a", proposed="b")

    def work() -> None:
        found = the_amendment(amendment.consultation.slug, amendment.number)
        actions.set_wording(found, "en", draft)

    with pytest.raises(Conflict):
        make.do(work)


def test_markup_in_a_wording_is_text(make: Make, visitor: Visitor) -> None:
    evil = '<script>alert(1)</script><img src=x onerror="x">'
    page = visitor.get(address(make.amendment(current=evil, proposed=evil + " more", title=evil)))
    assert not page.all("//main//script|//main//img")
    assert "<script>alert(1)" in page.text


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_page_takes_at_most_8_queries_however_many_comments(
    make: Make, visitor: Visitor, signed_in: bool
) -> None:
    amendment = make.amendment(make.consultation(opens_in=timedelta(days=-3)))
    if signed_in:
        visitor.sign_in(make.account())
    for count in (2, 2000):
        many(make, amendment, count, lambda number: number % 7)
        with make.counted() as statements:
            assert visitor.get(address(amendment)).status == 200
        assert len(statements) <= 8, statements
