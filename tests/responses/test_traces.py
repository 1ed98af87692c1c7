"""After which argument a clause was changed: on the revision, the argument and every comment."""

import pytest
from sqlalchemy import select

from consult.comments.models import Comment
from consult.consultations.clauses import clauses_changed
from consult.consultations.models import Amendment
from consult.ledger.models import LedgerEvent
from consult.responses.models import Argument, ChangeTrace
from tests.consultations.revising import revise
from tests.make import Make
from tests.pages import Page, Visitor
from tests.responses.arguing import answered

LONGER = "1. There is one chamber.\n2. The Kurultai has 145 deputies.\n3. It sits in Astana."


@pytest.fixture
def amendment(make: Make) -> Amendment:
    return make.amendment(proposed=LONGER)


@pytest.fixture
def comments(make: Make, amendment: Amendment) -> list[Comment]:
    return [make.comment(amendment, body=body) for body in ("Make it 150.", "150 will do.")]


@pytest.fixture
def official(visitor: Visitor, make: Make, amendment: Amendment) -> Visitor:
    return visitor.sign_in(make.official(amendment.consultation))


@pytest.fixture
def argument(make: Make, amendment: Amendment, comments: list[Comment]) -> Argument:
    made = make.argument(amendment, comments, title="150 deputies")
    answered(make, made)
    return made


def home(amendment: Amendment) -> str:
    return f"/en/consultations/{amendment.consultation.slug}/amendments/{amendment.number}"


def offered(page: Page) -> list[str]:
    return [one.get("value") for one in page.all("//select[@id='change']//option")]


def test_a_clause_is_chosen_among_those_that_a_revision_changed(
    make: Make, official: Visitor, amendment: Amendment, argument: Argument
) -> None:
    page = official.get(f"{home(amendment)}/arguments/{argument.number}")
    assert not page.all("//select[@id='change']") and "as it was first published" in page.text
    assert page.all(f"//section[.//h2[@id='changed']]//a[@href='{home(amendment)}/edit']")
    assert "first published" not in official.another().get(page.url).text
    revise(make, amendment, LONGER.replace("145", "150").replace("\n3. It sits in Astana.", ""))
    revise(make, amendment, LONGER)
    page = official.get(page.url)
    assert offered(page) == ["3:2", "3:3", "3:", "2:2", "2:3", "2:"]
    [gone] = page.all("//option[@value='2:3']")
    assert gone.text_content() == "Clause 3, taken out: It sits in Astana."


def test_a_change_is_traced_to_its_argument_and_back(
    make: Make,
    official: Visitor,
    amendment: Amendment,
    comments: list[Comment],
    argument: Argument,
) -> None:
    revise(make, amendment)
    page = official.get(f"{home(amendment)}/arguments/{argument.number}")
    said = page.submit("/changes", change="2:2").follow()
    assert "Clause 2 in revision 2" in said.text
    reader = official.another()
    assert "Clause 2 changed after:" in reader.get(f"{home(amendment)}/revisions/2").text
    below = reader.get(f"{home(amendment)}/comments/{comments[0].id}")
    [link] = below.all("//a[contains(., 'Clause 2 in revision 2')]")
    assert reader.get(link.get("href")).status == 200
    kinds = select(LedgerEvent.data).where(LedgerEvent.kind == "CHANGE_TRACED")
    assert make.scalar(kinds) == {"number": argument.number, "revision": 2, "clause": "2"}


def test_a_trace_is_taken_back_everywhere(
    make: Make,
    official: Visitor,
    amendment: Amendment,
    comments: list[Comment],
    argument: Argument,
) -> None:
    revise(make, amendment)
    page = official.get(f"{home(amendment)}/arguments/{argument.number}")
    page = page.submit("/changes", change="2:").follow()
    traced = "//a[contains(., 'The text in revision 2')]"
    assert page.all(traced)
    page = page.submit("/changes", button=("step", "drop")).follow()
    assert not page.all(traced) and make.all(select(ChangeTrace.revision)) == []
    below = official.another().get(f"{home(amendment)}/comments/{comments[0].id}")
    assert not below.all(traced)


@pytest.mark.parametrize("change", ["1:2", "3:2", "2:9", "2:3", "x:2", "2:<script>", ""])
def test_what_was_not_changed_is_refused(
    make: Make, official: Visitor, amendment: Amendment, argument: Argument, change: str
) -> None:
    revise(make, amendment, LONGER.replace("145", "150"))
    page = official.get(f"{home(amendment)}/arguments/{argument.number}")
    refused = page.submit("/changes", change=change)
    assert refused.status == 422 and refused.all("//*[@role='alert']")
    assert make.all(select(ChangeTrace.revision)) == []


def test_a_paragraph_that_only_moved_did_not_change() -> None:
    changed, gone = clauses_changed("Old.\nKept.\nLast.", "New.\nMore.\nKept.")
    assert ([one.key for one in changed], [one.key for one in gone]) == (["p1", "p2"], ["p3"])
    changed, gone = clauses_changed("Old.\nKept.\nLast.", "Kept.")
    assert changed == [] and [one.key for one in gone] == ["p1", "p3"]
