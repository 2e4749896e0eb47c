"""nginx: its caches, temporary bodies, logs and process ID (nginx.org/en/docs/http/ngx_http_core_module.html; debian/rules of Debian's nginx)."""

from drift.policy.presets.interface import Line, Preset

PRESET = Preset(
    name="nginx",
    title="the web server nginx",
    lines=(
        Line(
            "var/cache/nginx/",
            "bodies of requests and answers while they pass, and cached answers, as nginx.org builds it",
        ),
        Line("var/lib/nginx/body/", "bodies of requests that are larger than memory for them, as Debian builds it"),
        Line("var/lib/nginx/fastcgi/", "answers of FastCGI programs while they pass, as Debian builds it"),
        Line("var/lib/nginx/proxy/", "answers of servers behind it while they pass, as Debian builds it"),
        Line("var/lib/nginx/scgi/", "answers of SCGI programs while they pass, as Debian builds it"),
        Line("var/lib/nginx/uwsgi/", "answers of uwsgi programs while they pass, as Debian builds it"),
        Line("var/log/nginx/", "the logs of requests and errors, and what rotates them"),
        Line("run/nginx.pid", "the number of its process"),
        Line("run/nginx.pid.oldbin", "the number of the old process while its program is upgraded"),
    ),
)
