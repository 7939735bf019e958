"""How a task leaves its service: it gets no new requests, finishes those that it has, and is told to stop."""

import time

import services
import targets
from ministack.core.concurrency import resource_lock, spawn_background
from ministack.services import ecs

_STOP_SECONDS = 30
_LOOK_SECONDS = 0.5

_hooks = {}


def stop(data):
    """Stops a task for the scheduler, after the deregistration delay of its target groups."""
    task = ecs._resolve_task(data.get("task", ""), ecs._resolve_cluster_name(data.get("cluster", "default")))
    svc = services.service_of(task) if task else None
    if not svc or svc.get("status") != "ACTIVE":
        # The service goes, too: nobody is served any more.
        return _hooks["stop"](data)
    drain = max((targets.deregistration_seconds(group) for group, _ in services.groups_of(svc, task)), default=0)
    deployment = ecs._primary_deployment(svc) or {}
    retire(task, f"Scaling activity initiated by (deployment {deployment.get('id', '')})", drain)
    return ecs.json_response({"task": ecs._sanitize(task)})


def retire(task, reason, drain_seconds):
    """Begins to stop a task; False if it is not active any more."""
    arn = task["taskArn"]
    with resource_lock("ecs-task", arn):
        if not ecs._task_is_active(arn, task):
            return False
        # A target that was never healthy got no requests: there is nothing to finish.
        serves = task.get("lastStatus") == "RUNNING" and task.get("_startup_stable", False)
        ecs._bump_task_version(task)
        task.update(
            desiredStatus="STOPPED", lastStatus="DEACTIVATING", stoppingAt=ecs._iso(),
            stoppedReason=reason, stopCode="ServiceSchedulerInitiated")
    ecs.ecs_metadata.set_task_status(arn, desired_status="STOPPED")
    # A task that is no longer running is no target any more.
    _refresh(task)
    svc = services.service_of(task)
    if svc and serves and drain_seconds:
        services.event(svc, "has begun draining connections on 1 tasks.")
    spawn_background(_leave, task, drain_seconds if serves else 0, thread_name="slipway-leave")
    return True


def _leave(task, drain_seconds):
    svc = services.service_of(task)
    end = time.monotonic() + drain_seconds
    while svc and svc.get("status") == "ACTIVE" and time.monotonic() < end:
        time.sleep(min(_LOOK_SECONDS, max(0.0, end - time.monotonic())))
    if svc:
        for group, _ in services.groups_of(svc, task):
            services.event(svc, f"deregistered 1 targets in (target-group {group})")
        services.event(svc, f"has stopped 1 running tasks: (task {task['taskArn'].rsplit('/', 1)[-1]}).")
    task["lastStatus"] = "STOPPING"
    codes = _stop_containers(task)
    ecs._cleanup_task_resources(task, ecs._get_docker())
    with resource_lock("ecs-task", task["taskArn"]):
        for _ in ("DEPROVISIONING", "STOPPED"):
            ecs._bump_task_version(task)
        now = ecs._iso()
        task.update(lastStatus="STOPPED", stoppedAt=now, executionStoppedAt=now)
        for container, code in zip(task.get("containers", []), codes + [None] * len(task["containers"])):
            container["lastStatus"] = "STOPPED"
            if code is not None:
                container["exitCode"] = code
    ecs.ecs_metadata.set_task_status(task["taskArn"], known_status="STOPPED")
    _refresh(task)
    if svc:
        _hooks["complete"](services.cluster_of(task), services.key_of(task))


def _stop_containers(task):
    """SIGTERM, then SIGKILL after each container's own time; the exit codes."""
    docker = ecs._get_docker()
    known = ecs._task_defs.get(ecs._resolve_td_key(task["taskDefinitionArn"])) or {}
    defined = known.get("containerDefinitions", [])
    codes = []
    for index, docker_id in enumerate(list(task.get("_docker_ids") or [])):
        try:
            container = docker.containers.get(docker_id)
            seconds = defined[index].get("stopTimeout", _STOP_SECONDS) if index < len(defined) else _STOP_SECONDS
            container.stop(timeout=seconds)
            container.reload()
            codes.append(container.attrs["State"]["ExitCode"])
        except Exception:  # Docker lost it: there is nothing left to stop.
            codes.append(None)
    return codes


def _refresh(task):
    cluster = services.cluster_of(task)
    ecs._recount_cluster(cluster)
    ecs._refresh_service_state(cluster, task.get("group", ""))


def _worded(original):
    def mark(arn, task, reason, stop_code, exit_code=None):
        ended = "Essential container exited"
        return original(
            arn, task, "Essential container in task exited" if reason == ended else reason, stop_code, exit_code)
    return mark


def _by_hand(original):
    def stop_task(data):
        """StopTask of a service's task: the scheduler starts another."""
        task = ecs._resolve_task(data.get("task", ""), ecs._resolve_cluster_name(data.get("cluster", "default")))
        answer = original(data)
        svc = services.service_of(task) if task else None
        if svc:
            ecs._reconcile_service_tasks(services.cluster_of(task), services.key_of(task))
        return answer
    return stop_task


def install(complete):
    _hooks.update(complete=complete, stop=ecs._stop_task)
    ecs._ACTION_MAP["StopTask"] = _by_hand(ecs._stop_task)
    ecs._stop_task = stop
    ecs._mark_task_stopped = _worded(ecs._mark_task_stopped)
