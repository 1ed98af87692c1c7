"""What most tests of answers begin with: a comment, or comments that are gathered."""

import pytest

from consult.accounts.models import Account
from consult.comments.models import Comment
from consult.consultations.models import Amendment
from consult.responses.models import Argument
from tests.make import Make
from tests.responses.arguing import three


@pytest.fixture
def amendment(make: Make) -> Amendment:
    return make.amendment()


@pytest.fixture
def comments(make: Make, amendment: Amendment) -> list[Comment]:
    return three(make, amendment)


@pytest.fixture
def argument(make: Make, amendment: Amendment, comments: list[Comment]) -> Argument:
    return make.argument(amendment, comments)


@pytest.fixture
def comment(make: Make) -> Comment:
    return make.comment(body="Let the clause name a number.")


@pytest.fixture
def writer(make: Make, comment: Comment) -> Account:
    """An official who may answer the comment."""
    return make.official(comment.consultation)
