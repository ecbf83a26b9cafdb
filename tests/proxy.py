"""nginx with the example file that is shipped (docs/nginx.conf), in front of a dashboard: its ports, certificate and program are
this run's, all else is as it is shipped."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

SHIPPED = Path(__file__).parents[1] / "docs" / "nginx.conf"
NAME = "jinguo.example.gov.cn"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def certify(folder: Path) -> None:
    """A certificate that nobody else has signed."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - timedelta(days=1),
                                   now + timedelta(days=1)).sign(key, hashes.SHA256())
    (folder / "jinguo.crt").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "jinguo.key").write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))


@contextmanager
def in_front(folder: Path, ports: tuple[int, ...], plain: int, secure: int) -> Iterator[None]:
    """nginx answers at the two ports. ports: of the dashboard's one process, or of both, on this machine."""
    assert NGINX
    certify(folder)
    text = SHIPPED.read_text("utf-8")
    if len(ports) == 1:  # as it says for one
        text = re.sub("# 几个进程：.*# 几个进程完。\n|[^\n]*remember always;\n", "", text, flags=re.DOTALL)
    programs = ((("http://$jinguo_to", f"http://127.0.0.1:{ports[0]}"),) if len(ports) == 1 else
                ((":8501", f":{ports[0]}"), (":8502", f":{ports[1]}")))
    for old, new in (("listen 80;", f"listen 127.0.0.1:{plain};"),
                     ("listen 443 ssl http2;", f"listen 127.0.0.1:{secure} ssl http2;"),
                     ("/etc/nginx/jinguo.", f"{folder}/jinguo."), *programs):
        assert old in text
        text = text.replace(old, new)
    (folder / "site.conf").write_text(text, "utf-8")
    temporary = "".join(f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(
        f"{'user root;' if os.geteuid() == 0 else ''} daemon off; worker_processes 1; pid {folder}/nginx.pid;"
        f"error_log {folder}/error.log; events {{}} http {{ access_log off; {temporary} include {folder}/site.conf; }}")
    process = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")])
    try:
        wait_for(secure, process, folder)
        yield
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int, process: subprocess.Popen, folder: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.02)
    raise AssertionError((folder / "error.log").read_text())


def protocol(port: int) -> str | None:
    """What a browser and nginx agree to speak."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    trusting.set_alpn_protocols(["h2", "http/1.1"])
    with socket.create_connection(("127.0.0.1", port), 30) as line, trusting.wrap_socket(line, server_hostname=NAME) as wire:
        return wire.selected_alpn_protocol()


def ask(port: int, path: str, *headers: str, method: str = "GET", body: bytes = b"", host: str = NAME, secure: bool = True,
        source: str = "127.0.0.1") -> tuple[int, dict[str, str], str]:
    """Status, headers (lower case; the program's own first where nginx adds another) and the text's beginning that a hand-written
    request gets, from an address of this machine."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", port), 30, (source, 0)) as line:
        with trusting.wrap_socket(line, server_hostname=NAME) if secure else line as wire:
            head = (f"{method} {path} HTTP/1.1", f"Host: {host}", *headers, f"Content-Length: {len(body)}", "", "")
            wire.sendall("\r\n".join(head).encode() + body)
            got = b""
            while b"\r\n\r\n" not in got and (part := wire.recv(65536)):
                got += part
            heads, _, text = got.partition(b"\r\n\r\n")
            wanted = re.search(rb"(?i)\r\ncontent-length: (\d+)", heads)
            while wanted and len(text) < int(wanted[1]) and (part := wire.recv(65536)):
                text += part
    first, *rest = heads.decode("latin-1").split("\r\n")
    found = {name.lower(): value for name, _, value in (one.partition(": ") for one in reversed(rest))}
    return int(first.split()[1]), found, text.decode("utf-8", "replace")
