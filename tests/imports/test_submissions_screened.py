"""What came by other channels is screened like the rest, and its authors are nobody's accounts."""

import pytest
from sqlalchemy import select

from consult.accounts.entry import sign_in
from consult.accounts.models import Account
from consult.accounts.queries import name_shown
from consult.comments.models import Comment
from consult.consultations.desk_rules import DeskRules
from consult.core.db import db
from consult.core.errors import Invalid
from consult.core.words import speaking
from consult.ledger.models import LedgerEvent
from consult.moderation.actions import decide
from consult.moderation.counting import count_figures
from consult.moderation.openness import openness
from consult.moderation.queries import the_case
from consult.moderation.rules import Action
from tests.imports.submitted import LONG, comments, table


def test_it_is_screened_like_the_rest(make, bring):
    answer = bring(
        table(
            {"body": "Call me at 8 701 123 45 67."},
            {"body": "See https://example.org/one"},
            {"state": "rejected"},
            {"state": "held"},
            {"state": "published"},
        )
    )
    assert "To be read by a moderator: 3. Not published: 1." in answer.output
    found = comments(make)
    assert [found[f"r{at}"].held_for for at in (1, 2, 4)] == [
        ["personal_data.phone"],
        ["link.new_account"],
        ["imported"],
    ]
    assert [found[f"r{at}"].state for at in (1, 2, 3, 4, 5)] == ["held"] * 2 + [
        "rejected",
        "held",
        "published",
    ]
    assert found["r1"].waiting_since and not found["r1"].listed
    kinds = [row[0] for row in make.all(select(LedgerEvent.kind).order_by(LedgerEvent.id))]
    assert kinds.count("COMMENT_HELD") == 3 and kinds[-1] == "SUBMISSIONS_IMPORTED"


def test_what_another_office_did_not_publish_is_no_decision_of_a_moderator(
    make, bring, home, visitor
):
    bring(table({}, {"state": "rejected"}, {"state": "rejected", "stance": "against"}))
    stone = comments(make)["r2"]
    make.decision(comments(make)["r1"], make.moderator(home), "hide")
    shown = openness(make.do(lambda: count_figures(home.id)))
    total = shown.total
    assert all(row.withheld >= 0 for row in (*shown.stances, *shown.languages))
    assert (total.came, total.withheld, total.brought, total.decisions) == (3, 1, 2, 1)
    page = visitor.get(f"/en/consultations/{home.slug}/transparency")
    assert "2 letters came in that the offices they were sent to had not published." in page.text
    page = visitor.get(f"/en/consultations/{home.slug}/amendments/5/comments/{stone.id}")
    assert "Not published by the office it was sent to." in page.text
    assert "by a moderator" not in page.text and stone.body not in page.text
    case = visitor.sign_in(make.moderator(home)).get(f"/en/moderation/comments/{stone.id}")
    assert case.status == 200


def test_somebody_who_sends_the_same_many_times_floods_and_many_people_do_not(make, bring):
    flood = [{"author_ref": "one", "body": LONG} for _ in range(5)]
    many = [{"body": f"{LONG} It is our history."} for _ in range(5)]
    short = [{"author_ref": "two", "body": "I am against this draft"} for _ in range(4)]
    bring(table(*flood, *many, *short))
    found = comments(make)
    assert [found[f"r{at}"].state for at in range(1, 6)] == ["published"] * 3 + ["held"] * 2
    assert {found[f"r{at}"].state for at in range(6, 11)} == {"published"}
    assert found["r14"].held_for == ["flooding"]
    bring(table({"ref": "later", "author_ref": "one", "body": LONG}))
    assert comments(make)["later"].held_for == ["flooding"]


def test_a_campaign_is_held_where_the_rules_say_so(make, bring, monkeypatch):
    rules = DeskRules(hold_campaigns=True, campaign_people=3)
    monkeypatch.setattr("consult.imports.bulk_screening.rules_for", lambda _home: rules)
    bring(table({"body": LONG}))
    bring(table(*({"ref": f"n{at}", "body": LONG, "author_ref": f"n{at}"} for at in range(3))))
    found = comments(make)
    assert [found[f"n{at}"].held_for for at in range(3)] == [[], ["campaign"], ["campaign"]]


def test_nobody_signs_in_to_an_account_that_came_by_letter(make, bring):
    bring(table({}))
    [(person,)] = make.all(select(Account).where(Account.email == ""))
    for password in ("", "a long enough password"):
        with pytest.raises(Invalid):
            make.do(lambda given=password: sign_in(person.email_key, given, "here"))
    assert person.confirmed_at is None
    for language, name in (
        ("en", "Participant № 1"),
        ("ru", "Участник № 1"),
        ("kk", "№ 1 қатысушы"),
    ):
        with make.app.app_context(), speaking(language):
            assert person.public_name == name
        assert name_in(language, person.id, make) == name


def name_in(language, key, make):
    def ask():
        with speaking(language):
            return db.session.scalar(select(name_shown()).where(Account.id == key))

    return make.read(ask)


def test_no_mail_goes_to_whoever_wrote_by_letter(make, bring, home):
    bring(table({"body": "Call me at 8 701 123 45 67."}))
    held = comments(make)["r1"]
    moderator = make.reader(make.moderator(home))
    make.do(
        lambda: decide(
            the_case(held.id), moderator, Action.PUBLISH, ground=None, note="", version=held.version
        )
    )
    make.run_jobs()
    assert make.scalar(select(Comment.state)) == "published"
    assert make.mails() == []


def test_hostile_texts_are_stored_as_texts(make, visitor, bring, home):
    hostile = "=cmd|'/c calc'!A1 <script>alert(1)</script> {{7*7}} \u202e\ufffe\x0b'; DROP TABLE"
    assert bring(table({"ref": hostile, "author_ref": hostile, "body": hostile})).exit_code == 0
    page = visitor.get(f"/en/consultations/{home.slug}/amendments/5")
    assert not page.all("//script[contains(., 'alert')]")
    assert "alert(1)" in page.text and "Came by letter" in page.text
    assert "\ufffe" not in make.scalar(select(Comment.body))
