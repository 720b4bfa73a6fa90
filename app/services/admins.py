"""Who sees and sets everything, by the workspace's choice."""

from sqlalchemy import Connection

from app.errors import FieldError, does_not_fit
from app.models.viewing import name_here, user_with_email
from app.models.workspace import save_settings, settings_of
from app.services.viewers import ADMINS


def set_admin(connection: Connection, workspace_id: int, email: str, *, is_admin: bool) -> list[str]:
    """Make the CRM user with this e-mail an admin, or no longer one; gives the names of all. Raises Problem (422)."""
    user = user_with_email(connection, workspace_id, email)
    if user is None:
        raise does_not_fit(FieldError("/email", "not_known", "no user who is with us has this address in the CRM"))
    settings = settings_of(connection, workspace_id)
    admins = {each for each in settings.get(ADMINS, ()) if each != user} | ({user} if is_admin else set())
    save_settings(connection, workspace_id, settings | {ADMINS: sorted(admins)})
    return sorted(filter(None, (name_here(connection, workspace_id, each) for each in admins)))
