/**
 * Names inside an app's pipeline. They are a contract: whoever starts a pipeline at a commit, approves
 * or follows it names its actions.
 */
export const sourceStage = "Source";
/** Fetches the commit; a start may name the commit for it. */
export const sourceAction = "Revision";
/** Stage and action that wait for a person. */
export const approval = "Approval";
/** Stage and action that change the service. */
export const deploy = "Deploy";

/** How often the trigger looks at all apps, whatever it heard of. */
export const checkEveryMinutes = 10;

const failedDeployment = "ECS gave up the deployment";

/** Why an execution is abandoned whose deployment ECS gave up; histories know it by this sentence. */
export function failedDeploymentReason(deploymentId: string): string {
  return `${failedDeployment} ${deploymentId}`;
}

/** Whether an execution was stopped for that reason. */
export function isFailedDeploymentReason(reason: string | undefined): boolean {
  return reason?.startsWith(`${failedDeployment} `) ?? false;
}
