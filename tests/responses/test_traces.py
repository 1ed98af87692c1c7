"""After which argument a clause was changed: on the revision, the argument and every comment."""

import pytest
from sqlalchemy import select

from consult.accounts.models import Account
from consult.comments.models import Comment
from consult.consultations.models import Amendment
from consult.ledger.models import LedgerEvent
from consult.responses.models import ChangeTrace
from tests.consultations.revising import revise
from tests.make import Make
from tests.pages import Visitor
from tests.responses.arguing import answered


@pytest.fixture
def amendment(make: Make) -> Amendment:
    return make.amendment()


@pytest.fixture
def comments(make: Make, amendment: Amendment) -> list[Comment]:
    return [make.comment(amendment, body=body) for body in ("Make it 150.", "150 will do.")]


@pytest.fixture
def official(make: Make, amendment: Amendment) -> Account:
    return make.official(amendment.consultation)


def home(amendment: Amendment) -> str:
    return f"/en/consultations/{amendment.consultation.slug}/amendments/{amendment.number}"


def test_a_change_is_traced_to_its_argument_and_back(
    make: Make,
    visitor: Visitor,
    amendment: Amendment,
    comments: list[Comment],
    official: Account,
) -> None:
    argument = make.argument(amendment, comments, official, title="150 deputies")
    answered(make, argument)
    revise(make, amendment)
    page = visitor.sign_in(official).get(f"{home(amendment)}/arguments/{argument.number}")
    said = page.submit("/changes", revision="2", clause="2").follow()
    assert "Clause 2 in revision 2" in said.text
    reader = visitor.another()
    assert "Clause 2 changed after:" in reader.get(f"{home(amendment)}/revisions/2").text
    below = reader.get(f"{home(amendment)}/comments/{comments[0].id}")
    [link] = below.all("//a[contains(., 'Clause 2 in revision 2')]")
    assert reader.get(link.get("href")).status == 200
    kinds = select(LedgerEvent.data).where(LedgerEvent.kind == "CHANGE_TRACED")
    assert make.scalar(kinds) == {"number": argument.number, "revision": 2, "clause": "2"}


def test_a_trace_is_taken_back_everywhere(
    make: Make,
    visitor: Visitor,
    amendment: Amendment,
    comments: list[Comment],
    official: Account,
) -> None:
    argument = make.argument(amendment, comments, official)
    answered(make, argument)
    revise(make, amendment)
    page = visitor.sign_in(official).get(f"{home(amendment)}/arguments/{argument.number}")
    page = page.submit("/changes", revision="2", clause="").follow()
    assert "The text in revision 2" in page.text
    page = page.submit("/changes", button=("step", "drop")).follow()
    assert "The text in revision 2" not in page.text
    assert make.all(select(ChangeTrace.revision)) == []
    below = visitor.another().get(f"{home(amendment)}/comments/{comments[0].id}")
    assert not below.all("//a[contains(., 'The text in revision 2')]")


@pytest.mark.parametrize(
    ("revision", "clause"), [("1", "2"), ("3", "2"), ("2", "9"), ("x", "2"), ("2", "<script>")]
)
def test_what_does_not_exist_is_refused(
    make: Make,
    visitor: Visitor,
    amendment: Amendment,
    comments: list[Comment],
    official: Account,
    revision: str,
    clause: str,
) -> None:
    argument = make.argument(amendment, comments, official)
    revise(make, amendment)
    page = visitor.sign_in(official).get(f"{home(amendment)}/arguments/{argument.number}")
    refused = page.submit("/changes", revision=revision, clause=clause)
    assert refused.status == 422 and refused.all("//*[@role='alert']")
    [kept] = refused.all("//input[@id='clause']")
    assert kept.get("value") == clause
    assert make.all(select(ChangeTrace.revision)) == []
