"""Several phases: what each opens, when, and that they begin and end by themselves."""

from datetime import UTC, datetime, timedelta

import pytest

from consult.consultations import actions
from consult.consultations.models import Consultation
from consult.consultations.phases import PhaseDraft, add_phase
from consult.consultations.queries import consultation_by_id
from consult.consultations.rules import Stage, State
from consult.consultations.wall_clock import in_utc, in_zone, time_zones
from consult.core import clock
from consult.core.errors import Conflict, Invalid
from consult.votes.actions import close_what_is_due
from tests.make import Make
from tests.pages import Visitor

DAY = timedelta(days=1)


def base(place: Consultation) -> str:
    return f"/en/consultations/{place.slug}"


def add(make: Make, home: Consultation, begin: float, end: float, *opens: str) -> None:
    """Add a phase from one day to another, counted from now, that opens votes, comments …."""
    draft = PhaseDraft(
        opens_at=clock.now() + begin * DAY,
        closes_at=clock.now() + end * DAY,
        votes="votes" in opens,
        comments="comments" in opens,
        reactions="reactions" in opens,
        titles={},
    )
    make.do(lambda: add_phase(consultation_by_id(home.id), draft))


def phases_of(make: Make, home: Consultation) -> list[tuple[int, bool, bool, bool]]:
    found: Consultation = make.read(lambda: consultation_by_id(home.id))
    return [(one.position, one.votes, one.comments, one.reactions) for one in found.phases]


def test_a_time_of_the_wall_clock_becomes_the_moment_it_means() -> None:
    noon = datetime(2026, 3, 1, 12)
    assert in_utc(noon, "Asia/Almaty", field="x") == datetime(2026, 3, 1, 7, tzinfo=UTC)
    assert in_zone(datetime(2026, 3, 1, 7, tzinfo=UTC), "Asia/Almaty") == noon


def test_a_time_that_the_clocks_jump_over_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        in_utc(datetime(2026, 3, 29, 2, 30), "Europe/Berlin", field="opens_at")
    assert refused.value.field == "opens_at"


def test_an_end_that_comes_twice_is_the_later_one_and_a_beginning_the_earlier() -> None:
    twice = datetime(2026, 10, 25, 2, 30)
    begin = in_utc(twice, "Europe/Berlin", field="opens_at")
    end = in_utc(twice, "Europe/Berlin", field="closes_at", last=True)
    assert (begin.hour, end.hour) == (0, 1)


def test_the_list_of_time_zones_begins_with_our_own() -> None:
    zones = time_zones("Asia/Almaty")
    assert zones[0] == "Asia/Almaty"
    assert zones.count("Asia/Almaty") == 1
    assert "Europe/Berlin" in zones


def test_phases_are_numbered_by_their_beginning(make: Make) -> None:
    home = make.consultation(state=State.DRAFT, opens_in=10 * DAY, closes_in=20 * DAY)
    add(make, home, 1, 5, "comments")
    add(make, home, 6, 9, "reactions")
    assert phases_of(make, home) == [
        (1, False, True, False),
        (2, False, False, True),
        (3, True, True, True),
    ]


def test_phases_that_overlap_open_different_things(make: Make) -> None:
    home = make.consultation(state=State.DRAFT, opens_in=10 * DAY, closes_in=20 * DAY)
    add(make, home, 1, 8, "comments")
    add(make, home, 2, 9, "votes")
    for opens in ("votes", "comments"):
        with pytest.raises(Invalid) as refused:
            add(make, home, 7, 9, opens)
        assert refused.value.field == "opens_at"
    assert len(phases_of(make, home)) == 3


def test_phases_open_and_close_by_themselves(
    make: Make, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, passed = datetime(2027, 1, 10, 12, tzinfo=UTC), [timedelta()]
    monkeypatch.setattr(clock, "now", lambda: start + passed[0])
    home = make.consultation(state=State.DRAFT, opens_in=10 * DAY, closes_in=20 * DAY)
    amendment = make.amendment(home)
    add(make, home, 1, 5, "comments")
    make.do(lambda: actions.open_consultation(consultation_by_id(home.id)))
    seen = []
    for days in (0, 2, 7, 12, 21):
        passed[0] = days * DAY
        make.do(close_what_is_due)
        found: Consultation = make.read(lambda: consultation_by_id(home.id))
        page = visitor.get(f"{base(home)}/amendments/{amendment.number}")
        seen.append((found.stage, found.state, "Voting opens on" in page.text))
    assert seen == [
        (Stage.COMING, State.OPEN, True),
        (Stage.OPEN, State.OPEN, True),
        (Stage.COMING, State.OPEN, True),
        (Stage.OPEN, State.OPEN, False),
        (Stage.CLOSED, State.CLOSED, False),
    ]
    kinds = [one.kind for one in make.events(f"consultation:{home.id}")]
    assert kinds.count("CONSULTATION_CLOSED") == 2


def test_the_page_speaks_of_the_phase_that_runs_now(make: Make, visitor: Visitor) -> None:
    home = make.consultation(opens_in=30 * DAY, closes_in=40 * DAY)
    make.amendment(home)
    add(make, home, -1, 5, "comments")
    end: Consultation = make.read(lambda: consultation_by_id(home.id))
    assert end.phase is end.phases[0]
    assert end.voting_phase is end.phases[1]
    assert "Open until" in visitor.get(base(home)).text


def test_an_official_adds_changes_and_removes_a_phase(make: Make, visitor: Visitor) -> None:
    home = make.consultation(state=State.DRAFT)
    official = visitor.sign_in(make.official(home))
    page = official.get(f"{base(home)}/phases/new")
    dates = {"opens_at": "2099-01-01T09:00", "closes_at": "2099-02-01T18:00"}
    saved = page.submit("/phases/new", title_en="Second reading", **dates).follow()
    assert "Second reading" in saved.text
    stored: Consultation = make.read(lambda: consultation_by_id(home.id))
    assert stored.phases[1].opens_at == datetime(2099, 1, 1, 4, tzinfo=UTC)
    page = official.get(f"{base(home)}/phases/{stored.phases[1].id}")
    page.submit(f"/{stored.phases[1].id}", closes_at="2099-03-01T18:00", title_en="")
    stored = make.read(lambda: consultation_by_id(home.id))
    assert stored.phases[1].closes_at == datetime(2099, 3, 1, 13, tzinfo=UTC)
    assert stored.phases[1].titles is None
    page = official.get(f"{base(home)}/phases/{stored.phases[1].id}")
    assert page.submit("/remove").status == 303
    assert len(phases_of(make, home)) == 1
    assert official.get(f"{base(home)}/phases/{stored.phases[1].id}").status == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("opens_at", "tomorrow"),
        ("opens_at", ""),
        ("closes_at", "2020-01-01T00:00"),
        ("votes", None),
        ("title_en", "x" * 201),
    ],
)
def test_a_fault_of_a_phase_stands_beside_its_field(
    make: Make, visitor: Visitor, field: str, value: str | None
) -> None:
    home = make.consultation(state=State.DRAFT)
    official = visitor.sign_in(make.official(home))
    good = {"opens_at": "2098-01-01T09:00", "closes_at": "2099-02-01T18:00"}
    nothing = {"votes": [], "comments": [], "reactions": []} if field == "votes" else {field: value}
    page = official.get(f"{base(home)}/phases/new").submit("/phases/new", **{**good, **nothing})
    assert page.status == 422
    assert page.all(f"//*[@id='{field}-error']")
    assert len(phases_of(make, home)) == 1


def test_what_a_running_phase_promised_no_longer_changes(make: Make, visitor: Visitor) -> None:
    home = make.consultation()
    make.amendment(home)
    official = visitor.sign_in(make.official(home))
    phase: int = make.read(lambda: consultation_by_id(home.id)).phases[0].id
    page = official.get(f"{base(home)}/phases/{phase}")
    assert page.submit(f"/{phase}", opens_at="2020-01-01T00:00").status == 422
    assert page.submit(f"/{phase}", votes=[]).status == 422
    assert page.submit("/remove").status == 409
    assert page.submit(f"/{phase}", closes_at="2099-01-01T00:00").status == 303
    assert phases_of(make, home) == [(1, True, True, True)]


def test_a_closed_phase_stays_as_it_is(make: Make) -> None:
    home = make.consultation(closes_in=-DAY / 2)
    make.amendment(home)
    make.do(close_what_is_due)
    with pytest.raises(Conflict):
        add(make, home, 1, 2, "votes")


def test_readers_see_every_phase_with_its_title_its_dates_and_what_it_opens(
    make: Make, visitor: Visitor
) -> None:
    home = make.consultation(languages=("kk", "en"))
    add(make, home, 12, 15, "reactions")

    def name() -> None:
        first = consultation_by_id(home.id).phases[0]
        first.titles = {"kk": "Бірінші <оқылым>", "en": "First reading"}

    make.do(name)
    amendment = make.amendment(home)
    page = visitor.get(base(home))
    rows = page.all("//section[@aria-labelledby='process']//dl/div")
    first, second = (" ".join(row.text_content().split()) for row in rows)
    assert first.startswith("First reading From ") and "Voting" in first and first.endswith("Now")
    assert second.startswith("Phase 2 From ") and second.endswith("Reactions to comments")
    assert "Time zone: Asia/Almaty." in page.text
    for path in ("", f"/amendments/{amendment.number}"):
        assert "First reading" in visitor.get(base(home) + path).text
        russian = visitor.get(base(home).replace("/en/", "/ru/") + path)
        named = russian.all("//span[@lang='kk'][.='Бірінші <оқылым>']")
        assert named, "the title falls back to the authoritative language, and says so"
    make.do(lambda: setattr(consultation_by_id(home.id), "state", State.CLOSED))
    over = visitor.get(base(home))
    assert "First reading" not in over.all("//header")[1].text_content()
    assert "Now" not in over.text


@pytest.mark.parametrize("state", [State.DRAFT, State.OPEN])
def test_another_time_zone_moves_no_moment_and_says_so(
    make: Make, visitor: Visitor, state: State
) -> None:
    home = make.consultation(state=state)
    visitor.sign_in(make.official(home))
    page = visitor.get(f"{base(home)}/settings")
    warned = "Another time zone moves no date" in page.text
    assert warned is (state == State.OPEN)
    before = make.read(lambda: consultation_by_id(home.id).phases[0].opens_at)
    assert page.submit("/settings", time_zone="Mars/Olympus").status == 422
    assert page.submit("/settings", time_zone="Europe/Berlin").status == 303
    found: Consultation = make.read(lambda: consultation_by_id(home.id))
    assert (found.time_zone, found.phases[0].opens_at) == ("Europe/Berlin", before)
    assert "Time zone: Europe/Berlin." in visitor.get(base(home)).text
