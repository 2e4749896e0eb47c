"""A plain webhook: one POST with the JSON document. The certificate is checked, no redirect is followed, the answer is not read."""

import requests

from drift import __version__
from drift.errors import NotifyError
from drift.notify.interface import Message

PATIENCE = (5.0, 15.0)
"""Seconds for the connection, and for each part of the answer."""


def post(address: str, message: Message) -> None:
    """NotifyError where it is not answered with 2xx. What requests says has the address in it, and is not passed on."""
    headers = {"Content-Type": "application/json", "User-Agent": f"container-drift/{__version__}"}
    try:
        with requests.post(
            address,
            data=message.json.encode(),
            headers=headers,
            timeout=PATIENCE,
            allow_redirects=False,
            stream=True,
        ) as answer:
            status = answer.status_code
    except requests.RequestException as error:
        raise NotifyError(_said(error)) from None
    if 300 <= status < 400:
        raise NotifyError(
            f"it answers {status} and sends us elsewhere, which is not followed", remedy="give that address"
        )
    if not 200 <= status < 300:
        raise NotifyError(f"it answers {status}")


def _said(error: requests.RequestException) -> str:
    match error:
        case requests.exceptions.SSLError():
            return "its certificate is not one that this machine trusts"
        case requests.Timeout():
            return f"no answer within {PATIENCE[1]:.0f} seconds"
        case requests.ConnectionError():
            return "it cannot be reached"
        case _:
            return f"it cannot be asked ({type(error).__name__})"
