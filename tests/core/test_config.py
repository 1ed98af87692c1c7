"""Settings: read from CONSULT_* variables, and a production start is refused without secrets."""

import threading
from pathlib import Path

import pytest

from consult.config import Settings, SettingsError

GOOD = {
    "CONSULT_MODE": "production",
    "CONSULT_SECRET_KEY": "k" * 48,
    "CONSULT_DATABASE_URL": "postgres://u@h/d",
    "CONSULT_PUBLIC_URL": "https://example.org",
}


def test_a_production_start_with_everything_is_accepted() -> None:
    settings = Settings.from_environment(GOOD)
    assert settings.database_url == "postgresql+psycopg://u@h/d"
    assert settings.flask()["SESSION_COOKIE_SECURE"] is True


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CONSULT_SECRET_KEY", ""),
        ("CONSULT_SECRET_KEY", "short"),
        ("CONSULT_SECRET_KEY", "change-me"),
        ("CONSULT_DATABASE_URL", ""),
        ("CONSULT_PUBLIC_URL", "http://example.org"),
        ("CONSULT_MODE", "prod"),
        ("CONSULT_SESSION_DAYS", "many"),
        ("CONSULT_DEFAULT_LANGUAGE", "de"),
        ("CONSULT_REPLICA_URL", "sqlite:///copy"),
        ("CONSULT_REDIS_URL", "cache.example.org:6379"),
        ("CONSULT_POOL_SIZE", "0"),
        ("CONSULT_POOLER", "session"),
        ("CONSULT_SEARCHES_PER_MINUTE", "-1"),
        ("CONSULT_REGIONS", "KZ-75"),
        ("CONSULT_REGIONS", "KZ-75=Алматы|Алматы"),
        ("CONSULT_REGIONS", "A=а|а|a; A=б|б|b"),
    ],
)
def test_a_production_start_that_lacks_something_is_refused(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match="CONSULT_"):
        Settings.from_environment({**GOOD, name: value})


def test_regions_are_named_in_every_language_and_an_installation_may_have_its_own() -> None:
    names = Settings().region_names("ru")
    assert len(names) == 20 and names["KZ-75"] == "город Алматы"
    own = Settings.from_environment({"CONSULT_REGIONS": "A=а|б|c; B = д | е | f"})
    assert own.region_names("kk") == {"A": "а", "B": "д"} and own.region_names("en")["B"] == "f"


def test_a_replica_without_its_primary_is_refused() -> None:
    with pytest.raises(SettingsError, match="CONSULT_DATABASE_URL"):
        Settings.from_environment({"CONSULT_REPLICA_URL": "postgresql://u@h/d"})


def test_the_embedded_set_up_makes_one_secret_and_keeps_it(tmp_path: Path) -> None:
    given = {"CONSULT_DATA_DIR": str(tmp_path)}
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(Settings.from_environment(given).secret_key))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert len(found[0]) >= 32
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["secret_key"]


def test_every_setting_stands_in_the_operators_page() -> None:
    page = (Path(__file__).parents[2] / "docs" / "operating.md").read_text(encoding="utf-8")
    for name in Settings.__dataclass_fields__:
        if name != "extra":
            assert f"`CONSULT_{name.upper()}`" in page, name
