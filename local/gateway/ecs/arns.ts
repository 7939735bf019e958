import { ServiceError } from "../serviceError";

/** Where a service is, as the names of its parts say. */
export interface ServicePlace {
  readonly region: string;
  readonly account: string;
  readonly cluster: string;
  readonly service: string;
}

export function serviceArn({ region, account, cluster, service }: ServicePlace): string {
  return `arn:aws:ecs:${region}:${account}:service/${cluster}/${service}`;
}

/** ARN of a deployment or a revision of a service. */
export function partArn(
  ofService: string,
  kind: "service-deployment" | "service-revision",
  id: string,
): string {
  return `${ofService.replace(":service/", `:${kind}/`)}/${id}`;
}

/** The service and the id that an ARN of {@link partArn} names; undefined for any other text. */
export function partOf(
  arn: string,
  kind: "service-deployment" | "service-revision",
): { readonly serviceArn: string; readonly id: string } | undefined {
  const [, place, path, id] =
    new RegExp(`^(arn:aws:ecs:[a-z0-9-]+:\\d{12}):${kind}/([^/]+/[^/]+)/([^/]+)$`).exec(arn) ?? [];
  return place === undefined || path === undefined || id === undefined
    ? undefined
    : { serviceArn: `${place}:service/${path}`, id };
}

/** The names in a service's ARN. */
export function placeOf(arn: string): ServicePlace {
  const [, region, account, cluster, service] =
    /^arn:aws:ecs:([a-z0-9-]+):(\d{12}):service\/([^/]+)\/([^/]+)$/.exec(arn) ?? [];
  if (
    region === undefined ||
    account === undefined ||
    cluster === undefined ||
    service === undefined
  ) {
    throw new ServiceError("InvalidParameterException", `Invalid service ARN: ${arn}`);
  }
  return { region, account, cluster, service };
}
