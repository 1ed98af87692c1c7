"""submissions.csv made of a few cells, and what became of it."""

import csv
import io

from sqlalchemy import func, select

from consult.comments.models import Comment
from consult.imports.models import ImportedSubmission
from consult.imports.submission_rows import COLUMNS

LONG = "Article five should keep the two chambers that we have, because they check each other."


def table(*rows, columns=COLUMNS, separator=","):
    """Return submissions.csv: each row by its columns, the rest of it sensible."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator)
    writer.writerow(columns)
    for at, row in enumerate(rows, 1):
        cells = {"ref": f"r{at}", "amendment": "5", "author_ref": f"a{at}", "body": f"{LONG} {at}"}
        cells |= {"submitted_at": "2026-01-05", "channel": "letter", "stance": "for", **row}
        writer.writerow([cells.get(name, "") for name in columns])
    return text.getvalue().encode()


def comments(make):
    query = select(Comment, ImportedSubmission.ref).join(
        ImportedSubmission, ImportedSubmission.comment_id == Comment.id
    )
    return {row[1]: row[0] for row in make.all(query.order_by(Comment.id))}


def count(make, table):
    return make.scalar(select(func.count()).select_from(table))


def facts(page):
    """Return what a page says in rows, by what each is called."""
    return {
        row.findtext("dt"): row.find("dd").text_content().strip()
        for row in page.all("//dl[@class='rows']/div")
    }
