"""What can be asked of the shared database: one module a question. Reads only; knows neither Streamlit nor the clock."""

import pandas as pd

# Text as Python's own objects: our frames are short, and for short ones Arrow's text costs a third more of a page's time.
pd.set_option("mode.string_storage", "python")
