import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** Of a service that runs: what says whether its requests shift. */
type ReadService = Pick<aws.ecs.GetServiceResult, "loadBalancers">;

/** Whether ECS moves the requests of a service that runs from one target group to the other. */
export function shifts(service: ReadService | undefined): boolean {
  return service?.loadBalancers.some(shiftsThrough) ?? false;
}

function shiftsThrough({ advancedConfigurations }: ReadService["loadBalancers"][number]): boolean {
  return advancedConfigurations.some(({ productionListenerRule }) => productionListenerRule !== "");
}

/**
 * Whether requests go to the alternate target group of a service that runs. An app that goes back to
 * rolling deployments keeps the first group alone.
 *
 * One call of AWS, for services that shift.
 */
export async function usesAlternateGroup(
  service: ReadService,
  opts: pulumi.InvokeOptions,
): Promise<boolean> {
  const found = await Promise.all(
    service.loadBalancers.flatMap(({ targetGroupArn, advancedConfigurations }) =>
      advancedConfigurations
        .filter(({ productionListenerRule }) => productionListenerRule !== "")
        .map(async ({ productionListenerRule: arn }) => {
          const { actions = [] } = await aws.lb.getListenerRule({ arn }, opts);
          const groups = actions
            .flatMap(({ forwards = [] }) => forwards)
            .flatMap(({ targetGroups = [] }) => targetGroups);
          return groups.some((group) => group.arn !== targetGroupArn && group.weight > 0);
        }),
    ),
  );
  return found.includes(true);
}
