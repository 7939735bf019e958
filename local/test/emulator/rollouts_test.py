import unittest
from unittest import mock

from fakes import deployment, messages, service, task

import leaving
import rollouts
import services


class Rollout(unittest.TestCase):
    def setUp(self):
        self.old = deployment(1, status="ACTIVE", rolloutState="COMPLETED")
        self.new = deployment(2)
        self.svc = service(self.new, self.old)

    def complete(self):
        with mock.patch.object(leaving, "stop") as stop:
            rollouts._complete("main", "main/web")
        return [call.args[0]["task"] for call in stop.call_args_list]

    def test_keeps_the_old_tasks_until_all_new_ones_are_good(self):
        task(1, self.old)
        task(2, self.new)
        task(3, self.new, _startup_stable=False)
        self.assertEqual(self.complete(), [])
        self.assertEqual(self.new["rolloutState"], "IN_PROGRESS")

    def test_lets_the_old_tasks_go_before_it_is_complete(self):
        old = task(1, self.old)
        task(2, self.new)
        task(3, self.new)
        self.assertEqual(self.complete(), [old["taskArn"]])
        self.assertEqual((self.new["rolloutState"], self.old["desiredCount"]), ("IN_PROGRESS", 0))

    def test_is_complete_once_the_old_tasks_are_gone(self):
        task(1, self.old, lastStatus="STOPPED")
        task(2, self.new)
        task(3, self.new)
        self.assertEqual(self.complete(), [])
        self.assertEqual(self.new["rolloutState"], "COMPLETED")
        self.assertEqual(self.svc["deployments"], [self.new])
        self.assertEqual(messages(self.svc)[0], "(service web) has reached a steady state.")

    def test_stops_no_old_task_while_a_new_one_may_still_make_room_needless(self):
        self.svc["deploymentConfiguration"] = {"maximumPercent": 100}
        task(1, self.old)
        task(2, self.new, _startup_stable=False)
        self.assertTrue(rollouts._undecided(self.svc, self.new))
        self.svc["deploymentConfiguration"] = {"maximumPercent": 200}
        self.assertFalse(rollouts._undecided(self.svc, self.new))


class Events(unittest.TestCase):
    def test_are_the_newest_hundred_newest_first(self):
        svc = service(deployment(1))
        for number in range(101):
            services.event(svc, f"event {number}")
        self.assertEqual(len(svc["events"]), 100)
        self.assertEqual(messages(svc)[0], "(service web) event 100")


if __name__ == "__main__":
    unittest.main()
