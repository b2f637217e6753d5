"""How often a caller may call: a token bucket each, in this process. The clock is an argument."""

import threading

KEPT_MAX = 50_000


class Buckets:
    """Buckets by name: `rate` tokens a second, at most `burst` saved up."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._levels: dict[object, tuple[float, float]] = {}

    def wait_s(self, name: object, rate: float, burst: float, now: float) -> float:
        """Take one token; 0 when there was one, else the seconds until there is."""
        with self._lock:
            level, at = self._levels.get(name, (burst, now))
            level = min(burst, level + (now - at) * rate)
            if level < 1.0:
                self._levels[name] = (level, now)
                return (1.0 - level) / rate
            if len(self._levels) >= KEPT_MAX and name not in self._levels:
                self._levels.clear()
            self._levels[name] = (level - 1.0, now)
            return 0.0

    def is_empty(self, name: object, rate: float, burst: float, now: float) -> bool:
        """Whether no token is left, without taking one."""
        level, at = self._levels.get(name, (burst, now))
        return min(burst, level + (now - at) * rate) < 1.0
