"""Region and age group: given of one's own will, taken back at will, gone with the account."""

import pytest
from sqlalchemy import select

from consult.accounts.models import Account
from consult.pages.leaving import leave
from consult.pages.my_data import my_data
from tests.make import Make
from tests.pages import Visitor


def given(make: Make, account: Account) -> tuple[str | None, str | None]:
    query = select(Account.region, Account.age_group).where(Account.id == account.id)
    ((region, age_group),) = make.all(query)
    return region, age_group


def test_it_is_kept_shown_in_my_data_and_taken_back(make: Make, visitor: Visitor) -> None:
    account = make.account()
    page = visitor.sign_in(account).get("/en/account")
    assert "only counts of five people or more are shown" in page.text
    page.submit("/account/about", region="KZ-75", age_group="35-44")
    assert given(make, account) == ("KZ-75", "35-44")
    assert "Almaty city" in visitor.get("/en/account/data").text
    told = make.read(lambda: my_data(account.id))["account"]
    assert (told["region"], told["age_group"]) == ("KZ-75", "35-44")
    again = visitor.get("/en/account")
    assert again.all("//select[@id='region']/option[@selected]/@value") == ["KZ-75"]
    again.submit("/account/about", region="", age_group="")
    assert given(make, account) == (None, None)


@pytest.mark.parametrize("wrong", [{"region": "XX-1"}, {"age_group": "34"}])
def test_what_the_lists_do_not_hold_is_refused(
    make: Make, visitor: Visitor, wrong: dict[str, str]
) -> None:
    account = make.account()
    page = visitor.sign_in(account).get("/en/account")
    answer = page.submit("/account/about", **wrong)
    assert answer.status == 422 and "Choose one of the list." in answer.text
    assert given(make, account) == (None, None)


def test_nothing_of_it_is_asked_for_by_itself(make: Make, visitor: Visitor) -> None:
    account = make.account()
    visitor.sign_in(account).get("/en/account").submit("/account/about", age_group="65+")
    assert given(make, account) == (None, "65+")


def test_it_is_gone_when_somebody_leaves(make: Make, visitor: Visitor) -> None:
    account = make.account()
    page = visitor.sign_in(account).get("/en/account")
    page.submit("/account/about", region="KZ-10", age_group="0-17")
    make.do(lambda: leave(account.id, account.password_hash, withdraw=False))
    assert given(make, account) == (None, None)
