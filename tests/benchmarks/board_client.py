"""A projector without a browser: opens the board over Streamlit's socket and refreshes it every two seconds.

Prints the seconds of each refresh, from asking to "script finished": python board_client.py PORT WORKSHOP SECONDS
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

# This file's own folder would hide the package "click" from others.
sys.path.pop(0)

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

EVERY = 2.0


async def refreshed(port: int, workshop: str, seconds: float) -> list[float]:
    times: list[float] = []
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    async with websockets.connect(
        address, subprotocols=["streamlit"], origin=f"http://127.0.0.1:{port}", max_size=None
    ) as socket:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            asked = BackMsg()
            asked.rerun_script.query_string = f"ws={workshop}"
            asked.rerun_script.page_name = "board"
            start = time.perf_counter()
            await socket.send(asked.SerializeToString())
            await asyncio.wait_for(_finished(socket), 30)
            times.append(time.perf_counter() - start)
            await asyncio.sleep(EVERY)
    return times


async def _finished(socket: websockets.ClientConnection) -> None:
    async for said in socket:
        message = ForwardMsg()
        message.ParseFromString(said)
        if message.WhichOneof("type") == "delta" and message.delta.new_element.WhichOneof("type") == "exception":
            raise AssertionError(message.delta.new_element.exception.message)
        if message.WhichOneof("type") == "script_finished":
            return


if __name__ == "__main__":
    print(json.dumps(asyncio.run(refreshed(int(sys.argv[1]), sys.argv[2], float(sys.argv[3])))))
