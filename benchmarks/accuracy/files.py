"""Files that are edited, replaced, moved, made or deleted by hand."""

from benchmarks.accuracy.case import Case, Told
from benchmarks.accuracy.images import NGINX, PYTHON

SITE = "/usr/local/lib/python3.11/dist-packages"
HOT_FIX = b"def index() -> str:\n    return 'fixed'\n"
BINARY_TOOL = b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x02\x00\x3e\x00" + bytes(44)
"""Of an ELF file the header alone: enough for anyone to see that it is a program."""

CASES = (
    Case(
        "sed -i on a package's configuration",
        NGINX,
        Told(
            "a value in nginx.conf is another",
            "/etc/nginx/nginx.conf",
            "config-file-changed",
            attribution="nginx-common",
            says="worker_conn",
        ),
        inside="sed -i 's/worker_connections 768/worker_connections 16/' /etc/nginx/nginx.conf",
    ),
    Case(
        "a comment appended to a configuration",
        NGINX,
        Told(
            "nginx.conf changed, but not in meaning",
            "/etc/nginx/nginx.conf",
            "config-form-changed",
            attribution="nginx-common",
        ),
        inside="echo '# looked at by ops' >> /etc/nginx/nginx.conf",
    ),
    Case(
        "sed -i on the program's own settings",
        PYTHON,
        Told("a value of config.yaml is another", "/srv/app/config.yaml", "config-file-changed", says="cache.ttl"),
        inside="sed -i 's/ttl: 300/ttl: 3/' /srv/app/config.yaml",
    ),
    Case(
        "sed -i on a value in a site's configuration",
        NGINX,
        Told(
            "the site's body size is another",
            "/etc/nginx/sites-available/shop",
            "config-file-changed",
            says="client_max_body_size",
        ),
        inside="sed -i 's/client_max_body_size 8m/client_max_body_size 1m/' /etc/nginx/sites-available/shop",
    ),
    Case(
        "vi on a source file",
        PYTHON,
        Told("shop.py changed", "/srv/app/shop.py", "file-changed"),
        inside="vim.tiny -e -s -c '%s/TIMEOUT = 30/TIMEOUT = 5/' -c wq /srv/app/shop.py",
    ),
    Case(
        "git checkout of another branch",
        PYTHON,
        Told("shop.py changed", "/srv/app/shop.py", "file-changed"),
        inside="cd /srv/app && git checkout -q hotfix",
    ),
    Case(
        "docker cp of a hot fix",
        PYTHON,
        Told("shop.py changed", "/srv/app/shop.py", "file-changed"),
        outside="docker cp shop.py $NAME:/srv/app/shop.py",
        files={"shop.py": HOT_FIX},
    ),
    Case(
        "docker cp of a tool",
        PYTHON,
        Told("a program that is not in the image", "/usr/local/bin/kubectl", "executable-added"),
        outside="chmod 755 kubectl && docker cp kubectl $NAME:/usr/local/bin/kubectl",
        files={"kubectl": BINARY_TOOL},
    ),
    Case(
        "tar x of a hot fix",
        PYTHON,
        Told("a template changed", "/srv/app/templates/index.html", "file-changed"),
        inside="mkdir -p /root/fix/templates && echo '<h1>Sale</h1>' > /root/fix/templates/index.html"
        " && tar c -C /root/fix . | tar x -C /srv/app && rm -r /root/fix",
    ),
    Case(
        "sed -i in a library that pip installed",
        PYTHON,
        Told("a file of requests changed", f"{SITE}/requests/adapters.py", "file-changed", attribution="requests"),
        inside=f"sed -i 's/DEFAULT_RETRIES = 0/DEFAULT_RETRIES = 9/' {SITE}/requests/adapters.py",
    ),
    Case(
        "sed -i in a file of a Debian package",
        PYTHON,
        Told(
            "a file of Debian's Python changed",
            "/usr/lib/python3.11/http/server.py",
            "file-changed",
            attribution="libpython3.11-stdlib",
        ),
        inside="sed -i 's/SimpleHTTP/OtherHTTP/' /usr/lib/python3.11/http/server.py",
    ),
    Case(
        "cp over a package's program",
        PYTHON,
        Told("curl is another program", "/usr/bin/curl", "file-changed", attribution="curl"),
        inside="cp /usr/bin/true /usr/bin/curl",
    ),
    Case(
        "ln -sf over a package's program",
        PYTHON,
        Told("openssl is a link now", "/usr/bin/openssl", "file-changed", attribution="openssl"),
        inside="ln -sf /bin/true /usr/bin/openssl",
    ),
    Case(
        "cp -a of a program under another name",
        PYTHON,
        Told("a program that is not in the image", "/usr/local/bin/py", "executable-added"),
        inside="cp -a /usr/bin/python3.11 /usr/local/bin/py",
    ),
    Case(
        "a script written with cat and made executable",
        PYTHON,
        Told("a program that is not in the image", "/usr/local/bin/fix.sh", "executable-added"),
        inside="printf '#!/bin/sh\\nkill -HUP 1\\n' > /usr/local/bin/fix.sh && chmod +x /usr/local/bin/fix.sh",
    ),
    Case(
        "mv of a template",
        PYTHON,
        Told(
            "index.html was moved",
            "/srv/app/templates/index.html.old",
            "file-moved",
            says="/srv/app/templates/index.html",
        ),
        inside="mv /srv/app/templates/index.html /srv/app/templates/index.html.old",
    ),
    Case(
        "mv of a folder",
        PYTHON,
        Told("templates was moved", "/srv/app/views", "file-moved", says="/srv/app/templates"),
        inside="mv /srv/app/templates /srv/app/views",
    ),
    Case(
        "rm of a file of the program",
        PYTHON,
        Told("settings.conf is gone", "/srv/app/settings.conf", "file-removed"),
        inside="rm /srv/app/settings.conf",
    ),
    Case(
        "rm -rf of a package's files",
        PYTHON,
        Told("the time zones are gone", "/usr/share/zoneinfo/Europe/Berlin", "file-removed", attribution="tzdata"),
        inside="rm -rf /usr/share/zoneinfo/*",
    ),
    Case(
        "a configuration emptied by >",
        NGINX,
        Told("mime.types is empty", "/etc/nginx/mime.types", "config-file-changed", attribution="nginx-common"),
        inside=": > /etc/nginx/mime.types",
    ),
    Case(
        "cp -a of a backup beside a configuration",
        NGINX,
        Told("a file that is not in the image", "/etc/nginx/nginx.conf.bak", "file-added"),
        inside="cp -a /etc/nginx/nginx.conf /etc/nginx/nginx.conf.bak",
    ),
    Case(
        "one more configuration file",
        NGINX,
        Told("a configuration that is not in the image", "/etc/nginx/conf.d/limits.conf", "file-added"),
        outside="docker cp limits.conf $NAME:/etc/nginx/conf.d/limits.conf",
        files={"limits.conf": b"client_header_timeout 1s;\n"},
    ),
    Case(
        "ln -s that enables a site",
        NGINX,
        Told("a site is enabled that is not in the image", "/etc/nginx/sites-enabled/default", "file-added"),
        inside="ln -s ../sites-available/default /etc/nginx/sites-enabled/default",
    ),
    Case(
        "rm of the link that enables a site",
        NGINX,
        Told("the site is no longer enabled", "/etc/nginx/sites-enabled/shop", "file-removed"),
        inside="rm /etc/nginx/sites-enabled/shop",
    ),
    Case(
        "docker cp of a page",
        NGINX,
        Told("the page changed", "/var/www/shop/index.html", "file-changed"),
        outside="docker cp index.html $NAME:/var/www/shop/index.html",
        files={"index.html": b"<h1>Down for maintenance</h1>\n"},
    ),
    Case(
        "touch of a file that switches something",
        PYTHON,
        Told("a file that is not in the image", "/srv/app/MAINTENANCE", "file-added"),
        inside="touch /srv/app/MAINTENANCE",
    ),
    Case(
        "update-alternatives",
        PYTHON,
        Told("editor is another program", "/etc/alternatives/editor", "config-file-changed", says="/usr/bin/true"),
        inside="update-alternatives --install /usr/bin/editor editor /usr/bin/true 9999",
    ),
    Case(
        "an edit that keeps size and time",
        PYTHON,
        Told("shop.py changed", "/srv/app/shop.py", "file-changed"),
        inside="touch -r /srv/app/shop.py /tmp/was && sed -i 's/TIMEOUT = 30/TIMEOUT = 90/' /srv/app/shop.py"
        " && touch -r /tmp/was /srv/app/shop.py && rm /tmp/was",
    ),
    Case(
        "another time zone by ln -sf",
        PYTHON,
        Told("local time is another", "/etc/localtime", "config-file-changed", says="Asia/Tokyo"),
        inside="ln -sf /usr/share/zoneinfo/Asia/Tokyo /etc/localtime",
    ),
    Case(
        "a name added to /etc/hosts",
        PYTHON,
        Told("a name resolves to another address", "/etc/hosts", "hosts-edited", says="10.0.0.9"),
        inside="echo '10.0.0.9 database' >> /etc/hosts",
    ),
    Case(
        "a requirements.txt edited",
        PYTHON,
        Told("requirements.txt asks for another version", "/srv/app", "declared-differs", says="requirements.txt"),
        inside="sed -i 's/idna==3.7/idna==3.10/' /srv/app/requirements.txt",
    ),
    Case(
        "the site's certificate replaced",
        NGINX,
        Told("the certificate is another", "/etc/nginx/tls/shop.crt", "config-file-changed"),
        inside="openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=other.example"
        " -keyout /etc/nginx/tls/shop.key -out /etc/nginx/tls/shop.crt 2> /dev/null",
    ),
)
