"""All cases, by family."""

from collections.abc import Mapping

from benchmarks.accuracy import accounts, databases, env, files, identity, packages, rights, runtime, system
from benchmarks.accuracy.case import Case

FAMILIES: Mapping[str, tuple[Case, ...]] = {
    "Packages": packages.CASES,
    "Files": files.CASES,
    "Rights": rights.CASES,
    "Accounts": accounts.CASES,
    "Certificates, schedules, libraries": system.CASES,
    "A database's settings": databases.CASES,
    "Variables": env.CASES,
    "How it is run": runtime.CASES,
    "Images and replicas": identity.CASES,
}
CASES = tuple(case for cases in FAMILIES.values() for case in cases)
