"""Certificates for tests, made when they are needed: none is kept, none expires."""

from __future__ import annotations

import subprocess
from pathlib import Path


def make_certificate(folder: Path, name: str, *more: str) -> tuple[Path, Path]:
    """Make a certificate for this machine's own address, and its key; `more` are flags in place of no password."""
    certfile, keyfile = folder / f"{name}.pem", folder / f"{name}.key"
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    key = ["-newkey", "rsa:2048", "-keyout", str(keyfile), *(more or ["-nodes"])]
    command = ["openssl", "req", "-x509", "-days", "2", *key, "-out", str(certfile), *names]
    subprocess.run(command, check=True, capture_output=True)
    return certfile, keyfile
