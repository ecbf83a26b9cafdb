"""The files that this session looks at: read once, kept with what they would change, until they are committed or replaced."""

import hashlib
from dataclasses import dataclass

import streamlit as st

from data.intake.choices import Choices
from data.intake.doubts import Doubt, doubts_of
from data.intake.draft import Draft
from data.intake.files.limits import MB
from data.intake.preview import Preview, preview
from data.intake.remembered import read_for
from data.intake.sheets import Unusable
from data.write.progress import Tell
from pages.parts.shell import reference
from pages.parts.ui.markdown import shown_on
from queries.database import reading

MOST_A_SESSION = 300 * MB
"""What one opening of the page may upload altogether; a reload begins anew."""


OTHERS = "里面有不归这个账号看的地区的数，没有读。请只留本地区的，或由市级业务员导入"


@dataclass(frozen=True)
class Opened:
    """A file that could be read: what was made of it, what it would change and what is doubtful about it. key: the data's
    version, its name and content, whose it is said to be, and how often a question about it was answered."""

    key: tuple
    content: bytes
    draft: Draft
    preview: Preview
    doubts: list[Doubt]

    @property
    def sha(self) -> str:
        return self.draft.file_sha256


@dataclass(frozen=True)
class Unreadable:
    """A file that could not be read, and why (Chinese)."""

    key: tuple
    name: str
    why: str


def open_files(version: int, files: list, sender: str) -> list[Opened | Unreadable]:
    """The files read and compared with the database as it is; again only where something has changed. A second of the same
    content is left out."""
    held, found = st.session_state.get("intake", {}), {}
    bar = st.progress(0.0, "正在打开文件")
    show = shown_on(bar)
    for number, file in enumerate(files):
        content = file.getvalue()
        sha = hashlib.sha256(content).hexdigest()
        key = (version, file.name, sha, sender, tuple(sorted(answers_of(sha).items())))
        if sha not in found:
            found[sha] = held.get(key) or _uploaded(key, content, lambda share, words, at=number, name=file.name: show(
                min((at + share) / len(files), 1.0), f"{name}：{words}" if len(files) > 1 else words))
    bar.empty()
    st.session_state["intake"] = {opened.key: opened for opened in found.values()}
    return list(found.values())


def _uploaded(key: tuple, content: bytes, tell: Tell) -> Opened | Unreadable:
    """One file that came up, within what a session may upload."""
    seen = st.session_state.setdefault("intake_uploaded", {})
    seen[key[2]] = len(content)
    if (total := sum(seen.values())) > MOST_A_SESSION:
        return Unreadable(key, key[1], f"打开这一页以来已上传 {total / MB:,.0f} MB，超过 {MOST_A_SESSION // MB} MB 的上限，"
                                       "没有读。请刷新网页后再选文件；已导入的不受影响")
    return _read(key, content, tell)


def _read(key: tuple, content: bytes, tell: Tell) -> Opened | Unreadable:
    _, name, sha, sender, _ = key
    try:
        with reading(reference.engine()) as connection:
            draft = read_for(connection, name, content, sender, Choices(answers_of(sha)), tell)
            if not is_own(key[0], draft):
                return Unreadable(key, name, OTHERS)
            seen = preview(connection, draft, lambda share, words: tell(0.85 + 0.15 * share, words))
            return Opened(key, content, draft, seen, doubts_of(connection, draft, seen))
    except Unusable as error:
        return Unreadable(key, name, str(error))


def is_own(version: int, draft: Draft) -> bool:
    """Whether it holds nothing of regions that its reader does not see: the preview would tell what these have."""
    known = reference.seen(version)
    return known is None or all(set(frame["region_id"]) <= known for frame in (*draft.cells.values(), draft.sites))


def answers_of(sha: str) -> dict[tuple[str, str], str]:
    """What was answered about a file in this session."""
    return st.session_state.get("intake_answers", {}).get(sha, {})


def answer(sha: str, answers: dict[tuple[str, str], str], remember: bool) -> None:
    """Keeps answers about a file, and whether they hold for its sender's next file too, which its commit makes true."""
    every = st.session_state.setdefault("intake_answers", {})
    every[sha] = every.get(sha, {}) | answers
    kept = st.session_state.setdefault("intake_remember", {})
    kept[sha] = kept.get(sha, {}) | (Choices(answers).remembered() if remember else {})


def to_remember(sha: str) -> dict[tuple[str, str], str]:
    return st.session_state.get("intake_remember", {}).get(sha, {})


def forget_file() -> None:
    """Empties the upload control and all that came from it."""
    for name in ("intake", "intake_answers", "intake_remember"):
        st.session_state.pop(name, None)
    st.session_state["intake_turn"] = st.session_state.get("intake_turn", 0) + 1
