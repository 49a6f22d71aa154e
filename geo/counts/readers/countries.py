"""Countries by their Indonesian, English and everyday names, kept as ISO 3166 codes."""

# ruff: noqa: E501 – tables of patterns, one a line

import re
from functools import cache

from babel import Locale

_EVERYDAY = {
    "korea": "KR", "korsel": "KR", "korea selatan": "KR", "south korea": "KR", "republik korea": "KR",
    "hongkong": "HK", "hong kong": "HK", "hk": "HK", "makau": "MO", "macau": "MO", "macao": "MO",
    "taiwan": "TW", "brunei": "BN", "brunei darussalam": "BN", "arab saudi": "SA", "saudi arabia": "SA", "saudi": "SA",
    "uea": "AE", "uni emirat arab": "AE", "uae": "AE", "united arab emirates": "AE", "abu dhabi": "AE", "dubai": "AE",
    "turki": "TR", "turkiye": "TR", "turkey": "TR", "amerika": "US", "amerika serikat": "US", "usa": "US",
    "inggris": "GB", "sabah": "MY", "sarawak": "MY", "malaysia timur": "MY", "semenanjung": "MY", "malaysia barat": "MY",
    "kinabalu": "MY", "tawau": "MY", "johor": "MY", "singapura": "SG", "singapore": "SG", "papua nugini": "PG", "png": "PG",
    "rusia": "RU", "suriah": "SY", "syria": "SY", "yordania": "JO", "jordania": "JO", "polandia": "PL", "fiji": "FJ",
    "timor leste": "TL", "timor-leste": "TL", "kamboja": "KH", "myanmar": "MM", "laos": "LA", "vietnam": "VN",
}  # fmt: skip


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for language in ("en", "id"):
        for code, name in Locale(language).territories.items():
            if re.fullmatch(r"[A-Z]{2}", code) and code not in (
                "ID",
                "EU",
                "UN",
                "ZZ",
                "QO",
                "EZ",
                "XA",
                "XB",
            ):
                names[name.casefold()] = code
    return names | _EVERYDAY


@cache
def country_code(text: str) -> str | None:
    """Return the ISO code of the destination country a text names, or ``None``."""
    text = " ".join(text.casefold().split()).strip(" .*:")
    text = re.sub(r"^(?:negara|negeri)\s+", "", text)
    text = re.sub(r"\s*\((?:sabah|sarawak|tawau|kinabalu|johor|semenanjung)\)$", "", text)
    if (
        len(text) == 2
        and text.upper() in _names().values()
        and text not in ("no", "pr", "lk", "id", "pm", "th")
    ):
        return text.upper()
    return _names().get(text)
