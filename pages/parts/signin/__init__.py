"""The sign-in: plain pages of HTML, before Streamlit."""
