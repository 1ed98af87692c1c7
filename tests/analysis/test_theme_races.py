"""Officials who change one theme at the same instant, over real HTTP, on two server processes."""

from collections import Counter

import pytest

from tests.analysis.themed import Themed
from tests.served import Place
from tests.votes.volley import fire, post, sign_in

pytestmark = pytest.mark.slow


def test_of_officials_who_change_a_theme_at_once_one_does_and_the_others_are_told(
    place: Place,
) -> None:
    themed = Themed(place.make)
    themed.compute()
    theme, make = themed.largest(), place.make
    where = f"/en/consultations/{themed.consultation.slug}/themes/{theme.id}/change"
    officials = [sign_in(make.app, place.url, make.official(themed.consultation)) for _ in range(4)]
    sent = [
        post(place.url, where, who, step="rename", name=f"Name {n}", words="", version="1")
        for n, who in enumerate(officials)
    ]
    assert Counter(answer.status for answer in fire(place.url, sent)) == {303: 1, 409: 3}
    now = themed.theme(theme.id)
    assert now
    assert (now.version, now.name[:5]) == (2, "Name ")
