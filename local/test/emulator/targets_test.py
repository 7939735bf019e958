import asyncio
import unittest
from unittest import mock

from fakes import alb, deployment, ecs, service, task

import targets


def target(address, **given):
    return {"Id": address, "Port": 80, "_unproved": False, **given}


class Targets(unittest.TestCase):
    def setUp(self):
        targets._known.clear()
        alb._targets = {}
        alb._tgs = {"group": {}}
        alb._tg_attrs = {}

    def usable(self, registered, states):
        alb._targets["group"] = registered
        found = {(address, 80): {"state": state} for address, state in states.items()}
        with mock.patch.object(targets, "states", return_value=found):
            return [each["Id"] for each in asyncio.run(targets._usable("group", registered))]

    def test_get_requests_when_they_are_healthy(self):
        registered = [target("a"), target("b"), target("c")]
        self.assertEqual(self.usable(registered, {"a": "healthy", "b": "unhealthy"}), ["a"])

    def test_get_none_before_their_first_check_whatever_was_found_at_their_address(self):
        registered = [target("a"), target("b", _unproved=True)]
        self.assertEqual(self.usable(registered, {"a": "healthy", "b": "healthy"}), ["a"])

    def test_get_requests_all_of_them_when_none_is_healthy(self):
        self.assertEqual(self.usable([target("a"), target("b")], {"a": "unhealthy"}), ["a", "b"])

    def test_are_published_without_those_that_they_replace(self):
        new = deployment(1)
        service(new)
        task(2, new, _startup_stable=False)
        alb._targets["group"] = [target("10.0.0.1"), target("elsewhere")]
        self.assertTrue(targets._publish("group", [("10.0.0.2", 80)], ["10.0.0.1"]))
        self.assertEqual(alb._targets["group"], [target("elsewhere"), target("10.0.0.2", _unproved=True)])

    def test_keep_the_port_of_their_own_revision_when_the_service_has_another(self):
        old, new = deployment(1, status="ACTIVE"), deployment(2)
        service(new, old)
        task(1, old)
        task(2, new)
        ports = {"web:1": 8080, "web:2": 9090}
        definitions = {
            key: {"containerDefinitions": [{"portMappings": [{"containerPort": port}]}]} for key, port in ports.items()}
        with mock.patch.multiple(ecs, _task_defs=definitions, _resolve_td_key=lambda key: key):
            targets._publish("group", [("10.0.0.1", 9090), ("10.0.0.2", 9090)])
        self.assertEqual([each["Port"] for each in alb._targets["group"]], [8080, 9090])

    def test_are_not_published_in_a_group_that_is_gone(self):
        self.assertFalse(targets._publish("other", [("10.0.0.2", 80)]))

    def test_leave_after_the_delay_of_their_group_or_five_minutes(self):
        self.assertEqual(targets.deregistration_seconds("group"), 300.0)
        alb._tg_attrs["group"] = [{"Key": "deregistration_delay.timeout_seconds", "Value": "30"}]
        self.assertEqual(targets.deregistration_seconds("group"), 30.0)


if __name__ == "__main__":
    unittest.main()
