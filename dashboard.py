"""The dashboard: `streamlit run dashboard.py`, or `waspada serve`."""
