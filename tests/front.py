"""nginx with our own configuration, on ports of its own and with a certificate of its own."""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from ports import reserved_port

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parents[1]
OURS = ROOT / "deploy" / "nginx"
NAME = "localoffer.example.org"
PATIENCE = 15  # seconds
_REQUEST = re.compile(r"^\S+ [A-Z]+ \"[^\"]*\" \d{3} ", re.MULTILINE)


@dataclass(frozen=True)
class Front:
    """A running nginx: where it listens, what it trusts, what it logs."""

    plain: int
    secure: int
    folder: Path

    def client(self, headers: Mapping[str, str] | None = None) -> httpx.Client:
        """A browser that asks for our name over TLS, and checks the certificate."""
        asked = {"host": NAME, **(headers or {})}
        url = f"https://127.0.0.1:{self.secure}"
        return httpx.Client(
            base_url=url, headers=asked, transport=_Named(self.trust()), timeout=30, follow_redirects=False
        )

    def trust(self) -> ssl.SSLContext:
        """What a browser knows of certificates."""
        return ssl.create_default_context(cafile=str(self.folder / "fullchain.pem"))

    @contextmanager
    def connected(self, name: str = NAME, seconds: float = 30) -> Iterator[ssl.SSLSocket]:
        """A bare connection over TLS."""
        with socket.create_connection(("127.0.0.1", self.secure), timeout=seconds) as plain:
            context = self.trust()
            context.check_hostname = False
            with context.wrap_socket(plain, server_hostname=name) as secure:
                yield secure

    def log(self, requests: int) -> str:
        """All that it logged, once there are so many requests: nginx writes each down after its answer."""
        until = time.monotonic() + PATIENCE
        while len(_REQUEST.findall(log := self._logged())) < requests and time.monotonic() < until:
            time.sleep(0.05)
        return log

    def _logged(self) -> str:
        return "".join(path.read_text() for path in sorted((self.folder / "log").iterdir()))


class _Named(httpx.BaseTransport):
    """Names us in the handshake, though the address is a number."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._inner = httpx.HTTPTransport(verify=context)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Pass the request on."""
        request.extensions["sni_hostname"] = NAME
        return self._inner.handle_request(request)

    def close(self) -> None:
        """Let the connections go."""
        self._inner.close()


@contextmanager
def nginx(folder: Path, servers: Sequence[str], changed: Mapping[str, str] | None = None) -> Iterator[Front]:
    """Nginx before these servers (`127.0.0.1:5005`, `127.0.0.1:5006 backup`); `changed` replaces words of its configuration."""
    with ExitStack() as held:
        front = Front(held.enter_context(reserved_port()), held.enter_context(reserved_port()), folder)
        lay_out(front, servers, changed or {})
        check(folder)
        process = subprocess.Popen([*_command(folder), "-g", "daemon off;"])
        try:
            _wait_for(front.secure, process)
            yield front
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)


def check(folder: Path) -> None:
    """Nginx's own check of its configuration. Raises AssertionError with what it said, warnings too."""
    done = subprocess.run([*_command(folder), "-t"], capture_output=True, text=True, check=False)
    said = done.stderr
    assert done.returncode == 0, said
    assert [line for line in said.splitlines() if "[warn]" in line or "[emerg]" in line] == [], said


def lay_out(front: Front, servers: Sequence[str], changed: Mapping[str, str]) -> None:
    """Our files in a folder, with what a machine's owner changes: addresses, certificates, paths, who it runs as."""
    folder = front.folder
    shutil.copytree(OURS, folder, dirs_exist_ok=True)
    (folder / "log").mkdir()
    make_certificate(folder)
    words = {
        "[::]:80": f"[::1]:{front.plain}",
        "[::]:443": f"[::1]:{front.secure}",
        "listen 80": f"listen 127.0.0.1:{front.plain}",
        "listen 443": f"listen 127.0.0.1:{front.secure}",
        "/etc/ssl/localoffer": str(folder),
        "/etc/nginx": str(folder),
        "/var/log/nginx": str(folder / "log"),
        "/run/nginx.pid": str(folder / "nginx.pid"),
        "user www-data;": "user root;" if os.geteuid() == 0 else "",  # the test's folder is its owner's alone
        **changed,
    }
    for path in folder.glob("*.conf"):
        path.write_text(_replaced(path.read_text(), words))
    _name_servers(folder / "upstream.conf", servers)


def _replaced(text: str, words: Mapping[str, str]) -> str:
    for word, other in words.items():
        text = text.replace(word, other)
    return text


def _name_servers(path: Path, servers: Sequence[str]) -> None:
    """The servers in the place of those that the file names."""
    first, *rest = re.split(r"^    server .*\n", path.read_text(), flags=re.MULTILINE)
    path.write_text(first + "".join(f"    server {server};\n" for server in servers) + "".join(rest))


def make_certificate(folder: Path) -> None:
    """A certificate for our name that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(key.private_bytes(*form))


def _command(folder: Path) -> list[str]:
    return [program(), "-e", str(folder / "log" / "start.log"), "-c", str(folder / "nginx.conf")]


def program() -> str:
    """Where nginx is; Debian keeps it where only root looks."""
    return shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or ""


def _wait_for(port: int, process: subprocess.Popen) -> None:
    until = time.monotonic() + PATIENCE
    while not _listens(port):
        assert time.monotonic() < until, "nginx did not start"
        assert process.poll() is None, "nginx ended"
        time.sleep(0.05)


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
