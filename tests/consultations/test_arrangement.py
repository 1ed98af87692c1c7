"""Officials add, remove and order amendments and chapters."""

from consult.consultations import actions, queries
from consult.consultations.queries import consultation_by_id
from tests.consultations.test_authoring import base, draft_of, numbers_in, told
from tests.make import Make
from tests.pages import Visitor


def test_amendments_are_added_and_removed_while_it_is_a_draft(make: Make, visitor: Visitor) -> None:
    home = draft_of(make, "1")
    official = visitor.sign_in(make.official(home))
    page = official.get(f"{base(home)}/amendments")
    added = page.submit("/amendments/add", number="83-1").follow()
    assert "No text yet" in added.text
    assert numbers_in(make, home) == ["1", "83-1"]
    twice = added.submit("/amendments/add", number="83-1")
    assert twice.status == 422
    assert twice.all("//*[@id='number-error']")
    assert added.submit("/amendments/add", number="a/b").status == 422
    sure = official.get(f"{base(home)}/amendments/83-1/remove")
    assert numbers_in(make, home) == ["1", "83-1"]
    assert sure.submit("/remove").status == 303
    assert numbers_in(make, home) == ["1"]


def test_a_published_consultation_keeps_its_amendments(make: Make, visitor: Visitor) -> None:
    home = draft_of(make, "1", "2")
    official = visitor.sign_in(make.official(home))
    adding = official.get(f"{base(home)}/amendments")
    removing = official.get(f"{base(home)}/amendments/2/remove")
    make.do(lambda: actions.open_consultation(consultation_by_id(home.id)))
    assert adding.submit("/amendments/add", number="3").status == 409
    assert removing.submit("/remove").status == 409
    assert not official.get(f"{base(home)}/amendments").forms("/amendments/add")
    assert numbers_in(make, home) == ["1", "2"]


def test_the_order_is_typed_and_saved_at_once(make: Make, visitor: Visitor) -> None:
    home = draft_of(make, "1", "2", "3")
    official = visitor.sign_in(make.official(home))
    page = official.get(f"{base(home)}/amendments")
    assert page.submit("/amendments", **{"rows-0-position": "9"}).status == 303
    assert numbers_in(make, home) == ["2", "3", "1"]
    assert "CONSULTATION_CHANGED" in told(make, home)
    wrong = official.get(f"{base(home)}/amendments").submit(
        "/amendments", **{"rows-1-position": "first"}
    )
    assert wrong.status == 422
    field = wrong.all("//input[@name='rows-1-position']")[0]
    assert (field.get("value"), field.get("aria-invalid")) == ("first", "true")
    assert wrong.all(f"//a[@href='#{field.get('id')}']")


def test_two_officials_at_once_do_not_overwrite_each_other(make: Make, visitor: Visitor) -> None:
    home = draft_of(make, "1", "2")
    first, second = (visitor.another().sign_in(make.official(home)) for _ in range(2))
    path = f"{base(home)}/amendments"
    mine, theirs = first.get(path), second.get(path)
    assert theirs.submit("/amendments", **{"rows-0-position": "5"}).status == 303
    late = mine.submit("/amendments", **{"rows-1-position": "7"})
    assert late.status == 409
    assert late.all("//div[@role='alert']//a")[0].get("href") == path
    assert late.all("//input[@name='rows-1-position']")[0].get("value") == "7"
    assert numbers_in(make, home) == ["2", "1"]
    assert late.submit("/amendments").status == 303  # now they know, and mean it


def test_chapters_are_added_renamed_ordered_and_removed_when_empty(
    make: Make, visitor: Visitor
) -> None:
    home = draft_of(make, "1", "2", languages=("ru", "kk"))
    official = visitor.sign_in(make.official(home))
    page = official.get(f"{base(home)}/chapters")
    page = page.submit("/chapters/add", title_ru="Первая", title_kk="Бірінші").follow()
    page = page.submit("/chapters/add", title_ru="Вторая").follow()
    page = page.submit("/chapters", **{"rows-0-position": "5", "rows-0-title_ru": "Иная"}).follow()
    found = make.read(lambda: queries.chapters_of(home))
    assert [titles for _, titles in found] == [
        {"ru": "Вторая"},
        {"ru": "Иная", "kk": "Бірінші"},
    ]
    listed = official.get(f"{base(home)}/amendments")
    chapter = str(found[0][0].id)
    listed.submit("/amendments", **{"rows-1-chapter": chapter, "rows-0-chapter": chapter})
    page = official.get(f"{base(home)}/chapters")
    full = official.post(
        f"{base(home)}/chapters/{chapter}/remove",
        data={
            "csrf_token": page.all("//input[@name='csrf_token']")[-1].get("value"),
            "version": page.all("//input[@name='version']")[-1].get("value"),
        },
    )
    assert full.status == 409
    assert page.submit(f"/chapters/{found[1][0].id}/remove").status == 303
    assert len(make.read(lambda: queries.chapters_of(home))) == 1


def test_amendments_stand_in_the_order_of_their_chapters(make: Make, visitor: Visitor) -> None:
    home = draft_of(make, "1", "2", "3")

    def work() -> list[int]:
        place = consultation_by_id(home.id)
        return [actions.add_chapter(place, n, {"en": f"Part {n}"}).id for n in (1, 2)]

    first, second = make.do(work)
    official = visitor.sign_in(make.official(home))
    page = official.get(f"{base(home)}/amendments")
    chapters = {"rows-0-chapter": second, "rows-1-chapter": first, "rows-2-chapter": first}
    page.submit("/amendments", **{name: str(key) for name, key in chapters.items()})
    assert numbers_in(make, home) == ["2", "3", "1"]
