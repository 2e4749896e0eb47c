"""One real file of each language's packages and lock files, as short as it can be: collector → base name and content."""

SAMPLES = {
    "composer": (
        "installed.json",
        b'{"packages": [{"name": "a/b", "version": "dev-x", "license": ["MIT"], "source": {"reference": "c"}}]}',
    ),
    "conda": (
        "a-1-0.json",
        b'{"name": "a", "version": "1", "channel": "https://x/t/y/z", "sha256": "%s"}' % (b"a" * 64),
    ),
    "dotnet": ("a.deps.json", b'{"libraries": {"A/1": {"type": "package", "sha512": "sha512-AAEC"}}}'),
    "erlang": ("a.app", b'{application, \'a\', [{env, [{vsn, "2"}]}, {vsn, "1"}]}.'),
    "gem": (
        "a-1.gemspec",
        b'# stub: a 1 x86_64-linux lib\n  s.name = "a"\n  s.version = "1"\n  s.licenses = ["MIT"]\n',
    ),
    "luarocks": ("a-1-1.rockspec", b'package = "a"\nversion = "1-1"\ndescription = { license = "MIT" }\n'),
    "npm": (
        "package.json",
        b'{"name": "@a/b", "version": "1", "license": {"type": "MIT"}, "licenses": [{"type": "MIT"}]}',
    ),
    "npm-tree": (".package-lock.json", b'{"packages": {"node_modules/a": {"integrity": "sha512-AAEC"}}}'),
    "python": ("METADATA", b"Name: a\nVersion: 1\nLicense: MIT\nClassifier: License :: X :: Y\n\n"),
    "python-origin": ("direct_url.json", b'{"url": "https://a:b@c/d", "vcs_info": {"vcs": "git", "commit_id": "e"}}'),
    "python-record": ("RECORD", b'a.py,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0\n"b,c",,\n'),
    "r": ("DESCRIPTION", b"Package: a\nVersion: 1\nLicense: MIT\n"),
    "composer-lock": ("composer.lock", b'{"packages": [{"name": "a/b", "version": "1"}], "packages-dev": []}'),
    "gemfile-lock": ("Gemfile.lock", b"GEM\n  remote: x\n  specs:\n    a (1.0-x86_64-linux)\n      b (~> 1)\n"),
    "go-modules": ("go.mod", b"module a\nrequire (\n\tb.c/d v1.0.0 // indirect\n)\nreplace b.c/d => e.f/g v1.0.1\n"),
    "npm-lock": ("package-lock.json", b'{"packages": {"node_modules/@a/b": {"version": "1", "dev": true}}}'),
    "pipfile-lock": ("Pipfile.lock", b'{"default": {"a": {"version": "==1", "markers": "x"}}}'),
    "pnpm-lock": ("pnpm-lock.yaml", b"lockfileVersion: '9.0'\n\npackages:\n\n  '@a/b@1.0.0(c@2)':\n    dev: true\n"),
    "requirements": ("requirements.txt", b"a[b] == 1.0 ; python_version > '3' --hash=sha256:x # c\nb==2\n"),
    "toml-locks": (
        "poetry.lock",
        b'[[package]]\nname = "a"\nversion = "1"\ngroups = ["dev"]\n\n[package.dependencies]\n',
    ),
    "yarn-lock": (
        "yarn.lock",
        b'# yarn lockfile v1\n\n"@a/b@^1", c@npm:d@1:\n  version "1.0.0"\n  resolution: "@a/b@npm:1"\n',
    ),
}
