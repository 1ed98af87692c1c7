"""The foundation: languages in addresses, refusals with true codes, every route guarded."""

import pytest
from flask import Flask

from consult.config import LANGUAGES
from tests.make import Make
from tests.pages import Visitor


def test_the_root_sends_to_the_language_that_the_browser_asks_for(visitor: Visitor) -> None:
    assert visitor.get("/", headers={"Accept-Language": "ru"}).location == "/ru/"
    assert visitor.get("/", headers={"Accept-Language": "fr"}).location == "/kk/"


def test_the_home_page_lists_open_consultations_and_no_draft(make: Make, visitor: Visitor) -> None:
    shown = make.consultation()
    draft = make.consultation(state="draft")
    page = visitor.get("/en/")
    assert page.status == 200
    assert page.all(f"//a[contains(@href, '/{shown.slug}')]")
    assert not page.all(f"//a[contains(@href, '/{draft.slug}')]")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_the_platform_itself_are_sound(visitor: Visitor, language: str) -> None:
    for path in ("", "about", "rules", "sign-in", "sign-up", "forgot"):
        page = visitor.get(f"/{language}/{path}")
        assert page.status == 200
        assert page.tree.get("lang") == language


def test_an_unknown_address_answers_404_with_a_page(visitor: Visitor) -> None:
    page = visitor.get("/en/nowhere")
    assert page.status == 404
    assert "There is no such page" in page.h1


def test_an_address_with_what_no_column_can_hold_is_not_found(visitor: Visitor) -> None:
    for path in ("%00", "a%00b/amendments/1", f"x/amendments/{'9' * 400}%00"):
        assert visitor.get(f"/en/consultations/{path}").status == 404


def test_a_form_without_a_token_is_refused(visitor: Visitor) -> None:
    assert visitor.post("/en/sign-in", data={}).status == 400


def test_every_route_names_a_permission_or_is_public(app: Flask) -> None:
    unguarded = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        and not hasattr(app.view_functions[rule.endpoint], "permission")
    ]
    assert not unguarded


@pytest.mark.filterwarnings("ignore:.*expression-based index")
def test_the_database_and_the_models_agree(app: Flask) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from consult.core.db import db

    with app.app_context(), db.engine.connect() as connection:
        unknown = ("comment_search", "votes_p")  # the search index, the partitions of the votes
        context = MigrationContext.configure(
            connection,
            opts={"include_object": lambda _thing, name, *_: not (name or "").startswith(unknown)},
        )
        assert compare_metadata(context, db.metadata) == []
