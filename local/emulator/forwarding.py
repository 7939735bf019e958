"""Rules that forward to several target groups by weight; ministack knows one group a rule."""

import json
import random

from ministack.services import alb


def weights(groups):
    """What a forward to these groups is kept as: their ARNs, each with its weight."""
    return [{"TargetGroupArn": arn, "Weight": weight} for arn, weight in groups]


def _parsed(original):
    def parse(params, prefix="DefaultActions"):
        actions = original(params, prefix)
        for index, action in enumerate(actions, 1):
            groups = _groups(params, f"{prefix}.member.{index}.ForwardConfig.TargetGroups.member")
            if len(groups) == 1:
                action.setdefault("TargetGroupArn", groups[0][0])
            elif groups:
                action.pop("TargetGroupArn", None)
                action["ForwardConfig"] = {"TargetGroups": weights(groups)}
        return actions
    return parse


def _groups(params, prefix):
    found = []
    while arn := alb._p(params, f"{prefix}.{len(found) + 1}.TargetGroupArn"):
        found.append((arn, int(alb._p(params, f"{prefix}.{len(found) + 1}.Weight", "1"))))
    return found


def _told(original):
    def xml(action):
        groups = (action.get("ForwardConfig") or {}).get("TargetGroups") or []
        members = "".join(
            f"<member><TargetGroupArn>{each['TargetGroupArn']}</TargetGroupArn><Weight>{each['Weight']}</Weight></member>"
            for each in groups)
        config = f"<ForwardConfig><TargetGroups>{members}</TargetGroups></ForwardConfig>" if groups else ""
        return f"{original(action).removesuffix('</member>')}{config}</member>"
    return xml


def _executed(original):
    async def execute(action, method, path, headers, body, query_params, raw_query_string=None, raw_path=None):
        groups = (action.get("ForwardConfig") or {}).get("TargetGroups") or []
        if not groups:
            return await original(action, method, path, headers, body, query_params, raw_query_string, raw_path)
        if not any(each["Weight"] for each in groups):
            return 503, {"Content-Type": "application/json"}, json.dumps({"message": "No target group has a weight"}).encode()
        chosen = random.choices(groups, [each["Weight"] for each in groups])[0]
        return await alb._forward_to_tg(
            chosen["TargetGroupArn"], method, path, headers, body, query_params, raw_query_string, raw_path)
    return execute


def install():
    alb._parse_actions = _parsed(alb._parse_actions)
    alb._action_xml = _told(alb._action_xml)
    alb._execute_action = _executed(alb._execute_action)
