"""How long a command takes to start: `import assessor` and `assessor --help`, beside the interpreter alone.

Run: python tests/benchmarks/startup.py
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

RUNS = 9
IMPORT_LIMIT, HELP_LIMIT = 0.5, 0.6


def seconds(code: str) -> float:
    """Median wall time of a fresh interpreter that runs the code; the first run warms the disk."""
    times = []
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL, check=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def main() -> int:
    bare = seconds("pass")
    imported = seconds("import assessor")
    helped = seconds("from assessor.cli import main; main(['--help'])")
    print(f"interpreter alone   {bare:6.3f} s")
    print(f"import assessor     {imported:6.3f} s  (limit {IMPORT_LIMIT} s, {imported / bare:.1f} x the interpreter)")
    print(f"assessor --help     {helped:6.3f} s  (limit {HELP_LIMIT} s, {helped / bare:.1f} x the interpreter)")
    return int(imported >= IMPORT_LIMIT or helped >= HELP_LIMIT)


if __name__ == "__main__":
    sys.exit(main())
