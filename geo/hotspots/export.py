"""An assessment as a file: CSV, GeoPackage with its QGIS style inside, GeoJSON with a style beside it."""

import json
import math
import sqlite3
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import pandas as pd

from geo import boundaries
from geo.counts import export as files
from geo.errors import UserError
from geo.hotspots.assessment import Assessment
from geo.hotspots.classes import COLOURS
from geo.hotspots.index import Index
from geo.text import Phrase, text

if TYPE_CHECKING:
    import geopandas as gpd

FORMATS = ("csv", "xlsx", "gpkg", "geojson", "qml", "json")
LAYER = "waspada_hotspots"
_NUMBERS = (
    "population", "observed", "expected", "rr", "eb_mean", "eb_lower", "eb_upper", "p_rr1", "p_rr2",
    "gi_z", "gi_p", "gi_q", "lisa_i", "lisa_p", "lisa_q", "trend_p",
)  # fmt: skip


def frame(assessment: Assessment, lang: str) -> pd.DataFrame:
    """Return the table as it is exported: plain columns, class and reasons in ``lang``."""
    table = assessment.table
    columns: dict[str, Any] = {"code": table.index, "name": table["name"].to_numpy()}
    columns |= {
        "class": [k.label.render(lang) for k in table["klass"]],
        "class_key": [k.value for k in table["klass"]],
    }
    columns |= {key: table[key].astype(float).round(6).to_numpy() for key in _NUMBERS}
    columns |= {key: table[key].fillna("").to_numpy() for key in ("lisa", "cluster")}
    columns["alert"] = table["alert"].astype(int).to_numpy()
    columns["reasons"] = [" ".join(r.render(lang) for r in reasons) for reasons in table["reasons"]]
    return pd.DataFrame(columns)


def export(assessment: Assessment, *, format: str, lang: str) -> bytes:
    """Return the assessment as a file; the sentence with parameters and seed travels in it.

    "csv", "xlsx"; "gpkg" and "geojson" (EPSG:4326) with the areas' shapes; "qml": the QGIS style, which the
    GeoPackage also carries as its default; "json": parameters, clusters and areas. Raises ``UserError`` for
    another format.
    """
    if format in ("csv", "xlsx"):
        notes = [assessment.sentence.render(lang), *(f.render(lang) for f in assessment.findings)]
        sources = assessment.selection.sources_table()
        return files.write(frame(assessment, lang), format=format, notes=notes, sources=sources, lang=lang)
    if format == "gpkg":
        return _geopackage(assessment, lang)
    if format == "geojson":
        return _geojson(assessment, lang)
    if format == "qml":
        return style(lang).encode()
    if format == "json":
        return json.dumps(as_dict(assessment, lang), ensure_ascii=False, indent=1).encode()
    raise UserError("hotspots.format_unknown", given=format, known=list(FORMATS))


def as_dict(assessment: Assessment, lang: str) -> dict[str, Any]:
    """Return everything an assessment says as plain values: missing numbers are None."""
    table = frame(assessment, lang).drop(columns="reasons")
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    for row, reasons in zip(rows, assessment.table["reasons"], strict=True):
        row["reasons"] = [r.render(lang) for r in reasons]
    codes = list(assessment.table.index)
    return {
        "sentence": assessment.sentence.render(lang),
        "findings": [f.render(lang) for f in assessment.findings],
        "judged": assessment.judged,
        "parameters": _finite(dict(assessment.parameters)),
        "moran": _finite({"statistic": assessment.moran.statistic, "p_value": assessment.moran.p_value}),
        "dispersion": _finite(
            {"factor": assessment.dispersion.factor, "p_value": assessment.dispersion.p_value}
        ),
        "clusters": [
            _finite({**vars(c), "members": [codes[m] for m in c.members], "centre": codes[c.centre]})
            for c in assessment.clusters
        ],
        "areas": rows,
    }


def _finite(values: dict[str, Any]) -> dict[str, Any]:
    return {k: None if isinstance(v, float) and math.isnan(v) else v for k, v in values.items()}


def _shapes(assessment: Assessment, lang: str) -> "gpd.GeoDataFrame":
    shapes = boundaries.load(assessment.selection.level, within=assessment.selection.within)
    return shapes[["code", "geometry"]].merge(frame(assessment, lang), on="code", how="inner")


def _about(assessment: Assessment, lang: str) -> str:
    drawn = boundaries.active(level=assessment.selection.level)
    said = [assessment.sentence, *assessment.findings, Phrase("counts.boundary_set", {"title": drawn.title})]
    if drawn.notice is not None:
        said.append(drawn.notice)
    return " ".join(phrase.render(lang) for phrase in said)


def _geojson(assessment: Assessment, lang: str) -> bytes:
    content = json.loads(_shapes(assessment, lang).to_json(drop_id=True))
    return json.dumps({"name": LAYER, "description": _about(assessment, lang), **content}).encode()


def _geopackage(assessment: Assessment, lang: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{LAYER}.gpkg"
        _shapes(assessment, lang).to_file(
            path, layer=LAYER, driver="GPKG", layer_options={"DESCRIPTION": _about(assessment, lang)}
        )
        with sqlite3.connect(path) as database:
            database.execute(
                "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY, f_table_catalog TEXT, "
                "f_table_schema TEXT, "
                "f_table_name TEXT, f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT, "
                "useAsDefault BOOLEAN, description TEXT, owner TEXT, ui TEXT, update_time TEXT)"
            )
            database.execute(
                "INSERT INTO layer_styles VALUES (1, '', '', ?, 'geom', ?, ?, '', 1, '', '', '', '')",
                (LAYER, LAYER, style(lang)),
            )
            database.execute(
                "INSERT INTO gpkg_contents (table_name, data_type, identifier, description) "
                "VALUES ('layer_styles', 'attributes', 'layer_styles', '')"
            )
        database.close()
        return path.read_bytes()


def style(lang: str) -> str:
    """Return a QGIS style (QML): the five classes by ``class_key``, labelled in ``lang``."""
    categories, symbols = [], []
    for number, (klass, colour) in enumerate(COLOURS.items()):
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        label = escape(text(klass.label.key, lang), {'"': "&quot;"})
        categories.append(
            f'<category value="{klass.value}" symbol="{number}" label="{label}" render="true" type="string"/>'
        )
        symbols.append(
            f'<symbol type="fill" name="{number}" alpha="1" clip_to_extent="1" force_rhr="0">'
            '<layer class="SimpleFill" enabled="1" locked="0" pass="0"><Option type="Map">'
            f'<Option type="QString" name="color" value="{red},{green},{blue},255"/>'
            '<Option type="QString" name="outline_color" value="90,90,90,255"/>'
            '<Option type="QString" name="outline_width" value="0.2"/>'
            '<Option type="QString" name="outline_width_unit" value="MM"/>'
            '<Option type="QString" name="style" value="solid"/></Option></layer></symbol>'
        )
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        '<qgis version="3.34" styleCategories="Symbology">'
        '<renderer-v2 type="categorizedSymbol" attr="class_key" symbollevels="0" enableorderby="0" '
        'forceraster="0">'
        f"<categories>{''.join(categories)}</categories><symbols>{''.join(symbols)}</symbols>"
        "</renderer-v2></qgis>\n"
    )


def index_file(found: Index, *, format: str, lang: str) -> bytes:
    """Return the risk index as "csv" or "xlsx": ranks, scores, and the parts of every score in words."""
    table = found.table.sort_values(["rank", "name"], na_position="last")
    scores = table.select_dtypes("float").round(6)
    columns = table.assign(**{str(key): scores[key] for key in scores})
    columns["parts"] = [" ".join(p.render(lang) for p in found.parts(str(code))) for code in table.index]
    columns.insert(0, "code", table.index)
    sources = found.selection.sources_table()
    notes = [found.sentence.render(lang)]
    return files.write(columns, format=format, notes=notes, sources=sources, lang=lang)
