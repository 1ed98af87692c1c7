"""The rules of the layout as functions: each takes modules (name -> source), returns the faults.

`test_architecture.py` applies them to the package, and shows on small bad examples that each of
them can fail.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

PACKAGE = "consult"
FEATURES = [
    "ledger",
    "accounts",
    "consultations",
    "votes",
    "comments",
    "analysis",
    "moderation",
    "responses",
    "summaries",
    "notifications",
    "imports",
    "api",
    "pages",
    "demo",
]
LAYERS = ["rules", "models", "queries", "actions", "forms", "views"]
WEB_LAYERS = {"forms", "views", "commands"}
BELOW_ALL = {"core", "config"}
WEB = {"web", "permissions", "conditions"}
ASSEMBLY = {"", "blueprints", "cli", "models", "serve", "slow", "supervise"}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "services", "service", "manager", "common", "misc"}
MOST_LINES = 300
CLOCK = "consult.core.clock"
COMMITTERS = {"consult.core.db", "consult.core.hot"}


@cache
def parsed(source: str) -> ast.Module:
    """Parse a source once for all rules; they only read the tree."""
    return ast.parse(source)


@dataclass(frozen=True)
class Module:
    """One module of the package, parsed."""

    name: str
    source: str

    @cached_property
    def tree(self) -> ast.Module:
        return parsed(self.source)

    @property
    def area(self) -> str:
        """The part it belongs to: a feature, core, web, a top-level module; "" for the package."""
        return self.name.split(".")[1] if "." in self.name else ""

    @property
    def layer(self) -> str:
        """The file's name within its feature; "" for the feature's own __init__."""
        return layer_of(self.name)

    def imports(self, known: set[str], tree: ast.AST | None = None) -> Iterator[str]:
        """Yield the modules it imports by name; of the package, always the exact module."""
        for node in ast.walk(tree or self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = node.module or ""
                for alias in node.names:
                    inner = f"{base}.{alias.name}"
                    yield inner if inner in known else base


def layer_of(name: str) -> str:
    """Return the part of a module's name that says its layer; `views` may be a folder."""
    parts = name.split(".")
    return parts[2] if len(parts) > 2 else ""


def parse(sources: dict[str, str]) -> list[Module]:
    """Return the modules of these sources."""
    return [Module(name, source) for name, source in sources.items()]


def edges(sources: dict[str, str]) -> Iterator[tuple[Module, Module]]:
    """Yield each pair of package modules of which the first imports the second."""
    modules = {module.name: module for module in parse(sources)}
    for module in modules.values():
        for name in set(module.imports(set(modules))):
            if name in modules and name != module.name:
                yield module, modules[name]


def layers_import_only_down(sources: dict[str, str]) -> list[str]:
    """Inside a feature: views -> forms -> actions -> queries -> models -> rules.

    Rules come last: they are plain values, so a table may take its states and limits from them,
    while a rule that knew the tables would know the database. Other files of the feature have no
    place of their own, but they are no way around: what they import counts as imported by whoever
    imports them.
    """
    inside: dict[str, set[str]] = {}
    for module, other in edges(sources):
        if module.area == other.area and module.area in FEATURES:
            inside.setdefault(module.name, set()).add(other.name)
    faults = []
    for module in parse(sources):
        if module.area in FEATURES and module.layer in LAYERS:
            for reached in _reached(module.name, inside):
                if LAYERS.index(layer_of(reached)) > LAYERS.index(module.layer):
                    faults.append(f"{module.name} stands on {reached}, which is above it")
    return faults


def _reached(start: str, inside: dict[str, set[str]]) -> set[str]:
    """Return the layer files reached from a module, directly or through files without a layer."""
    seen, found, waiting = {start}, set(), list(inside.get(start, ()))
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if layer_of(name) in LAYERS:
            found.add(name)
        else:
            waiting += inside.get(name, ())
    return found


def features_import_only_earlier_ones(sources: dict[str, str]) -> list[str]:
    """Below the web a feature imports earlier ones; nobody imports another's views or forms."""
    faults = []
    for module, other in edges(sources):
        if module.area not in FEATURES or other.area not in FEATURES or module.area == other.area:
            continue
        if other.layer in WEB_LAYERS:
            faults.append(f"{module.name} imports {other.name}, another feature's pages")
        elif module.layer not in WEB_LAYERS and (
            FEATURES.index(other.area) > FEATURES.index(module.area)
        ):
            faults.append(f"{module.name} imports {other.name}, a later feature")
    return faults


def shared_parts_stay_below(sources: dict[str, str]) -> list[str]:
    """core and config know nobody; web and permissions know no pages; nobody knows the assembly."""
    faults = []
    for module, other in edges(sources):
        if module.area in BELOW_ALL and other.area not in BELOW_ALL:
            faults.append(f"{module.name} imports {other.name}: core stands on nothing of ours")
        elif module.area in WEB and other.layer in WEB_LAYERS and other.area in FEATURES:
            faults.append(
                f"{module.name} imports {other.name}: the web part knows no feature's pages"
            )
        elif module.area not in ASSEMBLY and other.area in ASSEMBLY:
            faults.append(f"{module.name} imports {other.name}, which puts everything together")
        elif module.area in FEATURES and module.layer not in WEB_LAYERS and other.area == "web":
            faults.append(f"{module.name} imports {other.name}: below the web nobody knows it")
    return faults


def areas_are_known(sources: dict[str, str]) -> list[str]:
    """Every part of the package is in the layout of the design."""
    known = {*FEATURES, *BELOW_ALL, *WEB, *ASSEMBLY}
    return [
        f"{module.name} is in no known part"
        for module in parse(sources)
        if module.area not in known
    ]


def imports_stand_at_the_top(sources: dict[str, str]) -> list[str]:
    """No function imports a module of the package: it would hide a circle."""
    faults = []
    for module in parse(sources):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                inner = module.imports(set(sources), node)
                if any(name.partition(".")[0] == PACKAGE for name in inner):
                    faults.append(f"{module.name}.{node.name} imports the package inside")
    return faults


def imports_are_absolute(sources: dict[str, str]) -> list[str]:
    """Every import names its module in full: a reader and these checks need no arithmetic."""
    return [
        f"{module.name}:{node.lineno} imports relatively"
        for module in parse(sources)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]


def no_circles(sources: dict[str, str]) -> list[str]:
    """No module imports itself through others."""
    after: dict[str, set[str]] = {name: set() for name in sources}
    for module, other in edges(sources):
        after[module.name].add(other.name)
    while free := {name for name, others in after.items() if not others & set(after)}:
        after = {name: others for name, others in after.items() if name not in free}
    return [f"{name} is in a circle, or stands on one" for name in sorted(after)]


def rules_are_plain(sources: dict[str, str]) -> list[str]:
    """rules.py knows neither the database nor the web."""
    barred = re.compile(r"sqlalchemy|flask(?!_babel)|consult\.core\.db$|consult\.web")
    return [
        f"{module.name} imports {name}"
        for module in parse(sources)
        if module.layer == "rules"
        for name in module.imports(set(sources))
        if barred.match(name)
    ]


def views_are_thin(sources: dict[str, str]) -> list[str]:
    """views.py neither selects nor executes."""
    return [
        f"{module.name}:{line} calls {name}()"
        for module in parse(sources)
        if module.layer == "views"
        for name, _owner, line in calls(module)
        if name in {"select", "execute", "scalar", "scalars"}
    ]


def one_place_commits(sources: dict[str, str]) -> list[str]:
    """The session is committed in one module only, and the hottest write in one below it."""
    return [
        f"{module.name}:{line} commits"
        for module in parse(sources)
        if module.name not in COMMITTERS
        for name, _owner, line in calls(module)
        if name == "commit"
    ]


def one_clock(sources: dict[str, str]) -> list[str]:
    """Only the clock asks what time it is; tests move that one."""
    asked = {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("time", "time")}
    return [
        f"{module.name}:{line} asks {owner}.{name}()"
        for module in parse(sources)
        if module.name != CLOCK
        for name, owner, line in calls(module)
        if (owner, name) in asked
    ]


def calls(module: Module) -> Iterator[tuple[str, str, int]]:
    """Yield every call as (name, what it is called on, line)."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id, "", node.lineno
            elif isinstance(node.func, ast.Attribute):
                owner = ast.unparse(node.func.value).rpartition(".")[2]
                yield node.func.attr, owner, node.lineno


def names_say_something(sources: dict[str, str]) -> list[str]:
    """No module is a drawer for everything."""
    return [name for name in sources if FORBIDDEN_NAMES & set(name.split("."))]


def modules_are_described(sources: dict[str, str]) -> list[str]:
    """Every module says in a docstring what it is."""
    return [module.name for module in parse(sources) if not ast.get_docstring(module.tree)]


def files_are_short(sources: dict[str, str]) -> list[str]:
    """No file is too long to be read in one go."""
    return [name for name, source in sources.items() if source.count("\n") > MOST_LINES]


def templates_escape(templates: dict[str, str], allowed: set[str]) -> list[str]:
    """No template prints text unescaped, but for those whose input was made safe by us."""
    unsafe = re.compile(r"\|\s*safe\b|autoescape\s+false")
    return [name for name, text in templates.items() if name not in allowed and unsafe.search(text)]


def python_escapes(sources: dict[str, str], allowed: set[str]) -> list[str]:
    """No module marks text as safe, but for those that escaped its parts themselves."""
    return [
        f"{module.name}:{line}"
        for module in parse(sources)
        if module.name not in allowed
        for name, _owner, line in calls(module)
        if name == "Markup"
    ]
