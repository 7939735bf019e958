"""Schedules as EventBridge Scheduler runs them, where ministack's are ten seconds late, all in UTC and called once."""

import json
import math
import time
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from ministack.core.arn import parse_arn
from ministack.core.responses import new_uuid, set_request_account_id, set_request_region
from ministack.services import eventbridge, lambda_svc, scheduler

_UTC = timezone.utc
_LOOK_EVERY_SECONDS = 1
# By schedule: which version of it was seen, and when that runs next.
_known = {}


def next_run(schedule, after):
    """When the schedule runs next after a time, or None when it never does again."""
    start, end = (scheduler._to_epoch(schedule.get(date)) for date in ("StartDate", "EndDate"))
    if start is not None:
        after = max(after, datetime.fromtimestamp(start, _UTC) - timedelta(seconds=1))
    found = _by_expression(schedule, after)
    return None if found is None or (end is not None and found.timestamp() > end) else found


def _by_expression(schedule, after):
    expression = schedule["ScheduleExpression"]
    zone = ZoneInfo(schedule.get("ScheduleExpressionTimezone") or "UTC")
    if expression.startswith("at("):
        once = datetime.fromisoformat(expression[3:-1]).replace(tzinfo=zone).astimezone(_UTC)
        return once if once > after else None
    interval = eventbridge._parse_rate_seconds(expression)
    if interval is not None:
        begun = schedule["CreationDate"]
        past = math.floor((after.timestamp() - begun) / interval)
        return datetime.fromtimestamp(begun + (past + 1) * interval, _UTC)
    fields = eventbridge._parse_cron_fields(expression)
    return None if fields is None else _by_clock(fields, zone, after)


def _by_clock(fields, zone, after):
    """A time that a clock shows twice counts the first time, one that it skips never: as Scheduler does."""
    shown = after.astimezone(zone).replace(fold=0)
    while True:
        shown = eventbridge._cron_next_fire(fields, shown)
        if shown is None:
            return None
        found = shown.astimezone(_UTC)
        if found > after and found.astimezone(zone).replace(fold=0) == shown:
            return found


def filled(text, arn, due, execution):
    """What the target is given, with Scheduler's own words replaced; without an input it is an empty object."""
    words = {
        "schedule-arn": arn, "scheduled-time": due.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "execution-id": execution, "attempt-number": "1"}
    for word, value in words.items():
        text = text.replace(f"<aws.scheduler.{word}>", value)
    return text


def look(now):
    """Starts what is due."""
    for key, schedule in list(scheduler._schedules._data.items()):
        if schedule.get("State") != "ENABLED":
            _known.pop(key, None)
            continue
        try:
            _look_at(key, schedule, now)
        except Exception:  # one that cannot be read must not stop the others
            _known[key] = (schedule["LastModificationDate"], None)
            scheduler.logger.exception("%s does not run", schedule["Arn"])
    for key in _known.keys() - scheduler._schedules._data.keys():
        del _known[key]


def _look_at(key, schedule, now):
    version = schedule["LastModificationDate"]
    seen, due = _known.get(key, (None, None))
    if seen != version:
        due = next_run(schedule, datetime.fromtimestamp(version, _UTC))
    if due is not None and due <= now:
        _start(key, schedule, due)
        due = next_run(schedule, now)
        if due is None and schedule.get("ActionAfterCompletion") == "DELETE":
            del scheduler._schedules._data[key]
    _known[key] = (version, due)


def _start(key, schedule, due):
    account, region, _ = key
    set_request_account_id(account)
    set_request_region(region)
    target = schedule["Target"]
    text = filled(target.get("Input") or "{}", schedule["Arn"], due, new_uuid())
    if ":lambda:" not in target["Arn"]:
        eventbridge._invoke_target({**target, "Input": text}, {"Detail": "{}", "Time": time.time()}, schedule)
        return
    function, config, _ = lambda_svc._get_func_record_for_ref(target["Arn"])
    if function and config:
        # What Lambda does for a caller that does not wait: it calls again, and keeps what failed.
        record = lambda_svc._execution_record_for_config(function, config)
        lambda_svc.invoke_async_with_retry(record, json.loads(text))
        return
    scheduler.logger.error("%s: there is no function %s", schedule["Arn"], target["Arn"])
    queue = (target.get("DeadLetterConfig") or {}).get("Arn")
    if queue:
        eventbridge._dispatch_to_sqs(parse_arn(queue), text)


def install():
    scheduler._SCHEDULE_TICK_INTERVAL = _LOOK_EVERY_SECONDS
    scheduler._tick_schedules = lambda: look(datetime.fromtimestamp(time.time(), _UTC))
