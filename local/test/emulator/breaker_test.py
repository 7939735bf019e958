import unittest

from fakes import deployment, ecs, messages, service, task

import breaker

breaker.install(lambda *_: None)


class Breaker(unittest.TestCase):
    def setUp(self):
        self.old = deployment(1, status="ACTIVE", rolloutState="COMPLETED")
        self.new = deployment(2)
        self.svc = service(self.new, self.old)
        self.failing = task(1, self.new)

    def fail(self, times):
        for _ in range(times):
            ecs._record_service_task_failure(self.failing)

    def test_counts_failed_tasks_until_there_are_too_many(self):
        self.fail(2)
        self.assertEqual((self.new["failedTasks"], self.new["rolloutState"]), (2, "IN_PROGRESS"))
        self.assertEqual(self.svc["taskDefinition"], "web:2")

    def test_goes_back_to_the_last_completed_deployment(self):
        self.fail(3)
        self.assertEqual((self.new["rolloutState"], self.new["desiredCount"]), ("FAILED", 0))
        self.assertEqual((self.old["status"], self.old["rolloutState"]), ("PRIMARY", "IN_PROGRESS"))
        self.assertEqual(self.svc["taskDefinition"], "web:1")
        self.assertIs(self.svc["deployments"][0], self.old)
        self.assertEqual(messages(self.svc), [
            "(service web) rolling back to deployment ecs-svc/1.",
            "(service web) (deployment ecs-svc/2) deployment failed: tasks failed to start."])

    def test_leaves_a_first_deployment_failed_where_it_is(self):
        self.svc["deployments"].remove(self.old)
        self.fail(3)
        self.assertEqual((self.new["status"], self.new["rolloutState"]), ("PRIMARY", "FAILED"))

    def test_stays_out_of_it_where_nobody_asked_for_it(self):
        self.svc["deploymentConfiguration"] = {}
        self.fail(9)
        self.assertEqual((self.new["failedTasks"], self.new["rolloutState"]), (9, "IN_PROGRESS"))

    def test_counts_no_task_of_an_earlier_deployment(self):
        ecs._record_service_task_failure(task(2, self.old))
        self.assertEqual(self.new["failedTasks"], 0)


if __name__ == "__main__":
    unittest.main()
