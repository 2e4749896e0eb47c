import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drift.collectors import COLLECTORS
from drift.collectors.documents.collector import LONGEST_LINE, MOST_LINES, parse
from drift.collectors.matching import Matching
from drift.model.canonical import canonical


def document(text: str | bytes, name: str) -> Any:
    return parse(io.BytesIO(text if isinstance(text, bytes) else text.encode()), name)


def test_json_is_read_as_what_it_says():
    assert document('{"a": [1, 2.5, null, true]}', "a.json") == {
        "format": "json",
        "document": {"a": [1, 2.5, None, True]},
    }


def test_a_byte_order_mark_is_no_part_of_it():
    assert document(b"\xef\xbb\xbf{}", "a.json")["document"] == {}


def test_yaml_of_several_documents_is_a_list_of_them():
    assert document("a: 1\n---\nb: 2\n", "a.yaml")["document"] == [{"a": 1}, {"b": 2}]
    assert document("a: 1\n", "a.yml")["document"] == {"a": 1}


def test_yaml_dates_stay_as_written():
    text = "at: 2026-11-24T08:05:34+01:00\nday: 2026-11-24\n"
    assert document(text, "a.yaml")["document"] == {"at": "2026-11-24T08:05:34+01:00", "day": "2026-11-24"}


def test_yaml_keys_become_text():
    assert document("2: a\ntrue: b\nnull: c\n1.5: d\n", "a.yaml")["document"] == {
        "2": "a",
        "true": "b",
        "null": "c",
        "1.5": "d",
    }


def test_yaml_aliases_are_written_out():
    assert document("a: &x [1]\nb: *x\n", "a.yaml")["document"] == {"a": [1], "b": [1]}


def test_toml_dates_are_iso_8601():
    text = "day = 2026-11-24\n[server]\nport = 80\n"
    assert document(text, "a.toml") == {"format": "toml", "document": {"day": "2026-11-24", "server": {"port": 80}}}


def test_ini_has_sections_and_keys_without_values():
    text = "[mysqld]\nskip-networking\nPort = 3306 ; default\n%x = %(y)s\n"
    assert document(text, "my.cnf") == {
        "format": "ini",
        "document": {"mysqld": {"skip-networking": None, "Port": "3306 ; default", "%x": "%(y)s"}},
    }


@pytest.mark.parametrize("name", [".env", "prod.env", ".env.production"])
def test_a_file_of_variables_is_read_as_such(name):
    text = "# comment\nexport A=1\nB='two words'\nC=\nD\n\n"
    assert document(text, name) == {"format": "env", "document": {"A": "1", "B": "two words", "C": "", "D": None}}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("{ broken", "a.json"),
        ("a: [", "a.yaml"),
        ("a: !Ref b", "a.yaml"),
        ("a: {{ templated }}", "a.yaml"),
        ("= 1", "a.toml"),
        ("no section\n", "a.ini"),
        ("for x in 1; do", "a.env"),
        ("server {\n  listen 80;\n", "nginx.conf"),
        ("a { b c }", "nginx.conf"),
        ("}", "nginx.conf"),
        ('"no end', "nginx.conf"),
        ("key value\n  indented more\n", "redis.conf"),
        ("/usr/local/lib\n", "libc.conf"),
        ("a=\\u12", "a.properties"),
        ("<a><b></a>", "a.xml"),
        ("no xml", "a.xml"),
        ("for x in 1; do", "sshd_config2"),
        ("plain", "motd"),
    ],
)
def test_what_is_no_such_document_is_lines_of_text(text, name):
    assert document(text, name) == {"format": "text", "lines": text.splitlines()}


def test_xml_is_elements_attributes_and_text():
    text = """<?xml version="1.0"?><!-- note --><!DOCTYPE Server SYSTEM "server.dtd">
    <Server port="8005"><Service name="a"/><Service name="b">
      <Host> one\n two </Host></Service><empty/></Server>"""
    assert document(text, "server.xml") == {
        "format": "xml",
        "document": {
            "Server": {
                "@port": "8005",
                "Service": [{"@name": "a"}, {"@name": "b", "Host": "one two"}],
                "empty": "",
                "#order": "Service empty",
            }
        },
    }


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>',
        '<!DOCTYPE a [<!ENTITY % b SYSTEM "http://localhost/x">%b;]><a/>',
        '<!DOCTYPE l [<!ENTITY a "aaa"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]><l>&c;</l>',
        "<a>&undeclared;</a>",
        "<a>" * 70 + "</a>" * 70,
    ],
)
def test_xml_that_declares_entities_or_nests_too_deep_is_text(text):
    assert document(text, "a.xml")["format"] == "text"


def test_properties_are_read_as_java_reads_them():
    text = "# note\n! note\na=1\nb : two words \nc   3\nlong = one, \\\n    two\nk\\=\\:ey=\\u00e9\\t\\\\\nempty\na=4\n"
    assert document(text, "app.properties") == {
        "format": "properties",
        "document": {"a": "4", "b": "two words ", "c": "3", "long": "one, two", "k=:ey": "é\t\\", "empty": ""},
    }


def test_nginx_is_directives_and_blocks():
    text = """user www-data; # who
    http {
        server { listen 80; server_name a b; location ~ "\\.php$" { fastcgi_pass unix:/run/x.sock; } }
        server { listen 81; }
        include conf.d/*.conf; log_format main '$a "$b"; {'; set $c ${d}x;
    }"""
    found = document(text, "nginx.conf")
    assert found["format"] == "blocks"
    http = found["document"]["http"]
    assert found["document"]["user"] == "www-data"
    [location] = [key for key in http["server"][0] if key.startswith("location")]
    assert location.split(" ", 2)[1] == "~"
    assert http["server"][0][location] == {"fastcgi_pass": "unix:/run/x.sock"}
    assert (http["server"][1], http["set"]) == ({"listen": "81"}, "$c ${d}x")
    assert http["#order"] == "server include log_format set"


def test_keywords_keep_the_order_of_what_stands_twice():
    text = "# redis\nsave 900 1\nsave 300 10\nport = 6379\n; note\nvm.swappiness=10\n"
    assert document(text, "redis.conf") == {
        "format": "keywords",
        "document": {
            "save": ["900 1", "300 10"],
            "port": "6379",
            "vm.swappiness": "10",
            "#order": "save port vm.swappiness",
        },
    }


def test_sshd_s_match_begins_a_block_and_its_keywords_have_no_case():
    text = "Port 22\nPERMITROOTLOGIN no\n# note\nMatch User backup\n    ForceCommand internal-sftp\n"
    assert document(text, "sshd_config") == {
        "format": "ssh",
        "document": {
            "port": "22",
            "permitrootlogin": "no",
            "match User backup": {"forcecommand": "internal-sftp"},
            "#order": "port permitrootlogin match User backup",
        },
    }


def test_a_conf_of_sections_is_an_ini_file():
    assert document("[server]\nport = 80\n", "app.conf")["document"] == {"server": {"port": "80"}}


@pytest.mark.parametrize("content", [b"\0", b"a\0b", b"\xff\xfe", b"caf\xe9"])
def test_what_is_no_text_is_no_document(content):
    assert document(content, "a.conf") is None
    assert document(content, "a.json") is None


def test_a_text_of_many_or_long_lines_is_data():
    assert document("x\n" * MOST_LINES, "a") is not None
    assert document("x\n" * (MOST_LINES + 1), "a") is None
    assert document("x" * LONGEST_LINE, "a") is not None
    assert document("x" * (LONGEST_LINE + 1), "a") is None


@pytest.mark.parametrize("piece", ["[", "{a: ", "- ", "{", "[[", "a:\n ", "? ", "<a>", "a {"])
def test_deep_nesting_ends_no_process(piece):
    text = piece * 100_000
    for name in ("a.yaml", "a.json", "a.toml", "a.xml", "a.conf"):
        found = document(text, name) or {"format": "text", "lines": []}
        assert found["format"] == "text" or found["document"] == text


def test_a_document_of_more_than_64_levels_is_text():
    for levels, found in ((60, "json"), (70, "text")):
        assert document("[" * levels + "]" * levels, "a.json")["format"] == found
    assert document(".".join("a" * 1_000) + " = 1", "a.toml")["format"] == "text"


def test_a_billion_aliases_are_refused():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    assert document("\n".join(lines), "a.yaml")["format"] == "text"


@pytest.mark.parametrize("text", ["a: &a [*a]", "a: *b", "a: &a {b: *a}"])
def test_an_alias_to_itself_or_to_nothing_is_refused(text):
    assert document(text, "a.yaml")["format"] == "text"


@pytest.mark.parametrize(("text", "name"), [("x: 0x" + "f" * 10_000, "a.yaml"), ("x = 0x" + "f" * 10_000, "a.toml")])
def test_a_huge_number_can_be_written_down_again(text, name):
    assert canonical(document(text, name))


def test_duplicate_ini_sections_are_joined():
    assert document("[a]\nx=1\n[a]\ny=2\n", "a.ini")["document"] == {"a": {"x": "1", "y": "2"}}


PIECES = [
    "<a>",
    "</a>",
    "<b c='d'/>",
    "a",
    " ",
    "=",
    ":",
    "{",
    "}",
    ";",
    "\n",
    "\\",
    '"',
    "'",
    "#",
    "$",
    "${",
    "Match x\n",
    "\\u00",
    "&amp;",
]


@given(
    st.sampled_from(
        ["a.json", "a.yaml", "a.toml", "a.ini", ".env", "a.conf", "a.xml", "a.properties", "sshd_config", "my.cnf"]
    ),
    st.one_of(st.binary(), st.text().map(str.encode), st.lists(st.sampled_from(PIECES)).map("".join).map(str.encode)),
)
def test_any_bytes_are_a_document_lines_or_nothing(name, content):
    found = document(content, name)
    assert found is None or json.loads(canonical(found))["format"]


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("etc/nginx/nginx.conf", True),
        ("etc/hostname", True),
        ("app/settings.yaml", True),
        ("opt/app/.env", True),
        ("usr/local/etc/php.ini", True),
        ("usr/local/lib/app/config.toml", True),
        ("usr/share/app/defaults.json", False),
        ("usr/lib/python3/x.cfg", False),
        ("app/node_modules/x/package.json", False),
        ("venv/lib/python3.12/site-packages/x/config.json", False),
        ("app/main.py", False),
        ("bin/sh", False),
    ],
)
def test_which_paths_are_configuration(path, wanted):
    assert ("documents" in {one.name for one in Matching(COLLECTORS).of(path)}) == wanted
