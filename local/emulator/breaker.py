"""When a deployment is given up, and what takes its place."""

import services
import shifting
from ministack.core.concurrency import resource_lock
from ministack.services import ecs

_breaker = "ECS deployment circuit breaker"
_hooks = {}


def _failed(task, digest_resolution_failed=False):
    """Counts a task that failed; the circuit breaker ends the deployment when there are too many."""
    key = services.key_of(task)
    svc = ecs._services.get(key) if key else None
    if not svc or svc.get("status") != "ACTIVE":
        return
    cluster = key.split("/", 1)[0]
    breaker = (svc.get("deploymentConfiguration") or {}).get("deploymentCircuitBreaker") or {}
    with resource_lock("ecs-service", key):
        deployment = ecs._deployment_for_task(svc, task)
        # A task of a deployment that was replaced counts no more; it leaves room for a new one all the same.
        is_primary = deployment is ecs._primary_deployment(svc)
        if is_primary and deployment.get("rolloutState") == "IN_PROGRESS":
            deployment["failedTasks"] = int(deployment.get("failedTasks", 0)) + 1
            deployment["updatedAt"] = ecs._iso()
            if breaker.get("enable") and (
                    digest_resolution_failed
                    or deployment["failedTasks"] >= ecs._circuit_breaker_threshold(svc)):
                _give_up(svc, deployment, _breaker, "tasks failed to start.", breaker.get("rollback", False))
    ecs._reconcile_service_tasks(cluster, key)
    _hooks["complete"](cluster, key)


def _give_up(svc, deployment, who, why, rollback):
    """Ends a deployment; with `rollback` the last completed one takes its place again. Under the service's lock."""
    services.touch(deployment, "FAILED", f"{who}: {why}")
    deployment["desiredCount"] = 0
    services.event(svc, f"(deployment {deployment['id']}) deployment failed: {why}")
    last = _last_completed(svc, deployment)
    if not rollback or not last:
        return
    deployment["status"] = "ACTIVE"
    last.update(status="PRIMARY", desiredCount=svc.get("desiredCount", 0))
    services.touch(last, "IN_PROGRESS", f"{who}: rolling back to deploymentId {last['id']}.")
    svc["taskDefinition"] = last["taskDefinition"]
    shifting.taken_back(svc, last)
    svc["deployments"].sort(key=lambda each: each is not last)
    services.event(svc, f"rolling back to deployment {last['id']}.")


def _last_completed(svc, deployment):
    others = [each for each in svc["deployments"] if each is not deployment]
    return next((each for each in others if each.get("rolloutState") == "COMPLETED"), None)


def _roll_back(data):
    """StopServiceDeployment, as far as the scheduler goes; the gateway knows the deployment's ARN."""
    key = f"{ecs._resolve_cluster_name(data['cluster'])}/{data['service']}"
    with resource_lock("ecs-service", key):
        svc = ecs._services.get(key)
        primary = ecs._primary_deployment(svc) if svc else None
        if not primary or primary["id"] != data["deployment"] or primary.get("rolloutState") != "IN_PROGRESS":
            return ecs.error_response_json("ConflictException", "The service deployment is not in progress.", 400)
        if not _last_completed(svc, primary):
            return ecs.error_response_json(
                "ConflictException", "There is no completed service deployment to roll back to.", 400)
        _give_up(svc, primary, "ECS deployment stopped", "a rollback was requested.", True)
    ecs._reconcile_service_tasks(key.split("/", 1)[0], key)
    _hooks["complete"](key.split("/", 1)[0], key)
    return ecs.json_response({})


def install(complete):
    _hooks["complete"] = complete
    ecs._record_service_task_failure = _failed
    ecs._ACTION_MAP["StopServiceDeployment"] = _roll_back
