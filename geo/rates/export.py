"""A selection and its measure as a file: the page's download and the command's export are one."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from geo.counts import Selection
from geo.counts import export as files
from geo.rates.measures import measure, measure_table, sentence
from geo.text import Phrase, text


def export(
    selection: Selection,
    key: str,
    *,
    format: str,
    lang: str,
    reference: str = "selection",
    notes: Sequence[Phrase] = (),
) -> bytes:
    """Return CSV or XLSX: areas ranked by the measure, the sentence, ``notes`` and the sources with it.

    Raises ``UserError`` for a format or measure that does not exist.
    """
    table = measure_table(selection, key, reference=reference)
    extra: dict[str, pd.Series[Any]] = {}
    if key != "count":
        chosen = measure(key)
        extra[chosen.label.render(lang)] = table["measure"].round(chosen.digits + 2)
        reasons = [reason.render(lang) if reason else "" for reason in table["reason"]]
        extra[text("rates.column_reason", lang)] = pd.Series(reasons, index=table.index, dtype="object")
    ranked = table.sort_values("measure", ascending=False, kind="stable").index
    frame = files.selection_frame(selection, lang, extra=extra)
    frame = frame.loc[[*ranked, *selection.not_stated_table.index]]
    said = [sentence(selection, key, reference=reference), *notes]
    said.append(Phrase("counts.data_version", {"version": selection.data_version}))
    return files.write(
        frame,
        format=format,
        notes=[phrase.render(lang) for phrase in said],
        sources=selection.sources_table(),
        lang=lang,
    )
