"""Public names, passwords, addresses and paths, on plain values."""

import pytest

from consult.accounts.devices import device_name
from consult.accounts.passwords import check_password, one_form
from consult.accounts.pseudonyms import check_pseudonym, poses_as_staff
from consult.accounts.rules import mailbox, network_of, own_path, pseudonym_key
from consult.core.errors import Invalid


@pytest.mark.parametrize(
    "name",
    [
        "Moderator",
        "модератор",
        "МOДЕРАТOР",  # with Latin O
        "MОDЕRАTОR",  # with Cyrillic О, Е, А
        "м о д е р а т о р",
        "The-Admin",
        "Admin123",
        "0fficia1",
        "Unofficial page",
        "Администрация",
        "Әкімші",
        "əкiмшi".replace("ə", "ә"),  # with Latin i
        "xXmoderatorXx",
        "𝐀𝐝𝐦𝐢𝐧",
        "Ádmin",
        "Официальный ответ",
        "Ресми жауап",
    ],
)
def test_a_name_that_reads_like_staff_is_found(name: str) -> None:
    assert poses_as_staff(name)


@pytest.mark.parametrize(
    "name", ["Badminton fan", "Modern reader", "Айгүл", "Ермек-77", "Әкімбек", "Reader 1", "Одмин"]
)
def test_ordinary_names_do_not_pose_as_staff(name: str) -> None:
    assert not poses_as_staff(name)


@pytest.mark.parametrize(
    "name",
    [
        "O'Neil",
        "J. Doe-7",
        "Қыз Жібек",
        "李明",
        "Ñandú",
        "Я1",
        "Айгүл Aigul",
        "قازاق",
        "김철수",
        "Дана Ω",
    ],
)
def test_names_of_many_scripts_are_taken(name: str) -> None:
    check_pseudonym(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "a",
        "a" * 41,
        "12345",
        "--..--",
        "a\u202eb",
        "a\u200db",
        "ab\u2066",
        "a\u00adb",
        "\u3164\u3164\u3164",
        "\u2800\u2800a",
        "Aigul ✓",
        "a" + "\u0301" * 9,
        "<b>a</b>",
        "a@example.org",
        "a\nb",
        "a\U000e0041b",
    ],
)
def test_names_that_cannot_be_read_are_refused(name: str) -> None:
    with pytest.raises(Invalid):
        check_pseudonym(name)


def test_names_that_read_the_same_have_one_key() -> None:
    assert len({pseudonym_key(name) for name in ("Aigul", "AIGUL", "Ａｉｇｕｌ", " aigul ")}) == 1


@pytest.mark.parametrize(
    "password",
    [
        "a" * 9,
        "a" * 201,
        "11111111111",
        "9876543210",
        "йцукенгшщз",
        "Password123",
        "Aigul-82 82",
        "aigul.long@example.org",
        "aigul.long",
    ],
)
def test_weak_passwords_are_refused(password: str) -> None:
    with pytest.raises(Invalid):
        check_password(password, "aigul.long@example.org", "Aigul-82 82")


def test_a_password_is_the_same_however_its_letters_are_composed() -> None:
    assert one_form("парольй" + "и\u0306") == one_form("парольйй")
    check_password("құпия сөз тым ұзын", "a@example.org", "Aigul")


def test_mailboxes_have_one_form() -> None:
    assert mailbox("a@Example.ORG") == "a@example.org"
    assert mailbox("a@пошта.қаз") == "a@xn--80a1acn3a.xn--80ao21a"
    assert mailbox("admin@consult.test") and mailbox("a@office.local")
    for bad in ("a@b", "a b@c.kz", "a@c.kz\nBcc: d@e.kz", '"a b"@c.kz', "@c.kz", "a" * 250):
        assert mailbox(bad) is None, bad


def test_only_paths_of_this_site_are_followed() -> None:
    assert own_path("/kk/consultations/x?view=both#vote") == "/kk/consultations/x?view=both#vote"
    for bad in (None, "", "x", "//x", "/\\x", "/a\\b", "/a\nb", "/a\x7f", "http://x", "/" * 600):
        assert own_path(bad) is None, bad


def test_a_household_counts_as_one_network() -> None:
    assert network_of("2001:db8:1:2:3:4:5:6") == network_of("2001:db8:1:2::1")
    assert network_of("2001:db8:1:2::1") != network_of("2001:db8:1:3::1")
    assert network_of("192.0.2.7") == "192.0.2.7"
    assert network_of(None) == network_of("nonsense") == "unknown"


def test_devices_are_named_by_browser_and_system() -> None:
    agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36"
    assert device_name(agent) == "Chrome, Android"
    assert (
        device_name("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0") == "Firefox, Linux"
    )
    assert device_name("<script>") == ""
