"""Containers as their definition wants them, where ministack forgets a part of it."""

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


def _as_defined(original):
    def run_kwargs(definition, *rest):
        return {**original(definition, *rest), **settings(definition)}
    return run_kwargs


def install():
    ecs._build_run_kwargs = _as_defined(ecs._build_run_kwargs)
