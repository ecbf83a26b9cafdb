"""What is not made anew for every run, and where it is taken from Streamlit."""

from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

from pages.parts.shell import lean

SECTIONS = ("theme", *(f"theme.{one.value}" for one in config.CustomThemeCategories))


def test_a_theme_made_once_is_the_one_that_streamlit_makes(monkeypatch):
    made, asked = app_session._populate_theme_msg, []
    monkeypatch.setattr(app_session, "_populate_theme_msg",
                        lambda message, section: (asked.append(section), made(message, section)))
    config.get_config_options()
    monkeypatch.setattr(config._config_options["theme.dark.primaryColor"], "_value", "#123456", raising=False)
    lean.keep_theme()
    for _ in range(2):
        for section in SECTIONS:
            ours, theirs = CustomThemeConfig(), CustomThemeConfig()
            app_session._populate_theme_msg(ours, section)
            made(theirs, section)
            assert ours == theirs, section
    assert asked == list(SECTIONS)


def test_streamlit_still_asks_for_the_theme_there():
    """Each section by this function of app_session's, looked up when a run begins."""
    assert "_populate_theme_msg" in app_session.AppSession._create_new_session_message.__code__.co_names
