"""What can be said of a disagreement: how far apart, why, how grave, and in which words."""
