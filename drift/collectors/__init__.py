"""One file's bytes, or one document of an engine, becomes a fact: no I/O, no paths, no comparing."""

from drift.collectors.accounts import ACCOUNTS_GROUP, ACCOUNTS_PASSWD
from drift.collectors.certificates import CERTIFICATES
from drift.collectors.documents.collector import DOCUMENTS
from drift.collectors.interface import Collector
from drift.collectors.locale_archive import LOCALE_ARCHIVE
from drift.collectors.os_release import OS_RELEASE
from drift.collectors.packages.apk import APK, APK_FILES
from drift.collectors.packages.bitnami import BITNAMI
from drift.collectors.packages.checksums import CHECKSUMS
from drift.collectors.packages.chisel import CHISEL, CHISEL_FILES
from drift.collectors.packages.dpkg import DPKG
from drift.collectors.packages.dpkg_files import DPKG_DIVERSIONS, DPKG_LIST, DPKG_SUMS
from drift.collectors.packages.pacman import PACMAN, PACMAN_FILES, PACMAN_MTREE
from drift.collectors.packages.python import PYTHON
from drift.collectors.packages.rpm.database import RPM, RPM_FILES
from drift.collectors.packages.rpm_manifest import RPM_MANIFEST
from drift.collectors.schedules import SCHEDULES_SYSTEM, SCHEDULES_TIMER, SCHEDULES_USER

COLLECTORS: tuple[Collector, ...] = (
    ACCOUNTS_GROUP,
    ACCOUNTS_PASSWD,
    APK,
    APK_FILES,
    BITNAMI,
    CERTIFICATES,
    CHISEL,
    CHISEL_FILES,
    DOCUMENTS,
    DPKG,
    DPKG_DIVERSIONS,
    DPKG_LIST,
    DPKG_SUMS,
    LOCALE_ARCHIVE,
    OS_RELEASE,
    PACMAN,
    PACMAN_FILES,
    PACMAN_MTREE,
    PYTHON,
    RPM,
    RPM_FILES,
    RPM_MANIFEST,
    SCHEDULES_SYSTEM,
    SCHEDULES_TIMER,
    SCHEDULES_USER,
)
"""Every file collector. A new ecosystem is one file beside `packages/dpkg.py`, one line here, one test."""

OF_CHANGED_FILES: tuple[Collector, ...] = (CHECKSUMS,)
"""Of any file that a container has otherwise than its image, whatever its path; never of all files of an image."""
