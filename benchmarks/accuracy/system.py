"""Certificates, schedules, libraries and the loader: what many programs of a container share."""

from benchmarks.accuracy.case import Case, Told
from benchmarks.accuracy.images import NGINX, PYTHON

AUTHORITY = (
    "openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj '/CN=Acme Root CA' -keyout /dev/null"
    " -out /usr/local/share/ca-certificates/acme.crt 2> /dev/null && update-ca-certificates > /dev/null"
)
LIBRARIES = "/usr/lib/$(uname -m)-linux-gnu"

CASES = (
    Case(
        "update-ca-certificates with one more authority",
        PYTHON,
        Told("Acme Root CA is trusted here", "certificates", "certificate-added", says="Acme Root CA"),
        inside=AUTHORITY,
    ),
    Case(
        "update-ca-certificates with one less",
        PYTHON,
        Told("an authority is no longer trusted", "certificates", "certificate-removed", says="ISRG Root X1"),
        inside="sed -i 's#^mozilla/ISRG_Root_X1.crt#!&#' /etc/ca-certificates.conf && update-ca-certificates > /dev/null",
    ),
    Case(
        "the bundle of authorities emptied",
        NGINX,
        Told("no authority is trusted", "/etc/ssl/certs/ca-certificates.crt", "certificate-removed"),
        inside=": > /etc/ssl/certs/ca-certificates.crt",
    ),
    Case(
        "crontab of a user",
        PYTHON,
        Told("a schedule that is not in the image", "/var/spool/cron/crontabs/app", "schedule-changed", says="curl"),
        inside="echo '*/5 * * * * curl -s http://backup/' | crontab -u app -",
    ),
    Case(
        "a file in /etc/cron.d",
        PYTHON,
        Told("a schedule that is not in the image", "/etc/cron.d/clean", "schedule-changed", says="rm"),
        inside="echo '0 3 * * * root rm -rf /srv/app/uploads/*' > /etc/cron.d/clean",
    ),
    Case(
        "a daily script deleted",
        PYTHON,
        Told("logs are no longer rotated", "/etc/cron.daily/logrotate", "file-removed", attribution="logrotate"),
        inside="rm /etc/cron.daily/logrotate",
    ),
    Case(
        "ldconfig after a library was copied to /usr/local/lib",
        PYTHON,
        Told("programs load another libz", "/usr/bin/curl", "library-found-elsewhere", says="/usr/local/lib"),
        inside=f"cp -a {LIBRARIES}/libz.so.1* /usr/local/lib/ && ldconfig",
    ),
    Case(
        "a library deleted",
        PYTHON,
        Told("git cannot be loaded", "/usr/bin/git", "library-missing", says="libpcre2-8.so.0"),
        inside=f"rm {LIBRARIES}/libpcre2-8.so.0*",
    ),
    Case(
        "a library preloaded",
        PYTHON,
        Told("every program loads one more library", "/etc/ld.so.preload", "preload-added"),
        inside=f"echo {LIBRARIES}/libz.so.1 > /etc/ld.so.preload",
    ),
    Case(
        "a folder put in front of the loader's path",
        PYTHON,
        Told("libraries come from another folder", "/etc/ld.so.conf.d/00-acme.conf", "file-added"),
        inside="mkdir /opt/acme && echo /opt/acme > /etc/ld.so.conf.d/00-acme.conf && ldconfig",
    ),
    Case(
        "python3 linked to another program",
        PYTHON,
        Told("python3 is another program", "/usr/bin/python3", "file-changed", attribution="python3-minimal"),
        inside="ln -sf /usr/bin/true /usr/bin/python3",
    ),
)
