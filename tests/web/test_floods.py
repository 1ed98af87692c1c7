"""Floods from one network end with 429, in the reader's language, before the database is asked."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from consult import create_app
from consult.config import Settings
from consult.web import floods
from tests.browser import free_port

MOST = 3
ADDRESS = "/en/consultations"


@pytest.fixture
def small(tmp_path: Path) -> Flask:
    return app_with(tmp_path)


def app_with(folder: Path, **given: Any) -> Flask:
    """An app on a database without a table: whoever asks it gets a 500."""
    kinds = ("searches", "sign_ins", "previews", "exports")
    limits: Any = dict.fromkeys((f"{kind}_per_minute" for kind in kinds), MOST)
    extra = {"PROPAGATE_EXCEPTIONS": False, "WTF_CSRF_ENABLED": False}
    secret = "t" * 40
    settings = Settings(
        mode="test", data_dir=folder, secret_key=secret, extra=extra, **limits, **given
    )
    return create_app(settings.checked())


def statuses(app: Flask, path: str, times: int, **options: Any) -> list[int]:
    client = app.test_client()
    return [client.open(path, **options).status_code for _ in range(times)]


def test_searches_beyond_the_limit_are_refused_without_the_database(small: Flask) -> None:
    assert statuses(small, f"{ADDRESS}?q=law", MOST + 2)[MOST:] == [429, 429]
    answer = small.test_client().get("/ru/consultations?q=law")
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "60"
    assert "Из вашей сети пришло слишком много запросов" in answer.text


def test_another_network_and_another_kind_are_counted_apart(small: Flask) -> None:
    statuses(small, f"{ADDRESS}?q=law", MOST + 1)
    elsewhere = {"environ_base": {"REMOTE_ADDR": "203.0.113.9"}}
    assert statuses(small, f"{ADDRESS}?q=law", 1, **elsewhere) != [429]
    assert statuses(small, "/en/sign-in", 1, method="POST") != [429]


def test_pages_that_cost_little_are_not_counted(small: Flask) -> None:
    assert 429 not in statuses(small, "/en/rules", 3 * MOST)
    assert 429 not in statuses(small, "/en/sign-in", 3 * MOST)


def test_a_forged_address_makes_no_new_network_unless_a_proxy_is_trusted(tmp_path: Path) -> None:
    def last(app: Flask) -> int:
        return [
            statuses(app, f"{ADDRESS}?q=x", 1, headers={"X-Forwarded-For": f"203.0.113.{number}"})[
                0
            ]
            for number in range(MOST + 1)
        ][-1]

    assert last(app_with(tmp_path)) == 429
    assert last(app_with(tmp_path, trusted_proxies=1)) != 429


def test_without_its_redis_each_process_counts_for_itself(tmp_path: Path) -> None:
    app = app_with(tmp_path, redis_url=f"redis://127.0.0.1:{free_port()}/0")
    assert statuses(app, f"{ADDRESS}?q=law", MOST + 1)[-1] == 429


@pytest.mark.parametrize(
    ("path", "options", "kind"),
    [
        ("/en/consultations/reform?q=law", {}, "searches"),
        ("/en/consultations/reform?q=", {}, ""),
        ("/en/consultations/reform/amendments/12", {}, ""),
        ("/en/sign-in", {"method": "POST"}, "sign_ins"),
        ("/en/sign-in", {}, ""),
        ("/en/consultations/reform/exports", {"method": "POST"}, "exports"),
        ("/en/consultations/reform/print", {}, "exports"),
        (
            "/en/consultations/reform/amendments/12/comments",
            {"method": "POST", "data": {"step": "preview"}},
            "previews",
        ),
        (
            "/en/consultations/reform/amendments/12/comments",
            {"method": "POST", "data": {"step": "send"}},
            "",
        ),
        ("/en/consultations/reform/amendments/12/vote", {"method": "POST"}, ""),
    ],
)
def test_what_is_costly(small: Flask, path: str, options: dict[str, object], kind: str) -> None:
    with small.test_request_context(path, **options):
        assert floods.kind_of_request() == kind
