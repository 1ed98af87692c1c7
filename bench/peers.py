"""The peers' figures beside ours: processor time a request in bare Flask answers, and sizes.

Theirs were measured on a machine of this kind with 10,000 comments on one object; Kerrokantasi in
the best tuned of three set-ups.
"""

from bench.results import Run

ROWS = (
    ("page of an object with 10,000 comments", "2,119 (849 queries)", "187 (the first 50)",
     "comments, anonymous"),
    ("the same, signed in", "", "187", "comments, my vote shown"),
    ("page of the process", "", "170", "contents, anonymous"),
    ("vote", "96 (34 queries)", "93 (30 queries)", "vote on one hot amendment"),
    ("comment", "214", "117", "post a comment"),
    ("list of moderation", "451", "", "queue of moderation"),
)  # fmt: skip


def peers_table(run: Run) -> list[str]:
    """Return the lines of a table with our column for each database beside theirs."""
    databases = list(dict.fromkeys(one.database for one in run.figures if one.database != "none"))
    heads = ["CPU a request, in bare answers", "adhocracy+", "Kerrokantasi"]
    lines = [f"| {' | '.join([*heads, *(f'ours, {one}' for one in databases)])} |"]
    lines.append("|---" * (len(heads) + len(databases)) + "|")
    for what, one, two, ours in ROWS:
        cells = [what, one or "not measured", two or "not measured"]
        cells += [_ours(run, database, ours) for database in databases]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _ours(run: Run, database: str, name: str) -> str:
    found = [one for one in run.figures if one.database == database and name in one.what]
    return f"{found[0].beside:.3g}" if found and found[0].beside is not None else "not measured"
