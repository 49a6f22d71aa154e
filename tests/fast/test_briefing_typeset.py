import datetime as dt

import pymupdf
import pytest

from geo.briefing import typeset

NASTY = 'Desa "O\'Neil" #let $x$ `rm` <script>alert(1)</script> {{ }} *b* _i_ @a \\ [k] // komentar'
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="4" height="4"/></svg>'
SOURCE = '= #data.name\n#figure(image("map.svg", alt: "peta", width: 2cm), alt: "peta")'


def _pdf(source: str = SOURCE, day: int = 1) -> bytes:
    return typeset.compile(
        source,
        title="Uji",
        lang="id",
        created=dt.date(2025, 1, day),
        data={"name": NASTY},
        files={"map.svg": SVG},
    )


def test_data_text_prints_as_itself() -> None:
    with pymupdf.open(stream=_pdf(), filetype="pdf") as document:
        assert " ".join(document[0].get_text().split()) == NASTY


def test_pdf_is_tagged_with_language_and_title() -> None:
    with pymupdf.open(stream=_pdf(), filetype="pdf") as document:
        catalogue = document.xref_object(document.pdf_catalog())
        assert "/StructTreeRoot" in catalogue
        assert "/Lang (id)" in catalogue
        assert document.metadata["title"] == "Uji"
        fonts = {font[3].split("+")[-1] for font in document[0].get_fonts()}
    assert fonts <= {"SourceSansPro-Regular", "SourceSansPro-Bold"}


def test_same_arguments_give_the_same_bytes_and_the_date_changes_only_dates() -> None:
    assert _pdf() == _pdf()
    assert _pdf() != _pdf(day=2)
    assert len(_pdf()) == len(_pdf(day=2))


def test_a_figure_without_alternative_text_is_refused() -> None:
    import typst

    with pytest.raises(typst.TypstError):
        _pdf(source='#figure(image("map.svg", width: 2cm))')


def test_pages_are_pngs() -> None:
    found = typeset.pages("a #pagebreak() b", title="x", lang="en")
    assert [page[:4] for page in found] == [b"\x89PNG", b"\x89PNG"]
