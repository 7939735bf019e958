import unittest
from unittest import mock

from fakes import alb, deployment, messages, service, task

import breaker
import leaving
import rollouts
import shifting

BLUE = {"targetGroupArn": "blue", "containerPort": 80, "advancedConfiguration": {
    "alternateTargetGroupArn": "green", "productionListenerRule": "rule"}}


def weights():
    action, = alb._rules["rule"]["Actions"]
    return {each["TargetGroupArn"]: each["Weight"] for each in action["ForwardConfig"]["TargetGroups"]}


class Steps(unittest.TestCase):
    def test_of_blue_green_is_one(self):
        self.assertEqual(shifting.steps({"strategy": "BLUE_GREEN"}), [(100, 0)])

    def test_of_linear_are_even_and_end_at_all(self):
        configuration = {"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 30, "stepBakeTimeInMinutes": 2}}
        self.assertEqual(shifting.steps(configuration), [(30, 2), (60, 2), (90, 2), (100, 0)])

    def test_of_canary_are_a_small_one_and_the_rest(self):
        configuration = {"strategy": "CANARY", "canaryConfiguration": {"canaryPercent": 5, "canaryBakeTimeInMinutes": 3}}
        self.assertEqual(shifting.steps(configuration), [(5, 3), (100, 0)])

    def test_are_those_of_aws_where_nothing_is_said(self):
        self.assertEqual(len(shifting.steps({"strategy": "LINEAR"})), 10)
        self.assertEqual(shifting.steps({"strategy": "CANARY"}), [(5, 10), (100, 0)])


class Shift(unittest.TestCase):
    def setUp(self):
        alb._rules = {"rule": {"Actions": []}}
        self.old = deployment(1, status="ACTIVE", rolloutState="COMPLETED")
        self.new = deployment(2)
        self.svc = service(
            self.new, self.old, loadBalancers=[BLUE],
            deploymentConfiguration={
                "strategy": "CANARY", "canaryConfiguration": {"canaryPercent": 10, "canaryBakeTimeInMinutes": 1},
                "bakeTimeInMinutes": 2, "deploymentCircuitBreaker": {"enable": True, "rollback": True}})
        shifting.place(self.svc)
        shifting.give(self.svc, "blue", 100)

    def ready(self):
        self.before = task(1, self.old)
        task(2, self.new)
        task(3, self.new)

    def complete(self):
        with mock.patch.object(leaving, "stop") as stop, mock.patch.object(shifting, "spawn_background") as begin:
            rollouts._complete("main", "main/web")
        return [call.args[0]["task"] for call in stop.call_args_list], begin.call_count

    def shift(self):
        seen, clock = [], mock.Mock(side_effect=lambda: self.now)
        self.now = 0.0

        def sleep(seconds):
            self.now += 20
            seen.append(weights()["green"])
        with mock.patch.object(shifting.time, "monotonic", clock), mock.patch.object(shifting.time, "sleep", sleep), \
                mock.patch.dict(shifting._hooks, {"complete": mock.Mock()}):
            shifting._shift("main", "main/web", self.new)
        return seen

    def test_places_new_tasks_in_the_free_group(self):
        self.assertEqual((self.old["_group"], self.new["_group"]), ("blue", "green"))

    def test_places_the_next_ones_in_the_first_group_again(self):
        self.new["rolloutState"], self.old["rolloutState"] = "COMPLETED", "FAILED"
        newest = deployment(3)
        self.new["status"] = "ACTIVE"
        self.svc["deployments"] = [newest, self.new]
        shifting.place(self.svc)
        self.assertEqual(newest["_group"], "blue")

    def test_begins_once_all_new_tasks_are_good_and_stops_no_old_one(self):
        self.ready()
        self.assertEqual(self.complete(), ([], 1))
        self.assertEqual(self.complete(), ([], 0))
        self.assertEqual(weights(), {"blue": 999, "green": 0})

    def test_moves_a_small_part_then_the_rest_and_waits_after_each(self):
        self.ready()
        self.assertEqual(self.shift(), [99] * 3 + [999] * 6)
        self.assertEqual(self.complete(), ([self.before["taskArn"]], 0))

    def test_ends_where_it_is_given_up(self):
        self.ready()
        self.new["rolloutState"] = "FAILED"
        self.assertEqual(self.shift(), [])
        self.assertNotIn("_shifted", self.new)

    def test_gives_all_requests_back_at_once_when_it_fails(self):
        shifting.give(self.svc, "green", 100)
        breaker._give_up(self.svc, self.new, "breaker", "tasks failed to start.", True)
        self.assertEqual(weights(), {"blue": 999, "green": 0})
        self.assertTrue(self.old["_shifted"])

    def test_makes_way_for_a_newer_deployment(self):
        self.ready()
        shifting.give(self.svc, "green", 50)
        self.assertEqual([each["taskArn"] for each in shifting.supersede(self.svc)], ["task/2", "task/3"])
        self.assertEqual(weights(), {"blue": 999, "green": 0})

    def test_tells_how_much_it_moved(self):
        self.ready()
        self.shift()
        self.assertIn("(service web) (deployment ecs-svc/2) shifted 10 percent of production traffic.", messages(self.svc))


if __name__ == "__main__":
    unittest.main()
