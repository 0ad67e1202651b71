# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that stand where a crawl expects PostgreSQL."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextlib import suppress
from pathlib import Path

from local_aws import certificates

HOST = "127.0.0.1"
TLS_ACCEPTED = b"S"
TLS_REFUSED = b"N"
SSL_REQUEST_BYTES = 8
SECONDS = 30


class Gate:
    """Takes connections and holds them until it is opened; then they reach the real server."""

    def __init__(self, real_port: int) -> None:
        self.arrived = threading.Event()
        self._opened = threading.Event()
        self._real_port = real_port
        self._listener = socket.create_server((HOST, 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def open(self) -> None:
        self._opened.set()

    def close(self) -> None:
        self._opened.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes accept(), which would keep the port open
        self._listener.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                self.arrived.set()
                threading.Thread(target=self._forward, args=(client,), daemon=True).start()

    def _forward(self, client: socket.socket) -> None:
        self._opened.wait(SECONDS)
        server = socket.create_connection((HOST, self._real_port))
        threading.Thread(target=_pump, args=(server, client), daemon=True).start()
        _pump(client, server)


@contextmanager
def gate(real_port: int) -> Iterator[Gate]:
    made = Gate(real_port)
    try:
        yield made
    finally:
        made.close()


@contextmanager
def impostor(folder: Path, *, tls: bool) -> Iterator[int]:
    """A server without TLS, or with a certificate for localhost that another authority has signed; its port."""
    identity = certificates.make()
    chain = folder / "impostor.pem"
    chain.write_bytes(identity.key + identity.certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    with socket.create_server((HOST, 0)) as listener:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    client, _address = listener.accept()
                    client.recv(SSL_REQUEST_BYTES)
                    client.sendall(TLS_ACCEPTED if tls else TLS_REFUSED)
                    if tls:
                        with suppress(OSError):
                            context.wrap_socket(client, server_side=True).recv(1)
                    client.close()

        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
