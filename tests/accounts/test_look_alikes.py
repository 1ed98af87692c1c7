"""Names that imitate staff with letters of other alphabets, and names that only seem to."""

import pytest

from consult.accounts.pseudonyms import check_not_staff, check_pseudonym, looks_like, poses_as_staff
from consult.core.errors import Invalid
from tests.accounts.people import message_at, sign_up
from tests.make import Make
from tests.pages import Visitor
from tests.shared_data import needs_data, rows_of

WORDS = ["moderator", "administrator", "official", "модератор", "администратор", "әкімші"]
ORDINARY = """
    Айгүл Ермек Нұрлан Гүлнар Асқар Әсел Бауыржан Дана Жанар Қанат Мадина Нұргүл Олжас Сәуле Темір
    Ұлан Үміт Шынар Ілияс Әкім Әкімбек Кімжан Модест Модестович Адам Админа Адмир Аделина Адиль
    Официант Мадияр Медет Мирас Марат Эдуард Екатерина Иван Сергей Ольга Наталья Дмитрий
    Моисей Октябрина Офелия Одетта Степан Modest Admir Adam Adil Aigul Yermek Bernard Cornelia
    Clara Claudia Marcin Ofelia Officer Moderna Modeste Darkhan Zhanna Асқар-84 Әли_1 O'Neil J.Doe
""".split()  # noqa: SIM905 - read as one list
POSING = {"Админа"}
"""It begins with the very word `админ`: judged to pose, since so do Админ and Админы."""


def refused(name: str) -> bool:
    try:
        check_pseudonym(name)
        check_not_staff(name)
    except Invalid:
        return True
    return False


@needs_data
def test_every_known_look_alike_in_a_word_of_staff_is_refused() -> None:
    taken, tried = [], 0
    known = rows_of("bad-strings/confusables_cyr_latin.csv")
    pairs = [(row["char"], row["confusable"]) for row in known]
    for one, other in [*pairs, *((b, a) for a, b in pairs)]:
        for word in (*WORDS, *(word.upper() for word in WORDS)):
            if one in word:
                tried += 1
                names = {word.replace(one, other), word.replace(one, other, 1)}
                taken += [name for name in names if not refused(name)]
    assert taken == [] and tried > 1000


@pytest.mark.parametrize(
    "name",
    [
        "аdmin", "Мoderatоr", "0fficial", "әкiмшi", "Мoдepaтop", "m o d e r a t o r", "rnoderator",
        "aдmin", "offıcial", "οfficial", "M.O.D.E.R.A.T.O.R", "m ꓳ d e r a t o r", "M০derator",
        "Сотpyдник", "Жауапты қызметкер", "аdrninistrator", "Officia1 answer",
        "ᴏꜰꜰɪᴄɪᴀʟ", "ᴍᴏᴅᴇʀᴀᴛᴏʀ", "ресмu жауап", "Pecмu", "Модерaция", "Қызметкер Асан",
        "Official ✓", "✓ Aigul", "Aigul ☑", "Асан ✔", "Ⓞfficial", "Әділет министрлігі",
        "Министеpство", "Үкімет", "Government of KZ",
    ],
)  # fmt: skip
def test_disguised_words_of_staff_are_refused(name: str) -> None:
    assert refused(name)


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_names_are_free(name: str) -> None:
    assert poses_as_staff(name) == (name in POSING)
    assert refused(name) == (name in POSING)


def test_names_drawn_alike_are_found_whatever_stands_between() -> None:
    assert looks_like("Dana Serik", "DАNА-SERlK")
    assert not looks_like("Dana Serik", "Dana Serikova")


def test_nobody_takes_a_name_that_looks_like_one_of_staff(make: Make, visitor: Visitor) -> None:
    official = make.official()
    look_alike = official.pseudonym.replace("a", "а").replace("e", "е")
    assert look_alike != official.pseudonym
    page = sign_up(visitor, pseudonym=look_alike)
    assert page.status == 422 and "already has this name" in message_at(page, "pseudonym")
    visitor.sign_in(make.account())
    page = visitor.get("/en/account").submit("/account/name", pseudonym=look_alike)
    assert page.status == 422
    visitor.sign_in(official)
    page = visitor.get("/en/account").submit("/account/name", pseudonym=look_alike)
    assert page.status == 303
