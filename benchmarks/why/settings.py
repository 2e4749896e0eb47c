"""What programs are told: variables, configuration files, time zones, locales, certificates, the start command."""

from benchmarks.why.program import SETTINGS
from benchmarks.why.scenario import NODE, Scenario, Side, culprit
from drift.model.records import Kind

FAMILY = "settings"
INI = culprit(Kind.FILES, "/etc/shop/shop.ini")
VERIFY = "import subprocess\n\n\ndef start(settings):\n    subprocess.run(['openssl', 'verify', '-CAfile', '{}', '/etc/shop-ca/server.crt'], check=True)\n"
BUNDLE = "/etc/ssl/certs/ca-certificates.crt"

SCENARIOS = (
    Scenario(
        "variable-missing-in-entrypoint",
        "a variable that the entrypoint insists on is not set",
        culprit(Kind.ENV, "QUEUE_URL"),
        entry=': "${QUEUE_URL:?is not set}"',
        works=Side(env={"QUEUE_URL": "amqp://queue.internal:5672/shop"}),
    ),
    Scenario(
        "variable-missing-in-program",
        "a variable that the program reads is not set",
        culprit(Kind.ENV, "WAREHOUSE"),
        feature="import os\n\n\ndef start(settings):\n    print(os.environ['WAREHOUSE'].lower())\n",
        works=Side(env={"WAREHOUSE": "north"}),
    ),
    Scenario(
        "variable-missing-in-node",
        "a variable that the program reads is not set",
        culprit(Kind.ENV, "WAREHOUSE"),
        base=NODE,
        feature="module.exports = { start: () => process.env.WAREHOUSE.toLowerCase() };\n",
        works=Side(env={"WAREHOUSE": "north"}),
    ),
    Scenario(
        "variable-empty",
        "a variable is set to nothing",
        culprit(Kind.ENV, "CURRENCY"),
        feature="import os\n\n\ndef start(settings):\n    assert len(os.environ['CURRENCY']) == 3\n",
        works=Side(env={"CURRENCY": "EUR"}),
        fails=Side(env={"CURRENCY": ""}),
    ),
    Scenario(
        "variable-is-no-number",
        "a number is written as a word",
        culprit(Kind.ENV, "WORKERS"),
        feature="import os\n\n\ndef start(settings):\n    int(os.environ['WORKERS'])\n",
        works=Side(env={"WORKERS": "4"}),
        fails=Side(env={"WORKERS": "auto"}),
    ),
    Scenario(
        "variable-names-no-directory",
        "a variable names a directory that is not there",
        culprit(Kind.ENV, "DATA_DIR"),
        feature="import os\n\n\ndef start(settings):\n    os.listdir(os.environ['DATA_DIR'])\n",
        works=Side(env={"DATA_DIR": "/var/lib/shop"}),
        fails=Side(env={"DATA_DIR": "/data/shop"}),
    ),
    Scenario(
        "variable-more",
        "a variable switches on what is not there",
        culprit(Kind.ENV, "SEARCH_ENGINE"),
        feature="import importlib\nimport os\n\n\ndef start(settings):\n    if os.environ.get('SEARCH_ENGINE'):\n        importlib.import_module(os.environ['SEARCH_ENGINE'])\n",
        fails=Side(env={"SEARCH_ENGINE": "elastic_search"}),
    ),
    Scenario(
        "other-port",
        "the program listens on another port than it is asked on",
        culprit(Kind.ENV, "PORT"),
        works=Side(env={"PORT": "8080"}),
        fails=Side(env={"PORT": "8090"}),
    ),
    Scenario(
        "address-not-here",
        "the address to listen on is none of this container's",
        culprit(Kind.ENV, "BIND"),
        works=Side(env={"BIND": "127.0.0.1"}),
        fails=Side(env={"BIND": "10.20.30.40"}),
    ),
    Scenario(
        "proxy-set",
        "requests go to a proxy that does not answer",
        culprit(Kind.ENV, "http_proxy"),
        check="python3 -c 'import urllib.request; urllib.request.urlopen(\"http://127.0.0.1:8080/\", timeout=2)'",
        fails=Side(env={"http_proxy": "http://127.0.0.1:3128"}),
    ),
    Scenario(
        "configuration-value-wrong",
        "a number in the configuration is none",
        INI,
        feature="def start(settings):\n    settings.getint('server', 'workers')\n",
        fails=Side(files={"etc/shop/shop.ini": SETTINGS.replace(b"workers = 4", b"workers = 4x")}),
    ),
    Scenario(
        "configuration-key-removed",
        "a key is gone from the configuration",
        INI,
        feature="def start(settings):\n    settings['catalogue']['currency']\n",
        fails=Side(hand="sed -i '/^currency/d' /etc/shop/shop.ini"),
    ),
    Scenario(
        "configuration-of-the-image",
        "the newer image has a path in its configuration that is not there",
        INI,
        feature="def start(settings):\n    open(settings['catalogue']['data'])\n",
        fails=Side(steps="RUN sed -i 's,/var/lib/shop/stock.csv,/var/lib/shop/stock.db,' /etc/shop/shop.ini"),
    ),
    Scenario(
        "configuration-removed",
        "a configuration file is gone",
        culprit(Kind.FILES, "/etc/shop/features.yaml"),
        feature="def start(settings):\n    open('/etc/shop/features.yaml').read()\n",
        fails=Side(hand="mv /etc/shop/features.yaml /root/"),
    ),
    Scenario(
        "configuration-does-not-parse",
        "a JSON file is no JSON any more",
        culprit(Kind.FILES, "/etc/shop/limits.json"),
        feature="import json\n\n\ndef start(settings):\n    json.load(open('/etc/shop/limits.json'))\n",
        both=Side(steps="RUN echo '{\"basket\": 50}' > /etc/shop/limits.json"),
        fails=Side(hand="echo '{\"basket\": 50,}' > /etc/shop/limits.json"),
    ),
    Scenario(
        "time-zone-not-installed",
        "the time zone that is asked for is not in the image",
        culprit(Kind.CONFIG, "time_zone")
        + culprit(Kind.PACKAGES, "pkg:deb/debian/tzdata")
        + culprit(Kind.FILES, "/usr/share/zoneinfo"),
        feature="import os\nimport zoneinfo\n\n\ndef start(settings):\n    zoneinfo.ZoneInfo(os.environ['TZ'])\n",
        both=Side(env={"TZ": "Europe/Berlin"}),
        fails=Side(steps="RUN rm -r /usr/share/zoneinfo/Europe"),
    ),
    Scenario(
        "time-zone-unknown",
        "the time zone is none that there is",
        culprit(Kind.CONFIG, "time_zone") + culprit(Kind.ENV, "TZ"),
        feature="import os\nimport zoneinfo\n\n\ndef start(settings):\n    zoneinfo.ZoneInfo(os.environ['TZ'])\n",
        works=Side(env={"TZ": "Europe/Berlin"}),
        fails=Side(env={"TZ": "Europe/Bonn"}),
    ),
    Scenario(
        "locale-not-installed",
        "the locale that is asked for is not in the image",
        culprit(Kind.CONFIG, "locale") + culprit(Kind.FILES, "/usr/lib/locale"),
        feature="import locale\n\n\ndef start(settings):\n    locale.setlocale(locale.LC_ALL, '')\n",
        both=Side(env={"LC_ALL": "de_DE.UTF-8"}),
        works=Side(steps="RUN localedef -i de_DE -f UTF-8 de_DE.UTF-8"),
    ),
    Scenario(
        "locale-not-utf8",
        "text is ASCII and a file name is not",
        culprit(Kind.ENV, "LANG", "PYTHONUTF8") + culprit(Kind.CONFIG, "locale"),
        feature="import locale\n\n\ndef start(settings):\n    'Größe'.encode(locale.getpreferredencoding(False))\n",
        both=Side(env={"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
        works=Side(env={"LANG": "C.UTF-8"}),
        fails=Side(env={"LANG": "C"}),
    ),
    Scenario(
        "authority-not-trusted",
        "the company's own certificate authority is not in the bundle",
        culprit(Kind.CERTIFICATES, "") + culprit(Kind.FILES, BUNDLE, "/usr/local/share/ca-certificates"),
        feature=VERIFY.format(BUNDLE),
        fails=Side(steps="RUN rm /usr/local/share/ca-certificates/shop.crt && update-ca-certificates --fresh"),
    ),
    Scenario(
        "bundle-not-there",
        "SSL_CERT_FILE names a file that is not there",
        culprit(Kind.ENV, "SSL_CERT_FILE"),
        feature="import os\nimport ssl\n\n\ndef start(settings):\n    ssl.create_default_context(cafile=os.environ['SSL_CERT_FILE'])\n",
        works=Side(env={"SSL_CERT_FILE": BUNDLE}),
        fails=Side(env={"SSL_CERT_FILE": "/etc/pki/tls/certs/ca-bundle.crt"}),
    ),
    Scenario(
        "other-command",
        "the start command ends at once",
        culprit(Kind.CONFIG, "cmd"),
        fails=Side(command=("python3", "-m", "compileall", "-q", "/srv/shop")),
    ),
    Scenario(
        "other-working-directory",
        "the program starts in another directory and does not find its files",
        culprit(Kind.CONFIG, "working_dir"),
        feature="def start(settings):\n    open('templates/index.html')\n",
        fails=Side(run=("--workdir=/srv",)),
    ),
    Scenario(
        "entrypoint-replaced",
        "the entrypoint that prepares the start is not run",
        culprit(Kind.CONFIG, "entrypoint"),
        entry="mkdir -p /run/shop",
        feature="def start(settings):\n    open('/run/shop/ready', 'w')\n",
        fails=Side(run=("--entrypoint=python3",), command=("/srv/shop/server.py",)),
    ),
    Scenario(
        "health-check-command-not-there",
        "the health check calls a program that is not there",
        culprit(Kind.CONFIG, "healthcheck"),
        by_health=True,
        works=Side(run=("--health-cmd=python3 /srv/shop/check.py", "--health-interval=500ms")),
        fails=Side(
            run=("--health-cmd=curl -f http://127.0.0.1:8080/", "--health-interval=500ms", "--health-retries=1")
        ),
    ),
    Scenario(
        "job-not-scheduled",
        "a job is gone from /etc/cron.hourly",
        culprit(Kind.SCHEDULES, "/etc/cron.hourly") + culprit(Kind.FILES, "/etc/cron.hourly"),
        entry="run-parts /etc/cron.hourly",
        both=Side(
            steps="RUN mkdir -p /etc/cron.hourly && printf '#!/bin/sh\\ntouch /run/prices-loaded\\n' > /etc/cron.hourly/load-prices && chmod 0755 /etc/cron.hourly/load-prices"
        ),
        check="test -e /run/prices-loaded && python3 /srv/shop/check.py",
        fails=Side(steps="RUN rm /etc/cron.hourly/load-prices"),
    ),
)
