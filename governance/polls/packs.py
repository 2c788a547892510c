"""Questions to start from: ten minutes that show where ownership is only assumed."""

TEN_MINUTES = (
    "Who is accountable for the customer when service, profit and risk pull apart?",
    "Who may say that something we believe about our customers is wrong, and have it put right?",
    "Who settles what counts as a qualified lead?",
    "Who says how many customers we have, when Sales, Finance and Marketing count differently?",
    "Who owns the customer between the signature and the first time the product is used?",
    "Who decides which system is right when two hold different values for the same customer?",
    "Who answers for duplicates and empty fields in the CRM all year, not only at clean-ups?",
)
