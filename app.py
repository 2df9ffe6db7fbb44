"""What `streamlit run app.py` starts: one ASGI app holding the pages and the health routes."""

import streamlit as st

from assessor.ui import server

# Written out as st.App(...): `streamlit run` finds the app by reading this file, not by running it.
app = st.App(server.MAIN, **server.parts())
