"""Why there is no file is said in Chinese under the button that asked for it, by Streamlit's own way of telling."""

import asyncio
from types import SimpleNamespace

import pytest
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest
from streamlit.runtime import app_session

from data.write.actor import alone
from data.write.errors import NotWritten
from data.write.exports import Leaving
from pages.parts.shell import exports
from queries.database import DatabaseFault


@pytest.mark.parametrize("error, words", [(NotWritten("没有导出：授权改过。"), "没有导出：授权改过。"),
                                          (DatabaseFault("readonly", "secret"), "没有导出：数据库是只读的"),
                                          (KeyError("secret"), "请刷新再试")])
def test_why_there_is_no_file_is_said_in_chinese(monkeypatch, error, words):
    def fail(*_, **__):
        raise error

    def ask(_file_id: str) -> str:
        return str(exports._sent(Leaving("表.xlsx"), lambda: b"", alone("睢县妇联")))

    monkeypatch.setattr(exports, "send_out", fail)
    monkeypatch.setattr("pages.parts.shell.reference.engine", lambda: None)
    handler = exports.Handler(lambda: SimpleNamespace(execute_deferred=ask))
    answer = asyncio.run(handler.handle(BackendOperationRequest(request_id="1"), "session"))
    assert words in answer.error_msg and "secret" not in answer.error_msg


def test_streamlit_is_given_it(monkeypatch):
    monkeypatch.setattr(app_session, "DeferredFileHandler", None)
    exports.speak_chinese()
    assert app_session.DeferredFileHandler is exports.Handler
