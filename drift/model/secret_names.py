"""Which names say that their value is a secret, and which paths hold nothing else."""

import fnmatch
import itertools
import re
from collections.abc import Iterable
from functools import lru_cache

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")

_NEVER = frozenset({
    "OLDPWD",  # of the shell
    "proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass", "memcached_pass",  # of nginx: where it passes on to
    "server_tokens", "ServerTokens",  # what nginx and Apache tell of themselves
})  # fmt: skip
"""Names that say another thing."""

_SAYS_SECRET = frozenset({
    "apikey", "apikeys", "authorization", "cred", "credential", "credentials", "creds", "passphrase", "passwd",
    "password", "passwords", "secret", "secrets", "token",
})  # fmt: skip
"""Words that say it wherever they stand in a name."""

_SAYS_SECRET_LAST = frozenset({"auth", "dsn", "jwt", "pass", "psk", "pw", "pwd", "salt", "tokens"})
"""Words that say it only as the last one: DB_PASS and REDIS_AUTH, but not PASS_THROUGH or AUTH_BACKEND."""

_ENDS_SECRET = (
    "accesskey", "apikey", "authkey", "authtoken", "bindpw", "credentials", "encryptionkey", "masterauth", "passphrase",
    "passwd", "password", "privatekey", "requirepass", "rootpw", "secret", "secretkey", "sharedkey", "token",
)  # fmt: skip
"""Ends of words that are written together: PGPASSWORD, githubtoken."""

_KEYS = frozenset({"key", "keys"})
_KINDS_OF_KEY = frozenset({
    "access", "account", "admin", "aes", "api", "app", "application", "auth", "cipher", "consumer", "cookie", "crypt",
    "deploy", "encrypt", "encryption", "fernet", "hmac", "instrumentation", "integration", "jwt", "license", "master", "private",
    "secret", "service", "session", "shared", "sign", "signing", "ssh", "storage", "subscription", "webhook",
})  # fmt: skip
"""Words that make the word "key" after them a secret. PUBLIC_KEY, GPG_KEY, SORT_KEY are none."""

_SECRET_PAIRS = frozenset({("erlang", "cookie")})
"""Two words, the last of a name, that say it together."""

_ABOUT = frozenset({
    "age", "alg", "algorithm", "arn", "attempts", "audience", "backend", "class", "command", "cookie", "count", "days",
    "description", "dir", "directory", "disabled", "email", "enabled", "encoder", "encoding", "encryption", "endpoint", "endpoints",
    "expiration", "expires", "expiry", "field", "file", "files", "folder", "format", "hasher", "hashers", "header",
    "helper", "host", "hours", "id", "interval", "issuer", "keyring", "label", "length", "level", "lifetime", "limit",
    "location", "login", "manager", "max", "method", "min", "minutes", "mode", "module", "name", "names", "namespace",
    "optional", "param", "parameter", "path", "pattern", "plugin", "policy", "port", "prefix", "provider", "realm",
    "ref", "regex", "region", "required", "role", "rotation", "rounds", "scheme", "scope", "scopes", "seconds", "server",
    "service", "size", "source", "store", "strategy", "strength", "suffix", "timeout", "ttl", "type", "uri", "url",
    "urls", "user", "username", "validity", "validator", "validators", "vault", "version",
})  # fmt: skip
"""Last words that make a name speak *about* a secret: PASSWORD_FILE, TOKEN_URL, SECRET_TTL."""

_NAMES_AN_ID = frozenset({
    "checksum", "commit", "digest", "etag", "fingerprint", "hash", "id", "ids", "integrity", "revision", "sha", "sum",
    "uid", "uuid",
})  # fmt: skip
"""Last words of names whose values look random and are known to all."""

_SECRET_PATHS = re.compile(
    r"""(?:^|.*/)(?:
        id_(?:rsa|dsa|ecdsa|ed25519|ecdsa_sk|ed25519_sk) | ssh_host_\w+_key
      | [^/]*\.(?:key|pem|p12|pfx|jks|keystore|kdbx|ovpn|keytab)
      | \.?htpasswd | etc/g?shadow-? | etc/security/opasswd | \.?credentials | \.git-credentials | \.netrc | _netrc | \.pgpass
      | \.dockercfg | \.docker/config\.json | \.kube/config | kubeconfig | \.vault-token | \.npmrc | \.pypirc
      | (?:secrets|\.ssh|\.aws|\.gnupg)/.* | etc/ssl/private/.*
    )\Z""",
    re.VERBOSE,
)

_KEYED_PATHS = re.compile(r"(?:^|.*/)(?:\.env(?:\.[^/]*)?|[^/]*\.env)\Z")
"""Files of variables: they have a document, but a plain digest of a short one could be guessed from."""


def words(name: str) -> list[str]:
    """The words of a name in lower case, without digits: "clientSecret2" → ["client", "secret"]."""
    return [word.lower() for word in _WORDS.findall(name)]


@lru_cache(maxsize=4096)
def says_secret(name: str) -> bool:
    """Does the name alone say that its value is a secret?"""
    parts = words(name)
    if tuple(parts[-2:]) in _SECRET_PAIRS:
        return True
    if not parts or name in _NEVER or parts[-1] in _ABOUT:
        return False
    if parts[-1] in _SAYS_SECRET_LAST or not _SAYS_SECRET.isdisjoint(parts):
        return True
    if any(word in _KEYS and before in _KINDS_OF_KEY for before, word in itertools.pairwise(parts)):
        return True
    return any(word.endswith(_ENDS_SECRET) for word in parts)


def names_an_id(name: str) -> bool:
    """Does the name say that its value is a digest or an identifier?"""
    parts = words(name)
    return bool(parts) and parts[-1] in _NAMES_AN_ID


def matcher(globs: Iterable[str]) -> re.Pattern[str] | None:
    """One expression for names or globs that a policy adds; None where there are none."""
    alternatives = [fnmatch.translate(glob) for glob in globs]
    return re.compile("|".join(alternatives)) if alternatives else None


def secret_path(path: str) -> bool:
    """Does a file at this path hold a secret and little else? It yields no document."""
    return _SECRET_PATHS.match(path) is not None


def keyed_path(path: str) -> bool:
    """Must the digest of a small file at this path be keyed, since its content could be guessed from a plain one?"""
    return secret_path(path) or _KEYED_PATHS.match(path) is not None
