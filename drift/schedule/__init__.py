"""Scans that a timer of systemd or cron starts: what is run (plan), when (every), as which text (units, crontab), and where that goes."""

from drift.schedule.cron import Cron
from drift.schedule.every import Every
from drift.schedule.interface import Scheduled, Scheduler
from drift.schedule.plan import Plan, Wanted, planned
from drift.schedule.systemd import Systemd

__all__ = ["Cron", "Every", "Plan", "Scheduled", "Scheduler", "Systemd", "Wanted", "planned"]
