"""A finding between a side that works and one that fails, with all that its rank is made of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from drift.model.changes import Change, ChangeType
from drift.model.findings import Finding
from drift.model.records import RUNS_AS, Kind
from drift.policy.lessening import Step, step
from drift.policy.packages import version_step
from drift.policy.paths import FileClass, file_class
from drift.policy.versions import Step as VersionStep

LEFTOVER = re.compile(
    r"~$|\.(?:bak|old|orig|rej|swp|log|pid|lock|dpkg-(?:old|dist|new)|ucf-(?:old|dist))$|/\.(?:bash_history|viminfo|wget-hsts|lesshst|python_history)$"
)
"""What editors, shells and package managers leave behind."""
READING = re.compile(
    r"/usr/(?:local/)?share/(?:doc|man|info|lintian|bug|doc-base)(?:/|$)|(?:^|/)(?:README|LICEN[CS]E|COPYING|CHANGELOG|CHANGES|AUTHORS|NEWS|NOTICE)[^/]*$|\.(?:md|rst|adoc)$",
    re.IGNORECASE,
)
"""What people read, and no program."""
TELLING = re.compile(
    r"(?:^|_)(?:LOG|LOGS|LOGGING|LOGLEVEL|VERBOSE|VERBOSITY|METRICS?|STATSD|DATADOG|DD|NEWRELIC|VERSION|REVISION|COMMIT|SHA|GIT|BUILD|BUILT|RELEASE|DEPLOY(?:ED|MENT)?|ENV|ENVIRONMENT|STAGE|REGION|ZONE|CLUSTER|NODE_NAME|POD|HOSTNAME"
    r"|MAINTAINER|OWNER|TEAM|CONTACT|TERM|COLORTERM|PS1|EDITOR|PAGER|HISTSIZE|HISTFILE|LS_COLORS|DATE|TIMESTAMP|SENTRY_\w+|OTEL_\w+|TRACE\w*)(?:_|$)"
)
"""Names of variables that say where and what a container is, what is logged and measured of it, and how a person likes a shell."""
GROUND = re.compile(
    r"^(?:PATH|HOME|USER|SHELL|TMPDIR|IFS|LANG|LANGUAGE|LC_\w+|TZ|LD_\w+|PYTHON\w+|NODE_\w+|PERL5LIB|RUBYLIB|GEM_\w+|JAVA_\w+|CLASSPATH|SSL_\w+|REQUESTS_CA_BUNDLE|MALLOC_\w+)$"
)
"""Variables that loaders, interpreters and the C library read: no program has to name them."""
PROXY = re.compile(r"^(?:https?|all|no)_proxy$", re.IGNORECASE)
NUMBER = re.compile(r"\"?[+-]?[0-9]+(?:\.[0-9]+)?\"?$")
LISTENS = re.compile(r"(?:^|_)(?:PORT|BIND|LISTEN|LISTENER|SOCKET)(?:_|$)|(?:^|_)(?:BIND|LISTEN)_?ADDR", re.IGNORECASE)
"""Names of variables that say where a program is to be reached."""
PEOPLE = re.compile(
    r"^/etc/(?:motd|issue(?:\.net)?|bash\.bashrc|profile\.d/.*|skel/.*|inputrc|vim/.*)$|/\.(?:bashrc|profile|bash_logout|vimrc|inputrc|gitconfig)$"
)
"""What greets and serves people who log in."""
ACCOUNTS = re.compile(r"^/etc/(?:passwd|group|shadow|gshadow|subuid|subgid)-?$")
"""What accounts are read from: these are compared one by one."""
OF_IMAGES = frozenset(
    {
        Kind.ACCOUNTS,
        Kind.CERTIFICATES,
        Kind.DECLARED,
        Kind.FILES,
        Kind.LIBRARIES,
        Kind.PACKAGES,
        Kind.SCHEDULES,
        Kind.SCRIPTS,
    }
)
"""What images bring, and nobody gives at the start."""
KEPT = frozenset(
    {"restart_policy", "log_driver", "log_options", "hostname", "domainname", "cgroup_parent", "init", "tty"}
)
"""Run-time options on how a container is kept and logged."""
START = frozenset({"entrypoint", "cmd", "working_dir", "user", "shell"})


@dataclass(frozen=True)
class Suspect:
    finding: Finding
    role: str = ""
    """What the start of the failing container has it for: "the entrypoint", "read by the entrypoint"."""
    readers: Sequence[str] = ()
    """What reads the variable."""
    of_images: bool = False
    """The two images differ in it, and nobody touched it."""
    images_differ: bool = False
    absent: str = ""
    """A path that it names and the failing side does not have."""
    written: bool = False
    """A file that the working container has beyond its image."""
    also: Sequence[str] = ()
    """Other sides that work and have it as the failing one has."""

    @property
    def kind(self) -> Kind:
        return self.finding.kind

    @property
    def key(self) -> str:
        return self.finding.key

    @property
    def rule(self) -> str:
        return self.finding.rule

    @cached_property
    def paths(self) -> Sequence[str]:
        """Of the files that it is about."""
        keys = (self.key, *(member.key for member in self.finding.members))
        return [key for key in dict.fromkeys(keys) if key.startswith("/")]

    @property
    def values(self) -> Sequence[tuple[str, str]]:
        """What is set on both sides to something else, each before and after: a variable, values of a document."""
        if self.finding.details:
            pairs = [(one.before, one.after) for one in self.finding.details]
        else:
            pairs = [((self.finding.before or {}).get("value"), (self.finding.after or {}).get("value"))]
        return [(one, other) for one, other in pairs if isinstance(one, str) and isinstance(other, str)]

    @property
    def lost_a_number(self) -> bool:
        """Was it a number, and is a word now?"""
        return any(NUMBER.match(one) and not NUMBER.match(other) for one, other in self.values)

    @property
    def is_another_number(self) -> bool:
        return bool(self.values) and all(NUMBER.match(one) and NUMBER.match(other) for one, other in self.values)

    @property
    def is_removed(self) -> bool:
        return self.finding.change is ChangeType.REMOVED

    @property
    def is_added(self) -> bool:
        return self.finding.change is ChangeType.ADDED

    @cached_property
    def step(self) -> Step:
        return step(self.finding)

    @cached_property
    def file_class(self) -> FileClass:
        return file_class(self.key.lstrip("/"), self.finding.before, self.finding.after)

    @property
    def is_older(self) -> bool:
        """Of a package that both sides have."""
        change = Change(self.kind, self.key, self.finding.change, self.finding.before, self.finding.after)
        return version_step(change) is VersionStep.DOWNGRADED

    @property
    def leads_elsewhere(self) -> bool:
        """Of a symbolic link that both sides have."""
        return all("linkname" in (side or {}) for side in (self.finding.before, self.finding.after))

    @property
    def is_same_user(self) -> bool:
        """Of whom a program runs as: are the numbers the same?"""
        before, after = self.finding.before or {}, self.finding.after or {}
        return self.key == RUNS_AS and all(before.get(field) == after.get(field) for field in ("uid", "gid", "groups"))

    @property
    def is_empty(self) -> bool:
        """Of a variable that is set, to nothing."""
        return (self.finding.after or {}).get("value") == ""

    def all_paths(self, pattern: "re.Pattern[str]") -> bool:
        return self.kind is Kind.FILES and bool(self.paths) and all(pattern.search(path) for path in self.paths)
