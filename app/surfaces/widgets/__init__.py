"""Widgets for CRM pages, portals, dashboards and mail: flat data, HTML for frames, pictures."""
