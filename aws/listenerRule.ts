import { type Range } from "./limits";

/** Rules of a load balancer's listener, and how many of them there may be. */

/** ELB API, CreateRule. */
export const listenerPriority: Range = { from: 1, to: 50000 };

/** ELB API, PathPatternConfig and HostHeaderConfig: characters of one value. */
export const longestCondition = 128;
export const pathConditionPattern = /^\/[A-Za-z0-9_\-.$/~"'@:+&*?]*$/;
export const hostConditionPattern = /^(?=.*\.)[A-Za-z0-9*?.-]*\.[A-Za-z]+$/;

/** Application Load Balancer quotas. That of target groups cannot be raised. */
export const loadBalancerLimits = {
  targetGroups: 100,
  /** Without the default ones of the listeners. */
  rules: 100,
  /** Of all conditions of one rule together. */
  ruleValues: 5,
  /** Accounts from before 2020 have 6. */
  ruleWildcards: 5,
} as const;

/** Why so many apps cannot share a load balancer: each has a target group and a rule of its own. */
export function routedAppsProblem(apps: number): string | undefined {
  const { rules, targetGroups } = loadBalancerLimits;
  const most = Math.min(rules, targetGroups);
  return apps > most
    ? `has ${apps} apps behind its load balancer, which takes at most ${most} (${targetGroups} target groups, ${rules} rules); move ${apps - most} or more of them to another cluster`
    : undefined;
}

/** What is wrong with the conditions of one rule. */
export function ruleProblem(
  paths: readonly string[],
  hosts: readonly string[],
): string | undefined {
  const { ruleValues, ruleWildcards } = loadBalancerLimits;
  if (paths.length === 0) {
    return "needs at least one path";
  }
  const values = [...paths, ...hosts];
  if (values.length > ruleValues) {
    return `a rule has at most ${ruleValues} condition values, paths and hosts together (got "${values.length}"); let wildcards stand for several, such as *.example.com or /api/*`;
  }
  const wildcards = values.join("").replace(/[^*?]/g, "").length;
  return wildcards > ruleWildcards
    ? `a rule has at most ${ruleWildcards} wildcards (* and ?), paths and hosts together (got "${wildcards}")`
    : undefined;
}
