"""Delivery: what the outbox wants, Slack shows. Pacing, retries, look-ups of cut-off sends; each message once.

`Delivery` goes round per workspace: one transaction writes what became of the last sends and claims the next ones
(`turn`), then Slack is spoken to (`courier`). What Slack answers is read by `troubles`; a send whose answer never came
is searched for by its metadata (`lookup`) before it is repeated.
"""

from bot.kit.delivery.delivery import Delivery, Report
from bot.kit.delivery.pace import OFF, SLACK, Pace, RealTime

__all__ = ["OFF", "SLACK", "Delivery", "Pace", "RealTime", "Report"]
