"""Key columns made comparable, as expressions of a statement.

An expression is NULL where a cell is empty, cannot be read as what it should be, or could mean
several things: such rows have no entity, and go into a step of their own.
"""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlglot import exp

from metrics.bridge.sides import Normaliser

BLANKS = " \t\r\n"
# Legal forms as they read once dots are gone and other marks are spaces.
FORMS_BEHIND = (
    "ab|ag|aps|as|asa|bv|bvba|co|company|corp|corporation|cv|doo|eireli|ev|gbr|gesmbh|gmbh|inc|"
    "incorporated|kft|kg|kgaa|kk|lda|limited|llc|llp|lp|ltd|ltda|mbh|me|nv|ohg|oy|oyj|plc|pte|"
    "pty|pvt|sa|sarl|sas|sasu|se|sl|spa|sro|srl|sp z o o|sp zoo|tbk|ug|zrt"
)
FORMS_BEFORE = "cv|oao|ooo|pt|zao"
# Written out, for engines that know no named classes.
MARKS = r"[ \t\r\n!-/:-@\[-`{-~]+"
EMAIL = "^[^@ ,;<>+][^@ ,;<>]*@[^@ ,;<>]+$"

Fold = Callable[[exp.Expr], exp.Expr]


@dataclass(frozen=True)
class Folding:
    """What becomes of the letters beyond ASCII that a column holds.

    DuckDB composes letters but knows no compatibility forms, so NFKC and lower case are written
    into the statement for the letters that occur.
    """

    one_to_one: tuple[tuple[str, str], ...] = ()
    one_to_many: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, letters: Iterable[str]) -> "Folding":
        """Work out what each of these letters becomes."""
        changed = [(one, folded(one)) for one in sorted(set(letters)) if folded(one) != one]
        return cls(
            tuple(pair for pair in changed if len(pair[1]) == 1),
            tuple(pair for pair in changed if len(pair[1]) != 1),
        )

    def __call__(self, text: exp.Expr) -> exp.Expr:
        """Fold a text."""
        if not self.one_to_one and not self.one_to_many:
            return exp.func("nfc_normalize", exp.Lower(this=text))
        if self.one_to_one:
            before, after = ("".join(letters) for letters in zip(*self.one_to_one, strict=True))
            text = exp.func("translate", text, _text(before), _text(after))
        for before, after in self.one_to_many:
            text = exp.func("replace", text, _text(before), _text(after))
        return exp.func("nfc_normalize", exp.Lower(this=text))


def folded(letter: str) -> str:
    """Return the compatibility form of one letter, in lower case."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", letter).lower())


def normalised(text: exp.Expr, normaliser: Normaliser, fold: Fold) -> exp.Expr:
    """Return what a cell's text becomes, NULL where nothing usable is left."""
    if normaliser is Normaliser.EXACT:
        return _unless_blank(text)
    plain = _trimmed(fold(text))
    match normaliser:
        case Normaliser.EMAIL:
            address = _replaced(plain, "[+][^@]*@", "@")
            return _where(exp.RegexpLike(this=plain.copy(), expression=_text(EMAIL)), address)
        case Normaliser.DOMAIN:
            domain = _replaced(plain, "^[^@]*@", "")
            return _where(exp.RegexpLike(this=plain.copy(), expression=_text(EMAIL)), domain)
        case Normaliser.DIGITS:
            return _unless_empty(_replaced(plain, "[^0-9]+", ""))
        case Normaliser.COMPANY:
            return _unless_empty(_without_legal_form(plain))
    return _unless_empty(plain)


def _without_legal_form(name: exp.Expr) -> exp.Expr:
    """Strip marks, then legal forms at either end as long as a name is left."""
    undotted = _replaced(name, "[.'`\N{RIGHT SINGLE QUOTATION MARK}]+", "")
    spaced = _trimmed(_replaced(undotted, MARKS, " "))
    behind = _replaced(spaced, f"( ({FORMS_BEHIND}))+$", "")
    return _replaced(behind, f"^(({FORMS_BEFORE}) )+", "")


def _trimmed(text: exp.Expr) -> exp.Expr:
    """Take blanks away at both ends; DuckDB's TRIM takes twice as long."""
    return _replaced(text, f"^[{BLANKS}]+|[{BLANKS}]+$", "")


def _replaced(text: exp.Expr, pattern: str, by: str) -> exp.Expr:
    return exp.RegexpReplace(
        this=text, expression=_text(pattern), replacement=_text(by), modifiers=_text("g")
    )


def _where(condition: exp.Expr, value: exp.Expr) -> exp.Expr:
    return exp.case().when(condition, value).else_(exp.null())


def _unless_blank(text: exp.Expr) -> exp.Expr:
    """Return a text as it is; trimming every cell would take longer than all else."""
    begins = [exp.Like(this=text.copy(), expression=_text(f"{blank}%")) for blank in BLANKS]
    is_plain = exp.and_(text.copy().neq(_text("")), *(exp.not_(one) for one in begins))
    is_blank = _trimmed(text.copy()).eq(_text(""))
    return exp.case().when(is_plain, text).when(is_blank, exp.null()).else_(text.copy())


def _unless_empty(text: exp.Expr) -> exp.Expr:
    return exp.Nullif(this=text, expression=_text(""))


def _text(text: str) -> exp.Expr:
    return exp.Literal.string(text)
