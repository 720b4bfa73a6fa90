"""Durable work beside the requests: what it has to do is in the database, so a killed server goes on with it."""
