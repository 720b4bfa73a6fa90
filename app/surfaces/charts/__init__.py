"""Charts: a Vega-Lite description each, drawn on the server for page, mail and paper alike."""
