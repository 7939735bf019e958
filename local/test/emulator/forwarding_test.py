import asyncio
import random
import unittest
from unittest import mock

from fakes import alb

import forwarding

FORWARD = {"Type": "forward", "Order": 1, "ForwardConfig": {"TargetGroups": [
    {"TargetGroupArn": "blue", "Weight": 3}, {"TargetGroupArn": "green", "Weight": 1}]}}


class Forward(unittest.TestCase):
    def parse(self, **given):
        alb._p.side_effect = lambda params, key, default="": params.get(key, default)
        params = {f"Actions.member.1.ForwardConfig.TargetGroups.member.{key}": each for key, each in given.items()}
        return forwarding._parsed(lambda *_: [{"Type": "forward", "Order": 1}])(params, "Actions")

    def test_to_several_groups_keeps_their_weights(self):
        found = self.parse(**{"1.TargetGroupArn": "blue", "1.Weight": "3", "2.TargetGroupArn": "green"})
        self.assertEqual(found, [FORWARD])

    def test_to_one_group_is_a_plain_forward(self):
        self.assertEqual(self.parse(**{"1.TargetGroupArn": "blue"}), [
            {"Type": "forward", "Order": 1, "TargetGroupArn": "blue"}])

    def test_is_told_with_its_weights(self):
        told = forwarding._told(lambda _: "<member><Type>forward</Type></member>")(FORWARD)
        self.assertIn("<TargetGroupArn>green</TargetGroupArn><Weight>1</Weight>", told)
        self.assertEqual(told.count("<member><Type>"), 1)
        self.assertTrue(told.endswith("</TargetGroups></ForwardConfig></member>"))

    def requests(self, action, number=400):
        chosen = []

        async def forward(group, *_):
            chosen.append(group)
            return 200, {}, b""
        execute = forwarding._executed(None)
        with mock.patch.object(alb, "_forward_to_tg", forward):
            answers = [asyncio.run(execute(action, "GET", "/", {}, b"", {})) for _ in range(number)]
        return chosen, answers

    def test_follows_the_weights(self):
        random.seed(1)
        chosen, _ = self.requests(FORWARD)
        self.assertTrue(250 < chosen.count("blue") < 350, chosen.count("blue"))

    def test_sends_nothing_to_a_group_of_weight_0(self):
        groups = forwarding.weights([("blue", 0), ("green", 5)])
        chosen, _ = self.requests({"Type": "forward", "ForwardConfig": {"TargetGroups": groups}}, 50)
        self.assertEqual(set(chosen), {"green"})

    def test_is_refused_where_no_group_has_a_weight(self):
        groups = forwarding.weights([("blue", 0), ("green", 0)])
        _, answers = self.requests({"Type": "forward", "ForwardConfig": {"TargetGroups": groups}}, 1)
        self.assertEqual(answers[0][0], 503)


if __name__ == "__main__":
    unittest.main()
