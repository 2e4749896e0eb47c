import io

from drift.collectors.libraries.loader_files import parse_configuration, parse_musl_path, parse_preload


def test_configuration_has_directories_and_includes_in_order():
    content = b"# first\n/usr/local/lib  # ours\n/opt/a/, /opt/b:/opt/c\ninclude /etc/ld.so.conf.d/*.conf x.conf\nhwcap 1 tls\nrelative\n"
    assert parse_configuration(io.BytesIO(content), "ld.so.conf") == [
        "/usr/local/lib",
        "/opt/a",
        "/opt/b",
        "/opt/c",
        "include /etc/ld.so.conf.d/*.conf",
        "include x.conf",
    ]


def test_a_directory_that_only_begins_like_the_word_is_none_to_include():
    assert parse_configuration(io.BytesIO(b"included/x\ninclude\n"), "ld.so.conf") == []


def test_what_is_preloaded_is_parted_by_white_space_and_colons():
    assert parse_preload(io.BytesIO(b"/a.so:/b.so /c.so\n\t/d.so # why\n"), "ld.so.preload") == [
        "/a.so", "/b.so", "/c.so", "/d.so",
    ]  # fmt: skip


def test_musls_path_is_parted_by_lines_and_colons():
    assert parse_musl_path(io.BytesIO(b"/lib:/usr/lib\n/opt/lib\n\n"), "ld-musl-x86_64.path") == [
        "/lib", "/usr/lib", "/opt/lib",
    ]  # fmt: skip
