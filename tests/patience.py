"""How long one may wait for a machine that others use too."""

import os


def beside_others() -> float:
    """One where the machine is ours or shared with one other run of the tests; more, the more processes want it."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1) / 2)
