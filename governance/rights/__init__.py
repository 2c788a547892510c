"""Who owns, who decides and who approves, worked out from the rights in force."""
