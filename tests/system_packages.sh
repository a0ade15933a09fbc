#!/bin/sh
# What the tests need from the system: Chromium, fonts with every Vietnamese letter, OpenSSL to make certificates,
# PostgreSQL, strace, and LibreOffice, in which score sheets are filled in.
# Installed where that is possible (apt, as root); otherwise named in one sentence. In CI a missing part fails.
set -eu
missing() {
    # A server of the tests' own, on loopback in a temporary folder; and what shows that the disk had a mark in time.
    ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || command -v postgres >/dev/null 2>&1 || echo postgresql
    command -v strace >/dev/null 2>&1 || echo strace
    command -v chromium >/dev/null 2>&1 || echo chromium
    command -v soffice >/dev/null 2>&1 || echo libreoffice-calc
    fc-list 2>/dev/null | grep -qi "NotoSans-Regular" || echo fonts-noto-core
    command -v openssl >/dev/null 2>&1 || echo openssl
}
packages=$(missing)
if [ -n "$packages" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing from the system's packages: $(echo "$packages" | tr '\n' ' ')"
    apt-get update -qq || true
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages fontconfig >/dev/null || true
    packages=$(missing)
fi
if [ -n "$packages" ]; then
    echo "Missing on this system: $(echo "$packages" | tr '\n' ' ')– install them, or some tests cannot run." >&2
    [ -z "${CI:-}" ] || exit 1
fi
