"""How many examples the property tests try: few and always the same, or, to look further, more and new ones.

`LEADLINE_EXAMPLES=20 pytest tests/properties` tries twenty times as many.
"""

import os

from hypothesis import HealthCheck, settings

TIMES = int(os.environ.get("LEADLINE_EXAMPLES", "1"))


def examples(count: int) -> settings:
    return settings(
        max_examples=count * TIMES,
        derandomize=TIMES == 1,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
