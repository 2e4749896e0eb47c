"""Which parts of a text are secrets by their shape: private keys, tokens, passwords in URLs and assignments, random strings."""

import base64
import itertools
import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from drift.model.secret_names import names_an_id, says_secret, words

MARK = re.compile(r"hmac:[0-9a-f]{8}:[0-9a-f]{64}")
"""A fingerprint that stands in place of a secret: never taken for one."""


class Span(NamedTuple):
    """A secret in a text: text[start:end], and the name that it was found by."""

    start: int
    end: int
    name: str


_PRIVATE_KEY = re.compile(
    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|\Z)",
    re.DOTALL,
)
_URL_PASSWORD = re.compile(r"://([^\s/?#:@\"'<>]{0,200}):([^\s/?#\"'<>]{1,400})@")
_URL_TOKEN = re.compile(r"://([^\s/?#:@\"'<>]{8,400})@")
_CONNECTION = re.compile(
    r"\boracle:\w+:[^\s/@]{1,100}/([^\s@/]{1,200})@|(?<![\w/])[\w.\-]{1,100}:([^\s@/]{1,200})@(?:tcp|unix)\("
)
"""User and password before a host, without ://, as Oracle's and Go's drivers have them."""
_URL_SECRET_PATH = re.compile(
    r"hooks\.slack\.com/(?:services|workflows|triggers)/([\w/]{12,})|/webhooks/\d+/([\w\-]{20,})"
)
_URL_QUERY = re.compile(r"[?&]([A-Za-z_][\w.\-]{0,60})=([^&\s\"'<>#]{1,4000})")
_SIGNED_QUERY = frozenset({"sig", "signature", "x-amz-signature", "x-amz-security-token", "x-goog-signature"})

_WORD = re.compile(r"[A-Za-z0-9_.\-]{16,}")
_TOKENS = {
    "AKIA": r"AKIA[0-9A-Z]{16}",
    "ASIA": r"ASIA[0-9A-Z]{16}",
    "AIza": r"AIza[\w\-]{35}",
    "ya29.": r"ya29\.[\w\-]{20,}",
    "eyJ": r"eyJ[\w\-]{8,}\.eyJ[\w\-]{8,}\.[\w\-]*",
    "gh": r"gh[pousr]_[A-Za-z0-9]{30,}",
    "github_pat_": r"github_pat_\w{30,}",
    "gl": r"gl(?:pat|ptt|dt|rt|cbt|soat|ft|imt|agent)-[\w\-]{16,}",
    "xox": r"xox[abeoprs](?:\.xox[bp])?-[\w\-]{10,}",
    "xapp-": r"xapp-[\w\-]{20,}",
    "sk": r"sk[_-](?:(?:live|test|ant|proj|or|svcacct)[_-][\w\-]{20,}|[A-Za-z0-9]{20,})",
    "rk": r"rk_(?:live|test)_\w{16,}",
    "whsec_": r"whsec_\w{16,}",
    "npm_": r"npm_[A-Za-z0-9]{30,}",
    "pypi-": r"pypi-[\w\-]{30,}",
    "SG.": r"SG\.[\w\-]{16,}\.[\w\-]{16,}",
    "do": r"do[opr]_v1_[0-9a-f]{32,}",
    "hf_": r"hf_[A-Za-z0-9]{30,}",
    "shp": r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}",
    "dapi": r"dapi[0-9a-f]{32}(?:-\d)?",
    "s.": r"s\.(?=\w*[a-z])(?=\w*[A-Z])[A-Za-z0-9]{24}",
    "hv": r"hv[bsr]\.[\w\-]{20,}",
    "dckr_": r"dckr_(?:pat|oat)_[\w\-]{20,}",
    "lin_api_": r"lin_api_\w{30,}",
    "glsa_": r"glsa_\w{30,}",
    "NRAK-": r"NRAK-[A-Z0-9]{20,}",
    "PMAK-": r"PMAK-[\w\-]{30,}",
    "sntr": r"sntr[ysu]+_[\w\-]{30,}",
    "HRKU-": r"HRKU-[\w\-]{30,}",
    "dp.": r"dp\.(?:st|pt|ct|sa)\.[\w.\-]{30,}",
    "key-": r"key-[0-9a-f]{32}",
    "SK": r"SK[0-9a-f]{32}",
    "AGE-SECRET-KEY-": r"AGE-SECRET-KEY-1[0-9A-Z]{50,}",
    "GOCSPX-": r"GOCSPX-[\w\-]{20,}",
    "ATATT3": r"ATATT3[\w\-]{40,}",
    "sq0": r"sq0(?:atp|csp)-[\w\-]{20,}",
    "rubygems_": r"rubygems_[0-9a-f]{48}",
    "oy2": r"oy2[a-z0-9]{43}",
    "lsv2_": r"lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{8,}",
    "sbp_": r"sbp_[0-9a-f]{40}",
    "pul-": r"pul-[0-9a-f]{40}",
    "nfp_": r"nfp_\w{36,}",
    "ntn_": r"ntn_\w{40,}",
    "r8_": r"r8_[A-Za-z0-9]{37}",
    "gsk_": r"gsk_[A-Za-z0-9]{40,}",
    "pplx-": r"pplx-[A-Za-z0-9]{40,}",
    "pscale_": r"pscale_(?:tkn|pw|oauth)_[\w.\-]{30,}",
    "rzp_": r"rzp_(?:live|test)_\w{14,}",
    "xkeysib-": r"xkeysib-[0-9a-f]{64}-\w{16}",
    "figd_": r"figd_[\w\-]{30,}",
}
"""Start of a word → the token it is: AWS, Google, JWT, GitHub, GitLab, Slack, Stripe and OpenAI, npm, PyPI, SendGrid, …"""

_STARTS = tuple(_TOKENS)
_TOKEN = re.compile("|".join(_TOKENS.values()))
_PASSWORD_HASH = re.compile(
    r"\$(?:1|2[abxy]|5|6|7|y|argon2(?:id|i|d)|apr1|scrypt)\$[^\s:\"'<>]{8,}"
    r"|\{S?SHA(?:256|384|512)?\}[A-Za-z0-9+/]{20,}={0,2}|SCRAM-SHA-(?:1|256)\$\d+:[^\s\"'<>]{20,}"
)
_WITHOUT_START = re.compile(r"(?<![\w\-])(?:[0-9a-f]{32}-us\d{1,2}(?![\w\-])|fm[12][ar]?_[A-Za-z0-9+/=,_]{40,})")
"""Tokens whose words hold other characters, or begin in many ways: Mailchimp's, and those of Fly.io."""
_ACCOUNT = re.compile(r"^[^:\s]{1,64}:([^:\s]{2,400}):\d+:\d*:", re.MULTILINE)
"""A line of passwd(5) or shadow(5) with a password in it."""
_BOT_TOKEN = re.compile(r"(?<![\w])\d{8,10}:[A-Za-z0-9_\-]{35}(?![\w\-])")

_HINT = re.compile(
    "pass|pw|psk|secret|token|key|cred|auth|dsn|bearer|basic|jwt|mysql|maria|curl|redis-cli|login|identified|cookie"
)
"""A line without any of these has no secret by name: most lines (one expression that ignores case takes 8 × as long)."""

_LINE = re.compile(
    r"^[ \t]*(?:[#;]+[ \t]*|//+[ \t]*|-[ \t]+)?(?:(?:export|set|setenv|ENV|ARG)[ \t]+)?"
    r"[\"']?([A-Za-z_][A-Za-z0-9_.\-]{0,120})[\"']?[ \t]*(?:=>|:=|=|:)[ \t]*(.+?)[ \t]*$"
)
_INLINE = re.compile(
    r"(?<![A-Za-z0-9_.\-])(?:--?)?([A-Za-z_][A-Za-z0-9_.\-]{0,120})\\?[\"']?\]?[ \t]*(?:=>|:=|=|:)[ \t]*"
    r"(?:\\?\"((?:[^\"\\]|\\[^\"])+)\\?\"|'([^'\n]+)'|([^\s,;&|\"'<>(){}\[\]]+))"
)
_DEFINED = re.compile(r"\([ \t]*[\"']([A-Za-z_][\w.\-]{0,120})[\"'][ \t]*,[ \t]*(?:\"([^\"\n]+)\"|'([^'\n]+)')")
_OPTION = re.compile(r"(?<![\w\-])--?([A-Za-z][\w.\-]{0,120})[ \t]+([^\s\-]\S*)")
_KEYWORD = re.compile(r"^[ \t]*([A-Za-z_][\w.\-]{0,120})[ \t]+([^\s=:]\S*)[ \t]*$")
_QUOTED = re.compile(r"(?<![\w.\-\[])([A-Za-z_][\w.\-]{0,120})[ \t]+\"([^\"\n]+)\"")
_DIRECTIVE = re.compile(
    r"\b(?:SetEnv|fastcgi_param|uwsgi_param|proxy_set_header|grpc_set_header|add_header|ENV|setenv|config(?:[ \t]+set)?)[ \t]+"
    r"[\"']?([A-Za-z_][\w.\-]{0,120})[\"']?[ \t]+(?:\"([^\"\n]+)\"|'([^'\n]+)'|([^\s;\"']+))",
    re.IGNORECASE,
)
"""Lines of Apache, nginx, Dockerfiles and csh in which a name stands before its value without a sign between."""
_ATTRIBUTE = re.compile(
    r"\b(?:name|key|id)=[\"']([A-Za-z_][\w.:\-]{0,120})[\"'][^<>]{0,400}?(?:\bvalue=[\"']([^\"']+)[\"']|>([^<]+)</)"
)
"""<add key="Password" value="…"/>, and <property name="password">…</property>."""
_ELEMENT = re.compile(r"<([A-Za-z_][\w.:\-]{0,120})(?:[ \t][^<>]{0,400})?>([^<]+)</")
_HEADER = re.compile(r"(?i)\b(?:bearer|basic)[ \t]+([A-Za-z0-9+/=_.~\-]{12,})")
_MYSQL = re.compile(r"\b(?:mysql\w*|mariadb[\w\-]*|sshpass)\b[^\n]{0,400}?[ \t]-p([^\s\"']+)")
_LOGIN = re.compile(r"\b(?:sshpass|login)\b[^\n]{0,200}?[ \t]-p[ \t]*([^\s\"'\-][^\s\"']*)")
_USER_AND = re.compile(
    r"[ \t](?:-u|--user(?:name)?)[ \t=]*[^\s\-]\S*[ \t]+-p[ \t]+([^\s\"'\-][^\s\"']*)|\bredis-cli\b[^\n]{0,200}?[ \t]-a[ \t]+(\S+)"
)
_NETRC = re.compile(r"\blogin[ \t]+\S+[ \t]+password[ \t]+(\S+)")
_IDENTIFIED = re.compile(r"(?i)\bidentified[ \t]+(?:with[ \t]+\S+[ \t]+)?(?:by|as)[ \t]+(?:password[ \t]+)?'([^'\n]+)'")
_STATS = re.compile(r"\bauth[ \t]+[^\s:]+:([^\s:/]+)[ \t]*$")
_PIPED = re.compile(
    r"\becho[ \t]+(?:-n[ \t]+)?[\"']?(?:[^\s:\"'|]+:)?([^\s:\"'|]+)[\"']?[ \t]*\|[ \t]*(?:sudo[ \t]+)?(?:ch)?passwd\b"
)
_CURL_USER = re.compile(r"\bcurl\b[^\n]{0,400}?[ \t](?:-u|--user)[ \t]+[\"']?[^\s:\"']{0,200}:([^\s\"']+)")
_COMMANDS = (
    (("bearer", "basic"), _HEADER),
    (("mysql", "mariadb", "sshpass"), _MYSQL),
    (("curl",), _CURL_USER),
    (("sshpass", "login"), _LOGIN),
    ((" -p ", "redis-cli"), _USER_AND),
    (("login",), _NETRC),
    (("identified",), _IDENTIFIED),
    (("auth",), _STATS),
    (("passwd",), _PIPED),
)
"""Words of which a line must have one, and what is then looked for: each search of each line costs 1 µs."""
_ASSIGNED = re.compile(
    r"(?<![A-Za-z0-9_.\-])(?:--?)?([A-Za-z_][\w.\-]{0,120})[\"']?[ \t]*[=:][ \t]*[\"']?([A-Za-z0-9+/_~.\-]{20,}={0,2})(?![\w:/@])"
)

_ORDINARY = re.compile(
    r"""(?ix)
        true|false|yes|no|on|off|none|null|nil|undefined|enabled?|disabled?|optional|required|default|auto|always|never
      | \d+/(?:tcp|udp|sctp|dccp) | \*+ | x{3,} | <[^<>]*> | \[[^\[\]]*\] | redacted | n/?a | -+
      | [!*]+ | \(\.\*\) | [|>][+-]? | !(?:vault|secret|env|ref|getatt|sub|include)\b.* | \{[ \t]*(?:file|key|name|secretname|external)[ \t]*:.*\}
      | \$\w* | \$\{[^{}]*\} | \$\([^()]*\) | %\(?\w+\)?[%s] | \{\{.*\}\} | @\w+@ | %%\w+%%
      | (?:env|file|vault|op|sm|ssm|ref\+\w+|arn:aws[\w\-]*:(?:secretsmanager|ssm)|secretref|gcp:secretmanager|keyvault|docker-secret)[:/].*
      | [a-z_][\w.]*\((?:["'][^"']*["'](?:,.*)?)?\);?
      | [a-z_][\w.]*\[["'][^"']*["']\];?
      | (?:os|self|this|settings|config|process|env|req|request|args|options|params|secrets|vars?|local|module)(?:\.[a-z_]\w*)+;?
      | (?:~|\.{1,2})?(?:/[\w.@+\-]{1,40})+/?(?:[ ,].*)? | /"""
)
"""Values that are no secret whatever their name: switches, placeholders, references, expressions of programs, paths."""

_EXPRESSION = re.compile(r"[A-Za-z_][\w.]*\Z")

_METHODS = frozenset({
    "basic", "bearer", "cert", "certificate", "cram-md5", "digest", "iam", "ident", "jwt", "kerberos", "ldap", "login",
    "md5", "mtls", "negotiate", "ntlm", "oauth", "oauth2", "oidc", "password", "peer", "plain", "saml", "scram-sha-256",
    "tls", "token", "trust", "xoauth2",
})  # fmt: skip
"""Ways to log in: what stands in SMTP_AUTH, where REDIS_AUTH has a password."""


def ordinary(name: str, value: str) -> bool:
    """Is this no secret though its name says so: a switch, a count of tokens, a reference to where the secret is, a path?"""
    text = value.strip(" \t,;").strip("\"'").strip()
    if not text or MARK.match(text):
        return True
    if _ORDINARY.fullmatch(text):
        return not any(looks_random(part) for part in text.split("/"))
    last = words(name)[-1:] or [""]
    if last[0] in {"auth", "authorization"}:
        return text.lower() in _METHODS
    if name == "passwd":  # passwd: files systemd, in nsswitch.conf(5)
        return re.fullmatch(r"[a-z ]+", text) is not None
    return last[0] in {"tokens", "keys", "secrets", "passwords", "credentials"} and text.isdigit()


def looks_random(text: str) -> bool:
    """Is it one word of 20 or more characters that nobody would write or read: not a path, a name, a digest or a UUID?"""
    text = text.strip("\"'").rstrip("=")
    runs = re.findall(r"[A-Za-z0-9+]+", text)
    longest = max(runs, key=len, default="")
    if len(text) < 20 or len(longest) < 12 or not re.fullmatch(r"[A-Za-z0-9+/_.~!@#$%^&*\-]+", text):
        return False
    if re.match(r"(?i)(?:sha\d+|md5|h1)[-:]", text) or re.fullmatch(
        r"[0-9A-Fa-f\-]+|[0-9A-F]{2}(?:\.[0-9A-F]{2})+", text
    ):
        return False
    if _says_something(text):
        return False
    mixed = any(c.islower() for c in text) and any(c.isupper() for c in text) and any(c.isdigit() for c in text)
    return mixed and _turns(longest) >= 0.4 and _entropy(text) >= 3.6


def _says_something(text: str) -> bool:
    """Is it base64 of sentences or of a document, without a secret in it? One word alone may be a password."""
    try:
        said = base64.b64decode(text + "=" * (-len(text) % 4), validate=True).decode("ascii")
    except ValueError:
        return False
    readable = said.isprintable() and (said.startswith(("{", "[", "<")) or said.count(" ") >= 2)
    return readable and not secret_spans(said)


def secret_spans(text: str) -> tuple[Span, ...]:
    """The secrets in a text, in order, not overlapping. Whole lines are read as configuration, any text as a command."""
    found = [*_private_keys(text), *_in_urls(text), *_tokens(text)]
    for start, line in _lines_with_hint(text):
        found += [Span(start + span.start, start + span.end, span.name) for span in _named(line)]
    found += [
        Span(*one.span(2), one[1])
        for one in _ASSIGNED.finditer(text)
        if looks_random(one[2]) and not names_an_id(one[1])
    ]
    marks = [one.span() for one in MARK.finditer(text)] if "hmac:" in text else []
    return _apart(span for span in found if not any(span.start < end and start < span.end for start, end in marks))


def _private_keys(text: str) -> Iterator[Span]:
    if "PRIVATE KEY" in text:
        for one in _PRIVATE_KEY.finditer(text):
            yield Span(*one.span(), "private key")


def _in_urls(text: str) -> Iterator[Span]:
    if "@tcp(" in text or "@unix(" in text or "oracle:" in text:
        for one in _CONNECTION.finditer(text):
            yield Span(*one.span(one.lastindex or 0), "password")
    if "://" not in text:
        return
    for one in _URL_PASSWORD.finditer(text):
        if not ordinary("password", one[2]):
            yield Span(*one.span(2), "password")
    for one in _URL_TOKEN.finditer(text):
        if _TOKEN.search(one[1]) or looks_random(one[1]) or re.fullmatch(r"[0-9a-f]{32}", one[1]):
            yield Span(*one.span(1), "token")
    for one in _URL_SECRET_PATH.finditer(text):
        yield Span(*one.span(one.lastindex or 0), "webhook")
    for one in _URL_QUERY.finditer(text):
        if (one[1].lower() in _SIGNED_QUERY or says_secret(one[1])) and not ordinary(one[1], one[2]):
            yield Span(*one.span(2), one[1])


def _tokens(text: str) -> Iterator[Span]:
    for word in _WORD.finditer(text):
        if word[0].startswith(_STARTS):
            token = _TOKEN.match(word[0])
            if token:
                yield Span(word.start(), word.start() + token.end(), "token")
    if "$" in text or "SHA" in text:
        for one in _PASSWORD_HASH.finditer(text):
            yield Span(*one.span(), "password")
    for one in _ACCOUNT.finditer(text) if ":" in text else ():
        if not ordinary("password", one[1]):
            yield Span(*one.span(1), "password")
    for one in _BOT_TOKEN.finditer(text):
        yield Span(*one.span(), "token")
    if "-us" in text or "fm1" in text or "fm2" in text:
        for one in _WITHOUT_START.finditer(text):
            yield Span(*one.span(), "token")


def _lines_with_hint(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        if _HINT.search(line.lower()):
            yield start, line
        start += len(line) + 1


def _named(line: str) -> Iterator[Span]:
    """Values that stand in one line beside a name that says secret."""
    whole = _LINE.match(line)
    if whole and says_secret(whole[1]) and not ordinary(whole[1], whole[2]):
        yield _unquoted(line, *whole.span(2), whole[1])
        return
    for pattern in (_INLINE, _DEFINED, _OPTION, _KEYWORD, _QUOTED, _DIRECTIVE, _ATTRIBUTE, _ELEMENT):
        for one in pattern.finditer(line):
            value = one.lastindex or 0
            elsewhere = _HEADER.match(one[value]) or _is_expression(line, *one.span(value))
            if says_secret(one[1]) and not ordinary(one[1], one[value]) and not elsewhere:
                yield _unquoted(line, *one.span(value), one[1])
    lowered = line.lower()
    for pattern in (pattern for hints, pattern in _COMMANDS if any(hint in lowered for hint in hints)):
        for one in pattern.finditer(line):
            value = one.lastindex or 0
            if not ordinary("auth", one[value]):
                yield Span(*one.span(value), "auth")


def _is_expression(line: str, start: int, end: int) -> bool:
    """Does a call or an index follow, as in token = request.headers["token"]?"""
    return line[end : end + 1] in {"(", "["} and _EXPRESSION.match(line[start:end]) is not None


def _unquoted(line: str, start: int, end: int, name: str) -> Span:
    """The value without its quotes and what follows them: a comma, a comment."""
    if line[start] in "\"'":
        closing = line.find(line[start], start + 1, end)
        if closing > start + 1:
            return Span(start + 1, closing, name)
    return Span(start, end, name)


def _apart(spans: Iterator[Span]) -> tuple[Span, ...]:
    """Sorted; spans that touch the same text become one."""
    apart: list[Span] = []
    for span in sorted(spans):
        if apart and span.start < apart[-1].end:
            apart[-1] = apart[-1]._replace(end=max(span.end, apart[-1].end))
        else:
            apart.append(span)
    return tuple(apart)


def _turns(text: str) -> float:
    """How often the class of characters (lower, upper, digit) changes, for each step: words 0.3 or less, random text 0.6."""
    classes = ["l" if c.islower() else "u" if c.isupper() else "d" for c in text]
    return sum(one != other for one, other in itertools.pairwise(classes)) / max(1, len(text) - 1)


def _entropy(text: str) -> float:
    """Bits for each character (Shannon)."""
    size = len(text)
    return -sum(count / size * math.log2(count / size) for count in Counter(text).values())
