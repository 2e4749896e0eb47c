"""What a carrier takes: a message in the forms that services want it in."""

from typing import NamedTuple, Protocol


class Message(NamedTuple):
    subject: str
    """One line."""
    text: str
    """Plain text, whole lines."""
    json: str
    """The same as a document."""
    well: bool
    """Is the verdict good?"""


class Carrier(Protocol):
    def __call__(self, address: str, message: Message) -> None:
        """NotifyError where it was not taken; neither the error nor a log has any part of the address."""
        ...
