"""The report as a comment on the pull request, by GitHub's REST API: written once, and replaced by each later run of the same step.

A comment that cannot be written is a warning: the verdict is the job's, not the comment's.
"""

import json
import os
import urllib.error
import urllib.request
from hashlib import sha256
from pathlib import Path
from typing import Any

PAGE = 100
"""Comments of one answer: the most that GitHub gives."""
TIMEOUT = 30
"""Seconds."""


def main() -> None:
    number, report = pull_request(), os.environ.get("INPUT_MARKDOWN")
    if not number or not report:
        print(f"There is no {'report to comment with' if number else 'pull request to comment on'}.")
        return
    try:
        print(f"Commented: {comment(number, Path(report).read_text('utf-8'))}")
    except urllib.error.HTTPError as error:
        needs = "the job needs permissions: pull-requests: write, which one for a fork never has"
        warn(f"{error.code} {error.reason}; {needs}")
    except OSError as error:  # also what urllib raises of the network
        warn(str(error))


def pull_request() -> int:
    """Of the event that started the job; 0 where it is another event."""
    event = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text("utf-8"))
    found = event.get("pull_request")
    return int(found["number"]) if found else 0


def comment(number: int, report: str) -> str:
    """Write it, or write it anew; its address."""
    body = {"body": f"{mark()}\n{report}"}
    place = f"repos/{os.environ['GITHUB_REPOSITORY']}/issues"
    before = own(f"{place}/{number}/comments")
    answer = (
        ask("PATCH", f"{place}/comments/{before}", body) if before else ask("POST", f"{place}/{number}/comments", body)
    )
    return str(answer["html_url"])


def own(path: str) -> int:
    """ID of the comment that an earlier run of the same step wrote, 0 where there is none."""
    page = 1
    while comments := ask("GET", f"{path}?per_page={PAGE}&page={page}"):
        for one in comments:
            if str(one.get("body")).startswith(mark()):
                return int(one["id"])
        page += 1
    return 0


def mark() -> str:
    """Not shown. Two steps that judge different things have a comment each."""
    names = ("GITHUB_WORKFLOW", "GITHUB_JOB", "INPUT_SUBJECT")
    said = "\0".join(os.environ.get(name, "") for name in names)
    return f"<!-- container-drift {sha256(said.encode()).hexdigest()[:16]} -->"


def ask(method: str, path: str, body: Any = None) -> Any:
    request = urllib.request.Request(  # noqa: S310 - the runner says where its API is
        f"{os.environ['GITHUB_API_URL']}/{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {os.environ['INPUT_TOKEN']}",
            "Content-Type": "application/json",
            "X-GitHub-Api-Version": "2022-11-28",
        },
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
        return json.load(answer)


def warn(why: str) -> None:
    print(f"::warning title=drift::The pull request got no comment: {' '.join(why.split())}")


if __name__ == "__main__":
    main()
