"""The columns of the comparative table as a spreadsheet: every row with all that it says."""

from typing import Any

from consult.comments.words import STANCE_LABELS
from consult.core.words import lazy
from consult.responses.words import DISPOSITION_LABELS
from consult.summaries.columns import Column, Type
from consult.summaries.comparative import WAITING, Kind, TableRow

KIND_LABELS = {
    Kind.AMENDMENT: lazy("Amendment"),
    Kind.ARGUMENT: lazy("Argument"),
    Kind.SUGGESTION: lazy("Suggestion"),
    Kind.COMMENT: lazy("Comment"),
}
DECISION_LABELS: dict[str, Any] = {str(key): label for key, label in DISPOSITION_LABELS.items()}
DECISION_LABELS[WAITING] = lazy("Waits for an answer")

TABLE_COLUMNS = [
    Column("number", lazy("Number"), Type.TEXT, 9),
    Column("element", lazy("Element"), Type.TEXT, 18),
    Column("title", lazy("Title"), Type.TEXT, 24),
    Column("current", lazy("Current wording"), Type.TEXT, 50),
    Column("proposed", lazy("Proposed wording"), Type.TEXT, 50),
    Column("rationale", lazy("Rationale"), Type.TEXT, 36),
    # Translators: a column: what a row of the comparative table speaks of (amendment, argument).
    Column("row", lazy("What the row is"), Type.CODE, 14, KIND_LABELS),
    # Translators: a column: the number of the argument or comment that a row speaks of.
    Column("said_id", lazy("Number of the argument or comment"), Type.WHOLE, 12),
    # Translators: a column of the comparative table; the import knows it by this heading.
    Column("suggestion", lazy("Suggestion of participants"), Type.TEXT, 40),
    # Translators: a column of the comparative table; the import knows it by this heading.
    Column("gist", lazy("Gist of what was said"), Type.TEXT, 50),
    Column("language", lazy("Language of the text"), Type.CODE, 10),
    # Translators: a column: how many people.
    Column("people", lazy("People"), Type.WHOLE, 9),
    # Translators: a column: how many texts.
    Column("texts", lazy("Texts"), Type.WHOLE, 9),
    Column("for", lazy("People for"), Type.WHOLE, 9),
    Column("against", lazy("People against"), Type.WHOLE, 9),
    Column("neutral", lazy("People neutral"), Type.WHOLE, 9),
    Column("disposition", lazy("Decision"), Type.CODE, 18, DECISION_LABELS),
    # Translators: a column: why officials decided so on a suggestion.
    Column("reasons", lazy("Reasons of the decision"), Type.TEXT, 50),
    Column("decided_at", lazy("Decided on"), Type.MOMENT, 18),
    # Translators: a column: which clauses of which revisions were changed after an argument.
    Column("changes", lazy("What changed after it"), Type.CHANGES, 24),
    Column("chapter", lazy("Chapter"), Type.TEXT, 24),
    Column("url", lazy("Address"), Type.ADDRESS, 40),
]


def table_values(row: TableRow) -> list[Any]:
    """Return the values of TABLE_COLUMNS, in their order."""
    unit = [row.number, row.element, row.title, row.current, row.proposed, row.rationale, row.kind]
    said = row.said
    if said is None:
        return [*unit, *[None] * (len(TABLE_COLUMNS) - len(unit) - 2), row.chapter, row.url]
    stances = [said.people.stances.get(stance, 0) for stance in STANCE_LABELS]
    return [
        *unit,
        said.number,
        "\n".join(said.suggestion_lines),
        said.gist,
        said.language,
        said.people.people,
        said.people.texts,
        *stances,
        said.disposition,
        said.reasons,
        said.decided_at,
        said.changes,
        row.chapter,
        said.url,
    ]
