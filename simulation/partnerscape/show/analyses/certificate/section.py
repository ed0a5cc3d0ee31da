"""What held on fresh futures, in the report."""

from __future__ import annotations

from typing import Any

from partnerscape.study.analyses.certificate import Certificate
from partnerscape.study.boxes.boxes import Box
from partnerscape.study.boxes.limits import plain
from partnerscape.study.win_win.findings import Findings

from ...style.numbers import count_of, percent, share_with
from ...style.page import paragraph, section, table, told

WORDS = {
    "certified": "Certified: the rule holds on futures that nothing was fitted to.",
    "rejected": "Rejected: on fresh futures the rule does not keep what is required.",
    "undecided": "Not yet certain on fresh futures: the interval reaches both sides of what is required.",
}


def certificate_in_words(certificate: Certificate, required: float) -> str:
    """What became of the rule's promise."""
    rule = certificate.rule
    if rule is None:
        return "There is no rule to certify; single policies near what is required were tried."
    if rule.held_out_policies == 0:
        return "No policy that keeps both the rule and the constraints was found to be tried."
    density = share_with(rule.density, *rule.density_interval)
    return (
        f"{WORDS[certificate.verdict]} Win-win in {density} of fresh futures, over "
        f"{count_of(rule.held_out_policies, 'fresh policy', 'fresh policies')} that keep it; required: {percent(required)}."
    )


def single_in_words(certificate: Certificate) -> str:
    """How many single policies inside the rule are certified, and how many are not."""
    counts = certificate.counted(True)
    total = sum(counts.values())
    if total == 0:
        return certificate_in_words(certificate, 0.0)
    said = ", ".join(f"{number} {verdict}" for verdict, number in counts.items())
    many = count_of(total, "policy", "policies")
    return f"Rule: {certificate.verdict} on fresh futures. Each by itself, of {many} inside: {said}."


def certificate_section(certificate: Certificate, findings: Findings) -> str:
    """The rule's verdict, then how many single policies got which."""
    required = findings.results.scenario.goals.required_probability
    rows = []
    for in_rule, name in ((True, "keep the rule"), (False, "outside, where the map is undecided")):
        counts = certificate.counted(in_rule)
        if sum(counts.values()):
            rows.append([told(name), *(f"{counts[v]:,}" for v in ("certified", "undecided", "rejected"))])
    least, most = (int(f(certificate.policies["futures"])) for f in (min, max))
    met = f"{least:,}" if least == most else f"{least:,} to {most:,}"
    return section(
        "What holds on fresh futures",
        paragraph(certificate_in_words(certificate, required)),
        table(("Single policies that", "certified", "undecided", "rejected"), rows, numbers=(1, 2, 3)),
        paragraph(
            f"Each met {met} futures of its own luck ({certificate.runs:,} runs). Certified: the lower end of its 95 % interval "
            f"is at least {percent(required)}; rejected: the upper end is below it."
        ),
    )


def box_json(box: Box) -> dict[str, Any]:
    """A box with its limits as plain values."""
    return vars(box) | {"limits": {name: plain(limit) for name, limit in box.limits.items()}}


def certificate_json(certificate: Certificate) -> dict[str, Any]:
    """Verdicts and counts."""
    return {
        "verdict": certificate.verdict,
        "rule": None if certificate.rule is None else box_json(certificate.rule),
        "inside": certificate.counted(True),
        "outside": certificate.counted(False),
        "runs": certificate.runs,
        "policies": certificate.policies,
    }
