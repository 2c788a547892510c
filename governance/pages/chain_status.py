"""Whether the history of one item ties out, worked out when somebody asks."""

from dataclasses import dataclass
from itertools import islice

from accounts.recording import head
from governance.history.anchors import BadAnchor, compare, latest_anchor
from governance.history.verification import Finding, findings

MOST_TOLD = 20


@dataclass(frozen=True)
class ChainStatus:
    """What was recomputed of a chain and what it was compared with."""

    chain: str
    length: int
    hash: str
    findings: list[Finding]
    anchor: str

    @property
    def ties_out(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def chain_status(chain: str) -> ChainStatus:
    """Recompute a chain from raw rows, and compare it with the latest anchor."""
    length, hashed = head(chain)
    found = list(islice(findings(chain), MOST_TOLD))
    try:
        kept = latest_anchor()
    except BadAnchor as error:
        return ChainStatus(chain, length, hashed, [*found, Finding("anchor", str(error))], "")
    if kept is None:
        return ChainStatus(chain, length, hashed, found, "")
    seen = kept["chains"].get(chain)
    own = {**kept, "chains": {chain: seen} if seen else {}}
    told = f"{kept['made_at'][:10]}: {f'entry {seen[0]}' if seen else 'not yet in it'}"
    return ChainStatus(chain, length, hashed, [*found, *compare(own)], told)
