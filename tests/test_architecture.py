"""The layout of DESIGN holds, and each check of it can fail."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import architecture as rules

ROOT = Path(__file__).resolve().parent.parent
Check = Callable[[dict[str, str]], list[str]]

# Templates whose unescaped text we made ourselves from escaped parts. Each needs its reason here.
TEMPLATES_THAT_MAY: set[str] = set()
# Modules that build markup from escaped parts.
MODULES_THAT_MAY = {"consult.web.templating", "consult.web.shared", "consult.summaries.charts"}


def modules_below(folder: Path) -> dict[str, str]:
    found = {}
    for path in sorted(folder.rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        found[name.removesuffix(".__init__")] = path.read_text()
    return found


PACKAGE = modules_below(ROOT / "consult")

CHECKS: list[tuple[Check, dict[str, str]]] = [
    (
        rules.layers_import_only_down,
        {
            "consult.votes.models": "from consult.votes import actions",
            "consult.votes.actions": "",
        },
    ),
    (
        rules.layers_import_only_down,  # around the corner
        {
            "consult.votes.rules": "import consult.votes.screen",
            "consult.votes.screen": "from consult.votes.queries import latest",
            "consult.votes.queries": "",
        },
    ),
    (
        rules.layers_import_only_down,
        {
            "consult.votes.rules": "from consult.votes.models import Vote",
            "consult.votes.models": "",
        },
    ),
    (
        rules.features_import_only_earlier_ones,
        {
            "consult.votes.queries": "from consult.comments.models import Comment",
            "consult.comments.models": "",
        },
    ),
    (
        rules.features_import_only_earlier_ones,  # from a view, which may combine domain files only
        {
            "consult.votes.views": "from consult.accounts.forms import SignIn",
            "consult.accounts.forms": "",
        },
    ),
    (
        rules.shared_parts_stay_below,
        {"consult.core.mail": "from consult.votes import models", "consult.votes.models": ""},
    ),
    (
        rules.shared_parts_stay_below,
        {"consult.web.permit": "import consult.votes.views", "consult.votes.views": ""},
    ),
    (
        rules.shared_parts_stay_below,
        {"consult.votes.actions": "from consult import permissions, web", "consult.web": ""},
    ),
    (
        rules.shared_parts_stay_below,
        {"consult.votes.views": "from consult import create_app", "consult": ""},
    ),
    (rules.areas_are_known, {"consult.gadgets.models": ""}),
    (rules.imports_stand_at_the_top, {"consult.cli": "def f():\n  from consult import web"}),
    (rules.imports_are_absolute, {"consult.cli": "def f():\n  from . import web"}),
    (
        rules.no_circles,
        {
            "consult.a": "from consult import b",
            "consult.b": "import consult.c",
            "consult.c": "from consult.a import x",
        },
    ),
    (rules.rules_are_plain, {"consult.votes.rules": "from sqlalchemy.orm import Mapped"}),
    (rules.rules_are_plain, {"consult.votes.rules": "from flask import g"}),
    (rules.views_are_thin, {"consult.votes.views": "rows = select(Vote)"}),
    (rules.views_are_thin, {"consult.votes.views": "db.session.execute(statement)"}),
    (rules.one_place_commits, {"consult.votes.actions": "db.session.commit()"}),
    (rules.one_clock, {"consult.votes.actions": "moment = datetime.now(UTC)"}),
    (rules.one_clock, {"consult.votes.actions": "moment = datetime.datetime.utcnow()"}),
    (rules.one_clock, {"consult.votes.actions": "moment = time.time()"}),
    (rules.names_say_something, {"consult.votes.helpers": ""}),
    (rules.names_say_something, {"consult.services.mail": ""}),
    (rules.modules_are_described, {"consult.votes": "x = 1"}),
    (rules.files_are_short, {"consult.votes.actions": "x = 1\n" * 301}),
]


@pytest.mark.parametrize("check", dict.fromkeys(check for check, _bad in CHECKS))
def test_the_package_keeps_the_rule(check: Check) -> None:
    assert check(PACKAGE) == []


@pytest.mark.parametrize(("check", "bad"), CHECKS)
def test_the_rule_finds_what_it_is_for(check: Check, bad: dict[str, str]) -> None:
    assert check(bad)


def test_what_is_allowed_is_not_found() -> None:
    good = {
        "consult.comments.views": "import consult.comments.forms\nfrom consult.web import permit",
        "consult.comments.forms": "from consult.votes.rules import CHOICES",
        "consult.comments.actions": "import consult.ledger.log\nfrom consult.core.clock import now",
        "consult.comments.rules": "import unicodedata\nmoment = now()",
        "consult.votes.rules": "",
        "consult.ledger.log": "from consult.core.clock import now",
        "consult.web.permit": "from consult import permissions",
        "consult.permissions": "from consult.comments import rules",
        "consult.core.clock": "def now():\n  import datetime\n  return datetime.now(UTC)",
    }
    described = {name: f'"""Said."""\n{source}' for name, source in good.items()}
    assert [check(described) for check, _bad in CHECKS] == [[]] * len(CHECKS)


def test_the_tests_keep_files_short_too() -> None:
    assert rules.files_are_short(modules_below(ROOT / "tests")) == []


def test_templates_print_no_text_unescaped() -> None:
    texts = {
        str(path.relative_to(ROOT / "templates")): path.read_text()
        for path in (ROOT / "templates").rglob("*.*")
    }
    assert rules.templates_escape(texts, TEMPLATES_THAT_MAY) == []
    assert rules.templates_escape({"bad.html": "{{ comment.body|safe }}"}, set())
    assert rules.templates_escape({"bad.html": "{% autoescape false %}"}, set())


def test_modules_do_not_mark_text_as_safe() -> None:
    assert rules.python_escapes(PACKAGE, MODULES_THAT_MAY) == []
    assert rules.python_escapes({"consult.votes.views": "x = Markup(comment.body)"}, set())


def test_every_path_of_the_map_exists() -> None:
    drawn = ROOT / "docs" / "map.md"
    assert missing_paths(drawn.read_text() if drawn.exists() else "") == []
    assert missing_paths("see `consult/nowhere.py` and `consult/`") == ["consult/nowhere.py"]


def missing_paths(text: str) -> list[str]:
    named = re.findall(r"`([\w.-]+/[\w./-]*)`", text)
    return [path for path in named if not (ROOT / path).exists()]
