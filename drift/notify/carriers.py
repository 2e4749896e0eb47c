"""What carries a message, by the scheme of its recipient's address: a webhook's POST, else apprise."""

from importlib.util import find_spec

from drift.errors import NotifyError
from drift.notify.interface import Carrier, Message
from drift.notify.recipients import Recipient
from drift.policy.addresses import WEBHOOKS

EXTRA = "pip install 'container-drift[notify]'"


def send(recipient: Recipient, message: Message) -> None:
    """NotifyError where it was not taken."""
    if lack := lacking(recipient.scheme):
        raise NotifyError(lack)
    _carrier(recipient.scheme)(recipient.address, message)


def lacking(scheme: str) -> str:
    """What has to be installed for it; "" where all is there."""
    if scheme in WEBHOOKS or find_spec("apprise"):
        return ""
    return f"{scheme}: needs apprise; {EXTRA}"


def _carrier(scheme: str) -> Carrier:
    if scheme in WEBHOOKS:
        from drift.notify.webhook import post

        return post
    from drift.notify.services import hand_over

    return hand_over
