"""What Leadline points out, one rule a file, one name everywhere."""
