# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes an event, and does what is decided until there is nothing more to do at once."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict
from dataclasses import dataclass
from typing import Any

from . import decision
from .decision import Pace
from .events import REQUEST
from .events import WAKE
from .events import Change
from .events import Ignored
from .events import Incoming
from .events import Nudge
from .events import Redrive
from .events import Unknown
from .events import understand
from .failures import Permanent
from .filters import Filters
from .logs import Log
from .model import Crawler
from .model import Pending
from .ports import CrawlerBusy
from .ports import CrawlerPort
from .ports import DeadLetter
from .ports import DeadLetters
from .ports import Overtaken
from .ports import PendingStore
from .ports import Queue
from .snapshots import shows
from .witness import Witness
from .witness import transactions_of

# A wake-up that has not come so long after its time is lost, and another one is sent.
WAKE_GRACE_MS = 10_000
EARLY_MS = 500
LONGEST_WAKE_SECONDS = 900
# So long after a call the trigger makes another one at the latest.
NEXT_CALL_MS = 1_000
# A change whose transaction has not ended is looked at again after that.
NOT_COMMITTED_MS = 1_000
# For so long a crawl that was started is taken to be running while a burst of changes comes in.
TRUST_MS = 60_000
LONGEST_REPORT = 8_000
# Each turn writes, or ends the work; only others' writes make another one necessary.
TURNS = 12

Result = dict[str, Any]
# Applies a change without a crawl: what came of it, or nothing when a crawl is needed.
Direct = Callable[[Change, Log], Result | None]


def milliseconds() -> int:
    return time.time_ns() // 1_000_000


@dataclass(frozen=True)
class Refresher:
    crawler_name: str
    filters: Filters
    pace: Pace
    pending: PendingStore
    crawler: CrawlerPort
    wake_queue: Queue
    letters: DeadLetters
    witness: Witness | None = None
    direct: Direct | None = None
    clock: Callable[[], int] = milliseconds

    def handle(self, event: Any, log: Log) -> Result:
        incoming = understand(event, self.crawler_name, self.filters)
        try:
            result = self._take(incoming, event, log)
        except Permanent as problem:
            result = self._dead_letter(event, problem, log)
        level = "WARNING" if result["decision"] in ("unknown", "dead letter", decision.GIVE_UP) else "INFO"
        log(level, f"decision: {result['decision']}", **result)
        return result

    def _take(self, incoming: Incoming, event: Any, log: Log) -> Result:
        if isinstance(incoming, Unknown):
            # Neither retried nor kept: there is nothing in it that anybody could act on. A metric counts these lines.
            log("WARNING", "an event of unknown shape", event=event)
            return {"decision": "unknown", "reason": incoming.reason}
        if isinstance(incoming, Ignored):
            return {"decision": "ignore", "event": incoming.kind, "reason": incoming.reason}
        if isinstance(incoming, Redrive):
            return self._redrive(incoming, event, log)
        if isinstance(incoming, Change):
            return self._change(incoming, log)
        if incoming.kind == "wake":
            # It has come, so the next change that waits needs another one; unless one is on its way already.
            self.pending.wake_came(self.clock() + EARLY_MS)
        return {"event": incoming.kind} | self._collect_or_say(event, log) | self._advance(None, log)

    def _collect_or_say(self, event: Any, log: Log) -> Result:
        """What is pending already must not wait for a database that cannot be asked."""
        try:
            return self._collect(log)
        except Permanent as problem:
            self._dead_letter(event, problem, log)
            return {"found": problem.code}

    def _collect(self, log: Log, *, only_look: bool = False) -> Result:
        """Take for a request what the database has, and no call told of or no crawl can have seen."""
        if self.witness is None:
            return {}
        seen = self.pending.read()
        found = self.witness.changes(seen.collected, log)
        if found is None:
            return {"found": "not known"}
        if found.count and not only_look:
            # Overtaken: somebody else has just collected the same.
            with suppress(Overtaken):
                self.pending.collect(seen, found, self.clock())
        return {"found": found.count}

    def _change(self, change: Change, log: Log, *, again: bool = False) -> Result:
        if self.direct and change.kind == "ddl":
            try:
                result = self.direct(change, log)
            except Permanent as problem:
                # An operator has to hear of it, and a crawl does what could not be done.
                self._dead_letter(change.payload, problem, log)
                result = None
            if result is not None:
                return {"event": "ddl", "changes": change.count} | result
        transactions = transactions_of(change.payload) if self.witness and change.kind == "ddl" else set()
        if transactions and not again and self._collected(transactions):
            return {"event": "ddl", "changes": change.count, "decision": "collected"}
        now = self.clock()
        key = hashlib.sha256(json.dumps(change.payload, sort_keys=True, default=str).encode()).hexdigest()[:16]
        counted = self.pending.request(now, f"{key}-{now}" if again else key)
        said: Result = {"event": change.kind, "changes": change.count}
        if counted is None:
            said["duplicate"] = True
        elif counted.in_flight and counted.waiting > 1 and now < counted.started_at + TRUST_MS:
            # An earlier change found the crawler running and waits already: no need to ask Glue for each of a burst.
            return said | self._result(decision.BUSY, counted, None, now)
        return said | self._advance(counted, log, transactions)

    def _advance(self, pending: Pending | None, log: Log, transactions: Iterable[str] = ()) -> Result:
        """Repeat the decision until it is one that ends the work on this event."""
        crawler: Crawler | None = None
        for _turn in range(TURNS):
            pending = pending or self.pending.read()
            now = self.clock()
            chosen = decision.decide(pending, crawler, now, self.pace)
            log("DEBUG", f"chose: {chosen}", pending=asdict(pending), crawler=crawler and asdict(crawler))
            try:
                if chosen == decision.LOOK:
                    crawler = self.crawler.look()
                elif chosen == decision.START and crawler:
                    return self._start(pending, crawler, now, transactions, log)
                elif self._ends(chosen, pending, crawler, now):
                    return self._result(chosen, pending, crawler, now)
                else:
                    pending = None
            except Overtaken:
                pending, crawler = None, None
            except CrawlerBusy:
                return self._result(decision.BUSY, pending or Pending(), crawler, now)
        return {"decision": decision.BUSY, "reason": "others kept writing; the sweep goes on from here"}

    def _ends(self, chosen: str, pending: Pending, crawler: Crawler | None, now: int) -> bool:
        """Do what was chosen; true when that was all."""
        if chosen == decision.WAIT:
            self._arm(pending, decision.due_at(pending, self.pace), now)
        elif chosen == decision.ADOPT and crawler:
            self.pending.started(pending, crawler.last, crawler.since or now)
            return False
        elif chosen == decision.CONFIRM:
            self.pending.confirmed(pending)
            return False
        elif chosen == decision.SETTLE:
            self.pending.settled(pending)
            return False
        elif chosen in (decision.RETRY, decision.RESTART):
            self.pending.failed(pending, decision.backoff_until(pending, now, self.pace))
            return False
        elif chosen == decision.GIVE_UP and crawler:
            self._give_up(pending, crawler)
        return True

    def _collected(self, transactions: Iterable[str]) -> bool:
        """Whether a late event tells of what the database has told already."""
        return bool(self.witness and self.witness.also_sent) and shows(self.pending.read().collected, transactions)

    def _start(self, pending: Pending, crawler: Crawler, now: int, transactions: Iterable[str], log: Log) -> Result:
        snapshot = ""
        if self.witness:
            try:
                snapshot, too_early = self.witness.snapshot(pending.collected, transactions, log)
            except Permanent as problem:
                # The crawl covers what it covers all the same; the sweep puts the problem into the dead-letter queue.
                log("WARNING", problem.reason, code=problem.code)
                too_early = False
            if too_early:
                self._arm(pending, now + NOT_COMMITTED_MS, now)
                return self._result(decision.WAIT, pending, crawler, now)
        self.crawler.start()
        self.pending.started(pending, crawler.last, now, snapshot)
        if self.witness and self.pace.delay_ms < NEXT_CALL_MS:
            # What changed since the trigger's call is told by none, if the crawl has ended before it was committed.
            self.wake_queue.send({"source": WAKE}, NEXT_CALL_MS // 1000)
        return self._result(decision.START, pending, crawler, now)

    def _give_up(self, pending: Pending, crawler: Crawler) -> None:
        attempts = pending.attempts + 1
        error = crawler.last_error or crawler.last_status
        reason = (
            f"The crawler {self.crawler_name} failed {attempts} times, at last with: {error}. "
            "Mend that (the crawler's log says more), then replay this message with playbooks/redrive.yml."
        )
        event = {"source": REQUEST, "reason": reason, "changes": pending.requested - pending.confirmed}
        self.letters.put(event, "CrawlFailed", reason)
        self.pending.given_up(pending)

    def _arm(self, pending: Pending, due: int, now: int) -> None:
        if now - WAKE_GRACE_MS <= pending.wake_at <= due:
            return
        seconds = min(LONGEST_WAKE_SECONDS, max(0, -(-(due - now) // 1000)))
        self.wake_queue.send({"source": WAKE}, seconds)
        self.pending.wake_armed(now + seconds * 1000)

    def _result(self, chosen: str, pending: Pending, crawler: Crawler | None, now: int) -> Result:
        result: Result = {
            "decision": chosen,
            "requested": pending.requested,
            "covered": pending.requested if chosen == decision.START else pending.covered,
        }
        if chosen == decision.WAIT:
            result["due_in_ms"] = max(0, decision.due_at(pending, self.pace) - now)
        if crawler:
            result["crawler"] = crawler.state
        return result

    def _dead_letter(self, event: Any, problem: Permanent, log: Log) -> Result:
        """Once for each problem; what is pending stays so, and goes on by itself once the problem is mended."""
        log("ERROR", problem.reason, code=problem.code)
        try:
            reported = self.pending.read().reported
        except Permanent:
            # The table itself is the problem, so nothing of this event is kept anywhere else.
            self.letters.put(event, problem.code, problem.reason)
        else:
            if problem.reason not in reported or problem.loses_event:
                self.letters.put(event, problem.code, problem.reason)
                # There may be two problems at a time, the crawler's and the database's.
                self.pending.problem_reported(f"{reported}\n{problem.reason}"[-LONGEST_REPORT:].strip())
        return {"decision": "dead letter", "code": problem.code, "reason": problem.reason}

    def _redrive(self, redrive: Redrive, event: Any, log: Log) -> Result:
        letters = self.letters.show() if redrive.dry_run else self.letters.receive()
        outcomes = []
        for letter in letters:
            outcome: Result = {"code": letter.code, "reason": letter.reason, "event": letter.event}
            if not redrive.dry_run:
                outcome["result"] = self._replay(letter, log)
            outcomes.append(outcome)
        if redrive.dry_run:
            return {"decision": "dry run", "letters": outcomes} | self._look(log)
        said = self._collect_or_say(event, log)
        if said.get("found"):
            self.wake_queue.send({"source": WAKE}, 0)
        return {"decision": "redriven", "letters": outcomes} | said

    def _look(self, log: Log) -> Result:
        try:
            return self._collect(log, only_look=True)
        except Permanent as problem:
            return {"found": problem.code}

    def _replay(self, letter: DeadLetter, log: Log) -> Result:
        """A letter whose problem is still there stays in the queue."""
        try:
            result = self._again(letter.event, log)
        except Permanent as problem:
            return {"decision": "kept", "code": problem.code, "reason": problem.reason}
        self.letters.delete(letter)
        return result

    def _again(self, event: Any, log: Log) -> Result:
        incoming = understand(event, self.crawler_name, self.filters)
        if isinstance(incoming, Redrive):
            return {"decision": "ignore", "reason": "a redrive is not replayed"}
        if isinstance(incoming, Change):
            return self._change(incoming, log, again=True)
        if isinstance(incoming, Nudge):
            # If it was the database that could not be asked, and still cannot, the letter stays.
            self._collect(log)
        return self._take(incoming, event, log)
