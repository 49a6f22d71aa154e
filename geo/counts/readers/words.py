"""The words of table headers and titles, Indonesian and English, and what they say about a column."""

# ruff: noqa: E501 – tables of patterns, one a line

import re
from collections.abc import Mapping
from functools import cache

from geo.counts.readers.periods import normal

USES = (
    "province", "district", "subdistrict", "village", "area", "code", "date", "period", "year", "month",
    "start", "end", "value", "total", "indicator", "role", "country", "sex", "sector", "procedural",
    "number", "percent", "note", "personal", "ignore", "unknown",
)  # fmt: skip
"""What a column can be used for. ``area`` is a name of any level; ``number`` counts the rows."""

AREA_USES = ("province", "district", "subdistrict", "village", "area")

_USE = (
    ("number", r"no\.?|nomor|nomer|nomor urut|no\.? urut|#|num|urut(?:an)?"),
    ("percent", r"%|.*\bpersen(?:tase)?\b.*|.*\bprosentase\b.*|.*\(%\).*|share|percent(?:age)?|.*\brata-rata\b.*|.*\baverage\b.*|rangking|ranking|peringkat|rank|naik/turun|pertumbuhan|selisih|rasio|.*\bper 100\.?000\b.*"),
    ("code", r"(?:kode|kd\.?|code|id)(?:\s*(?:wilayah|area|kab(?:upaten)?\.?|prov(?:insi)?\.?|kota|kec(?:amatan)?|desa|bps|kemendagri|pum|daerah|kab\.?/kota))*(?:\s*\((?:bps|kemendagri|mendagri)\))?|area_?code|kode_?\w+|adm\d_?pcode|kdpkab|kdppum|bps code|kemendagri"),
    ("start", r"(?:tanggal|tgl\.?|periode)?\s*(?:awal|mulai)(?:\s*periode)?|period_?start|start(?: date)?|dari(?: tanggal)?|from"),
    ("end", r"(?:tanggal|tgl\.?|periode)?\s*(?:akhir|selesai)(?:\s*periode)?|period_?end|end(?: date)?|sampai(?: tanggal)?|to|until"),
    ("date", r"(?:tanggal|tgl\.?|date)\b(?!.*lahir).*|hari\s*/\s*tanggal|waktu(?: kejadian)?|.*\bdate"),
    ("year", r"tahun|thn\.?|year"),
    ("month", r"bulan|bln\.?|month"),
    ("period", r"periode|period|triwulan|kuartal|semester|masa"),
    ("subdistrict", r"(?:asal\s+)?(?:nama\s+)?kec(?:amatan)?\.?(?:\s+asal)?|subdistrict|sub-district|distrik"),
    ("village", r"(?:asal\s+)?(?:nama\s+)?(?:desa|kel(?:urahan)?\.?|desa\s*/\s*kel(?:urahan)?\.?|kelurahan\s*/\s*desa)(?:\s+asal)?|village"),
    ("district", r"(?:daerah\s+|wilayah\s+)?(?:asal\s+)?(?:nama\s+)?(?:kab(?:upaten)?\.?|kota|kab(?:upaten)?\.?\s*(?:/|dan|atau|&|-)?\s*kota(?:madya)?\.?|kota\s*/\s*kab(?:upaten)?\.?)(?:\s+asal(?:\s+\w+)?)?(?:\s+debarkasi)?|district|regency|regency/city|district of origin|kabkot|kabkota|area_?name|nama_?kab\w*"),
    ("province", r"(?:daerah\s+|wilayah\s+)?(?:asal\s+)?(?:nama\s+)?pro(?:v|p)(?:insi|\.)?(?:\s+asal(?:\s+\w+)?)?|province(?: of origin)?|nama_?prov\w*"),
    ("area", r"(?:nama\s+)?(?:daerah|wilayah|asal|area|lokasi|tempat)(?:\s+(?:asal|pmi|tki|daerah|wilayah|kedatangan|debarkasi|penempatan))*(?:\s*\(?kab(?:upaten)?\.?\s*/\s*kota\)?)?|asal\s+(?:pmi|tki|daerah|kedatangan)|debarkasi|pelabuhan(?:\s+\w+)?|entry point|titik kedatangan|uraian|origin|place|kantor(?:\s+\w+)?|unit\s+(?:pelayanan|layanan)|bp3mi|upt"),
    ("role", r"peran|role"),
    ("indicator", r"indikator|indicator|jenis(?: (?:data|kasus|layanan|kepulangan))?|kategori|kasus(?: pmi)?|status kepulangan"),
    ("country", r"(?:asal\s+)?negara(?:\s+(?:tujuan|penempatan|asal|bekerja|tempat\s+bekerja))?|country(?: of destination)?|destination|tujuan"),
    ("sex", r"jenis kelamin|jk|j\.?k\.?|l\s*/\s*p|kelamin|sex|gender"),
    ("sector", r"sektor|sector|jabatan|pekerjaan|jenis pekerjaan|job|occupation|formal\s*/\s*informal"),
    ("procedural", r"(?:status\s+)?(?:non)?prosedural\s*/\s*(?:non\s*-?)?\s*prosedural|status(?:\s+(?:prosedural|pmi|keberangkatan|dokumen))?|keberangkatan|legalitas|procedural_?status"),
    ("note", r"ket\.?|keterangan|catatan|note|notes|remarks?|sumber|source|dasar|nomor surat|no\.? surat|umur|usia|age|pendidikan|education|agama|sebab.*|penyebab.*|penyakit|majikan|perusahaan|nama perusahaan|p3mi|maskapai|no\.? penerbangan|dti|depot.*|lama bekerja|dimakamkan.*|kapal|nama kapal|depo"),
)  # fmt: skip

_INDICATOR = (
    ("placement_target", r"target(?: penempatan)?|sasaran penempatan"),
    ("prevented_departures", r"pencegahan|dicegah|tercegah|gagal berangkat|penundaan keberangkatan|ditunda|prevented"),
    ("deportations", r"deportasi|dideportasi|deportan|deportations?|deported|pmi-?b|tki-?b|pmi bermasalah|tki bermasalah"),
    ("deceased", r"meninggal(?: dunia)?|jenazah|wafat|kematian|deceased|deaths?|died|peti mati"),
    ("returns_all", r"kepulangan|lintas kedatangan|semua kepulangan|returns?(?: all)?|purna"),
    ("repatriations", r"pemulangan|dipulangkan|repatriasi|repatriations?|fasilitasi kepulangan|pmi terkendala|terkendala|pmi sakit"),
    ("complaints", r"pengaduan|aduan|complaints?"),
    ("placements", r"penempatan|ditempatkan|keberangkatan|diberangkatkan|berangkat|placements?|departures?|realisasi(?: penempatan)?"),
)  # fmt: skip

_SEX = (
    ("male", r"l|lk|lk2|laki-? ?laki|laki2|pria|male|m|men|man"),
    ("female", r"p|pr|perempuan|wanita|female|f|women|woman"),
)
_PROCEDURAL = (
    ("no", r"non\s*-?\s*prosedur(?:al)?|unprosedural|un-prosedural|tidak prosedural|tdk prosedural|nonprosedural|ilegal|illegal|non-?procedural|tanpa dokumen|tidak terdaftar|undocumented|no|np"),
    ("yes", r"prosedural|resmi|legal|procedural|terdaftar|documented|yes"),
    ("unknown", r"tidak diketahui|unknown|belum diketahui"),
)  # fmt: skip
_SECTOR = (
    ("informal", r"informal"),
    ("formal", r"formal"),
    ("domestic", r"domestik|plrt|prt|art|pembantu.*|asisten rumah tangga|penata laksana rumah tangga|rumah tangga|domestic(?: worker)?|house ?maid|caregiver|pengasuh.*"),
    ("plantation", r"perkebunan.*|kebun.*|ladang.*|.*sawit.*|plantation.*|pertanian|agriculture"),
    ("construction", r"konstruksi|bangunan|buruh bangunan|construction"),
    ("manufacturing", r"pabrik.*|manufaktur|operator(?: produksi)?|factory.*|manufacturing"),
    ("fishing", r"abk|anak buah kapal|awak kapal.*|perikanan|nelayan|fishing|seafarer|pelaut"),
    ("services", r"jasa|restoran|hotel|cleaning service|toko|services?|perdagangan|kedai.*"),
)  # fmt: skip
_VALUE = r"(?:jumlah|jml\.?|total|banyaknya|angka|nilai|value|count|orang|\(?orang\)?|pmi|tki|cpmi|kasus|n|frekuensi|realisasi)(?:\s*\(?(?:orang|pmi|tki|kasus|jiwa|org)\)?)*"
_TOTAL = (
    r"(?:l\s*\+\s*p|lk\.?\s*\+\s*pr?\.?|l\s*&\s*p)|"
    r"(?:grand\s+|sub\s*-?\s*)?(?:jumlah|jml\.?|total|ttl|sum|jumlah\s*/\s*total|keseluruhan|seluruhnya)\b.*"
)
_TOTAL_ROW = re.compile(
    r"^(?:\W*)(?:(?:grand|sub)\s*-?\s*)?(?:jumlah|jml\b\.?|total|t\s*o\s*t\s*a\s*l|j\s*u\s*m\s*l\s*a\s*h|sub\s*jumlah|subtotal|keseluruhan|seluruhnya)\b"
)
_NOT_STATED = re.compile(
    r"^(?:asal\s+)?(?:kab(?:upaten)?\.?(?:/kota)?\s+)?(?:tidak|tdk|belum|blm)\s+(?:di)?(?:ketahui|ket|jelas|terdata|teridentifikasi|disebutkan|terinci|dirinci)\w*(?:\s+asal(?:nya)?.*)?$"
    r"|^(?:asal\s+)?(?:unknown|not stated|n/?a origin|tanpa (?:alamat|keterangan)|alamat tidak (?:jelas|diketahui)|tidak ada keterangan)$"
    r"|^(?:asal\s+)?(?:daerah\s+)?(?:lain-?\s?lain|lainnya|dll\.?|others?|kab(?:upaten)?\.? lain(?:nya)?)$"
)
_OTHERS = re.compile(r"lain|dll|other")
_NOTE_ROW = re.compile(
    r"^(?:\*+|[¹²³]|\d\)|sumber|catatan|keterangan|ket\b|source|note|notes|n\.?b\.?|dicetak|mengetahui|kepala|data\s+(?:per|diolah|sementara)|"
    r"diolah|disclaimer|update|diperbarui|rekap|tertanda|ttd|nip|pelaksana|petugas)\b|^\*"
)


@cache
def use_of(text: str) -> str | None:
    """Return the use a header text names, or ``None``."""
    text = strip_marks(text)
    for use, pattern in _USE:
        if re.fullmatch(pattern, text):
            return use
    return None


@cache
def value_of(text: str) -> Mapping[str, str] | None:
    """Return what a header text says about the counts below it (indicator, sex …), or ``None``.

    The key ``total`` marks a word such as "Jumlah"; an empty mapping is a plain word for a count.
    """
    text = strip_marks(text)
    for key, words in (("sex", _SEX), ("procedural", _PROCEDURAL), ("sector", _SECTOR)):
        for name, pattern in words:
            if re.fullmatch(rf"(?:(?:jumlah|jml\.?|pmi|tki|sektor)\s+)?(?:{pattern})(?:\s*\(orang\))?", text):
                return {key: name}
    for name, pattern in _INDICATOR:
        if re.fullmatch(
            rf"(?:(?:jumlah|jml\.?|total|data|pmi|tki|cpmi|kasus|wni|rekap)\s+)*(?:{pattern})(?:\s+(?:pmi|tki|cpmi|wni|orang|\(orang\)|prosedural))*",
            text,
        ):
            return {"indicator": name}
    if re.fullmatch(_VALUE, text):
        return {"total": "1"} if re.fullmatch(_TOTAL, text) else {}
    if re.fullmatch(_TOTAL, text):
        return {"total": "1"}
    return None


def indicator_in(text: str) -> str | None:
    """Return the indicator that a title speaks of; ``None`` when there is none or more than one."""
    text = normal(text)
    found = [name for name, pattern in _INDICATOR if re.search(rf"\b(?:{pattern})\b", text)]
    if "returns_all" in found and "repatriations" in found:
        found.remove("returns_all" if re.search(r"pemulangan|repatri", text) else "repatriations")
    if "placements" in found and len(found) > 1 and not re.search(r"penempatan|placement", text):
        found.remove("placements")
    return found[0] if len(found) == 1 else None


def word_for(kind: str, text: str) -> str | None:
    """Return the value that a cell of an indicator, sex, procedural or sector column names."""
    words = {"indicator": _INDICATOR, "sex": _SEX, "procedural": _PROCEDURAL, "sector": _SECTOR}[kind]
    text = strip_marks(text)
    for name, pattern in words:
        if (
            re.fullmatch(rf"(?:(?:pmi|tki|cpmi)\s+)?(?:{pattern})(?:\s+(?:pmi|tki|cpmi))?", text)
            or text == name
        ):
            return name
    return None


def role_in(text: str) -> str | None:
    """Return the role that a title speaks of: arrival at a port, served by an office, or origin."""
    text = normal(text)
    if re.search(
        r"debarkasi|lintas kedatangan|\btiba (?:di|melalui)|kedatangan (?:di|melalui)|melalui (?:pelabuhan|plbn|bandara|entikong|nunukan|debarkasi)|embarkasi|titik (?:masuk|kedatangan)|pelabuhan kedatangan|\barrivals?\b|port of (?:entry|arrival)|entry point|\bdi pelabuhan",
        text,
    ):
        return "arrival"
    if re.search(
        r"dilayani|layanan (?:upt|bp3mi|ltsa)|unit (?:pelayanan|layanan)|\bserved by\b|oleh bp3mi|menurut bp3mi|per bp3mi|kantor (?:pelayanan|layanan)|berdasarkan upt|layanan penempatan pada",
        text,
    ):
        return "served"
    if re.search(r"\basal\b|\borigin\b", text):
        return "origin"
    return None


def role_of_header(text: str) -> str | None:
    """Return the role that the header of an area column names."""
    text = normal(text)
    if re.search(r"debarkasi|pelabuhan|entry point|kedatangan|embarkasi", text):
        return "arrival"
    if re.search(r"kantor|unit|bp3mi|upt", text):
        return "served"
    return "origin" if re.search(r"asal|origin", text) else None


def is_total(text: str) -> bool:
    """Say whether a row label marks a row of totals."""
    return _TOTAL_ROW.match(normal(text)) is not None


def is_not_stated(text: str) -> bool:
    """Say whether a row label stands for people whose district is not known or not listed."""
    return _NOT_STATED.match(strip_marks(text)) is not None


def is_others(text: str) -> bool:
    """Say whether a row label lumps several unlisted districts together."""
    return is_not_stated(text) and _OTHERS.search(normal(text)) is not None


def is_note(text: str) -> bool:
    """Say whether a line under a table is a footnote, a source or a signature."""
    return _NOTE_ROW.match(normal(text)) is not None


def code_system_in(text: str) -> str | None:
    """Return the code system that a header or title names."""
    text = normal(text)
    if "bps" in text:
        return "bps"
    return "kemendagri" if re.search(r"kemendagri|mendagri|\bpum\b|kdppum|kdpkab", text) else None


def strip_marks(text: str) -> str:
    """Return a header text in lower case without footnote marks, colons and outer brackets."""
    text = normal(text)
    text = re.sub(r"(?:\*+|[¹²³⁴⁵]|\s\d\)|:)$", "", text).strip()
    return re.sub(r"^\((.*)\)$", r"\1", text).strip()
