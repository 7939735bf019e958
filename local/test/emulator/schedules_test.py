import unittest
from datetime import datetime, timedelta, timezone

from fakes import eventbridge, lambda_svc, scheduler

import schedules

ARN = "arn:aws:scheduler:eu-west-1:000000000000:schedule/default/nightly"
FUNCTION = "arn:aws:lambda:eu-west-1:000000000000:function:run"
KEY = ("000000000000", "eu-west-1", "default/nightly")


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


def clock_time(expression):
    return tuple(map(int, expression[5:].split()[1::-1])) if expression.startswith("cron(") else None


def next_fire(fields, after):
    """The next minute of an hour and a minute, by the clock that `after` is of."""
    hour, minute = fields
    found = after.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return found if found > after else found + timedelta(days=1)


def schedule(expression, zone="UTC", **given):
    made = utc("2026-03-01T00:00:00").timestamp()
    return {
        "Arn": ARN, "State": "ENABLED", "ScheduleExpression": expression, "ScheduleExpressionTimezone": zone,
        "CreationDate": made, "LastModificationDate": made, "ActionAfterCompletion": "NONE",
        "Target": {"Arn": FUNCTION, "Input": '{"execution": "<aws.scheduler.execution-id>"}'}, **given}


class Schedules(unittest.TestCase):
    def setUp(self):
        eventbridge.reset_mock()
        lambda_svc.reset_mock()
        eventbridge._parse_rate_seconds = lambda text: 60 * int(text[5:].split()[0]) if text[:5] == "rate(" else None
        eventbridge._parse_cron_fields = clock_time
        eventbridge._cron_next_fire = next_fire
        lambda_svc._get_func_record_for_ref = lambda _: ({"f": 1}, {"c": 1}, "run")
        lambda_svc._execution_record_for_config = lambda function, _: function
        scheduler._to_epoch = lambda value: value
        scheduler._schedules._data = {}
        schedules._known.clear()

    def runs(self, made, *times):
        """How many runs have started after a look at each time."""
        scheduler._schedules._data[KEY] = made
        counts = []
        for time in times:
            schedules.look(utc(time))
            counts.append(lambda_svc.invoke_async_with_retry.call_count)
        return counts

    def test_run_in_their_time_zone(self):
        nightly = schedule("cron(30 3 * * ? *)", "Europe/Berlin")
        self.assertEqual(schedules.next_run(nightly, utc("2026-03-02T00:00:00")), utc("2026-03-02T02:30:00"))
        self.assertEqual(schedules.next_run(nightly, utc("2026-07-02T00:00:00")), utc("2026-07-02T01:30:00"))

    def test_leave_out_a_time_that_the_clock_skips(self):
        nightly = schedule("cron(30 2 * * ? *)", "Europe/Berlin")
        self.assertEqual(schedules.next_run(nightly, utc("2026-03-28T12:00:00")), utc("2026-03-30T00:30:00"))

    def test_run_once_at_a_time_that_the_clock_shows_twice(self):
        nightly = schedule("cron(30 2 * * ? *)", "Europe/Berlin")
        first = schedules.next_run(nightly, utc("2026-10-24T12:00:00"))
        self.assertEqual(first, utc("2026-10-25T00:30:00"))
        self.assertEqual(schedules.next_run(nightly, first), utc("2026-10-26T01:30:00"))

    def test_run_at_a_rate_from_when_they_were_made(self):
        self.assertEqual(
            self.runs(
                schedule("rate(5 minutes)"),
                "2026-03-01T00:04:59", "2026-03-01T00:05:00", "2026-03-01T00:05:01", "2026-03-01T00:10:01"),
            [0, 1, 1, 2])

    def test_run_once_and_are_gone_where_they_say_so(self):
        once = schedule("at(2026-03-01T02:00:00)", "Europe/Berlin", ActionAfterCompletion="DELETE")
        self.assertEqual(self.runs(once, "2026-03-01T00:59:59"), [0])
        self.assertEqual(list(scheduler._schedules._data), [KEY])
        self.assertEqual(self.runs(once, "2026-03-01T01:00:00"), [1])
        self.assertEqual(scheduler._schedules._data, {})

    def test_run_neither_before_their_start_nor_after_their_end(self):
        start, end = (utc(f"2026-03-01T00:{minute}:00").timestamp() for minute in (20, 25))
        self.assertEqual(
            self.runs(
                schedule("rate(5 minutes)", StartDate=start, EndDate=end),
                "2026-03-01T00:15:00", "2026-03-01T00:20:00", "2026-03-01T00:25:00", "2026-03-01T00:30:00"),
            [0, 1, 2, 2])

    def test_do_not_run_while_they_are_disabled(self):
        self.assertEqual(self.runs(schedule("rate(1 minute)", State="DISABLED"), "2026-03-01T01:00:00"), [0])

    def test_follow_a_change(self):
        self.assertEqual(self.runs(schedule("rate(1440 minutes)"), "2026-03-01T00:30:00"), [0])
        changed = utc("2026-03-01T00:30:00").timestamp()
        once = schedule("at(2026-03-01T00:31:00)", LastModificationDate=changed)
        self.assertEqual(self.runs(once, "2026-03-01T00:31:00", "2026-03-01T00:32:00"), [1, 1])

    def test_give_each_run_an_id_of_its_own(self):
        self.runs(schedule("rate(1 minute)"), "2026-03-01T00:01:00")
        lambda_svc.invoke_async_with_retry.assert_called_once_with({"f": 1}, {"execution": "uuid"})
        filled = schedules.filled("<aws.scheduler.schedule-arn> <aws.scheduler.scheduled-time>", ARN, utc("2026-03-01T00:01:00"), "")
        self.assertEqual(filled, f"{ARN} 2026-03-01T00:01:00Z")

    def test_keep_the_input_of_a_function_that_is_not_there(self):
        target = {"Arn": "none:lambda:none", "DeadLetterConfig": {"Arn": "queue"}}
        lambda_svc._get_func_record_for_ref = lambda _: (None, None, "run")
        self.assertEqual(self.runs(schedule("rate(1 minute)", Target=target), "2026-03-01T00:01:00"), [0])
        eventbridge._dispatch_to_sqs.assert_called_once_with("queue", "{}")

    def test_go_on_where_one_of_them_cannot_be_read(self):
        scheduler._schedules._data[("a", "b", "c")] = schedule("rate(1 minute)", "Middle-earth/Shire")
        self.assertEqual(self.runs(schedule("rate(1 minute)"), "2026-03-01T00:01:00"), [1])


if __name__ == "__main__":
    unittest.main()
