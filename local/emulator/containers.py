"""Containers as their definition wants them, where ministack forgets a part of it."""

import os

from ministack.services import ecs


def settings(definition):
    """What Docker is told beside ministack's own: who runs what, and whether it may write."""
    wanted = {
        "entrypoint": definition.get("entryPoint"),
        "user": definition.get("user"),
        "working_dir": definition.get("workingDirectory"),
        "read_only": definition.get("readonlyRootFilesystem"),
    }
    return {name: value for name, value in wanted.items() if value}


def environment(definition, given, key, host, port):
    """What ECS tells a container, where the gateway answers; what its definition says stays.

    The SDKs take the credentials of a task from few addresses, of which this machine has none: keys do as well.
    """
    region = os.environ.get("MINISTACK_REGION", "")
    own = {each["name"]: each["value"] for each in definition.get("environment", [])}
    told = {
        "AWS_REGION": region, "AWS_DEFAULT_REGION": region, "AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": "local",
        **{name: value for name, value in given.items() if name not in _UNREACHABLE}}
    told["AWS_ENDPOINT_URL"] = own.get("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    metadata = given.get("ECS_CONTAINER_METADATA_URI_V4", "")
    if "/v4/" in metadata:
        told["ECS_CONTAINER_METADATA_URI_V4"] = f"http://{host}:{port}/v4/{metadata.split('/v4/')[1]}"
    return told


_UNREACHABLE = ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN")


def _as_defined(original):
    def run_kwargs(definition, task_definition, given, ports, network, host_mode, task_id, task_arn, ip, cluster_arn):
        made = original(
            definition, task_definition, given, ports, network, host_mode, task_id, task_arn, ip, cluster_arn)
        host = "localhost" if host_mode else os.environ.get("SLIPWAY_CONTAINER_HOST") or "host.docker.internal"
        key = f"task.{cluster_arn.rsplit('/', 1)[-1]}.{task_id}"
        told = environment(definition, made["environment"], key, host, os.environ.get("SLIPWAY_PORT"))
        return {**made, **settings(definition), "environment": told}
    return run_kwargs


def install():
    ecs._build_run_kwargs = _as_defined(ecs._build_run_kwargs)
