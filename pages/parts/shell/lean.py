"""What Streamlit makes anew for every run though it never changes: the theme in the message that a run begins with."""

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session


def keep_theme() -> None:
    """Has each section of the theme be made once; .streamlit/config.toml is not watched while the server runs."""
    make, made = app_session._populate_theme_msg, {}

    def populate(message: CustomThemeConfig, section: str = "theme") -> None:
        if section not in made:
            fresh = CustomThemeConfig()
            make(fresh, section)
            made[section] = fresh
        if made[section].ByteSize():  # else the section would be there, and empty
            message.MergeFrom(made[section])

    app_session._populate_theme_msg = populate
