"""Lines of evidence under the questions. They say more than the answers do, and never vote."""
