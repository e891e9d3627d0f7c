"""`python -m sandbox --manifest manifest.yml`: serves one app, prints how to point it here, writes no file."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from datetime import datetime
from pathlib import Path

import yaml

from sandbox.clock import SandboxClock
from sandbox.manifest import Manifest, ManifestRefused
from sandbox.server import Sandbox
from sandbox.world import World


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--manifest", required=True, type=Path, help="the app's manifest, YAML or JSON")
    parser.add_argument("--world", type=Path, help="people and channels, YAML or JSON (default: a dozen people)")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--request-url", default="", help="send signed HTTP here instead of using Socket Mode")
    parser.add_argument("--pace", choices=("slack", "off"), default="slack", help="Slack's rate limits, or none")
    parser.add_argument("--now", type=datetime.fromisoformat, help="set the clock to this moment (ISO 8601)")
    return parser


def introduction(box: Sandbox) -> str:
    """How to point an app at this sandbox, as lines for a shell."""
    lines = [
        f"The sandbox is at {box.url}/",
        "",
        "Point an app at it with:",
        f"  export SLACK_API_URL={box.api_url}",
        f"  export SLACK_BOT_TOKEN={box.bot_token}",
    ]
    app = box.workspace.app
    if app.socket_mode:
        lines.append(f"  export SLACK_APP_TOKEN={box.app_token}")
    else:
        lines.append(f"  export SLACK_SIGNING_SECRET={box.signing_secret}")
    lines += [
        "Only for an app that is installed by OAuth (Bolt then looks for installations and leaves the token unused):",
        f"  export SLACK_CLIENT_ID={app.client_id}",
        f"  export SLACK_CLIENT_SECRET={app.client_secret}",
        "In Python: AsyncWebClient(token=..., base_url=os.environ['SLACK_API_URL']) as the client of AsyncApp.",
    ]
    if not app.socket_mode:
        lines.append(f"Requests go, signed, to {app.request_url or 'nowhere yet: give --request-url'}")
    return "\n".join(lines)


async def serve(options: argparse.Namespace) -> None:
    manifest = Manifest.load(options.manifest)
    world = World.from_file(options.world) if options.world else None
    box = Sandbox(
        manifest,
        world,
        SandboxClock(options.now),
        host=options.host,
        port=options.port,
        request_url=options.request_url,
        pace=options.pace,
    )
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with box:
        print(introduction(box), flush=True)
        await stop.wait()


def main() -> int:
    """0 after Ctrl-C, 1 with one sentence when it could not start."""
    try:
        asyncio.run(serve(arguments().parse_args()))
    except (ManifestRefused, OSError, ValueError, TypeError, yaml.YAMLError) as trouble:
        print(f"The sandbox did not start: {trouble}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
