"""From findings and history to one frozen report that every renderer gets. Pure: the time is an argument."""

from drift.report.history import HistoryReport, history_report
from drift.report.judged import About, Frame, Report, diff_report, report
from drift.report.scanned import Novelty, ScanReport, Target, scan_report
from drift.report.shown import ShowReport, show_report
from drift.report.status import StatusReport, status_report
from drift.report.why import WhyReport, why_report

AnyReport = Report | StatusReport | HistoryReport | ShowReport | ScanReport | WhyReport

__all__ = [
    "About",
    "AnyReport",
    "Frame",
    "HistoryReport",
    "Novelty",
    "Report",
    "ScanReport",
    "ShowReport",
    "StatusReport",
    "Target",
    "WhyReport",
    "diff_report",
    "history_report",
    "report",
    "scan_report",
    "show_report",
    "status_report",
    "why_report",
]
