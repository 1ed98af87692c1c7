"""Granting roles and taking them back."""

import pytest
from sqlalchemy import func, select

from consult.accounts.models import RoleGrant
from consult.accounts.rules import Role
from consult.ledger.models import LedgerEvent
from tests.accounts.people import message_at, signed_in
from tests.make import Make
from tests.pages import Page, Visitor


def grant(visitor: Visitor, email: str, role: str = "moderator", consultation: str = "") -> Page:
    page = visitor.get("/en/roles")
    return page.submit("/roles", email=email, role=role, consultation=consultation)


def test_an_administrator_grants_a_role_for_one_consultation(make: Make, visitor: Visitor) -> None:
    place, person = make.consultation(), make.account()
    phone = visitor.another().sign_in(person)
    visitor.sign_in(make.administrator())
    page = grant(visitor, person.email.upper(), consultation=str(place.id)).follow()
    assert person.pseudonym in page.text and person.email in page.text and "Reform" in page.text
    assert not signed_in(phone)
    row = make.all(select(RoleGrant).where(RoleGrant.account_id == person.id))[0][0]
    assert (row.role, row.consultation_id) == (Role.MODERATOR, place.id)


def test_the_ledger_tells_the_role_but_not_the_person(make: Make, visitor: Visitor) -> None:
    person = make.account()
    visitor.sign_in(make.administrator())
    grant(visitor, person.email)
    event = make.all(select(LedgerEvent).order_by(LedgerEvent.id.desc()))[0][0]
    assert (event.kind, event.subject, event.data) == ("ROLE_GRANTED", "role:moderator", {})
    visitor.get("/en/roles").submit("/revoke")
    event = make.all(select(LedgerEvent).order_by(LedgerEvent.id.desc()))[0][0]
    assert (event.kind, event.subject, event.data) == ("ROLE_REVOKED", "role:moderator", {})


def test_what_cannot_be_granted_is_said_beside_its_field(make: Make, visitor: Visitor) -> None:
    place, person = make.consultation(), make.moderator()
    pending = make.account(confirmed=False)
    visitor.sign_in(make.administrator())
    for email, role, where, field in (
        ("nobody@example.org", "moderator", "", "email"),
        (pending.email, "moderator", "", "email"),
        (person.email, "moderator", "", "email"),
        (person.email, "king", "", "role"),
        (person.email, "moderator", "999", "consultation"),
        (person.email, "moderator", "x\x00", "consultation"),
        (person.email, "administrator", str(place.id), "consultation"),
    ):
        page = grant(visitor, email, role, where)
        assert page.status == 422 and message_at(page, field), (email, role, where)
    assert make.scalar(select(func.count()).select_from(RoleGrant)) == 2


def test_taking_a_role_back_ends_the_sessions_of_the_person(make: Make, visitor: Visitor) -> None:
    person = make.official()
    phone = visitor.another().sign_in(person)
    visitor.sign_in(make.administrator())
    page = visitor.get("/en/roles").submit("/revoke")
    assert "The role is taken back." in page.follow().text
    assert not signed_in(phone)
    left = make.scalar(select(RoleGrant.role))
    assert left == Role.ADMINISTRATOR


def test_an_administrator_cannot_lock_themselves_out(make: Make, visitor: Visitor) -> None:
    visitor.sign_in(make.administrator())
    page = visitor.get("/en/roles")
    assert not page.forms("/revoke")
    number = make.scalar(select(RoleGrant.id))
    token = page.all("//input[@name='csrf_token']/@value")[0]
    refused = visitor.post(f"/en/roles/{number}/revoke", data={"csrf_token": token})
    assert refused.status == 409
    assert make.scalar(select(func.count()).select_from(RoleGrant)) == 1


def test_another_administrator_can_be_revoked_and_a_second_try_is_404(
    make: Make, visitor: Visitor
) -> None:
    make.administrator()
    visitor.sign_in(make.administrator())
    page = visitor.get("/en/roles")
    assert page.submit("/revoke").status == 303
    assert page.submit("/revoke").status == 404


def test_a_role_granted_to_oneself_begins_a_new_session(make: Make, visitor: Visitor) -> None:
    administrator = make.administrator()
    visitor.sign_in(administrator)
    old = visitor.client.get_cookie("consult_session")
    assert grant(visitor, administrator.email, "official").status == 303
    new = visitor.client.get_cookie("consult_session")
    assert old and new and old.value != new.value and signed_in(visitor)


def test_only_administrators_see_or_change_roles(make: Make, visitor: Visitor) -> None:
    for person in (make.account(), make.moderator(), make.official()):
        other = visitor.another().sign_in(person)
        page = other.get("/en/roles")
        assert page.status == 403
        token = other.get("/en/account").all("//input[@name='csrf_token']/@value")[0]
        fields = {"csrf_token": token, "email": person.email, "role": "administrator"}
        assert other.post("/en/roles", data=fields).status == 403
        assert other.post("/en/roles/1/revoke", data={"csrf_token": token}).status == 403
    assert visitor.get("/en/roles").status == 303


def test_pages_of_roles_hold_every_role_once_the_latest_first(
    make: Make, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consult.accounts.queries.GRANTS_PER_PAGE", 2)
    administrator = make.administrator()
    people = [make.moderator().pseudonym for _ in range(4)]
    page = visitor.sign_in(administrator).get("/en/roles")
    found = []
    for _page in range(3):
        found += page.all("//dl[@class='rows']//dt/bdi/text()")
        if following := page.all("//a[@rel='next']/@href"):
            page = visitor.get(following[0])
    assert found == [*reversed(people), administrator.pseudonym]
