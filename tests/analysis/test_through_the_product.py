"""Published conversations imported by the commands: every cell, twice the same, their groups."""

import re
import time

import numpy as np
import pytest
from flask import Flask
from sqlalchemy import case, func, select

from consult.analysis.groups import find_groups
from consult.analysis.mapping import matrix_of
from consult.analysis.queries import map_of, most_reacted, reactions_to
from consult.analysis.regrouping import regroup
from consult.comments.models import Comment, CommentReaction
from consult.consultations.models import Amendment
from consult.imports.models import ImportedPerson, ImportedSubmission
from tests.analysis.polis import NAMES, published_cells, published_groups, write_files
from tests.analysis.test_published_groups import adjusted_rand, profiles_correlate
from tests.conftest import empty
from tests.make import Make
from tests.shared_data import needs_data

pytestmark = needs_data
AGREEMENT = {"seattle-15": 0.70}


@pytest.fixture
def app(sqlite_app: Flask) -> Flask:
    """What is stored is the same on both databases; the imports' own tests run on both."""
    empty(sqlite_app)
    return sqlite_app


@pytest.mark.parametrize("name", NAMES)
def test_an_imported_conversation_has_the_published_cells_and_groups(
    name, make, visitor, app, tmp_path
):
    consultation = make.consultation()
    make.amendment(consultation)
    files = write_files(name, tmp_path)
    run_imports(app, consultation.slug, files)
    assert cells(make) == published_cells(name)
    assert counted(make) == recounted(make)
    before = everything(make)
    run_imports(app, consultation.slug, files)
    assert everything(make) == before, "a second import changes nothing"

    whole = make.scalar(select(Amendment.id).where(Amendment.whole))
    began = time.process_time()
    make.do(lambda: regroup({"amendment": whole}))
    assert time.process_time() - began < 2
    found = make.read(lambda: map_of(whole))
    published = published_groups(name)
    assert len(found.groups) == len(set(published.values()))
    ours, theirs, matrix = both_groups(make, whole, published)
    both = (ours >= 0) & (theirs >= 0)
    assert adjusted_rand(theirs[both], ours[both]) >= AGREEMENT.get(name, 0.75)
    assert profiles_correlate(matrix, theirs, ours) >= 0.97
    page = visitor.get(f"/en/consultations/{consultation.slug}/amendments/0/opinions")
    sizes = [int(one) for one in re.findall(r"Group \d+: (\d+) people \(", page.text)]
    assert sizes == list(found.groups)


def run_imports(app: Flask, slug: str, files: tuple) -> None:
    for command, file in zip(("submissions", "reactions"), files, strict=True):
        args = [command, "import", str(file), "--consultation", slug]
        answer = app.test_cli_runner().invoke(args=args)
        assert answer.exit_code == 0, answer.output


def cells(make: Make) -> dict[tuple[str, str], int]:
    """Return what is stored, by the references of the files."""
    rows = make.all(
        select(ImportedSubmission.ref, ImportedPerson.ref, CommentReaction.value)
        .join(ImportedSubmission, ImportedSubmission.comment_id == CommentReaction.comment_id)
        .join(ImportedPerson, ImportedPerson.account_id == CommentReaction.person_id)
    )
    return {(submission, person): value for submission, person, value in rows}


def counted(make: Make) -> list:
    columns = (Comment.id, Comment.agrees, Comment.disagrees, Comment.passes, Comment.score)
    return [tuple(row) for row in make.all(select(*columns).order_by(Comment.id))]


def recounted(make: Make) -> list:
    def number(value: int) -> object:
        return func.coalesce(func.sum(case((CommentReaction.value == value, 1), else_=0)), 0)

    score = func.coalesce(func.sum(CommentReaction.value), 0)
    query = (
        select(Comment.id, number(1), number(-1), number(0), score)
        .outerjoin(CommentReaction, CommentReaction.comment_id == Comment.id)
        .group_by(Comment.id)
        .order_by(Comment.id)
    )
    return [tuple(row) for row in make.all(query)]


def everything(make: Make) -> list:
    columns = (CommentReaction.comment_id, CommentReaction.person_id, CommentReaction.at)
    return [
        sorted(map(tuple, make.all(select(*columns)))),
        make.all(select(Comment.id, Comment.version, Comment.strength).order_by(Comment.id)),
        make.all(select(Amendment.id, Amendment.version).order_by(Amendment.id)),
        make.scalar(select(func.count()).select_from(ImportedPerson)),
    ]


def both_groups(make: Make, whole: int, published: dict[str, int]) -> tuple:
    """Return our groups and theirs by person, and the stored matrix."""
    people, _comments, matrix = make.read(lambda: matrix_of(reactions_to(most_reacted(whole))))
    refs = dict(make.all(select(ImportedPerson.account_id, ImportedPerson.ref)))
    theirs = np.array([published.get(refs[key], -1) for key in people.tolist()])
    ours = find_groups(people, matrix)
    assert ours is not None
    return ours, theirs, matrix
