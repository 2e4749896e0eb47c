"""Users, groups, passwords and who may log in."""

from benchmarks.accuracy.case import Case, Told
from benchmarks.accuracy.images import PYTHON

CASES = (
    Case(
        "useradd",
        PYTHON,
        Told("a user deploy that is not in the image", "user:deploy", "account-changed"),
        inside="useradd -m deploy",
    ),
    Case(
        "usermod -u",
        PYTHON,
        Told("www-data has another number", "user:www-data", "account-changed", says="1500"),
        inside="usermod -u 1500 www-data",
    ),
    Case(
        "usermod -aG",
        PYTHON,
        Told("app is in group ops", "group:ops", "account-changed", says="app"),
        inside="usermod -aG ops app",
    ),
    Case(
        "usermod -s",
        PYTHON,
        Told("www-data may log in", "user:www-data", "account-changed", says="/bin/bash"),
        inside="usermod -s /bin/bash www-data",
    ),
    Case(
        "chpasswd",
        PYTHON,
        Told("root has a password", "user:root", "password-changed", says="whoever knows the password"),
        inside="echo root:Tr0ub4dor | chpasswd",
    ),
    Case(
        "passwd -d",
        PYTHON,
        Told("app needs no password", "user:app", "password-changed", says="it needs no password"),
        inside="passwd -d app",
    ),
    Case(
        "usermod -U after a password was set",
        PYTHON,
        Told("app has a password", "user:app", "password-changed", says="a password"),
        inside="echo app:Tr0ub4dor | chpasswd; usermod -L app; usermod -U app",
    ),
    Case(
        "chage of an account's end",
        PYTHON,
        Told("app has expired", "user:app", "password-ageing-changed", says="2024-02-03"),
        inside="chage -E 2024-02-03 app",
    ),
    Case("userdel", PYTHON, Told("user games is gone", "user:games", "account-changed"), inside="userdel games"),
    Case(
        "groupadd",
        PYTHON,
        Told("a group that is not in the image", "group:dba", "account-changed"),
        inside="groupadd dba",
    ),
    Case(
        "a rule for sudo",
        PYTHON,
        Told("app may do anything", "/etc/sudoers.d/app", "file-added"),
        inside="mkdir -p /etc/sudoers.d && echo 'app ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/app",
    ),
    Case(
        "an SSH key for root",
        PYTHON,
        Told("someone may log in as root", "/root/.ssh/authorized_keys", "file-added"),
        inside="mkdir -m 700 /root/.ssh && echo 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFx ops' > /root/.ssh/authorized_keys",
    ),
)
