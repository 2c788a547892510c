"""The sample's items, told as scripts; figures other than the cases of the sources are made up."""

from governance.sample.cases import (
    adoption,
    campaigns,
    contacts,
    customers,
    growth,
    leads,
    marketplace,
    revenue,
    service,
)
from governance.sample.script import Case

CASES: list[Case] = [
    *leads.CASES,
    *growth.CASES,
    *campaigns.CASES,
    *customers.CASES,
    *contacts.CASES,
    *revenue.CASES,
    *service.CASES,
    *adoption.CASES,
    *marketplace.CASES,
]
