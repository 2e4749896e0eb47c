"""Modes, owners, capabilities and what they let a program do."""

from benchmarks.accuracy.case import Case, Told
from benchmarks.accuracy.images import NGINX, PYTHON

CASES = (
    Case(
        "chmod 600 on what the program reads",
        PYTHON,
        Told("settings.conf cannot be read by app", "/srv/app/settings.conf", "file-mode-changed", says="read"),
        inside="chmod 600 /srv/app/settings.conf",
    ),
    Case(
        "chmod -x on the entrypoint",
        PYTHON,
        Told("the entrypoint is not executable", "/usr/local/bin/entrypoint.sh", "file-mode-changed"),
        inside="chmod -x /usr/local/bin/entrypoint.sh",
    ),
    Case(
        "chmod u+s on a shell",
        PYTHON,
        Told("bash runs as root for everyone", "/usr/bin/bash", "set-uid-added", attribution="bash"),
        inside="chmod u+s /usr/bin/bash",
    ),
    Case(
        "chmod -R 777",
        PYTHON,
        Told("everyone may write the program", "/srv/app/shop.py", "file-mode-changed"),
        inside="chmod -R 777 /srv/app",
    ),
    Case(
        "chmod 644 on a private key",
        NGINX,
        Told("everyone may read the key", "/etc/nginx/tls/shop.key", "file-mode-changed"),
        inside="chmod 644 /etc/nginx/tls/shop.key",
    ),
    Case(
        "chown of a folder that the program writes",
        PYTHON,
        Told("uploads belongs to root", "/srv/app/uploads", "file-owner-changed"),
        inside="chown root:root /srv/app/uploads",
    ),
    Case(
        "chgrp of a configuration",
        NGINX,
        Told(
            "nginx.conf belongs to another group",
            "/etc/nginx/nginx.conf",
            "file-owner-changed",
            attribution="nginx-common",
        ),
        inside="chgrp www-data /etc/nginx/nginx.conf",
    ),
    Case(
        "setcap on a program",
        PYTHON,
        Told("Python may bind low ports", "/usr/bin/python3.11", "file-capability-added", says="cap_net_bind_service"),
        inside="setcap cap_net_bind_service=+ep /usr/bin/python3.11",
    ),
    Case(
        "a folder that everyone may write",
        PYTHON,
        Told("a folder that is not in the image", "/srv/share", "file-added"),
        inside="mkdir -m 777 /srv/share",
    ),
    Case(
        "CRLF in the entrypoint",
        PYTHON,
        Told(
            "the entrypoint's interpreter is not found",
            "/usr/local/bin/entrypoint.sh",
            "interpreter-missing",
            says="carriage return",
        ),
        inside="sed -i 's/$/\\r/' /usr/local/bin/entrypoint.sh",
    ),
)
