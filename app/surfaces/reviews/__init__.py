"""The weekly pipeline review as files and messages: one outline, many forms."""
