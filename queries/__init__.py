"""What can be asked of the shared database: one module a question. Reads only; knows neither Streamlit nor the clock."""
