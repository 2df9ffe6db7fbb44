"""The phone pages of a scoring session: plain HTML, no Streamlit, usable without a script."""
