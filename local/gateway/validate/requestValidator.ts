import { type AwsRequest } from "../awsRequest";
import { checkValue, type Violation } from "./checkValue";
import { decodeQuery } from "./decodeQuery";
import { serviceModels, type ServiceModel } from "./serviceModel";

/** A refusal as the service would word it. */
export interface RequestProblem {
  readonly code: string;
  readonly message: string;
}

/**
 * Checks requests against the service models that AWS publishes: members that exist, required ones, types,
 * lengths, ranges, patterns and enums. The emulator takes nearly anything; AWS does not.
 */
export interface RequestValidator {
  /** Why AWS would refuse the request, as far as its model says; `undefined` when it would not. */
  problem(request: AwsRequest, body: string): RequestProblem | undefined;
}

export function requestValidator(models: string): RequestValidator {
  const modelOf = serviceModels(models);
  return {
    problem: (request, body) => {
      const model = request.action === undefined ? undefined : modelOf(request.service);
      if (model === undefined) {
        return undefined;
      }
      return problemOf(model, request, body);
    },
  };
}

function problemOf(
  model: ServiceModel,
  request: AwsRequest,
  body: string,
): RequestProblem | undefined {
  const { service, action = "" } = request;
  const form = request.protocol === "query" ? new URLSearchParams(body) : undefined;
  // The older load balancer API has the same signing name and another version.
  if (form !== undefined && (form.get("Version") ?? "") < model.metadata.apiVersion) {
    return undefined;
  }
  const operation = model.operations[action];
  if (operation === undefined) {
    return { code: "InvalidAction", message: `The action ${action} is not one of ${service}.` };
  }
  if (operation.input === undefined) {
    return undefined;
  }
  const violations: Violation[] = [];
  if (form !== undefined) {
    const { value, unknown } = decodeQuery(model, operation.input, form);
    violations.push(...unknown.map((name): Violation => unrecognised(name)));
    violations.push(...checkValue(model, operation.input, value));
  } else {
    const value = parse(body);
    if (value === undefined) {
      return { code: "SerializationException", message: "The request's body is not JSON." };
    }
    violations.push(...checkValue(model, operation.input, value));
  }
  return violations.length === 0 ? undefined : refusal(service, request.protocol, violations);
}

function unrecognised(name: string): Violation {
  return { kind: "unknown", path: name, sentence: `The parameter ${name} is not recognized` };
}

function parse(body: string): unknown {
  try {
    return body === "" ? {} : JSON.parse(body);
  } catch {
    return undefined;
  }
}

const codes: Readonly<Record<string, string>> = {
  ecs: "InvalidParameterException",
  ecr: "InvalidParameterException",
  logs: "InvalidParameterException",
  secretsmanager: "InvalidParameterException",
};

function refusal(
  service: string,
  protocol: AwsRequest["protocol"],
  violations: readonly Violation[],
): RequestProblem {
  const [first] = violations;
  const sentences = violations.map(({ sentence }) => sentence).join("; ");
  const count =
    violations.length === 1 ? "1 validation error" : `${violations.length} validation errors`;
  const message = `${count} detected: ${sentences}`;
  if (service === "ec2") {
    const code =
      first?.kind === "missing"
        ? "MissingParameter"
        : first?.kind === "unknown"
          ? "UnknownParameter"
          : "InvalidParameterValue";
    return { code, message };
  }
  if (protocol === "query") {
    return { code: "ValidationError", message };
  }
  return { code: codes[service] ?? "ValidationException", message };
}
