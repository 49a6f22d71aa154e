import json
import re

import pyproj
import pytest
import shapely

from geo.maps import paper, paper_labels
from geo.maps.paper_shapes import Sheet, from_topojson

LEGEND = [paper.Entry("a", "Kelas A", "#8c2d04"), paper.Entry("none", "Tidak ada data", "#bdbdbd", "cross")]
SQUARES = {
    "5301": shapely.box(121.0, -10.0, 122.0, -9.0),
    "5302": shapely.box(122.0, -10.0, 123.0, -9.0),
    "5371": shapely.box(122.40, -9.40, 122.401, -9.399),
}


def _draw(**options: object) -> paper.PaperMap:
    names = {"5301": "Timor <script>", "5302": "Sama", "5371": "Sama"}
    return paper.draw(
        SQUARES,
        classes={"5301": "a", "5302": "none", "5371": "a"},
        legend=LEGEND,
        legend_title="Judul",
        description="uraian",
        lang="id",
        names=names,
        **options,  # type: ignore[arg-type]
    )


def test_the_map_has_its_furniture_and_counts_each_class() -> None:
    drawn = _draw(notice="Batas pendekatan.", land=[shapely.box(100, -5, 110, 0)])
    words = re.findall(r">([^<>]+)</text>", drawn.svg)
    assert {"Kelas A (2)", "Tidak ada data (1)", "U", "0"} <= set(words)
    assert any(word.endswith(" km") for word in words)
    assert any(word.endswith("° BT") for word in words)
    assert any("Batas pendekatan." in word for word in words)
    assert "<script>" not in drawn.svg
    assert "Timor &lt;script&gt;" in drawn.svg


def test_a_missing_area_is_told_apart_without_colour_and_a_tiny_one_gets_a_mark() -> None:
    drawn = _draw(incomplete=["5301"])
    assert drawn.svg.count('fill="url(#cross)"') == 2  # the area and its swatch
    assert drawn.svg.count('fill="url(#diagonal)"') == 2
    assert 'r="1.90"' in drawn.svg


def test_same_input_same_bytes() -> None:
    assert _draw() == _draw()


def test_names_never_lie_on_one_another() -> None:
    wishes = [(f"Kabupaten Nama Panjang {i}", 50 + 3.0 * i, 50 + 2.0 * i, 2.0) for i in range(30)]
    placed = paper_labels.place(wishes, frame=(0, 0, 200, 200), size=6)
    boxes = [paper_labels.box(label) for label in placed]
    assert 1 < len(placed) < 30
    assert not any(paper_labels.meet(a, b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_the_projection_keeps_areas_and_distances() -> None:
    sheet = Sheet.fit((118.5, -11.2, 125.5, -7.8), (0, 0, 480, 240))
    for box in (shapely.box(119, -9, 119.5, -8.5), shapely.box(124.5, -10.5, 125, -10)):
        true, _ = pyproj.Geod(ellps="WGS84").geometry_area_perimeter(shapely.segmentize(box, 0.01))
        drawn = shapely.transform(shapely.segmentize(box, 0.01), sheet.place).area * sheet.metres_per_point**2
        assert drawn == pytest.approx(abs(true), rel=1e-3)


def test_topojson_with_a_shared_reversed_arc() -> None:
    topology = {
        "type": "Topology",
        "transform": {"scale": [0.5, 0.5], "translate": [100, -10]},
        "arcs": [[[2, 0], [0, 2]], [[2, 2], [-2, 0], [0, -2], [2, 0]], [[2, 0], [2, 0], [0, 2], [-2, 0]]],
        "objects": {
            "areas": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "id": "5301", "arcs": [[0, 1]]},
                    {"type": "MultiPolygon", "id": "5302", "arcs": [[[2, ~0]]]},
                    {"type": "Polygon", "id": "6101", "arcs": [[0, 1]]},
                ],
            }
        },
    }
    found = from_topojson(json.dumps(topology).encode(), prefix="53")
    assert set(found) == {"5301", "5302"}
    assert found["5301"].equals(shapely.box(100, -10, 101, -9))
    assert found["5302"].equals(shapely.box(101, -10, 102, -9))
