"""Names at the end of a run what could not run and why; where CI is set, that fails the run.

Loaded by `pytest_plugins = ["tests.ci_plugin"]` in the conftest at the top of the tests.
"""

import os
from collections import Counter

import pytest

CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def skipped(terminal: pytest.TerminalReporter) -> list[pytest.TestReport | pytest.CollectReport]:
    """Return the reports of what was skipped; what is expected to fail is not among them."""
    return list(terminal.stats.get("skipped", []))


def reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Return why this one did not run, as its skip says it."""
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2]).removeprefix("Skipped: ")
    return str(report.longrepr)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run on CI that left something out: there, everything must be able to run."""
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    # The workers of xdist have no terminal; their reports arrive at the one that has.
    if (
        CI
        and terminal is not None
        and skipped(terminal)
        and session.exitstatus == pytest.ExitCode.OK
    ):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Write how many tests could not run, for each reason."""
    reasons = Counter(reason(report) for report in skipped(terminalreporter))
    if not reasons:
        return
    terminalreporter.section("could not run", yellow=True)
    for why, count in sorted(reasons.items()):
        terminalreporter.line(f"{count:5}  {why}")
    if CI:
        terminalreporter.line("CI is set, where everything must run: this fails the run.", red=True)
