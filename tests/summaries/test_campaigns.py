"""A campaign is one line of the summary, and each of its people is counted there all the same."""

from flask import Flask

from consult.comments.actions import withdraw_comment
from consult.comments.queries import comment_by_id
from consult.consultations.queries import the_consultation
from consult.summaries.queries import summary_of
from consult.summaries.summary import Campaigns
from tests.make import Make
from tests.moderation.letters import OTHER, letters, look, own_words, send
from tests.pages import Visitor
from tests.summaries.reading import csv_rows, exported, json_rows


def test_campaigns_and_floods_are_counted_by_people_and_texts(
    app: Flask, make: Make, visitor: Visitor
) -> None:
    unit = make.amendment()
    place, author = unit.consultation, make.account()
    sent = letters(make, unit, 5)
    for number in range(3):
        send(make, unit, author, body=f"{OTHER} {own_words(number)}")
    lone = make.comment(unit, body="Nobody else says this, so it is no copy of anything at all.")
    look(make, place)
    make.do(lambda: withdraw_comment(comment_by_id(sent[0].id)))
    found = make.read(lambda: summary_of(the_consultation(place.slug), "en"))
    assert found.campaigns == Campaigns(1, texts=4, people=4, floods=1, flood_texts=3)
    assert found.people.commented == 6
    files = exported(make, place)
    for rows in (
        json_rows(files["summary.json"], "comments"),
        csv_rows(files["comments.csv"], "comments"),
    ):
        by_id = {row["comment_id"]: row for row in rows}
        assert by_id[sent[1].id]["campaign"] == by_id[sent[2].id]["campaign"]
        assert by_id[sent[1].id]["campaign_people"] == 5
        assert by_id[lone.id]["campaign"] is None
    visitor.sign_in(make.official(place))
    page = visitor.get(f"/en/consultations/{place.slug}/summary")
    assert "people who sent the text of one campaign" in page.text
    for copies, texts in (("campaign", 4), ("flooding", 3)):
        link = page.all(f"//a[contains(@href, 'copies={copies}')]")[-1]
        listed = visitor.get(link.get("href")).all("//ol[contains(@class, 'thread')]/li")
        assert len(listed) == int(link.text) == texts
