"""Faults on demand: what goes wrong next, and how often."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sandbox.jsontypes import Json

OF_CALLS = ("rate_limit", "server_error", "timeout", "slow", "lost_answer", "token_revoked", "missing_scope", "error")
OF_SOCKETS = ("drop_socket", "half_dead_socket", "disconnect")
OF_DELIVERY = ("duplicate", "retry")
KINDS = OF_CALLS + OF_SOCKETS + OF_DELIVERY


@dataclass
class Fault:
    """One fault; `method` "" means any. `times` is how often it will still happen; `retry_after` in seconds."""

    id: str
    kind: str
    method: str = ""
    times: int = 1
    seconds: float = 1.0
    status: int = 500
    retry_after: int = 1
    error: str = "internal_error"
    reason: str = "refresh_requested"
    scope: str = ""


class FaultBook:
    """The faults that wait to happen. Faults of sockets happen at once and never stand here."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._count = 0

    def add(self, order: Json) -> Fault:
        """Raises ValueError with a sentence when the order makes no sense."""
        if order.get("kind") not in KINDS:
            raise ValueError(f"There is no fault {order.get('kind')!r}; there are {', '.join(KINDS)}.")
        known = set(Fault.__dataclass_fields__) - {"id"}
        if unknown := set(order) - known:
            raise ValueError(f"A fault has no {', '.join(sorted(unknown))}.")
        self._count += 1
        fault = Fault(id=f"f{self._count}", **{key: value for key, value in order.items() if value is not None})
        if fault.kind not in OF_SOCKETS:
            self._waiting.append(fault)
        return fault

    def take(self, kinds: tuple[str, ...], method: str) -> Fault | None:
        """The next fault of these kinds for this method, counted down."""
        for fault in self._waiting:
            if fault.kind in kinds and fault.method in ("", method):
                fault.times -= 1
                if fault.times <= 0:
                    self._waiting.remove(fault)
                return fault
        return None

    def waiting(self) -> list[Json]:
        return [asdict(fault) for fault in self._waiting]

    def clear(self, fault_id: str = "") -> int:
        """Takes one fault back, or all of them; answers how many."""
        before = len(self._waiting)
        self._waiting = [each for each in self._waiting if fault_id and each.id != fault_id]
        return before - len(self._waiting)
