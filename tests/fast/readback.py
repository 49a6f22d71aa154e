"""What is written in the files of a briefing, read back by other programs than wrote it."""

import io

import openpyxl
import pymupdf
from pptx import Presentation


def pdf_words(content: bytes) -> str:
    with pymupdf.open(stream=content, filetype="pdf") as document:
        return " ".join(" ".join(page.get_text() for page in document).split())


def slides(content: bytes) -> list[str]:
    texts = []
    for slide in Presentation(io.BytesIO(content)).slides:
        words = []
        for shape in slide.shapes:
            if shape.has_text_frame:
                words.append(shape.text_frame.text)
            if shape.has_table:
                words += [" | ".join(cell.text for cell in row.cells) for row in shape.table.rows]
        texts.append("\n".join(words))
    return texts


def sheet(content: bytes, name: str) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return list(book[name].iter_rows(min_row=5, values_only=True))
