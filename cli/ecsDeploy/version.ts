/** Of the package `ecs-deploy`; a test holds its package.json against it. */
export const version = "0.1.0";
