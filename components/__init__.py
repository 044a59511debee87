"""Everything that draws; the only home of Streamlit's caching and session state."""
