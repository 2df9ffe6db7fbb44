"""Bad Wi-Fi between raters and server: a TCP forwarder that delays, resets and for a while lets nothing through.

Run: python forwarder.py LISTEN TARGET SECONDS_UNTIL_BLACKOUT SECONDS_OF_BLACKOUT
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import sys
import time

DELAY = 0.15
RESET_AFTER = (5.0, 20.0)


class Forwarder:
    def __init__(self, target: int, blackout_in: float, blackout: float) -> None:
        self.target = target
        self.dark_from = time.monotonic() + blackout_in
        self.dark_until = self.dark_from + blackout
        self.open: set[asyncio.StreamWriter] = set()

    @property
    def dark(self) -> bool:
        return self.dark_from <= time.monotonic() < self.dark_until

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection: both ways delayed, reset after a while, nothing during the blackout."""
        self.open.add(writer)
        with contextlib.suppress(OSError, asyncio.CancelledError):
            if not self.dark:
                there, back = await asyncio.open_connection("127.0.0.1", self.target)
                self.open.add(back)
                ways = [asyncio.create_task(self._carry(reader, back)), asyncio.create_task(self._carry(there, writer))]
                await asyncio.wait(ways, timeout=random.uniform(*RESET_AFTER), return_when=asyncio.FIRST_COMPLETED)
                for way in ways:
                    way.cancel()
                self._reset(back)
            else:
                await asyncio.sleep(random.uniform(0, 2))
        self._reset(writer)

    async def _carry(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while part := await source.read(65_536):
                await asyncio.sleep(DELAY)
                target.write(part)
                await target.drain()

    def _reset(self, writer: asyncio.StreamWriter) -> None:
        self.open.discard(writer)
        writer.transport.abort()

    async def darken(self) -> None:
        """At the beginning of the blackout every connection breaks."""
        await asyncio.sleep(max(0.0, self.dark_from - time.monotonic()))
        for writer in list(self.open):
            self._reset(writer)


async def main(listen: int, target: int, blackout_in: float, blackout: float) -> None:
    forwarder = Forwarder(target, blackout_in, blackout)
    server = await asyncio.start_server(forwarder.serve, "127.0.0.1", listen)
    async with server:
        await asyncio.gather(forwarder.darken(), server.serve_forever())


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4])))
