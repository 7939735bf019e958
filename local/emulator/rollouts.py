"""Rolling deployments as ECS makes them, on ministack's tasks.

ministack takes a task for good when it has run for a second, stops the tasks that it replaces at once,
and does not deploy when a service is made. Here a task is good when it is healthy in its target groups,
one that never is counts as failed, a task that leaves finishes its requests first, and a deployment is
complete when the old tasks are gone. Events and reasons are worded as ECS words them.
"""

import contextlib
import random
import threading
import time

import breaker
import leaving
import services
import shifting
import targets
from ministack.core.concurrency import resource_lock, spawn_background
from ministack.services import ecs

_LOOK_SECONDS = 0.3

_reconciling = {}
_guard = threading.Lock()


def _new_deployment(original):
    def make(task_definition, desired_count, status="PRIMARY"):
        deployment = original(task_definition, desired_count, status)
        deployment["id"] = f"ecs-svc/{random.randrange(10**18, 10**19)}"
        services.begun(deployment)
        return deployment
    return make


def _started(original):
    def run(data):
        deployment = data.get("_deploymentId")
        if not deployment:
            return original(data)
        before = set(ecs._tasks.keys())
        answer = original({**data, "startedBy": deployment})
        svc = ecs._services.get(f"{data['cluster']}/{data['group'][8:]}")
        new = [
            arn.rsplit("/", 1)[-1] for arn, task in list(ecs._tasks.items())
            if arn not in before and task.get("_deployment_id") == deployment]
        if svc and new:
            services.event(svc, f"has started {len(new)} tasks: {' '.join(f'(task {each})' for each in new)}.")
        return answer
    return run


def _one_at_a_time(original):
    """Two threads that count the same missing task would each start it."""
    def reconcile(cluster, key):
        with _guard:
            lock = _reconciling.setdefault(key, threading.RLock())
        with lock:
            svc = ecs._services.get(key)
            primary = ecs._primary_deployment(svc) if svc and svc.get("status") == "ACTIVE" else None
            if primary:
                shifting.place(svc)
            if primary and not primary.get("rolloutStateReason"):
                services.begun(primary)
            # A deployment that failed starts nothing more, and takes nothing from those that serve.
            given_up = primary and primary.get("rolloutState") == "FAILED" and svc.get("desiredCount", 0) > 0
            if not given_up and not (primary and _undecided(svc, primary)):
                original(cluster, key)
    return reconcile


def _undecided(svc, primary):
    """Whether an old task would have to make room while it is open if the new ones can serve."""
    if svc.get("desiredCount", 0) == 0 or primary.get("rolloutState") != "IN_PROGRESS":
        return False
    tasks = [task for task in services.tasks_of(svc) if task.get("desiredStatus") != "STOPPED"]
    new = [task for task in tasks if ecs._deployment_for_task(svc, task) is primary]
    waiting = any(task["lastStatus"] == "RUNNING" and not task.get("_startup_stable") for task in new)
    most = svc["desiredCount"] * int((svc.get("deploymentConfiguration") or {}).get("maximumPercent", 200)) // 100
    return waiting and most - len(tasks) < svc["desiredCount"] - len(new)


def _watched(cluster, key, account_id, region, healthy_task=None):
    if healthy_task is not None:
        spawn_background(_settle, cluster, key, healthy_task, thread_name="slipway-settle")
    else:
        spawn_background(_complete, cluster, key, thread_name="slipway-complete")


def _settle(cluster, key, task):
    """Waits until a task that runs is healthy, or has failed for good."""
    svc = ecs._services.get(key)
    if not svc:
        return
    groups = services.groups_of(svc, task)
    for group, port in groups:
        targets.forget(group, ecs._task_ip(task), port)
        services.event(svc, f"registered 1 targets in (target-group {group})")
    began = time.monotonic()
    time.sleep(ecs._ECS_DEPLOYMENT_STEADY_DELAY)
    while ecs._task_is_active(task["taskArn"], task) and task.get("lastStatus") == "RUNNING":
        found = [_health(group, port, task) for group, port in groups]
        if all(each.get("state") == "healthy" for each in found):
            ecs._record_service_task_healthy(key, task)
            ecs._refresh_service_state(cluster, task.get("group", ""))
            ecs._reconcile_service_tasks(cluster, key)
            _complete(cluster, key)
            return
        grace = svc.get("healthCheckGracePeriodSeconds") or 0
        bad = next((each for each in found if each.get("state") == "unhealthy"), None)
        if bad and time.monotonic() - began > grace:
            _unhealthy(svc, task, bad)
            return
        time.sleep(_LOOK_SECONDS)


def _health(group, port, task):
    found = (targets.states(group) or {}).get((ecs._task_ip(task), port), {})
    return {**found, "group": group, "port": port}


def _unhealthy(svc, task, health):
    reason = health.get("description") or health.get("reason") or "Health checks failed"
    services.event(svc, f"(port {health['port']}) is unhealthy in (target-group {health['group']}) due to (reason {reason})")
    if leaving.retire(task, f"Task failed ELB health checks in (target-group {health['group']})", 0):
        ecs._record_service_task_failure(task)


def _complete(cluster, key, expected_deployment_id=None):
    """Once all new tasks are good the old ones leave; once these are gone the deployment is complete."""
    with resource_lock("ecs-service", key):
        svc = ecs._services.get(key)
        primary = ecs._primary_deployment(svc) if svc and svc.get("status") == "ACTIVE" else None
        if (not primary or primary.get("rolloutState") != "IN_PROGRESS"
                or expected_deployment_id not in (None, primary["id"])):
            return
        tasks = services.tasks_of(svc)
        own = [task for task in tasks if ecs._deployment_for_task(svc, task) is primary]
        good = [task for task in own if task["lastStatus"] == "RUNNING" and task.get("_startup_stable")]
        if len(good) < svc.get("desiredCount", 0):
            return
        old = [task for task in tasks if task not in own]
        if not shifting.may_complete(cluster, key, svc, primary, old):
            return
        if not old:
            services.touch(primary, "COMPLETED", f"ECS deployment {primary['id']} completed.")
            primary["failedTasks"] = 0
            svc["deployments"] = [primary]
            services.event(svc, f"(deployment {primary['id']}) deployment completed.")
            services.event(svc, "has reached a steady state.")
        for deployment in svc["deployments"]:
            if deployment is not primary:
                deployment["desiredCount"] = 0
    for task in old:
        leaving.stop({"task": task["taskArn"], "cluster": cluster})
    ecs._refresh_service_state(cluster, f"service:{svc['serviceName']}")


def _update(original):
    def update(data):
        cluster = ecs._resolve_cluster_name(data.get("cluster", "default"))
        svc = ecs._services.get(f"{cluster}/{data.get('service', '').split('/')[-1]}")
        begins = data.get("forceNewDeployment") or data.get("taskDefinition")
        for task in shifting.supersede(svc) if svc and begins else []:
            leaving.stop({"task": task["taskArn"], "cluster": cluster})
        answer = original(data)
        # ministack says of every update that it drains one task.
        for svc in ecs._services.values():
            svc["events"] = [each for each in svc["events"] if each.get("_own")]
        return answer
    return update


def _at_rest(original):
    """A look while a deployment takes another's place would show both halfway."""
    def describe(data):
        cluster = ecs._resolve_cluster_name(data.get("cluster", "default"))
        keys = sorted({f"{cluster}/{reference.split('/')[-1]}" for reference in data.get("services", [])})
        with contextlib.ExitStack() as locks:
            for key in keys:
                locks.enter_context(resource_lock("ecs-service", key))
            return original(data)
    return describe


def install():
    ecs._make_deployment = _new_deployment(ecs._make_deployment)
    ecs._run_task = _started(ecs._run_task)
    ecs._reconcile_service_tasks = _one_at_a_time(ecs._reconcile_service_tasks)
    ecs._schedule_service_deployment_completion = _watched
    ecs._complete_service_deployment = _complete
    ecs._ACTION_MAP["DescribeServices"] = _at_rest(ecs._describe_services)
    ecs._ACTION_MAP["UpdateService"] = _update(ecs._update_service)
    breaker.install(_complete)
    leaving.install(_complete)
    shifting.install(_complete)
