import logging
import sys

import pytest

from drift.errors import NotifyError
from drift.notify import Message, Recipient, send
from tests.notify.servers import Hook, Mailbox, free_port, self_signed

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr':DeprecationWarning")  # apprise imports it on Python 3.11
MESSAGE = Message(
    "drift: DRIFT: 1 finding", "DRIFT: 1 finding\n  <b>web</b> *x* [a](http://b)\n", '{"verdict": "drift"}', False
)


def refusal(address: str) -> str:
    with pytest.raises(NotifyError) as caught:
        send(Recipient("$X", address), MESSAGE)
    assert caught.value.__cause__ is None or "secret" not in str(caught.value.__cause__)
    return str(caught.value)


def test_a_mail_is_plain_text():
    with Mailbox().open() as mailbox:
        send(Recipient("$X", mailbox.address), MESSAGE)
    (mail,) = mailbox.received
    assert (mail["Subject"], mail["To"], mail.get_content_type()) == (
        MESSAGE.subject,
        "ops@mail.example",
        "text/plain",
    )
    assert mailbox.text().splitlines() == MESSAGE.text.splitlines()


def test_in_a_mail_of_html_no_name_is_markup():
    with Mailbox().open() as mailbox:
        send(Recipient("$X", f"{mailbox.address}&format=html"), MESSAGE)
    (mail,) = mailbox.received
    page = mail.get_body(("html",)).get_content()
    assert "&lt;b&gt;web" in page
    assert "<b>web" not in page


def test_a_mail_server_that_is_not_there_is_said_without_the_address(caplog, capfd):
    said = refusal(f"mailto://me:secretpw@localhost:{free_port()}?to=secretuser@mail.example")
    assert said.startswith("it was not taken: ")
    assert not {"secretpw", "secretuser", "localhost"} & set(said.replace("@", " ").split())
    assert "secret" not in said + caplog.text + "".join(capfd.readouterr())
    assert logging.getLogger("apprise").propagate


@pytest.mark.parametrize("address", ["nosuchthing://secret1", "mailto://secret2", "slack://secret3"])
def test_an_address_that_apprise_does_not_know_is_not_repeated(address, caplog, capfd):
    assert refusal(address) == "apprise does not understand its address; see https://appriseit.com"
    assert "secret" not in caplog.text + "".join(capfd.readouterr())


def test_a_webhook_gets_the_document():
    with Hook().open() as hook:
        send(Recipient("$X", hook.address), MESSAGE)
    assert hook.received == [{"verdict": "drift"}]
    (asked,) = hook.asked
    assert asked.startswith("POST /secret-path\n")
    assert "Content-Type: application/json" in asked


@pytest.mark.parametrize("status", [400, 404, 500])
def test_a_webhook_that_refuses_is_said(status):
    with Hook(status=status).open() as hook:
        assert refusal(hook.address) == f"it answers {status}"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_webhook_is_not_followed_elsewhere(status):
    with Hook().open() as other, Hook(status=status, location=other.address).open() as hook:
        said = refusal(hook.address)
    assert said == f"it answers {status} and sends us elsewhere, which is not followed; give that address"
    assert other.asked == []


def test_a_webhook_that_is_not_there_is_said_without_the_address():
    assert refusal(f"http://me:secret@127.0.0.1:{free_port()}/secret-path") == "it cannot be reached"


def test_a_certificate_that_nobody_trusts_ends_it(tmp_path):
    with Hook().open(self_signed(tmp_path)) as hook:
        assert refusal(hook.address) == "its certificate is not one that this machine trusts"
    assert hook.received == []


def test_an_address_that_no_host_can_have_is_said():
    assert "secret" not in refusal("https://[secret")


def test_without_the_extra_one_line_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "apprise", None)
    assert refusal("slack://secret/x") == "slack: needs apprise; pip install 'container-drift[notify]'"
    with Hook().open() as hook:
        send(Recipient("$X", hook.address), MESSAGE)
    assert len(hook.received) == 1
