"""The regions that somebody may say they live in: codes, each with its name in every language."""

KAZAKHSTAN = """
KZ-10=Абай облысы|область Абай|Abai Region
KZ-11=Ақмола облысы|Акмолинская область|Akmola Region
KZ-15=Ақтөбе облысы|Актюбинская область|Aktobe Region
KZ-19=Алматы облысы|Алматинская область|Almaty Region
KZ-23=Атырау облысы|Атырауская область|Atyrau Region
KZ-27=Батыс Қазақстан облысы|Западно-Казахстанская область|West Kazakhstan Region
KZ-31=Жамбыл облысы|Жамбылская область|Zhambyl Region
KZ-33=Жетісу облысы|область Жетісу|Zhetisu Region
KZ-35=Қарағанды облысы|Карагандинская область|Karaganda Region
KZ-39=Қостанай облысы|Костанайская область|Kostanay Region
KZ-43=Қызылорда облысы|Кызылординская область|Kyzylorda Region
KZ-47=Маңғыстау облысы|Мангистауская область|Mangystau Region
KZ-55=Павлодар облысы|Павлодарская область|Pavlodar Region
KZ-59=Солтүстік Қазақстан облысы|Северо-Казахстанская область|North Kazakhstan Region
KZ-61=Түркістан облысы|Туркестанская область|Turkistan Region
KZ-62=Ұлытау облысы|область Улытау|Ulytau Region
KZ-63=Шығыс Қазақстан облысы|Восточно-Казахстанская область|East Kazakhstan Region
KZ-71=Астана қаласы|город Астана|Astana city
KZ-75=Алматы қаласы|город Алматы|Almaty city
KZ-79=Шымкент қаласы|город Шымкент|Shymkent city
"""
"""The twenty regions of Kazakhstan by ISO 3166-2, named in Kazakh, Russian and English."""


def read_regions(text: str, languages: int) -> dict[str, tuple[str, ...]]:
    """Return names by code of `code=name|name|name`, one a line or parted by semicolons.

    Raises ValueError for a line that is none, a code given twice, or too few names.
    """
    found: dict[str, tuple[str, ...]] = {}
    for line in filter(None, map(str.strip, text.replace(";", "\n").split("\n"))):
        code, sign, names = line.partition("=")
        given = tuple(name.strip() for name in names.split("|"))
        if not (sign and code.strip()) or len(given) != languages or not all(given):
            raise ValueError(line)
        if code.strip() in found:
            raise ValueError(line)
        found[code.strip()] = given
    return found
