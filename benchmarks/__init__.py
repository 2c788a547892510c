"""Speed as ratios to a hand-written lower bound, measured in the same run."""
