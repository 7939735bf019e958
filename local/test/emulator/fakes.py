"""ministack as far as the parts of its scheduler that are ours need it, without ministack."""

import contextlib
import pathlib
import sys
import types
from unittest import mock

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "emulator"))

ecs = mock.MagicMock()
alb = mock.MagicMock()
cloudwatch_logs = mock.MagicMock()
eventbridge = mock.MagicMock()
lambda_svc = mock.MagicMock()
scheduler = mock.MagicMock()
ecs._iso.return_value = "now"
ecs._cluster_name_from_arn.side_effect = lambda arn: arn.rsplit("/", 1)[-1]
ecs._primary_deployment.side_effect = lambda svc: next(
    (each for each in svc["deployments"] if each["status"] == "PRIMARY"), None)
ecs._deployment_for_task.side_effect = lambda svc, task: next(
    (each for each in svc["deployments"] if each["id"] == task["of"]), None)
ecs._circuit_breaker_threshold.return_value = 3
ecs._task_ip.side_effect = lambda task: task["ip"]

sys.modules.update({
    "ministack": types.ModuleType("ministack"),
    "ministack.core": types.ModuleType("ministack.core"),
    "ministack.core.arn": types.SimpleNamespace(parse_arn=lambda arn: arn),
    "ministack.core.responses": types.SimpleNamespace(
        new_uuid=lambda: "uuid", set_request_account_id=mock.MagicMock(), set_request_region=mock.MagicMock()),
    "ministack.core.concurrency": types.SimpleNamespace(
        resource_lock=lambda *_: contextlib.nullcontext(), spawn_background=mock.MagicMock()),
    "ministack.services": types.SimpleNamespace(
        ecs=ecs, alb=alb, cloudwatch_logs=cloudwatch_logs, eventbridge=eventbridge, lambda_svc=lambda_svc,
        scheduler=scheduler),
})


def deployment(number, **given):
    return {
        "id": f"ecs-svc/{number}", "status": "PRIMARY", "rolloutState": "IN_PROGRESS",
        "taskDefinition": f"web:{number}", "desiredCount": 2, "failedTasks": 0, **given}


def service(*deployments, **given):
    """A service of two tasks in the cluster `main`; it is all that ministack knows."""
    svc = {
        "serviceName": "web", "clusterArn": "cluster/main", "status": "ACTIVE", "desiredCount": 2,
        "taskDefinition": deployments[0]["taskDefinition"], "deployments": list(deployments), "events": [],
        "deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}, **given}
    ecs._services = {"main/web": svc}
    ecs._tasks = {}
    return svc


def task(number, of, **given):
    """A task of the service that runs and is healthy."""
    made = {
        "taskArn": f"task/{number}", "group": "service:web", "clusterArn": "cluster/main", "of": of["id"],
        "taskDefinitionArn": of["taskDefinition"],
        "ip": f"10.0.0.{number}", "lastStatus": "RUNNING", "desiredStatus": "RUNNING", "_startup_stable": True, **given}
    ecs._tasks[made["taskArn"]] = made
    return made


def messages(svc):
    return [each["message"] for each in svc["events"]]
