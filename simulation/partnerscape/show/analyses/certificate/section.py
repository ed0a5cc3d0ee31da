"""Out-of-sample certificates in the report."""

from __future__ import annotations

from typing import Any

from partnerscape.language import phrase, phrase_for
from partnerscape.study.analyses.certificate import Certificate
from partnerscape.study.boxes.boxes import Box
from partnerscape.study.boxes.limits import plain
from partnerscape.study.win_win.findings import Findings

from ...style.numbers import from_to, percent, share_with, whole
from ...style.page import escaped, paragraph, section, table


def certificate_in_words(certificate: Certificate, required: float) -> str:
    """The verdict on the win-win conditions, out of sample."""
    rule = certificate.rule
    if rule is None:
        return phrase("There are no win-win conditions to certify; individual policies near the required share were tested.")
    if rule.held_out_policies == 0:
        return phrase("No policy was found that satisfies both the win-win conditions and the constraints.")
    measured = phrase_for(
        rule.held_out_policies,
        "Win-win in {share} of fresh futures, over {number} fresh policy that satisfy them; required: {required}.",
        "Win-win in {share} of fresh futures, over {number} fresh policies that satisfy them; required: {required}.",
        share=share_with(rule.density, *rule.density_interval),
        required=percent(required),
    )
    return " ".join((_verdict(certificate.verdict), measured, *_beyond(certificate)))


def _beyond(certificate: Certificate) -> list[str]:
    """Whether policies outside pass as well: then the conditions are sufficient, not necessary."""
    counts = certificate.counted(False)
    if 2 * counts["certified"] <= sum(counts.values()):
        return []
    return [
        phrase(
            "The conditions are stricter than necessary: of {number} policies outside them, where the map is undecided, "
            "{certified} are certified, too.",
            number=whole(sum(counts.values())),
            certified=whole(counts["certified"]),
        )
    ]


def _verdict(verdict: str) -> str:
    return {
        "certified": phrase("Certified: the win-win conditions hold out of sample."),
        "rejected": phrase("Rejected: out of sample the win-win conditions miss the required share."),
        "undecided": phrase("Not yet certain: the out-of-sample interval includes the required share."),
    }[verdict]


def _counted(verdict: str, number: int) -> str:
    return {
        "certified": phrase("{number} certified", number=number),
        "rejected": phrase("{number} rejected", number=number),
        "undecided": phrase("{number} undecided", number=number),
    }[verdict]


def single_in_words(certificate: Certificate) -> str:
    """How many individual policies inside the conditions are certified, and how many are not."""
    counts = certificate.counted(True)
    total = sum(counts.values())
    if total == 0:
        return certificate_in_words(certificate, 0.0)
    verdict = {
        "certified": phrase("Win-win conditions: certified out of sample."),
        "rejected": phrase("Win-win conditions: rejected out of sample."),
        "undecided": phrase("Win-win conditions: undecided out of sample."),
    }[certificate.verdict]
    single = phrase_for(
        total,
        "Of {number} policy inside them, individually: {counts}.",
        "Of {number} policies inside them, individually: {counts}.",
        counts=", ".join(_counted(each, number) for each, number in counts.items()),
    )
    return " ".join((verdict, single))


def certificate_section(certificate: Certificate, findings: Findings) -> str:
    """The verdict, then how many individual policies got which."""
    required = findings.results.scenario.goals.required_probability
    rows = []
    for in_rule, name in ((True, phrase("inside the conditions")), (False, phrase("outside, where the map is undecided"))):
        counts = certificate.counted(in_rule)
        if sum(counts.values()):
            rows.append([escaped(name), *(whole(counts[v]) for v in ("certified", "undecided", "rejected"))])
    least, most = (int(f(certificate.policies["futures"])) for f in (min, max))
    met = whole(least) if least == most else from_to(whole(least), whole(most))
    heads = (phrase("Individual policies"), phrase("certified"), phrase("undecided"), phrase("rejected"))
    return section(
        phrase("Out-of-sample test"),
        paragraph(certificate_in_words(certificate, required)),
        table(heads, rows, numbers=(1, 2, 3)),
        paragraph(
            phrase(
                "Each was simulated in {futures} fresh futures ({runs} runs). Certified: the lower end of its 95 % interval is "
                "at least {required}; rejected: the upper end is below it.",
                futures=met,
                runs=whole(certificate.runs),
                required=percent(required),
            )
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
