"""How the server is assembled: the main script, the Russian words of Streamlit, the answer to a failure."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from components.failure import show_failure
from components.localiser import Localiser

app = st.App(
    Path(__file__).parent / "components" / "frame.py",
    middleware=[Middleware(Localiser)],
    on_script_error=show_failure,
)
