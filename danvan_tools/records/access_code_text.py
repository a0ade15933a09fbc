"""The text of an access code: how it is made, read as typed, and kept so that nobody can read it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata

__all__ = ["hash_fits", "hash_of", "new_code", "plain_code"]

# Neither vowels nor D and W, which Telex and VNI turn into other letters while one types; nothing that looks like
# another sign on paper (0 O, 1 I L, 2 Z, 5 S, 8 B). 22 signs: 15 of them make 66.9 bits.
_SIGNS = "23456789CFGHJKMNPQRTVX"
_GROUPS, _GROUP_LENGTH = 3, 5
_LENGTH = _GROUPS * _GROUP_LENGTH
_READ_AS = str.maketrans("SBZ", "582")
# Parameters of RFC 7914: 16 MiB and some 40 ms a try; they are kept with each hash, so that they may grow.
_COST, _BLOCK_SIZE, _PARALLEL, _MOST_MEMORY = 2**14, 8, 1, 64 * 2**20


def new_code() -> str:
    """Return a random code of 66 bits as it is printed: ``7KQ4M-X3GTR-9HCVP``."""
    signs = "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))
    return "-".join(signs[first : first + _GROUP_LENGTH] for first in range(0, _LENGTH, _GROUP_LENGTH))


def plain_code(typed: str) -> str:
    """Return what counts of a code as typed: 15 capitals and digits, or "" if that cannot be any code.

    Case, spaces, dashes and full-width signs do not matter; S, B and Z, which no code has, are read as 5, 8 and 2.
    """
    # No code is near as long: a pasted page is not looked through.
    text = unicodedata.normalize("NFKC", typed[:200]).upper()
    signs = "".join(sign for sign in text if sign.isalnum()).translate(_READ_AS)
    return signs if len(signs) == _LENGTH and set(signs) <= set(_SIGNS) else ""


def hash_of(code: str) -> str:
    """Return the salted scrypt hash of a plain code with its parameters: ``scrypt$16384$8$1$salt$digest``."""
    salt = secrets.token_bytes(16)
    digest = _scrypt(code, salt, _COST, _BLOCK_SIZE, _PARALLEL)
    return f"scrypt${_COST}${_BLOCK_SIZE}${_PARALLEL}${salt.hex()}${digest.hex()}"


def hash_fits(code: str, stored: str) -> bool:
    """Tell in constant time whether a plain code is the one of a stored hash.

    Raises
    ------
    ValueError
        If the stored text is no hash of this kind, or asks for more memory than a login may take.
    """
    kind, cost, block_size, parallel, salt, digest = stored.split("$")
    if kind != "scrypt":
        msg = f"unknown kind of hash {kind!r}"
        raise ValueError(msg)
    found = _scrypt(code, bytes.fromhex(salt), int(cost), int(block_size), int(parallel))
    return hmac.compare_digest(found, bytes.fromhex(digest))


def _scrypt(code: str, salt: bytes, cost: int, block_size: int, parallel: int) -> bytes:
    return hashlib.scrypt(code.encode(), salt=salt, n=cost, r=block_size, p=parallel, maxmem=_MOST_MEMORY, dklen=32)
