# -*- coding: utf-8 -*-
"""Installs the dashboard from the wheels beside this file, starts it and opens it in the browser. Nothing but Python is needed.

Any Python can read it, so that one that is too old is told so.
"""
from __future__ import print_function

import hashlib
import json
import os
import socket
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
WHEELS, VENV = os.path.join(HERE, "wheels"), os.path.join(HERE, ".venv")
BIN = os.path.join(VENV, "Scripts" if os.name == "nt" else "bin")
PYTHON = os.path.join(BIN, "python.exe" if os.name == "nt" else "python")
SECONDS = 300
"""The first start makes the database; a slow machine takes a minute."""


class Stop(Exception):
    """Why it does not go on, in words."""


def main(arguments):
    try:
        check_python()
        port = int(arguments[0]) if arguments else 8501
        address = "http://localhost:%d" % port
        if is_ours(address):
            say(u"看板已经在运行，直接打开：%s" % address)
            browse(address)
            return 0
        check_port(port)
        install()
        return serve(port, address)
    except Stop as stopped:
        say(u"\n没有启动：%s\n" % stopped.args[0])
        return 1


def say(words):
    try:
        print(words)
    except UnicodeError:  # a terminal of another encoding
        print(words.encode("utf-8", "replace"))
    sys.stdout.flush()


def check_python():
    with open(os.path.join(WHEELS, "pythons.txt")) as file:
        known = file.read().split()
    mine = "%d.%d" % sys.version_info[:2]
    if sys.version_info < (3, 11):
        raise Stop(u"这台电脑的 Python 是 %s，太旧了。请安装 Python %s。" % (mine, u"、".join(known)))
    if mine not in known:
        raise Stop(u"这台电脑的 Python 是 %s，安装包里带的是给 Python %s 用的。请安装其中之一。" % (mine, u"、".join(known)))
    if sys.maxsize < 2**32:
        raise Stop(u"这台电脑的 Python 是 32 位的。请安装 64 位的 Python %s。" % mine)


def is_ours(address):
    answer = ask(address)
    return answer is not None and "ready" in answer


def check_port(port):
    with socket.socket() as tried:
        if os.name == "posix":  # Windows would share a port that is taken
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("", port))
        except OSError:
            raise Stop(u"端口 %d 被别的程序占用了。请关掉那个程序，或者换一个端口：在命令行里运行 %s %d。"
                       % (port, u"start.bat" if os.name == "nt" else u"./start.sh", port + 1))


def install():
    """The venv from the wheels, once for each lock."""
    lock = os.path.join(HERE, "requirements.lock")
    with open(lock, "rb") as file:
        wanted = hashlib.sha256(file.read() + sys.version.encode() + HERE.encode("utf-8")).hexdigest()
    done = os.path.join(VENV, "installed.txt")
    if os.path.exists(done) and open(done).read() == wanted:
        return
    say(u"第一次运行，正在安装（一两分钟，不用外网）……")
    run([sys.executable, "-m", "venv", "--clear", VENV],
        u"建不了 Python 环境。Linux 上请先安装 python3-venv（apt install python3-venv）；"
        u"也请检查本文件夹能不能写入、磁盘是否已满。")
    run([PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-index", "--find-links", WHEELS,
         "--only-binary=:all:", "--require-hashes", "-r", lock],
        u"安装没有完成。请检查文件夹是不是整个拷过来的（wheels 里的文件一个不少）、是不是给这种电脑用的，磁盘是否已满。")
    with open(done, "w") as file:
        file.write(wanted)


def run(command, words):
    made = subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    output = made.communicate()[0]
    if made.returncode:
        say(output.decode("utf-8", "replace")[-2000:])
        raise Stop(words)


def serve(port, address):
    say(u"正在启动……（第一次会建库，要十几秒）")
    server = subprocess.Popen([PYTHON, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(port)], cwd=HERE,
                              stdout=subprocess.DEVNULL)
    try:
        wait(server, address)
        say(u"已启动：%s\n同一网络的同事用 http://这台电脑的地址:%d 打开。\n关闭本窗口（或按 Ctrl+C）就停止。" % (address, port))
        browse(address)
        return server.wait()
    except KeyboardInterrupt:
        say(u"已停止。")
        return 0
    finally:
        if server.poll() is None:
            server.terminate()


def wait(server, address):
    for _ in range(SECONDS * 5):
        answer = ask(address)
        if answer and answer.get("ready"):
            return
        if answer:  # it serves, and its pages say what is wrong
            say(u"看板开了，但数据库有问题：%s" % answer.get("words", answer.get("reason", "")))
            return
        if server.poll() is not None:
            raise Stop(u"程序退出了，原因写在上面。")
        time.sleep(0.2)
    raise Stop(u"等了 %d 秒还没有应答。请把上面的文字发给管理员。" % SECONDS)


def ask(address):
    """What /api/ready answers; None while nobody does."""
    from urllib.error import HTTPError
    from urllib.request import ProxyHandler, build_opener

    opener = build_opener(ProxyHandler({}))  # a proxy of the office has no business here
    try:
        return json.loads(opener.open(address + "/api/ready", timeout=5).read().decode("utf-8"))
    except HTTPError as answer:
        try:
            return json.loads(answer.read().decode("utf-8"))
        except ValueError:
            return None
    except (OSError, ValueError):
        return None


def browse(address):
    import webbrowser

    if not os.environ.get("JINGUO_NO_BROWSER"):
        webbrowser.open(address)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
