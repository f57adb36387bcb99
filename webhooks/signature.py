"""Twilio's request signature: HMAC-SHA1 of the URL and the sorted form fields, by the account's auth token.

Written out here because twilio's `RequestValidator` costs ten times as much and a webhook needs one variant of it.
The tests hold it against that validator. The rule: https://www.twilio.com/docs/usage/security#validating-requests
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit


def url_variants(public_url: str, path: str) -> tuple[str, ...]:
    """The URLs that Twilio may have signed for `path`: with and without the port, since it does either."""
    parts = urlsplit(public_url.rstrip("/") + path)
    host = parts.netloc.removesuffix(f":{parts.port}") if parts.port else parts.netloc
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return f"{parts.scheme}://{host}{parts.path}", f"{parts.scheme}://{host}:{port}{parts.path}"


def signature(auth_token: str, url: str, fields: Iterable[tuple[str, str]]) -> str:
    """What Twilio sends as `X-Twilio-Signature`. A field given twice counts once for each different value."""
    signed = url + "".join([name + value for name, value in sorted(set(fields))])
    return base64.b64encode(hmac.digest(auth_token.encode(), signed.encode("utf-8", "replace"), "sha1")).decode()


def signed_by(auth_token: str, urls: Sequence[str], fields: Sequence[tuple[str, str]], given: str) -> bool:
    """Whether `given` is the signature of one of the urls, in a time that does not tell how near it came."""
    if not auth_token:
        return False
    theirs = given.encode("utf-8", "replace")
    return any(hmac.compare_digest(signature(auth_token, url, fields).encode(), theirs) for url in urls)
