"""What the verdicts said at past instants, against what happened afterwards. Associations, never causes."""
