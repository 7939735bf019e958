"""Events of the log streams that a prefix names, which ministack takes for a search of all."""

from ministack.services import cloudwatch_logs


def streams(names, prefix):
    """The streams to search. Where none is meant, one that is not there: an empty list means all of them."""
    return [name for name in names if name.startswith(prefix)] or [prefix]


def _by_prefix(original):
    def filter_log_events(data):
        prefix = data.get("logStreamNamePrefix")
        group = cloudwatch_logs._log_groups.get(cloudwatch_logs._resolve_log_group_name(data))
        if not prefix or group is None:
            return original(data)
        return original({**data, "logStreamNames": streams(group["streams"], prefix)})
    return filter_log_events


def install():
    cloudwatch_logs._filter_log_events = _by_prefix(cloudwatch_logs._filter_log_events)
