"""Simple forecasts of each partner: the last three months again, and a statistical model of who is still there.

The beta-geometric/beta-Bernoulli model (Fader, Hardie & Shang 2010): in every month a partner sells with a probability of its own
until it is gone for good, of which each has a probability too; both differ between partners as beta distributions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import betaln, logsumexp

PEOPLE = 4000  # drawn from the fitted distributions; a partner's own are these, weighted by its history


@dataclass(frozen=True)
class History:
    """Months with sales since the first one.

    Attributes
    ----------
    count, last, chances : ndarrays, shape (partners,)
        Months with sales after the first sale's month; the last of them, 0 if none; months that were possible.
    """

    count: np.ndarray
    last: np.ndarray
    chances: np.ndarray


def history_of(revenue: np.ndarray) -> History:
    """Of partners with at least one sale, shape of revenue (partners, months)."""
    sold = revenue > 0.0
    months = revenue.shape[1]
    first = sold.argmax(axis=1)
    last = months - 1 - sold[:, ::-1].argmax(axis=1)
    return History(sold.sum(axis=1) - 1, last - first, months - 1 - first)


def log_likelihood(parameters: np.ndarray, history: History) -> np.ndarray:
    """Of each partner, shape (partners,); parameters alpha, beta (selling), gamma, delta (leaving)."""
    alpha, beta, gamma, delta = parameters
    x, last, n = history.count, history.last, history.chances
    terms = [betaln(alpha + x, beta + n - x) + betaln(gamma, delta + n)]
    for i in range(int((n - last).max(initial=0))):
        term = betaln(alpha + x, beta + last - x + i) + betaln(gamma + 1.0, delta + last + i)
        terms.append(np.where(i < n - last, term, -np.inf))
    return logsumexp(np.array(terms), axis=0) - betaln(alpha, beta) - betaln(gamma, delta)


def fit(history: History) -> np.ndarray:
    """Parameters by maximum likelihood, with a weak pull to 1 where the data say little."""

    def loss(logs: np.ndarray) -> float:
        return -float(log_likelihood(np.exp(logs), history).sum()) + 0.05 * float(logs @ logs)

    starts = ([0.0, 0.0, 0.0, 2.0], [0.5, -0.5, -0.5, 1.0])
    fits = [minimize(loss, start, method="L-BFGS-B", bounds=[(-5.0, 6.0)] * 4) for start in starts]
    return np.exp(min(fits, key=lambda result: result.fun).x)


def bg_bb(revenue: np.ndarray, ahead: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Revenue per partner and month ahead, shape (draws, partners, ahead).

    What a month with sales brings is log-normal around the partner's own mean, which is pulled to everybody's (Morris 1983).
    """
    history = history_of(revenue)
    alpha, beta, gamma, delta = fit(history)
    selling, leaving = rng.beta(alpha, beta, PEOPLE), rng.beta(gamma, delta, PEOPLE)
    partners = revenue.shape[0]
    level, spread = _levels(revenue)
    out = np.zeros((draws, partners, ahead))
    for k in range(partners):
        person, there = _person(history, k, selling, leaving, draws, rng)
        p, leave = selling[person], leaving[person]
        for h in range(ahead):
            there = there & (rng.random(draws) >= leave)
            sells = there & (rng.random(draws) < p)
            out[:, k, h] = sells * np.exp(level[k] + spread * rng.normal(size=draws))
    return out


def _person(
    history: History, k: int, selling: np.ndarray, leaving: np.ndarray, draws: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Which of the drawn people a partner may be, and whether it is still there, shape (draws,)."""
    x, last, n = int(history.count[k]), int(history.last[k]), int(history.chances[k])
    here = selling**x * (1.0 - selling) ** (n - x) * (1.0 - leaving) ** n
    gone = np.zeros_like(here)
    for i in range(n - last):
        gone += selling**x * (1.0 - selling) ** (last - x + i) * (1.0 - leaving) ** (last + i) * leaving
    weight = here + gone
    weight = weight / weight.sum() if weight.sum() > 0.0 else np.full(PEOPLE, 1.0 / PEOPLE)
    person = rng.choice(PEOPLE, size=draws, p=weight)
    both = np.maximum(here + gone, 1e-300)
    return person, rng.random(draws) < (here / both)[person]


def _levels(revenue: np.ndarray) -> tuple[np.ndarray, float]:
    """Mean of ln revenue in months with sales, pulled to everybody's, and its spread within partners."""
    logs = np.where(revenue > 0.0, np.log(np.maximum(revenue, 1e-12)), np.nan)
    count = np.sum(~np.isnan(logs), axis=1)
    own = np.nansum(logs, axis=1) / count
    within = float(np.nansum((logs - own[:, None]) ** 2) / max(int((count - 1).clip(0).sum()), 1))
    between = max(float(own.var(ddof=1)) - within * float(np.mean(1.0 / count)), 1e-6) if own.size > 1 else 1.0
    trust = between / (between + within / count)
    return trust * own + (1.0 - trust) * own.mean(), float(np.sqrt(within))


def last_three(revenue: np.ndarray, ahead: int) -> np.ndarray:
    """The mean of the last three months again, shape (partners, ahead)."""
    return np.repeat(revenue[:, -3:].mean(axis=1)[:, None], ahead, axis=1)
