"""The floor: the least a Streamlit page can do, one radio of ten options and one number. What is slower is ours."""

import streamlit as st

chosen = st.radio("选项", range(10))
st.metric("数", chosen)
