"""Officials make a consultation, arrange its amendments, look it through and publish it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from consult.consultations import actions, queries
from consult.consultations.checklist import checklist
from consult.consultations.models import Consultation
from consult.consultations.queries import consultation_by_id, the_consultation
from consult.consultations.rules import State
from consult.core.errors import Invalid
from tests.make import Make
from tests.pages import Page, Visitor

NEW = {
    "title": "Құрылтай туралы",
    "slug": "kurultai-2026",
    "languages": ["kk", "ru"],
    "authoritative": "kk",
    "time_zone": "Asia/Almaty",
}


def base(place: Consultation) -> str:
    return f"/en/consultations/{place.slug}"


def draft_of(make: Make, *numbers: str, **given: Any) -> Consultation:
    """Make a draft with these amendments."""
    home = make.consultation(state=State.DRAFT, **given)
    for number in numbers:
        make.amendment(home, number=number)
    return home


def numbers_in(make: Make, home: Consultation) -> list[str]:
    return [one.number for one in make.read(lambda: queries.amendments_of(home))]


def told(make: Make, home: Consultation) -> list[str]:
    return [one.kind for one in make.events(f"consultation:{home.id}")]


def test_an_official_of_all_makes_a_draft_in_the_browser(make: Make, visitor: Visitor) -> None:
    official = visitor.sign_in(make.official())
    page = official.get("/en/consultations/new")
    assert page.all("//select[@id='time_zone']/option")[0].get("value") == "Asia/Almaty"
    made = page.submit("/new", **NEW).follow()
    assert made.h1 == "Settings"
    stored: Consultation = make.read(lambda: the_consultation("kurultai-2026"))
    assert (stored.state, stored.languages, stored.authoritative) == ("draft", ["kk", "ru"], "kk")
    assert [(one.language, one.title) for one in stored.texts] == [("kk", "Құрылтай туралы")]
    assert visitor.another().get("/en/consultations/kurultai-2026").status == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slug", "Not a short name"),
        ("slug", "new"),
        ("slug", "taken"),
        ("title", ""),
        ("languages", []),
        ("authoritative", "en"),
        ("authoritative", "xx"),
        ("time_zone", "Mars/Olympus"),
    ],
)
def test_a_fault_stands_beside_its_field_and_the_rest_is_kept(
    make: Make, visitor: Visitor, field: str, value: object
) -> None:
    make.consultation(slug="taken")
    official = visitor.sign_in(make.official())
    page = official.get("/en/consultations/new").submit("/new", **{**NEW, field: value})
    assert page.status == 422
    assert page.all(f"//*[@id='{field}-error']")
    if field != "title":
        assert page.all("//input[@id='title']")[0].get("value") == NEW["title"]


def test_only_officials_of_all_make_consultations(make: Make, visitor: Visitor) -> None:
    assert "sign-in" in visitor.get("/en/consultations/new").location
    local = make.official(make.consultation())
    for account in (make.account(), make.moderator(), local):
        assert visitor.another().sign_in(account).get("/en/consultations/new").status == 403


@pytest.mark.parametrize("version", ["", "x", "9" * 40, "-1"])
def test_a_version_that_is_none_changes_nothing(make: Make, visitor: Visitor, version: str) -> None:
    home = draft_of(make)
    official = visitor.sign_in(make.official(home))
    page = official.get(f"{base(home)}/settings")
    answer = page.submit("/settings", version=version, moderation="before")
    assert answer.status == 409
    stored: Consultation = make.read(lambda: consultation_by_id(home.id))
    assert stored.moderation == "after"


def test_nothing_is_published_before_a_page_of_its_own_asked(make: Make, visitor: Visitor) -> None:
    home = draft_of(make, "1")
    official = visitor.sign_in(make.official(home))
    settings = official.get(f"{base(home)}/settings")
    assert not settings.forms("/publish")
    asked = official.get(f"{base(home)}/publish")
    assert asked.h1 == "Publish this consultation?"
    assert visitor.another().get(base(home)).status == 404
    assert asked.submit("/publish").status == 303
    assert visitor.another().get(base(home)).status == 200


def test_a_draft_with_faults_is_not_published_and_each_is_named(
    make: Make, visitor: Visitor
) -> None:
    home = make.consultation(
        state=State.DRAFT, opens_in=timedelta(days=-9), closes_in=timedelta(days=-1)
    )
    official = visitor.sign_in(make.official(home))
    page = official.get(f"{base(home)}/publish")
    assert "The end of phase 1 lies in the past." in page.text
    assert "There is no amendment yet" in page.text
    assert not page.forms("/publish")
    sneaky = official.post(
        f"{base(home)}/publish",
        data={"csrf_token": page.all("//input[@name='csrf_token']")[0].get("value")},
    )
    assert sneaky.status == 422
    with pytest.raises(Invalid):
        make.do(lambda: actions.open_consultation(consultation_by_id(home.id)))
    assert make.scalar(select(Consultation.state).where(Consultation.id == home.id)) == "draft"


def test_the_list_of_faults_knows_titles_and_wordings_by_language(make: Make) -> None:
    home = make.consultation(state=State.DRAFT, languages=("kk", "ru"))
    make.amendment(home, number="7", languages=("ru",))
    make.amendment(home, number="8", languages=("kk",))

    def look() -> tuple[list[str], list[str]]:
        place = consultation_by_id(home.id)
        next(text for text in place.texts if text.language == "kk").title = ""
        found = checklist(place)
        return [str(one) for one in found.faults], [str(one) for one in found.notes]

    with make.app.test_request_context("/en/"):
        faults, notes = make.read(look)
    assert any("no title in its authoritative language" in one for one in faults)
    assert any("Қазақша: amendments 7" in one for one in faults)
    assert any("Русский: amendments 8" in one for one in notes)


def test_a_draft_says_on_every_page_that_only_staff_see_it(make: Make, visitor: Visitor) -> None:
    home = draft_of(make, "1")
    official = visitor.sign_in(make.official(home))
    for path in ("", "/amendments/1", "/settings", "/amendments", "/chapters", "/staff"):
        assert "Draft: only staff see this" in official.get(base(home) + path).text, path
    other = make.amendment()
    assert "only staff see this" not in visitor.get(base(other.consultation)).text


def test_closing_asks_first(make: Make, visitor: Visitor) -> None:
    home = make.consultation()
    make.amendment(home)
    official = visitor.sign_in(make.official(home))
    assert not official.get(f"{base(home)}/settings").forms("/close")
    asked = official.get(f"{base(home)}/close")
    assert "cannot be opened again" in asked.text
    stored: Page = asked.submit("/close").follow()
    assert "Closed on" in stored.text
    assert official.get(f"{base(home)}/close").status == 409


def test_languages_are_chosen_and_those_in_use_stay(make: Make, visitor: Visitor) -> None:
    home = draft_of(make, "1", languages=("ru", "kk"))
    official = visitor.sign_in(make.official(home))
    page = official.get(f"{base(home)}/settings")
    assert page.submit("/settings", languages=["kk"], authoritative="ru").status == 422
    page.submit("/settings", languages=["kk", "ru", "en"], authoritative="kk", suggestions_each="3")
    stored: Consultation = make.read(lambda: consultation_by_id(home.id))
    assert (stored.languages, stored.authoritative) == (["kk", "ru", "en"], "kk")
    assert stored.suggestions_each == 3
    make.do(lambda: actions.open_consultation(consultation_by_id(home.id)))
    page = official.get(f"{base(home)}/settings")
    assert page.submit("/settings", languages=["kk", "ru"]).status == 422
    assert page.submit("/settings", authoritative="ru").status == 422
    assert page.submit("/settings", suggestions_each="many").status == 422
    assert page.submit("/settings", suggestions_each="5").status == 303


def test_a_language_without_texts_is_switched_off_one_with_texts_is_not(
    make: Make, visitor: Visitor
) -> None:
    home = draft_of(make, "1", languages=("ru", "kk"))
    official = visitor.sign_in(make.official(home))

    def switched(*languages: str) -> int:
        page = official.get(f"{base(home)}/settings")
        return page.submit("/settings", languages=list(languages)).status

    assert switched("kk", "ru", "en") == 303
    assert switched("ru", "en") == 422
    assert switched("kk", "ru") == 303


def test_these_pages_are_for_the_officials_of_the_consultation(
    make: Make, visitor: Visitor
) -> None:
    home = draft_of(make, "1")
    moderator = visitor.sign_in(make.moderator(home))
    stranger = visitor.another().sign_in(make.official(make.consultation()))
    pages = ("amendments", "chapters", "publish", "close", "phases/new", "amendments/1/remove")
    for path in (*pages, "staff"):
        assert moderator.get(f"{base(home)}/{path}").status == 403, path
        assert stranger.get(f"{base(home)}/{path}").status == 404, path
