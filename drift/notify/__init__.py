"""Notifications on their way: who gets them (recipients), and what carries them (webhook, or apprise for everything else)."""

from drift.notify.carriers import send
from drift.notify.interface import Message
from drift.notify.recipients import Recipient, Recipients, recipients

__all__ = ["Message", "Recipient", "Recipients", "recipients", "send"]
