# SPDX-License-Identifier: GPL-3.0-or-later
"""What the function does with an event, in a world in memory."""

from __future__ import annotations

from typing import Any

import pytest
from catalog_refresh.decision import Pace
from catalog_refresh.failures import Permanent

from .world import STATE_CHANGE
from .world import Crash
from .world import Throttled
from .world import World
from .world import ddl

SWEEP = {"source": "datacatalog.sweep"}
WAKE = {"Records": [{"body": '{"source": "datacatalog.wake"}'}]}


def handle(world: World, event: Any, **more: Any) -> dict[str, Any]:
    return world.refresher(**more).handle(event, world.log)


@pytest.fixture
def world() -> World:
    return World()


def test_a_change_starts_the_crawler(world: World) -> None:
    result = handle(world, ddl())
    assert result["decision"] == "start"
    assert world.crawls == 1
    assert world.lines[-1]["decision"] == "start", "the decision is logged as well as returned"


def test_a_change_during_a_crawl_causes_exactly_one_more_after_it(world: World) -> None:
    handle(world, ddl(1))
    assert [handle(world, ddl(number))["decision"] for number in (2, 3, 4)] == ["busy"] * 3
    world.end()
    assert handle(world, STATE_CHANGE)["decision"] == "start"
    assert handle(world, STATE_CHANGE)["decision"] == "hold"
    world.end()
    assert handle(world, STATE_CHANGE)["decision"] == "rest"
    assert world.crawls == 2


def test_a_burst_asks_glue_for_next_to_nothing(world: World) -> None:
    for number in range(500):
        handle(world, ddl(number))
    assert world.looks <= 3
    world.end()
    assert handle(world, STATE_CHANGE)["decision"] == "wait"
    world.now = world.wakes[0]
    assert handle(world, WAKE)["decision"] == "start"
    assert world.crawls == 2


def test_the_wake_up_is_sent_once_for_a_burst_and_again_when_lost(world: World) -> None:
    pace = Pace(60_000, 600_000, 1000, 3)
    for number in range(5):
        world.now += 1_000
        assert handle(world, ddl(number), pace=pace)["decision"] == "wait"
    assert len(world.wakes) == 1
    world.now = world.wakes[0] + 20_000
    handle(world, ddl(9), pace=pace)
    assert len(world.wakes) == 2


def test_each_wake_up_is_used_once(world: World) -> None:
    pace = Pace(1_000, 10_000, 1000, 3)
    for number in (1, 2):
        assert handle(world, ddl(number), pace=pace)["decision"] == "wait"
        world.now = world.wakes[number - 1]
        assert handle(world, WAKE, pace=pace)["decision"] == "start"
        world.end()
        assert handle(world, STATE_CHANGE, pace=pace)["decision"] == "rest"
    assert len(world.wakes) == 2


def test_wake_ups_do_not_multiply(world: World) -> None:
    pace = Pace(5_000, 60_000, 1000, 3)
    handle(world, ddl(1), pace=pace)
    world.now += 4_000
    handle(world, ddl(2), pace=pace)
    world.now = world.wakes[0]
    for _doubled in range(3):
        assert handle(world, WAKE, pace=pace)["decision"] == "wait"
    assert len(world.wakes) == 2


def test_the_same_event_twice_is_one_change(world: World) -> None:
    handle(world, ddl(1))
    world.end()
    again = handle(world, ddl(1))
    assert (again["duplicate"], again["decision"]) == (True, "rest")
    assert world.crawls == 1


def test_a_lost_state_change_is_made_up_for_by_the_sweep(world: World) -> None:
    handle(world, ddl(1))
    handle(world, ddl(2))
    world.end()
    assert handle(world, SWEEP)["decision"] == "start"


@pytest.fixture
def asking() -> World:
    return World(asks=True)


@pytest.mark.parametrize("event", [SWEEP, STATE_CHANGE, {"source": "datacatalog.redrive", "dry_run": False}])
def test_a_change_whose_call_was_lost_causes_one_crawl(asking: World, event: Any) -> None:
    asking.commits[1] = asking.now
    assert handle(asking, {"source": "datacatalog.redrive", "dry_run": True})["found"] == 1, "which only looks"
    assert handle(asking, event)["found"] == 1
    handle(asking, WAKE)
    asking.end()
    for _later in range(3):
        assert handle(asking, SWEEP)["found"] == 0
    assert asking.crawls == 1


def test_a_transaction_that_ends_late_is_not_taken_for_one_that_was_collected(asking: World) -> None:
    asking.commits = {1: asking.now + 60_000, 2: asking.now}
    assert handle(asking, SWEEP)["found"] == 1
    asking.end()
    asking.now += 60_000
    assert (handle(asking, SWEEP)["found"], asking.crawls) == (1, 2)


def test_a_call_that_comes_after_the_database_was_asked_is_no_second_change(asking: World) -> None:
    asking.commits[1] = asking.now
    assert handle(asking, SWEEP)["decision"] == "start"
    asking.end()
    assert handle(asking, ddl(1))["decision"] == "collected"
    assert handle(asking, ddl(1, truncated=True))["decision"] == "start", "which may tell of others as well"


def test_a_crawl_waits_a_moment_for_the_commit(asking: World) -> None:
    asking.commits[1] = asking.now + 500
    assert handle(asking, ddl(1))["decision"] == "wait"
    asking.now = asking.wakes[0]
    assert handle(asking, WAKE)["decision"] == "start"
    asking.end()
    assert (handle(asking, STATE_CHANGE)["found"], asking.crawls) == (0, 1)


def test_a_commit_that_a_crawl_came_too_early_for_is_crawled_again(asking: World) -> None:
    asking.commits[1] = asking.now + 5_000
    handle(asking, ddl(1))
    asking.now = asking.wakes[0]
    assert handle(asking, WAKE)["decision"] == "start"
    asking.end()
    assert handle(asking, STATE_CHANGE)["decision"] == "rest"
    asking.now += 60_000
    assert (handle(asking, SWEEP)["decision"], asking.crawls) == ("start", 2)


def test_where_the_function_writes_tables_itself_only_lost_calls_are_looked_for(asking: World) -> None:
    asking.commits = {1: asking.now, 2: asking.now}
    assert handle(asking, SWEEP, direct=lambda change, log: None)["found"] == 0
    asking.lost = {2}
    assert handle(asking, SWEEP, direct=lambda change, log: None)["found"] == 1
    asking.end()
    asking.commits[3] = asking.now
    assert handle(asking, ddl(1), direct=lambda change, log: None)["decision"] != "collected", "nobody counted it in"


def test_two_sweeps_at_a_time_collect_once(asking: World) -> None:
    asking.commits[1] = asking.now
    changes = asking.changes

    def changes_then_somebody_collects(*arguments: Any, **more: Any) -> Any:
        found = changes(*arguments, **more)
        asking.changes = changes  # type: ignore[method-assign]
        handle(asking, SWEEP)
        return found

    asking.changes = changes_then_somebody_collects  # type: ignore[method-assign]
    handle(asking, SWEEP)
    assert (asking.store.item.requested, asking.crawls) == (1, 1)


def test_a_database_that_cannot_be_asked_holds_up_nothing(asking: World) -> None:
    asking.commits = {1: asking.now}
    handle(asking, ddl(1))
    asking.commits[2] = asking.now
    handle(asking, ddl(2))
    asking.end()
    asking.throttle_database = 2
    result = handle(asking, SWEEP)
    assert (result["found"], result["decision"], asking.dead) == ("not known", "start", [])


def test_a_database_that_refuses_to_answer_is_a_dead_letter_once(asking: World) -> None:
    """Also while there is another problem; and a redrive keeps the letter until it is mended."""
    asking.refuse_database = Permanent("ForbiddenException", "Asking the database: ForbiddenException.")
    asking.refuse = Permanent("AccessDeniedException", "Starting the crawler: AccessDeniedException.")
    assert handle(asking, ddl(1))["decision"] == "dead letter"
    for _sweep in range(3):
        assert handle(asking, SWEEP)["decision"] == "dead letter"
    assert sorted(letter.code for letter in asking.dead) == ["AccessDeniedException", "ForbiddenException"]
    asking.refuse = None
    redriven = handle(asking, {"source": "datacatalog.redrive", "dry_run": False})
    assert [letter["result"]["decision"] for letter in redriven["letters"]] == ["start", "kept"]
    asking.refuse_database = None
    handle(asking, {"source": "datacatalog.redrive", "dry_run": False})
    assert asking.dead == []


@pytest.mark.parametrize("state", ["RUNNING", "STOPPING"])
def test_a_busy_crawler_leaves_the_change_pending(world: World, state: str) -> None:
    world.state, world.since = state, world.now - 1
    assert handle(world, ddl())["decision"] == "busy"
    world.end()
    assert handle(world, STATE_CHANGE)["decision"] == "start"


def test_losing_the_race_for_a_ready_crawler_leaves_the_change_pending(world: World) -> None:
    look = world.look

    def look_then_somebody_starts() -> Any:
        seen = look()
        world.begin()
        return seen

    world.look = look_then_somebody_starts  # type: ignore[method-assign]
    assert handle(world, ddl())["decision"] == "busy"
    assert world.store.item.waiting == 1


def test_somebody_elses_later_crawl_covers_the_change(world: World) -> None:
    world.throttle_glue = 1
    with pytest.raises(Throttled):
        handle(world, ddl())
    world.now += 10_000
    world.begin()
    assert handle(world, SWEEP)["decision"] == "hold"
    world.end()
    assert handle(world, SWEEP)["decision"] == "rest"
    assert world.crawls == 1


def test_what_a_retry_mends_is_raised_and_stays_pending(world: World) -> None:
    world.throttle_glue = 1
    with pytest.raises(Throttled):
        handle(world, ddl())
    assert world.dead == []
    assert handle(world, ddl())["decision"] == "start", "Lambda's own retry"


def test_what_no_retry_mends_is_a_dead_letter_once_and_goes_on_when_mended(world: World) -> None:
    world.refuse = Permanent("AccessDeniedException", "Starting the crawler: AccessDeniedException. Run the role iam.")
    assert handle(world, ddl(1))["decision"] == "dead letter"
    assert handle(world, ddl(2))["decision"] == "dead letter"
    assert handle(world, SWEEP)["decision"] == "dead letter"
    assert [letter.code for letter in world.dead] == ["AccessDeniedException"]
    world.refuse = None
    assert handle(world, SWEEP)["decision"] == "start"


def test_a_crawl_that_fails_is_repeated_and_then_given_up_with_the_reason(world: World) -> None:
    handle(world, ddl())
    for _attempt in range(2):
        world.end("FAILED")
        assert handle(world, STATE_CHANGE)["decision"] == "wait"
        world.now += 60_000
        assert handle(world, SWEEP)["decision"] == "start"
    world.end("FAILED")
    assert handle(world, STATE_CHANGE)["decision"] == "give up"
    assert "it broke" in world.dead[0].reason and "redrive" in world.dead[0].reason
    assert handle(world, SWEEP)["decision"] == "rest"
    assert world.crawls == 3


def test_a_redrive_replays_the_letters(world: World) -> None:
    world.put(ddl(7), "CrawlFailed", "it broke")
    shown = handle(world, {"source": "datacatalog.redrive", "dry_run": True})
    assert shown["letters"][0]["reason"] == "it broke" and world.crawls == 0
    done = handle(world, {"source": "datacatalog.redrive", "dry_run": False})
    assert done["letters"][0]["result"]["decision"] == "start"
    assert world.dead == []


def test_a_redrive_keeps_letters_whose_problem_is_not_mended(world: World) -> None:
    world.put(ddl(7), "CrawlFailed", "it broke")
    world.refuse = Permanent("EntityNotFoundException", "There is no such crawler.")
    done = handle(world, {"source": "datacatalog.redrive", "dry_run": False})
    assert done["letters"][0]["result"]["decision"] == "kept"
    assert len(world.dead) == 1


def test_a_crash_between_start_and_its_record_costs_a_crawl_and_loses_none(world: World) -> None:
    world.store.crash_before_started = True
    with pytest.raises(Crash):
        handle(world, ddl())
    world.end()
    assert handle(world, SWEEP)["decision"] == "start"


@pytest.mark.parametrize("event", [None, 7, [], {}, {"source": "x"}, ddl(version=9), {"Records": []}, {"awslogs": {}}])
def test_an_event_of_unknown_shape_is_logged_and_not_retried(world: World, event: Any) -> None:
    assert handle(world, event)["decision"] == "unknown"
    assert world.lines[0]["level"] == "WARNING" and world.dead == []


def test_writers_that_overtake_each_other_end(world: World) -> None:
    handle(world, ddl(1))
    world.end()
    refresher = world.refresher()
    stale = world.store.item
    world.store.confirmed(stale)
    assert refresher.handle(SWEEP, world.log)["decision"] == "rest"
