"""Which targets a load balancer sends requests to.

ministack picks any registered target. A load balancer sends nothing to a target that has not passed a
check, has failed, or is being deregistered, unless none is left. The gateway probes the targets; this
asks it, at most once a second for each group that gets requests.
"""

import asyncio
import http.client
import itertools
import json
import os
import time
from urllib.parse import urlencode

from ministack.services import alb, ecs

_MOST_SECONDS_OLD = 1.0
_GATEWAY_SECONDS = 15

_known = {}
_turns = itertools.count()


def _ask_gateway(method, **query):
    gateway = http.client.HTTPConnection(
        "127.0.0.1", int(os.environ["SLIPWAY_PORT"]), timeout=_GATEWAY_SECONDS)
    try:
        gateway.request(method, f"/_slipway/targets?{urlencode(query)}")
        answer = gateway.getresponse()
        body = json.loads(answer.read())
        return body if answer.status == 200 else None
    except (OSError, ValueError, http.client.HTTPException):
        return None
    finally:
        gateway.close()


def states(group):
    """State and description by (id, port) as the gateway's probes found them; None if it does not answer."""
    answer = _ask_gateway("GET", group=group)
    return answer and {(each["id"], each["port"]): each for each in answer["targets"]}


def forget(group, address, port):
    """A new target may have the address of one that is gone: what was found there says nothing about it."""
    while _ask_gateway("DELETE", group=group, id=address, port=port) is None:
        time.sleep(1)


def deregistration_seconds(group):
    """How long a group's targets may finish their requests."""
    key = "deregistration_delay.timeout_seconds"
    return next((float(each["Value"]) for each in alb._tg_attrs.get(group, []) if each["Key"] == key), 300.0)


class _Known:
    """What is known of a group: old answers do while a newer one is on its way."""

    def __init__(self):
        self.states = None
        self.asked = 0.0
        self.asking = None

    async def fresh(self, group):
        if self.asking is None and time.monotonic() - self.asked > _MOST_SECONDS_OLD:
            self.asked = time.monotonic()
            self.asking = asyncio.ensure_future(self._ask(group))
        if self.states is None and self.asking is not None:
            await asyncio.shield(self.asking)
        return self.states or {}

    async def _ask(self, group):
        try:
            self.states = await asyncio.to_thread(states, group) or self.states
        finally:
            self.asking = None


async def _usable(group, registered):
    if len(registered) == 1:
        return registered
    found = await _known.setdefault(group, _Known()).fresh(group)
    # The list may be another one by now: a task that leaves is withdrawn first.
    registered = alb._targets.get(group) or registered
    healthy = [
        each for each in registered
        if not each.get("_unproved")
        and found.get((each["Id"], each.get("Port")), {}).get("state") == "healthy"]
    return healthy or registered


def _port_of(task, wanted):
    """The service's port, or its own of a task from before that changed: it is registered there until it leaves."""
    known = task and ecs._task_defs.get(ecs._resolve_td_key(task["taskDefinitionArn"])) or {}
    ports = [each["containerPort"] for container in known.get("containerDefinitions", [])
             for each in container.get("portMappings", [])]
    return ports[0] if len(ports) == 1 else wanted


def _publish(group, published, previous_ids=()):
    """The targets of a service in a group, each with whether its task has yet to pass its first check."""
    if group not in alb._tgs:
        return False
    running = {ecs._task_ip(task): task for task in list(ecs._tasks.values()) if task.get("lastStatus") == "RUNNING"}
    fresh = [
        {"Id": address, "Port": _port_of(running.get(address), port),
         "_unproved": address in running and not running[address].get("_startup_stable")}
        for address, port in published]
    mine = {each["Id"] for each in fresh} | set(previous_ids)
    alb._targets[group] = [each for each in alb._targets.get(group, []) if each["Id"] not in mine] + fresh
    return True


def install():
    forward_others = alb._forward_to_tg

    async def forward(group, method, path, headers, body, query, raw_query_string=None, raw_path=None):
        described = alb._tgs.get(group)
        registered = alb._targets.get(group)
        if not described or not registered or described.get("TargetType") == "lambda":
            return await forward_others(
                group, method, path, headers, body, query, raw_query_string, raw_path)
        usable = await _usable(group, registered)
        # In turns, which is what a load balancer does unless told otherwise.
        target = usable[next(_turns) % len(usable)]
        return await alb._proxy_http_target(
            target, described, method, raw_path or path, headers, body, query, raw_query_string)

    alb._forward_to_tg = forward
    alb.set_targets_for_group = _publish
