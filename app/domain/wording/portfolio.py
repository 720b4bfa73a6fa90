"""The portfolio in a sales leader's words."""

from app.domain.wording.names import count, plural


def untouched_sentence(accounts: int, days: int) -> str:
    if not accounts:
        return f"Each account of high potential had two-way contact in {days} days, as far as we can see."
    had = "had" if accounts > 1 else "has had"
    return f"{plural(accounts, 'account')} of high potential {had} no two-way contact in {days} days."


def low_fit_sentence(accounts: int, low_fit: float, known: int) -> str:
    if not known:
        return "No account has a fit on record, so we cannot say where work goes to the wrong companies."
    if not accounts:
        return f"None of the busiest accounts has a fit of {count(low_fit)} or less."
    verb = "has" if accounts == 1 else "have"
    return f"{plural(accounts, 'busy account')} {verb} a fit of {count(low_fit)} or less."


def effort(contact_days: int, creating_days: int, days: int) -> str:
    creating = "none of them" if not creating_days else f"{count(creating_days)} of them"
    return f"{plural(contact_days, 'day')} of contact in {days}, {creating} to create business"


def totals_sentence(accounts: int, not_valued: int) -> str:
    said = f"{plural(accounts, 'account')} assessed"
    if not_valued:
        said += f"; what is at stake is not known for {count(not_valued)} of them, and not in the sums"
    return said + "."
