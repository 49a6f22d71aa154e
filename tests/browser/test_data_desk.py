"""The data desk in a real browser: drop a file, answer, accept, publish, undo – and nobody stays behind."""

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import python_calamine
import xlsxwriter
from playwright.sync_api import Page, expect

ROOT = Path(__file__).resolve().parents[2]
SHOTS = os.environ.get("DESK_SCREENSHOTS")


def _book(path: Path, rows: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(path) as workbook:
        page = workbook.add_worksheet("Rekap")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return path


SEVERITY = {"error": "Kesalahan", "warning": "Peringatan"}
ROWS = [
    ["Rekap PMI Meninggal Dunia Asal NTT"],
    ["Januari s.d. 6 Desember 2016"],
    [],
    ["No", "Asal Kabupaten", "Jumlah"],
    [1, "Malaka", 27],
    [2, "Kupang", 20],
    [3, "Negekeo", 3],
    ["", "Jumlah", 50],
]


@pytest.fixture(scope="module")
def desk(serve: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A dashboard whose data folder the command line can be pointed at too."""
    home = tmp_path_factory.mktemp("desk")
    return serve(home), home


def _cli(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "geo", *words],
        cwd=ROOT,
        env={**os.environ, "WASPADA_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


def _listed(page: Page) -> set[tuple[str, str]]:
    """Place and sentence of every finding on the page."""
    table = page.locator("table").filter(has_text="Saran").first
    rows = table.locator("tbody tr").all()
    return {(row.locator("td").nth(0).inner_text(), row.locator("td").nth(1).inner_text()) for row in rows}


def _problems(page: Page) -> list[str]:
    """What went wrong, without Streamlit's own two probes below a page's address, which always answer 404."""
    return [said for said in page.problems if "status of 404" not in said]  # type: ignore[attr-defined]


def _shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def test_from_file_to_figure_and_back(
    desk: tuple[str, Path], open_page: Callable[..., Page], tmp_path: Path
) -> None:
    address, home = desk
    file = _book(tmp_path / "rekap.xlsx", ROWS)
    page = open_page(f"{address}/data", height=1300)
    expect(page.get_by_role("heading", name="Meja data")).to_be_visible(timeout=90_000)
    page.set_input_files("input[type=file]", str(file))
    expect(page.get_by_text("“Kupang” dapat berarti").first).to_be_visible(timeout=60_000)

    # the command line says the same
    answer = json.loads(_cli(home, "counts", "import", str(file), "--dry-run", "--json").stdout)
    assert _listed(page) == {
        (f"{SEVERITY[f['severity']]} · {f['sheet']}!{f['cell']}", f["what"]) for f in answer["findings"]
    }
    expect(page.get_by_role("button", name="Terbitkan")).to_be_disabled()

    with page.expect_download() as waiting:
        page.locator(
            "[data-testid='stDownloadButton'] button", has_text="Unduh berkas dengan temuan"
        ).first.click()
    marked = python_calamine.CalamineWorkbook.from_filelike(
        io.BytesIO(Path(waiting.value.path()).read_bytes())
    )
    assert marked.sheet_names == ["Temuan", "Rekap"]

    page.get_by_label("“Kupang” dapat berarti").click()
    page.get_by_role("option", name="Kabupaten Kupang").click()
    expect(page.get_by_text("“Kupang” dapat berarti")).to_have_count(0, timeout=30_000)
    _shot(page, "data-id-1400")
    page.get_by_text("Saya sudah memeriksa semua peringatan").click()
    publish = page.get_by_role("button", name="Terbitkan")
    expect(publish).to_be_enabled(timeout=30_000)
    publish.click()
    expect(page.get_by_text("3 angka diterbitkan sebagai kumpulan")).to_be_visible(timeout=30_000)
    window = ("--from", "2016-01-01", "--to", "2016-12-31", "--within", "53", "--indicator", "deceased")
    selected = json.loads(_cli(home, "counts", "select", *window, "--json").stdout)
    values = {area["code"]: area["value"] for area in selected["areas"]}
    assert (values["5321"], values["5301"], values["5316"]) == (27, 20, 3)

    page.get_by_role("button", name="Batalkan kumpulan").click()
    page.get_by_role("button", name="Ya, batalkan").click()
    expect(page.get_by_text("dibatalkan.", exact=False).first).to_be_visible(timeout=30_000)
    again = json.loads(_cli(home, "counts", "select", *window, "--json").stdout)
    assert {area["code"]: area["value"] for area in again["areas"]}["5301"] != 20
    assert _problems(page) == []


def test_case_list_is_counted_and_forgotten(desk: tuple[str, Path], open_page: Callable[..., Page]) -> None:
    address, home = desk
    people = (
        "Daftar PMI Deportasi Asal NTT Tahun 2016;;;;\n"
        "No;Nama;NIK;Kabupaten Asal;Tanggal Tiba\n"
        "1;Marianingsih Bete;5321015203850002;Malaka;03/05/2016\n"
        "2;Kolombanus Nahak;5321011203850007;Malaka;17/05/2016\n"
    )
    page = open_page(f"{address}/data", height=1300)
    box = page.get_by_label("… atau tempelkan tabel di sini")
    expect(box).to_be_visible(timeout=90_000)
    box.fill(people)
    box.press("Control+Enter")
    expect(page.get_by_text("nomor identitas (NIK)").first).to_be_visible(timeout=60_000)
    shown = page.locator("[data-testid='stMain']").inner_text().replace(people, "")
    assert "5321015203850002" not in shown
    page.get_by_text("Saya sudah memeriksa semua peringatan").click()
    page.get_by_role("button", name="Terbitkan").click()
    expect(page.get_by_text("1 angka diterbitkan sebagai kumpulan")).to_be_visible(timeout=30_000)
    kept = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    for secret in (b"Marianingsih", b"Kolombanus", b"5321015203850002"):
        assert secret not in kept
    assert _problems(page) == []


def test_a_long_import_can_be_stopped(
    serve: Callable[..., str], open_page: Callable[..., Page], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    address = serve(home)
    file = tmp_path / "deportasi.csv"
    with file.open("w", encoding="utf-8") as stream:
        stream.write("No;Kabupaten Asal;Jenis Kasus;Tanggal Tiba\n")
        for number in range(1_500_000):
            district = ("Malaka", "Belu", "Ende", "Sikka")[number % 4]
            stream.write(f"{number};{district};Deportasi;{number % 28 + 1:02d}/{number % 12 + 1:02d}/2016\n")
    page = open_page(f"{address}/data")
    expect(page.locator("input[type=file]")).to_be_attached(timeout=90_000)
    page.set_input_files("input[type=file]", str(file))
    stop = page.get_by_role("button", name="Hentikan")
    expect(stop).to_be_visible(timeout=60_000)
    expect(page.get_by_text(re.compile(r"[1-9][\d.]{4,} baris"))).to_be_visible(timeout=60_000)
    _shot(page, "data-progress")
    stop.click()
    expect(page.get_by_text("Impor dihentikan; tidak ada yang disimpan.")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("button", name="Terbitkan")).to_have_count(0)
    expect(page.get_by_role("progressbar")).to_have_count(0)
    _shot(page, "data-stopped")
    # another click on the page does not start it again
    page.get_by_text("Riwayat perubahan").click()
    page.get_by_text("English", exact=True).click()
    expect(page.get_by_text("The import was stopped; nothing was kept.")).to_be_visible(timeout=30_000)
    kept = json.loads(_cli(home, "counts", "batches", "--json").stdout)
    assert [batch["kind"] for batch in kept] == ["shipped"]
    assert _problems(page) == []


@pytest.mark.parametrize(("width", "lang"), [(390, "id"), (1400, "en"), (1920, "id")])
@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("data", {"id": "Meja data", "en": "Data desk"}),
        ("mutu", {"id": "Sumber dan mutu data", "en": "Sources and quality"}),
        ("program", {"id": "Program pelindungan", "en": "Protection programmes"}),
    ],
)
def test_pages_at_every_width(
    desk: tuple[str, Path],
    open_page: Callable[..., Page],
    name: str,
    titles: dict[str, str],
    width: int,
    lang: str,
) -> None:
    page = open_page(
        f"{desk[0]}/{name}?in=53&what=deceased&from=2024-01-01&to=2024-12-31&lang={lang}", width=width
    )
    expect(page.get_by_role("heading", name=titles[lang])).to_be_visible(timeout=90_000)
    expect(page.locator("table").first).to_be_visible(timeout=60_000) if name != "mutu" else expect(
        page.locator("canvas, svg.marks").first
    ).to_be_visible(timeout=60_000)
    page.wait_for_timeout(500)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 1
    _shot(page, f"{name}-{lang}-{width}")
    assert _problems(page) == []


def test_where_sources_differ_and_where_a_figure_came_from(
    address: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(f"{address}/mutu?in=53&what=deceased&from=2024-01-01&to=2024-12-31", height=1100)
    expect(page.get_by_role("heading", name="Sumber dan mutu data")).to_be_visible(timeout=90_000)
    page.get_by_role("tab", name="Induk dan bagiannya").click()
    row = page.locator("tbody tr").filter(has_text="2024").filter(has_text="125").first
    expect(row).to_contain_text("122")
    expect(row).to_contain_text("-3")
    page.get_by_role("tab", name="Asal setiap angka").click()
    expect(page.get_by_text("published.csv").first).to_be_visible(timeout=30_000)


def test_programme_file_is_checked_and_saved(
    desk: tuple[str, Path], open_page: Callable[..., Page], tmp_path: Path
) -> None:
    rows = [
        ["Kabupaten", "Jenis Program", "Nama", "Mulai", "Sumber"],
        ["Kupang", "LTSA", "LTSA Oelamasi", 2024, "SK 1"],
    ]
    page = open_page(f"{desk[0]}/program?in=53&what=deceased&from=2024-01-01&to=2024-12-31", height=1100)
    expect(page.get_by_role("heading", name="Program pelindungan")).to_be_visible(timeout=90_000)
    page.get_by_role("tab", name="Impor berkas").click()
    page.set_input_files("input[type=file]", str(_book(tmp_path / "program.xlsx", rows)))
    page.get_by_label("“Kupang” dapat berarti").click()
    page.get_by_role("option", name="Kabupaten Kupang").click()
    page.get_by_role("button", name="Simpan 1 program").click()
    expect(page.get_by_text("1 program disimpan dalam register.")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("LTSA Oelamasi").first).to_be_visible(timeout=30_000)
    assert _problems(page) == []


def test_two_officers_at_once_and_the_same_file_twice(
    serve: Callable[..., str], open_page: Callable[..., Page], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    address = serve(home)
    title, head = ["Deportasi PMI asal NTT Tahun 2012"], ["Kabupaten", "Jumlah"]
    first = _book(tmp_path / "satu.xlsx", [title, head, ["Ende", 7], ["Sikka", 3]])
    second = _book(tmp_path / "dua.xlsx", [title, head, ["Ende", 8], ["Alor", 1]])

    def give(page: Page, file: Path) -> None:
        expect(page.locator("input[type=file]")).to_be_attached(timeout=90_000)
        page.set_input_files("input[type=file]", str(file))
        expect(page.get_by_role("button", name="Terbitkan")).to_be_visible(timeout=60_000)

    ana, budi = open_page(f"{address}/data", height=1300), open_page(f"{address}/data", height=1300)
    give(ana, first)
    give(budi, second)
    publish = budi.get_by_role("button", name="Terbitkan")
    expect(publish).to_be_enabled(timeout=30_000)
    ana.get_by_role("button", name="Terbitkan").click()
    expect(ana.get_by_text("2 angka diterbitkan sebagai kumpulan")).to_be_visible(timeout=30_000)
    # what the second looked at is no longer what is published: asked again, nothing lost
    publish.click()
    expect(budi.get_by_text("yang sudah terbit untuk periode yang sama 7")).to_be_visible(timeout=30_000)
    expect(budi.get_by_text("Data yang terbit berubah sementara itu")).to_be_visible(timeout=30_000)
    expect(publish).to_be_disabled()
    accept = budi.get_by_text("Saya sudah memeriksa semua peringatan")
    expect(accept).to_have_count(1, timeout=30_000)
    accept.click()
    expect(publish).to_be_enabled(timeout=30_000)
    publish.click()
    expect(budi.get_by_text("2 angka diterbitkan sebagai kumpulan")).to_be_visible(timeout=30_000)
    # the first file once more, from another browser
    chandra = open_page(f"{address}/data", height=1300)
    give(chandra, first)
    chandra.get_by_text("Saya sudah memeriksa semua peringatan").click()
    expect(chandra.get_by_role("button", name="Terbitkan")).to_be_enabled(timeout=30_000)
    chandra.get_by_role("button", name="Terbitkan").click()
    expect(chandra.get_by_text("sudah ada sebagai kumpulan")).to_be_visible(timeout=30_000)
    kept = json.loads(_cli(home, "counts", "batches", "--json").stdout)
    assert [(batch["rows"], batch["status"]) for batch in kept if batch["kind"] == "import"] == [
        (2, "published"),
        (2, "published"),
    ]
    assert _problems(ana) == _problems(budi) == _problems(chandra) == []


def test_a_reader_sees_and_changes_nothing(
    serve: Callable[..., str],
    open_page: Callable[..., Page],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    file = _book(
        tmp_path / "rekap.xlsx", [row for row in ROWS if row[:2] not in ([2, "Kupang"], ["", "Jumlah"])]
    )
    published = _cli(home, "counts", "import", str(file), "--accept-warnings")
    assert published.returncode == 0, published.stdout + published.stderr
    monkeypatch.setenv("WASPADA_ROLES", "*=viewer")
    address = serve(home)
    page = open_page(f"{address}/data")
    expect(page.get_by_text("sebagai pembaca")).to_be_visible(timeout=90_000)
    expect(page.get_by_role("cell", name="Rekap PMI Meninggal Dunia Asal NTT")).to_be_visible(timeout=30_000)
    expect(page.locator("input[type=file]")).to_have_count(0)
    expect(page.get_by_role("button", name="Batalkan kumpulan")).to_have_count(0)
    page.goto(f"{address}/program?in=53")
    page.get_by_role("tab", name="Ubah atau tambah").click()
    expect(page.get_by_text("sebagai pembaca").first).to_be_visible(timeout=30_000)
    expect(page.get_by_role("button", name="Simpan")).to_have_count(0)
    assert _problems(page) == []
