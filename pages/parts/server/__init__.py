"""What stands around Streamlit in the server: its one page made ours, its files packed, what a browser may load, start-up."""
