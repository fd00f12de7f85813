"""How many examples the property tests try: few and always the same ones, or with HYPOTHESIS_PROFILE=deep many more."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_CALM = [HealthCheck.too_slow]
settings.register_profile(
    "quick", max_examples=40, stateful_step_count=30, deadline=None, derandomize=True, suppress_health_check=_CALM
)
settings.register_profile("deep", max_examples=1500, deadline=None, suppress_health_check=_CALM)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
