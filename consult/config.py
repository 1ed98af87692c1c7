"""Every setting: its meaning, its default and the CONSULT_* variable that sets it."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Self

from consult.core.regions import KAZAKHSTAN, read_regions

ROOT = Path(__file__).resolve().parent.parent

SOFTWARE = {"name": "consult", "version": "2026.11"}
"""What made an export, as its manifest says."""

LANGUAGES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
"""The languages of the interface, in the order of the switch. All other lists derive from it."""

SHORTEST_SECRET = 32
PLACEHOLDERS = {"change-me", "changeme", "secret", "dev", "please-change-me"}


class SettingsError(Exception):
    """A setting that the product refuses to start with; the message says how to mend it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All that may differ between two installations."""

    mode: str = "embedded"
    """`embedded` (one machine), `production` (asks for real secrets) or `test`."""
    data_dir: Path = ROOT / "instance"
    """Where the embedded set-up keeps its database, its secret key and outgoing mail."""
    database_url: str = ""
    """SQLAlchemy address; empty means one SQLite file in `data_dir`."""
    secret_key: str = ""
    """Signs form tokens. The embedded set-up makes one and keeps it in `data_dir`."""
    public_url: str = "http://127.0.0.1:5000"
    """The address that people reach; links in mail begin with it."""
    mail_url: str = ""
    """`smtp://user:password@host:port` or `smtps://…`; empty writes mail into `data_dir`/mail."""
    mail_from: str = "consultation@example.org"
    """The sender of every mail."""
    site_name: str = ""
    """The name in the header of every page; empty uses the product's own."""
    default_language: str = "kk"
    """The language of `/` for a browser that asks for none of ours."""
    time_zone: str = "Asia/Almaty"
    """The time zone that a new consultation starts with."""
    regions: str = KAZAKHSTAN
    """What people may choose as their region: `code=Қазақша|Русский|English`, parted by `;`."""
    trusted_proxies: int = 0
    """How many proxies before us may be believed about the reader's address."""
    session_days: int = 30
    """How long a sign-in lasts."""
    max_upload_mb: int = 10
    """The largest request body."""
    comments_per_hour: int = 20
    """How many comments one person may send in an hour, over all consultations."""
    reports_per_hour: int = 30
    """How many reports one person may send in an hour."""
    sign_in_failures: int = 10
    """How many wrong passwords an account may get in a quarter of an hour; a network five times."""
    sign_ups_per_hour: int = 20
    """How many accounts one network address may ask for in an hour."""
    new_account_hours: int = 24
    """Links in comments of accounts younger than this are held for a moderator."""
    replica_url: str = ""
    """A streaming replica of the PostgreSQL database, for the pages of people not signed in."""
    pool_size: int = 15
    """The most connections that one process opens to the database, and as many to the replica."""
    pooler: str = ""
    """`transaction` when PgBouncer in its transaction mode stands before the database."""
    redis_url: str = ""
    """`redis://host:6379/0` or `unix:///path`: what nodes share, rendered pages and floods."""
    searches_per_minute: int = 300
    """Searches and filters from one network address, whoever asks; 0 lifts a limit."""
    sign_ins_per_minute: int = 300
    """Attempts to sign in or up, or for a new password, from one network address."""
    previews_per_minute: int = 300
    """Previews of comments from one network address."""
    exports_per_minute: int = 60
    """Exports and downloads from one network address."""
    extra: dict[str, Any] = field(default_factory=dict)
    """Flask settings that only tests change."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Read CONSULT_* variables; raise SettingsError for a value that cannot be used."""
        given: dict[str, Any] = {}
        for one in fields(cls):
            text = environment.get(f"CONSULT_{one.name.upper()}")
            if text is not None and one.name != "extra":
                given[one.name] = _parse(one.name, one.type, text)
        return cls(**given).checked()

    def environment(self) -> dict[str, str]:
        """Return the CONSULT_* variables that make the same settings in another process."""
        return {
            f"CONSULT_{one.name.upper()}": str(getattr(self, one.name))
            for one in fields(self)
            if one.name != "extra"
        }

    def checked(self) -> Self:
        """Return the settings completed with a secret and a database, or raise SettingsError."""
        if self.mode not in {"embedded", "production", "test"}:
            raise SettingsError("CONSULT_MODE is one of embedded, production and test.")
        if self.default_language not in LANGUAGES:
            raise SettingsError(f"CONSULT_DEFAULT_LANGUAGE is one of {', '.join(LANGUAGES)}.")
        self._check_growth()
        self._check_regions()
        if self.mode == "production":
            self._check_production()
            return replace(
                self,
                database_url=_normal_database_url(self.database_url),
                replica_url=_normal_database_url(self.replica_url),
            )
        return replace(
            self,
            replica_url=_normal_database_url(self.replica_url),
            secret_key=self.secret_key or _kept_secret(self.data_dir),
            database_url=_normal_database_url(
                self.database_url or f"sqlite:///{self.data_dir / 'consult.sqlite3'}"
            ),
        )

    def _check_production(self) -> None:
        if len(self.secret_key) < SHORTEST_SECRET or self.secret_key.lower() in PLACEHOLDERS:
            raise SettingsError(
                "CONSULT_SECRET_KEY must be set to at least 32 random characters in production. "
                "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
        if not self.database_url:
            raise SettingsError("CONSULT_DATABASE_URL must be set in production.")
        if not self.public_url.startswith("https://"):
            raise SettingsError("CONSULT_PUBLIC_URL must begin with https:// in production.")

    def _check_growth(self) -> None:
        postgresql = ("postgres://", "postgresql://", "postgresql+psycopg://")
        if self.replica_url and not self.replica_url.startswith(postgresql):
            raise SettingsError("CONSULT_REPLICA_URL must begin with postgresql:// or be empty.")
        if self.replica_url and not self.database_url.startswith(postgresql):
            raise SettingsError(
                "CONSULT_REPLICA_URL needs its primary: set CONSULT_DATABASE_URL to PostgreSQL too."
            )
        if self.redis_url and not self.redis_url.startswith(("redis://", "rediss://", "unix://")):
            raise SettingsError(
                "CONSULT_REDIS_URL must begin with redis://, rediss:// or unix://, or be empty."
            )
        if self.pool_size < 1:
            raise SettingsError("CONSULT_POOL_SIZE must be at least 1.")
        if self.pooler not in {"", "transaction"}:
            raise SettingsError("CONSULT_POOLER is transaction or empty.")
        for name in ("searches", "sign_ins", "previews", "exports"):
            if getattr(self, f"{name}_per_minute") < 0:
                raise SettingsError(f"CONSULT_{name.upper()}_PER_MINUTE must be 0 or more.")

    def _check_regions(self) -> None:
        try:
            read_regions(self.regions, len(LANGUAGES))
        except ValueError as error:
            raise SettingsError(
                f"CONSULT_REGIONS holds {error}; each region is code=name|name|name, one code once."
            ) from None

    def region_names(self, language: str) -> dict[str, str]:
        """Return the name of each region in a language, by its code."""
        place = list(LANGUAGES).index(language)
        regions = read_regions(self.regions, len(LANGUAGES))
        return {code: names[place] for code, names in regions.items()}

    def flask(self) -> dict[str, Any]:
        """Return what Flask and its extensions are told."""
        secure = self.public_url.startswith("https://")
        return {
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "MAX_CONTENT_LENGTH": self.max_upload_mb * 1024 * 1024,
            "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
            "MAX_FORM_PARTS": 2000,
            "SESSION_COOKIE_NAME": "__Host-consult_form" if secure else "consult_form",
            "SESSION_COOKIE_SECURE": secure,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "WTF_CSRF_TIME_LIMIT": None,
            "BABEL_DEFAULT_LOCALE": "en",
            "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "consult" / "translations"),
            # The address of a static file changes with the file, so browsers may keep it.
            "SEND_FILE_MAX_AGE_DEFAULT": 365 * 24 * 3600,
            "TEMPLATES_AUTO_RELOAD": False,
            **self.extra,
        }


def _parse(name: str, kind: object, text: str) -> object:
    if kind is int:
        try:
            return int(text)
        except ValueError:
            raise SettingsError(f"CONSULT_{name.upper()} must be a whole number.") from None
    if kind is Path:
        return Path(text).resolve()
    return text.strip()


def _normal_database_url(url: str) -> str:
    """Name the driver: SQLAlchemy would take another one for the plain PostgreSQL schemes."""
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def _kept_secret(data_dir: Path) -> str:
    """Return the installation's secret, made once. Two processes starting at once agree on it."""
    path = data_dir / "secret_key"
    data_dir.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"secret_key.{secrets.token_hex(8)}")
    if not path.exists():
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()
