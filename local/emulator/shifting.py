"""Blue/green, linear and canary deployments as ECS makes them: all new tasks start beside the old ones, in the
target group that is free, and the weights of the production rule move the requests there."""

import os
import time

import forwarding
import services
from ministack.core.concurrency import resource_lock, spawn_background
from ministack.services import alb, ecs

_LOOK_SECONDS = 0.3
_MINUTE_SECONDS = float(os.environ.get("SLIPWAY_MINUTE_SECONDS", "60"))
_DEFAULT_BAKE_MINUTES = {"BLUE_GREEN": 15, "LINEAR": 15, "CANARY": 15}

_hooks = {}


def steps(configuration):
    """Percent of the requests that the new tasks get, each with the minutes that follow before the next."""
    strategy = configuration.get("strategy")
    if strategy == "LINEAR":
        linear = configuration.get("linearConfiguration") or {}
        step = float(linear.get("stepPercent", 10))
        pause = float(linear.get("stepBakeTimeInMinutes", 6))
        percents = [step * (index + 1) for index in range(int(100 // step))]
        return [(percent, pause) for percent in percents if percent < 100] + [(100, 0)]
    if strategy == "CANARY":
        canary = configuration.get("canaryConfiguration") or {}
        return [(float(canary.get("canaryPercent", 5)), float(canary.get("canaryBakeTimeInMinutes", 10))), (100, 0)]
    return [(100, 0)]


def may_complete(cluster, key, svc, primary, old):
    """Whether the old tasks may go; if the requests are still theirs, they begin to move. Under the service's lock."""
    if not services.shifts(svc):
        return True
    if old and not primary.get("_shifted"):
        if not primary.get("_shifting"):
            primary["_shifting"] = True
            spawn_background(_shift, cluster, key, primary, thread_name="slipway-shift")
        return False
    give(svc, services.group_of(svc, primary), 100)
    return True


def give(svc, group, percent):
    """Sets the weights of the production rule: so much to one group, the rest to the other."""
    for lb in svc["loadBalancers"]:
        advanced = lb.get("advancedConfiguration") or {}
        rule = alb._rules.get(advanced.get("productionListenerRule"))
        if rule is None:
            continue
        both = [lb["targetGroupArn"], advanced["alternateTargetGroupArn"]]
        # Weights are whole numbers up to 999.
        shares = [(arn, round(percent * 10 if arn == group else 1000 - percent * 10) * 999 // 1000) for arn in both]
        rule["Actions"] = [
            {"Type": "forward", "Order": 1, "ForwardConfig": {"TargetGroups": forwarding.weights(shares)}}]


def _shift(cluster, key, primary):
    svc = ecs._services.get(key)
    configuration = svc.get("deploymentConfiguration") or {}
    bake = configuration.get("bakeTimeInMinutes", _DEFAULT_BAKE_MINUTES[configuration["strategy"]])
    plan = steps(configuration)
    plan[-1] = (plan[-1][0], float(bake))
    for percent, minutes in plan:
        with resource_lock("ecs-service", key):
            if not _goes_on(svc, primary):
                return
            give(svc, services.group_of(svc, primary), percent)
            services.event(svc, f"(deployment {primary['id']}) shifted {percent:g} percent of production traffic.")
        end = time.monotonic() + minutes * _MINUTE_SECONDS
        while time.monotonic() < end:
            if not _goes_on(svc, primary):
                return
            time.sleep(min(_LOOK_SECONDS, max(0.0, end - time.monotonic())))
    primary["_shifted"] = True
    _hooks["complete"](cluster, key)


def _goes_on(svc, primary):
    return (svc.get("status") == "ACTIVE" and ecs._primary_deployment(svc) is primary
            and primary.get("rolloutState") == "IN_PROGRESS")


def taken_back(svc, last):
    """The last deployment takes the place of one that was given up: its tasks get all requests at once."""
    if services.shifts(svc):
        last["_shifted"] = True
        give(svc, services.group_of(svc, last), 100)


def place(svc):
    """Gives each deployment its group: a new one the group that does not get the requests."""
    if not services.shifts(svc):
        return
    lb = svc["loadBalancers"][0]
    main, other = lb["targetGroupArn"], lb["advancedConfiguration"]["alternateTargetGroupArn"]
    primary = ecs._primary_deployment(svc)
    for deployment in svc["deployments"]:
        if deployment is not primary:
            deployment.setdefault("_group", main)
    if primary and "_group" not in primary:
        serving = next((each for each in svc["deployments"] if each.get("rolloutState") == "COMPLETED"), None)
        primary["_group"] = main if serving is None or serving["_group"] == other else other


def supersede(svc):
    """Before a new deployment: one that is under way gives the requests back. Its tasks, which must go first."""
    primary = ecs._primary_deployment(svc)
    last = next((each for each in svc["deployments"] if each.get("rolloutState") == "COMPLETED"), None)
    if not services.shifts(svc) or last is None or primary is last:
        return []
    give(svc, services.group_of(svc, last), 100)
    return [task for task in services.tasks_of(svc) if ecs._deployment_for_task(svc, task) is primary]


def _published(original):
    def sync(cluster, svc):
        if not services.shifts(svc):
            _withdraw(svc)
            return original(cluster, svc)
        for lb in svc["loadBalancers"]:
            for group in (lb["targetGroupArn"], lb["advancedConfiguration"]["alternateTargetGroupArn"]):
                with resource_lock("elbv2-targets", group):
                    tasks = [
                        task for task in services.tasks_of(svc)
                        if svc.get("status") == "ACTIVE" and task["lastStatus"] == "RUNNING" and ecs._task_ip(task)
                        and services.group_of(svc, ecs._deployment_for_task(svc, task)) == group]
                    addresses = [ecs._task_ip(task) for task in tasks]
                    ledger = svc.setdefault("_published_targets", {})
                    alb.set_targets_for_group(
                        group, [(each, lb.get("containerPort", 80)) for each in addresses], ledger.get(group, ()))
                    ledger[group] = addresses
        return None
    return sync


def _withdraw(svc):
    """A service that rolls has one group: nothing of it stays in the other."""
    own = {lb.get("targetGroupArn") for lb in svc.get("loadBalancers") or []}
    for group, addresses in list((svc.get("_published_targets") or {}).items()):
        if group not in own and addresses:
            with resource_lock("elbv2-targets", group):
                alb.set_targets_for_group(group, [], addresses)
                svc["_published_targets"][group] = []


def install(complete):
    _hooks["complete"] = complete
    ecs._sync_service_targets = _published(ecs._sync_service_targets)
