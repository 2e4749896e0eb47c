"""Units of systemd: for the machine, or for one user's own manager."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from drift.errors import ScheduleError
from drift.schedule.files import every_of, remove_ours, write_ours
from drift.schedule.interface import Scheduled
from drift.schedule.plan import STATE, Plan, obstacles
from drift.schedule.units import NAME, service, timer

RUNNING = {"initializing", "starting", "running", "degraded", "maintenance", "stopping"}
"""What `systemctl is-system-running` says where there is one."""
PATIENCE = 30
"""Seconds for systemctl."""


@dataclass(frozen=True, slots=True)
class Systemd:
    of_user: bool
    environ: Mapping[str, str]

    @property
    def folder(self) -> Path:
        if not self.of_user:
            return Path("/etc/systemd/system")
        settings = self.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
        return Path(settings) / "systemd" / "user"

    @property
    def _timer(self) -> Path:
        return self.folder / f"{NAME}.timer"

    @property
    def _service(self) -> Path:
        return self.folder / f"{NAME}.service"

    def would(self, plan: Plan) -> Scheduled:
        if not self.of_user:
            for one in obstacles(plan, plan.user, STATE):
                who = f"the user {plan.user!r}" if plan.user else "the user that systemd makes for the service"
                raise ScheduleError(
                    f"{who} {one}", remedy="give --as USER; --as root can all of it" if not plan.user else ""
                )
        files = {str(self._service): service(plan, of_user=self.of_user), str(self._timer): timer(plan)}
        return Scheduled("systemd", plan.every, files)

    def install(self, plan: Plan) -> Scheduled:
        made = self.would(plan)
        write_ours(made.files)
        if not self._runs():
            remedy = "".join(f"\n  {' '.join(words)}" for words in self._to_start())
            return replace(made, notes=[f"systemd does not run here; where it does, start it with:{remedy}"])
        for words in self._to_start():
            self._ask(words)
        return replace(made, notes=self._notes())

    def found(self) -> Scheduled | None:
        every = every_of(self._timer)
        if every is None:
            return None
        files = {str(one): one.read_text(errors="replace") for one in (self._service, self._timer) if every_of(one)}
        return Scheduled("systemd", every, files, self._state())

    def remove(self) -> Sequence[str]:
        if every_of(self._timer) is None and every_of(self._service) is None:
            return []
        if self._runs():
            self._ask(self._words("disable", "--now", self._timer.name))
        removed = remove_ours([self._timer, self._service])
        if self._runs():
            self._ask(self._words("daemon-reload"))
        return removed

    def _to_start(self) -> list[list[str]]:
        return [self._words("daemon-reload"), self._words("enable", "--now", self._timer.name)]

    def _words(self, *words: str) -> list[str]:
        return ["systemctl", *(["--user"] if self.of_user else []), *words]

    def _runs(self) -> bool:
        return self._answer("is-system-running") in RUNNING

    def _state(self) -> list[str]:
        if not self._runs():
            return ["systemd does not run here: it does not run either"]
        if self._answer("is-active", self._timer.name) != "active":
            return [f"it is not started: {' '.join(self._to_start()[-1])}"]
        last = self._answer("show", "--value", "-p", "Result", self._service.name)
        failed = [] if last == "success" else [f"its last run ended with {last!r}: journalctl -u {self._service.name}"]
        return failed + self._notes()

    def _notes(self) -> list[str]:
        """A user's timers stop where he logs out, unless he lingers (loginctl(1))."""
        name = self.environ.get("USER", "")
        if not self.of_user or not name or Path("/var/lib/systemd/linger", name).exists():
            return []
        return [f"it runs while {name} is logged in; always, after: loginctl enable-linger"]

    def _answer(self, *words: str) -> str:
        """The first line; "" where there is no systemctl."""
        try:
            done = self._run(self._words(*words))
        except OSError:
            return ""
        return done.stdout.partition("\n")[0].strip()

    def _ask(self, words: list[str]) -> None:
        done = self._run(words)
        if done.returncode:
            said = done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"]
            raise ScheduleError(f"{' '.join(words)}: {said[-1]}", remedy="the files are there; try that line yourself")

    def _run(self, words: list[str]) -> "subprocess.CompletedProcess[str]":
        environ = {**os.environ, **self.environ, "LC_ALL": "C"}
        return subprocess.run(  # noqa: S603 - words of ours
            words, capture_output=True, text=True, errors="replace", check=False, timeout=PATIENCE, env=environ
        )
