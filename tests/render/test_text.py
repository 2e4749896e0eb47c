import hashlib

import pytest

from drift.render.text import decodable, shortened, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/etc/nginx/nginx.conf", "/etc/nginx/nginx.conf"),
        ("größe 数", "größe 数"),
        ("a\nb\r\tc", r"a\nb\r\tc"),
        ("\x1b[31m\x00\x7f", r"\x1b[31m\x00\x7f"),
        ("\x9b31m", r"\u009b31m"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("a\u200bb\ufeff", r"a\u200bb\ufeff"),
        ("\U000e0041", r"\U000e0041"),
        ("no\u00a0break", r"no\u00a0break"),
        ("\udcff\udc80", r"\xff\x80"),
        ("\ud800", r"\ud800"),
    ],
)
def test_what_could_act_is_written_out_and_the_rest_stays(text, shown):
    assert visible(text) == shown
    assert visible(shown) == shown


def test_a_text_that_no_encoding_can_say_becomes_one_that_all_can():
    assert decodable("a\udcff\n\ud800") == "a\\xff\n\\ud800"
    assert decodable("a\n\u202e") == "a\n\u202e"


def test_a_short_text_is_shown_whole():
    assert shortened("x" * 80, 80) == "x" * 80


def test_a_long_text_loses_its_middle_and_gets_its_digest_and_length():
    text = "/start/" + "x" * 5000 + "/end"
    shown = shortened(text, 80)
    assert len(shown) == 80
    assert shown.startswith("/start/xxx")
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    assert shown.endswith(f"/end (sha256 {digest}, 5,011 characters)")


def test_two_long_texts_that_differ_in_the_middle_are_told_apart():
    one, other = "a" * 500 + "x" + "a" * 500, "a" * 500 + "y" + "a" * 500
    assert shortened(one, 80) != shortened(other, 80)


def test_a_long_hostile_text_is_as_short_and_as_harmless():
    shown = shortened("\x1b]0;" * 5000 + "\udcff", 80)
    assert len(shown) <= 80
    assert shown.isprintable()
