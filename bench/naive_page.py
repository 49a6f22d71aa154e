"""The page one would write first: every colour change sends all districts through ``folium.GeoJson``.

Kept to compare with (``python bench/map_page.py``). Needs folium and streamlit-folium from the test extra.
"""

import folium
import geopandas
import streamlit as st
from streamlit_folium import st_folium

from geo import boundaries
from geo.counts import Window, select
from geo.maps import classify
from geo.rates import available, measure_table


@st.cache_data
def simplified() -> geopandas.GeoDataFrame:
    """About as many vertices as the screen's own geometry has."""
    shapes = boundaries.load("district")
    return shapes.set_geometry(shapes.geometry.simplify(0.01))


measure = st.selectbox("measure", [m.key for m in available("deceased")], index=1)
districts = simplified()
table = measure_table(select(Window.year(2024), "deceased", level="district", within="00"), measure)
legend = classify(table["measure"])
colours = {code: legend.classes[position].fill for code, position in legend.codes.items()}
names = districts.assign(fill=[colours.get(code, "#bdbdbd") for code in districts["code"]])

page = folium.Map(location=[-2.5, 118], zoom_start=5, tiles=None)
folium.Map.default_js = [("leaflet", "/waspada/leaflet/leaflet.js")]
folium.Map.default_css = [("leaflet_css", "/waspada/leaflet/leaflet.css")]
folium.GeoJson(
    names[["name", "fill", "geometry"]],
    style_function=lambda f: {"fillColor": f["properties"]["fill"], "fillOpacity": 1, "weight": 0.5},
    tooltip=folium.GeoJsonTooltip(["name"]),
).add_to(page)
st_folium(page, width=1000, height=520, returned_objects=[])
