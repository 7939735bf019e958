"""What the parts of the service scheduler know of services and their tasks."""

from ministack.services import ecs

_MOST_EVENTS = 100


def event(svc, message):
    """One line of the service's own events, newest first; ECS keeps the last hundred."""
    svc["events"].insert(0, {
        "id": ecs.new_uuid(), "createdAt": ecs._iso(), "_own": True,
        "message": f"(service {svc['serviceName']}) {message}"})
    del svc["events"][_MOST_EVENTS:]


def cluster_of(task):
    return ecs._cluster_name_from_arn(task.get("clusterArn", ""))


def key_of(task):
    """ministack's key of a task's service; None for a task without."""
    group = task.get("group", "")
    return f"{cluster_of(task)}/{group[8:]}" if group.startswith("service:") else None


def service_of(task):
    key = key_of(task)
    return ecs._services.get(key) if key else None


def tasks_of(svc):
    """The service's tasks, those that are about to stop included."""
    group = f"service:{svc['serviceName']}"
    return [
        task for task in list(ecs._tasks.values())
        if task.get("group") == group and task.get("clusterArn") == svc.get("clusterArn")
        and task.get("lastStatus") != "STOPPED"]


def groups_of(svc, task):
    """Target groups of a task, with the port of the container that they lead to."""
    if shifts(svc):
        group = group_of(svc, ecs._deployment_for_task(svc, task))
        return [(group, svc["loadBalancers"][0].get("containerPort", 80))] if group else []
    found = [(lb.get("targetGroupArn"), lb.get("containerPort", 80)) for lb in svc.get("loadBalancers") or []]
    return [(group, port) for group, port in found if group]


def shifts(svc):
    """Whether its deployments move requests from one target group to the other."""
    return ((svc.get("deploymentConfiguration") or {}).get("strategy", "ROLLING") != "ROLLING"
            and any(lb.get("advancedConfiguration") for lb in svc.get("loadBalancers") or []))


def group_of(svc, deployment):
    """Target group of a deployment's tasks, of a service that shifts; None for one that is over."""
    return deployment and deployment.get("_group", svc["loadBalancers"][0]["targetGroupArn"])


def touch(deployment, state, reason):
    deployment.update(rolloutState=state, rolloutStateReason=reason, updatedAt=ecs._iso())


def begun(deployment):
    touch(deployment, "IN_PROGRESS", f"ECS deployment {deployment['id']} in progress.")
