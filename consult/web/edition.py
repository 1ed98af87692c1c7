"""Which software, with which settings, renders pages: nodes share only what the same one made."""

import hashlib
import hmac
from functools import cache
from pathlib import Path

from consult.config import ROOT, Settings

PACKAGE = Path(__file__).resolve().parent.parent
KINDS = {".py", ".html", ".mo", ".css", ".js", ".json", ".svg"}


def edition(settings: Settings) -> str:
    """Return a name that changes with code, templates, words, files and what pages say of the site.

    It is sealed with the secret of the installation, so that two of them may use one Redis.
    """
    said = (settings.site_name, settings.public_url, settings.time_zone, settings.default_language)
    text = "\n".join((_files(), *map(str, said)))
    return hmac.digest(settings.secret_key.encode(), text.encode(), "sha256").hex()[:24]


@cache
def _files() -> str:
    found = hashlib.sha256()
    for folder in (PACKAGE, ROOT / "templates"):
        for path in sorted(folder.rglob("*")):
            if path.suffix in KINDS:
                found.update(f"{path.relative_to(folder)}\0".encode())
                found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()
