"""The proxy that programs go through is another, or only one side has one."""

from drift.model.changes import Change, ChangeType
from drift.model.findings import Finding, Severity
from drift.model.records import Kind
from drift.policy.rules.interface import GIVEN, Context, Rule, at, kinds
from drift.policy.wording import opposed

RULE = Rule(
    id="env-proxy-differs",
    title="The proxy is another",
    kinds=kinds(Kind.ENV),
    relations=at(Severity.MEDIUM, *GIVEN),
    varies="high where it is missing",
    why="Without its proxy a program waits for connections that a firewall drops; with one too many, calls to its neighbours go out and fail.",
    fix="Set HTTP_PROXY, HTTPS_PROXY and NO_PROXY together, as this network needs them; list them under [env] may_differ where it is another network.",
    bad='environment: {HTTPS_PROXY: "http://proxy:3128"}   # without NO_PROXY: calls to http://db go to the proxy',
    good='environment: {HTTPS_PROXY: "http://proxy:3128", NO_PROXY: "localhost,db,.svc"}',
    many="variables of the proxy differ",
)
_NAMES = frozenset({"HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "ALL_PROXY", "NO_PROXY"})


def judge(change: Change, context: Context) -> Finding | None:
    if change.key.upper() not in _NAMES or change.change is ChangeType.INCOMPARABLE:
        return None
    severity = Severity.HIGH if change.change is ChangeType.REMOVED else None
    return RULE.finding(change, context, opposed(change.key, change, context.before, context.after), severity=severity)
