"""Until when officials promise to answer, and what is overdue after it."""

from datetime import timedelta

import time_machine

from consult.core import clock
from tests.comments.test_suggestions import suggest
from tests.make import Make
from tests.pages import Visitor


def test_a_promise_is_set_kept_in_the_zone_and_counted_as_overdue_after_it(
    make: Make, visitor: Visitor
) -> None:
    amendment = make.amendment()
    place = amendment.consultation
    suggest(visitor.another().sign_in(make.account()), amendment)
    home = f"/en/consultations/{place.slug}"
    form = visitor.sign_in(make.official(place)).get(f"{home}/settings")
    assert form.submit("/settings", answers_due_at="soon").status == 422
    day = (clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT18:00")
    form.submit("/settings", answers_due_at=day)
    again = visitor.get(f"{home}/settings")
    assert again.all("//input[@name='answers_due_at']/@value") == [day]
    reader = visitor.another()
    page = reader.get(home)
    assert "Officials promised to answer all of them by" in page.text
    assert "overdue" not in page.text
    with time_machine.travel(clock.now() + timedelta(days=5)):
        assert page.all("//dl[@class='meter']")
        late = reader.get(home).all("//dl[@class='meter']/div[dt='Suggestions overdue']/dd")
    assert [one.text for one in late] == ["1"]
