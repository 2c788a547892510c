"""Strict reading of what people upload: a cell is read exactly or refused with a reason.

Nothing is guessed in silence. Where a file leaves a choice (encoding, delimiter, marks, date
format) the choice is reported so that a person can confirm it.
"""

from metrics.reading.dates import DateFormat, guess_format, read_date, read_period
from metrics.reading.numbers import Number, NumberStyle, guess_styles, read_number
from metrics.reading.problems import Problem, ReadingError
from metrics.reading.tables import DELIMITERS, ENCODINGS, Limits, Row, Table, read_table

__all__ = [
    "DELIMITERS",
    "ENCODINGS",
    "DateFormat",
    "Limits",
    "Number",
    "NumberStyle",
    "Problem",
    "ReadingError",
    "Row",
    "Table",
    "guess_format",
    "guess_styles",
    "read_date",
    "read_number",
    "read_period",
    "read_table",
]
