"""Out-of-sample certificates in the report."""

from __future__ import annotations

from typing import Any

from partnerscape.study.analyses.certificate import Certificate
from partnerscape.study.boxes.boxes import Box
from partnerscape.study.boxes.limits import plain
from partnerscape.study.win_win.findings import Findings

from ...style.numbers import count_of, percent, share_with
from ...style.page import paragraph, section, table, told

WORDS = {
    "certified": "Certified: the win-win conditions hold out of sample.",
    "rejected": "Rejected: out of sample the win-win conditions miss the required share.",
    "undecided": "Not yet certain: the out-of-sample interval includes the required share.",
}


def certificate_in_words(certificate: Certificate, required: float) -> str:
    """The verdict on the win-win conditions, out of sample."""
    rule = certificate.rule
    if rule is None:
        return "There are no win-win conditions to certify; individual policies near the required share were tested."
    if rule.held_out_policies == 0:
        return "No policy was found that satisfies both the win-win conditions and the constraints."
    density = share_with(rule.density, *rule.density_interval)
    return (
        f"{WORDS[certificate.verdict]} Win-win in {density} of fresh futures, over "
        f"{count_of(rule.held_out_policies, 'fresh policy', 'fresh policies')} that satisfy them; required: {percent(required)}."
    )


def single_in_words(certificate: Certificate) -> str:
    """How many individual policies inside the conditions are certified, and how many are not."""
    counts = certificate.counted(True)
    total = sum(counts.values())
    if total == 0:
        return certificate_in_words(certificate, 0.0)
    said = ", ".join(f"{number} {verdict}" for verdict, number in counts.items())
    many = count_of(total, "policy", "policies")
    return f"Win-win conditions: {certificate.verdict} out of sample. Of {many} inside them, individually: {said}."


def certificate_section(certificate: Certificate, findings: Findings) -> str:
    """The verdict, then how many individual policies got which."""
    required = findings.results.scenario.goals.required_probability
    rows = []
    for in_rule, name in ((True, "inside the conditions"), (False, "outside, where the map is undecided")):
        counts = certificate.counted(in_rule)
        if sum(counts.values()):
            rows.append([told(name), *(f"{counts[v]:,}" for v in ("certified", "undecided", "rejected"))])
    least, most = (int(f(certificate.policies["futures"])) for f in (min, max))
    met = f"{least:,}" if least == most else f"{least:,} to {most:,}"
    return section(
        "Out-of-sample test",
        paragraph(certificate_in_words(certificate, required)),
        table(("Individual policies", "certified", "undecided", "rejected"), rows, numbers=(1, 2, 3)),
        paragraph(
            f"Each was simulated in {met} fresh futures ({certificate.runs:,} runs). Certified: the lower end of its 95 % "
            f"interval "
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
