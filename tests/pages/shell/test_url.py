from streamlit.testing.v1 import AppTest


def twice_read():
    """A run that ends before the URL is written, and the next: what was closed between them."""
    import streamlit as st

    from pages.parts.shell.url import read_url

    st.session_state.setdefault("page", "duban")
    read_url()
    if st.session_state.get("closed"):
        st.session_state.pop("why", None)
        read_url()
    st.text(st.session_state.get("why", "closed"))


def test_what_is_closed_before_the_page_was_drawn_stays_closed():
    page = AppTest.from_function(twice_read)
    page.query_params["why"] = "411422-CY-07"
    assert page.run().text[0].value == "411422-CY-07"
    page.session_state["closed"] = True
    assert page.run().text[0].value == "closed"


def test_another_address_is_read_again():
    page = AppTest.from_function(twice_read)
    page.query_params["why"] = "411422-CY-07"
    page.run()
    page.query_params["why"] = "411422-CY-01"
    assert page.run().text[0].value == "411422-CY-01"
