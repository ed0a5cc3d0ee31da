"""The Mesa driver: the same rules, one agent at a time where a rule is overridden."""

from .ecosystem import Partner, PartnerEcosystem, Vendor

__all__ = ["Partner", "PartnerEcosystem", "Vendor"]
