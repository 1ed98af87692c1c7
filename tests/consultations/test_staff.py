"""Who works on a consultation, and who may change that."""

import pytest

from consult.accounts.queries import grants
from consult.accounts.rules import Role
from consult.consultations.models import Consultation
from tests.make import Make
from tests.pages import Visitor


def address(place: Consultation) -> str:
    return f"/en/consultations/{place.slug}/staff"


def roles_in(make: Make, home: Consultation) -> list[tuple[str, str]]:
    found = make.read(grants).items
    return [(who.email, what.role) for what, who in found if what.consultation_id == home.id]


@pytest.mark.parametrize("granter", ["official", "administrator"])
def test_somebody_responsible_for_all_grants_and_revokes(
    make: Make, visitor: Visitor, granter: str
) -> None:
    home, person = make.consultation(), make.account(email="aliya@example.org")
    somebody = visitor.sign_in(getattr(make, granter)())
    page = somebody.get(address(home))
    done = page.submit("/grant", email="Aliya@example.org", role="moderator").follow()
    assert "aliya@example.org" in done.text
    assert roles_in(make, home) == [(person.email, Role.MODERATOR)]
    assert done.submit("/revoke").follow().status == 200
    assert roles_in(make, home) == []


def test_a_local_official_sees_names_but_no_addresses(make: Make, visitor: Visitor) -> None:
    home = make.consultation()
    moderator = make.moderator(home)
    page = visitor.sign_in(make.official(home)).get(address(home))
    assert moderator.pseudonym in page.text
    assert "@example.org" not in page.text
    assert not page.forms("/grant")
    assert not page.forms("/revoke")


def test_a_local_official_cannot_grant(make: Make, visitor: Visitor) -> None:
    home, somebody = make.consultation(), make.account()
    official = visitor.sign_in(make.official(home))
    token = official.get(f"/en/consultations/{home.slug}/settings").all(
        "//input[@name='csrf_token']"
    )
    sent = {"csrf_token": token[0].get("value"), "email": somebody.email, "role": "official"}
    assert official.post(f"{address(home)}/grant", data=sent).status == 403
    assert len(roles_in(make, home)) == 1


@pytest.mark.parametrize(
    ("email", "role", "field"),
    [
        ("nobody@example.org", "moderator", "email"),
        ("", "moderator", "email"),
        ("person@example.org", "administrator", "role"),
        ("person@example.org", "", "role"),
    ],
)
def test_a_fault_stands_beside_its_field(
    make: Make, visitor: Visitor, email: str, role: str, field: str
) -> None:
    home, _person = make.consultation(), make.account(email="person@example.org")
    page = visitor.sign_in(make.administrator()).get(address(home))
    answer = page.submit("/grant", email=email, role=role)
    assert answer.status == 422
    assert answer.all(f"//*[@id='{field}-error']")
    assert roles_in(make, home) == []


def test_a_role_elsewhere_is_out_of_reach(make: Make, visitor: Visitor) -> None:
    home, other = make.consultation(), make.consultation()
    make.moderator(home)
    make.moderator(other)
    make.moderator()
    administrator = visitor.sign_in(make.administrator())
    token = administrator.get(address(home)).all("//input[@name='csrf_token']")[0].get("value")
    for grant, _who in make.read(grants).items:
        if grant.consultation_id != home.id:
            path = f"{address(home)}/{grant.id}/revoke"
            assert administrator.post(path, data={"csrf_token": token}).status == 404
    assert len(make.read(grants).items) == 4


def test_the_same_role_twice_is_refused(make: Make, visitor: Visitor) -> None:
    home = make.consultation()
    moderator = make.moderator(home)
    page = visitor.sign_in(make.administrator()).get(address(home))
    again = page.submit("/grant", email=moderator.email, role="moderator")
    assert again.status == 422
    assert again.all("//*[@id='email-error']")
