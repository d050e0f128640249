"""What answers say together: the checks across items, and who is told what of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from msq.instrument.evaluate import BLANK
from msq.instrument.model import Check
from msq.instrument.whole import Instrument
from msq.problems import BadValue, Problem, ProblemWithAnswer
from msq.response.relevance import Relevance

LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class Finding:
    """One check that does not hold, and the section whose file lists it."""

    check: Check
    section: str

    @property
    def is_warning(self) -> bool:
        """Whether it can be passed with a written reason."""
        return self.check.strength == "warning"


def findings(instrument: Instrument, relevance: Relevance) -> list[Finding]:
    """Return the checks that do not hold, in order.

    A check is silent where its section is not asked, and while one of the items that it is about
    is not asked or has no value: what is missing is said elsewhere.
    """
    return [
        Finding(check, section.code)
        for section in instrument.sections
        if section.checks and relevance.asks_section(section.code)
        for check in section.checks
        if all(relevance.operand(code) not in (BLANK, ()) for code in check.items)
        and not relevance.holds(check.expression)
    ]


def errors(
    instrument: Instrument, relevance: Relevance, taken: Collection[str]
) -> list[ProblemWithAnswer]:
    """Return the findings that stop a submission, each at one of the items that it is about.

    Args:
        taken: items at which something else is wrong. An error is told at an item without
            another; it waits where there is none, for what is wrong is told one by one.
    """
    found: dict[str, ProblemWithAnswer] = {}
    for one in findings(instrument, relevance):
        free = [code for code in one.check.items if code not in taken and code not in found]
        if one.check.strength == "error" and free:
            found[free[0]] = ProblemWithAnswer(
                free[0], "{reason}", reason=one.check.message, check=one.check.code
            )
    return list(found.values())


def field_of(check: Check) -> str:
    """Return the name of the field in which the reason for passing a warning is written."""
    return f"reason.{check.code}"


def passed(
    found: Collection[Finding], reasons: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, Problem]]:
    """Return the reasons with which warnings are passed, and what is wrong with others by field.

    Args:
        reasons: by the code of the check; those of checks that do not warn are left out.
    """
    kept: dict[str, str] = {}
    wrong: dict[str, Problem] = {}
    for one in found:
        if not one.is_warning:
            continue
        reason = reasons.get(one.check.code, "").strip()
        if not reason:
            wrong[field_of(one.check)] = BadValue(
                "Change the answers, or say why they are right: {reason}",
                reason=one.check.message,
            )
        elif len(reason) > LONGEST_REASON:
            wrong[field_of(one.check)] = BadValue(
                "Use {limit} characters or fewer.", limit=LONGEST_REASON
            )
        else:
            kept[one.check.code] = reason
    return kept, wrong
