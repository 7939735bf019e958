import assert from "node:assert/strict";

import { causeOf } from "../../../../delivery/failure/causes";
import { type Evidence } from "../../../../delivery/failure/evidence";
import { at, newImage as image } from "../deployment/looks";
import { stopped } from "../deployment/stoppedTask";
import { container, evidence, exited, failed, withProxy } from "./evidences";

function withReason(stoppedReason: string): Partial<Evidence> {
  return {
    stopped: [
      stopped({
        stopCode: "TaskFailedToStart",
        stoppedReason,
        containers: [{ name: "web", exitCode: undefined, reason: undefined, health: undefined }],
      }),
    ],
  };
}

function logs(...lines: string[]): Partial<Evidence> {
  return { logs: { container: "web", group: "group", stream: "web/web/4f1e", lines } };
}

const elbStop = stopped({
  stopCode: "ServiceSchedulerInitiated",
  stoppedReason: "Task failed ELB health checks in (target-group arn:aws:elb)",
  containers: [{ name: "web", exitCode: 137, reason: undefined, health: undefined }],
});

const causes: readonly [string, Partial<Evidence>, RegExp][] = [
  [
    "an image that does not exist",
    withReason(
      `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${image}: ${image}: not found`,
    ),
    /^The image \S+@sha256:b{64} of the container "web" does not exist in its repository\.$/,
  ],
  [
    "a repository that may not be read",
    withReason(
      "CannotPullContainerError: Error response from daemon: pull access denied, 403 Forbidden",
    ),
    /may not pull the image/,
  ],
  [
    "a registry out of reach",
    withReason("CannotPullContainerError: dial tcp 52.0.0.1:443: i/o timeout"),
    /cannot reach the registry of the image \S+@sha256:b{64}/,
  ],
  [
    "an image for another processor that Docker refuses",
    withReason(
      "CannotPullContainerError: image Manifest does not contain descriptor matching platform 'linux/amd64'",
    ),
    /^The image \S+ of the container "web" is built for another processor than the tasks run on \(X86_64\)\.$/,
  ],
  [
    "an image for another processor that starts and says so in its log",
    { stopped: [stopped()], ...logs("exec /server: exec format error") },
    /another processor/,
  ],
  [
    "a secret that cannot be read",
    withReason(
      "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): AccessDeniedException for arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-url-AbCdEf: access denied",
    ),
    /^The execution role of the app may not read the secret arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-url-AbCdEf\.$/,
  ],
  [
    "too little memory, which ECS names",
    {
      stopped: [
        stopped({
          containers: [
            {
              name: "web",
              exitCode: 137,
              reason: "OutOfMemoryError: Container killed due to memory usage",
              health: undefined,
            },
          ],
        }),
      ],
    },
    /^The container "web" was killed: it used more memory than it may \(128 MiB\)\.$/,
  ],
  [
    "too little memory, which nothing but the exit code shows",
    {
      stopped: [
        stopped({
          containers: [{ name: "web", exitCode: 137, reason: undefined, health: undefined }],
        }),
      ],
    },
    /used more memory/,
  ],
  [
    "a wrong answer to the health check, not the kill that followed",
    {
      stopped: [elbStop],
      targets: [
        {
          id: "i-1:32768",
          state: "unhealthy",
          reason: "Target.ResponseCodeMismatch",
          description: "Health checks failed with these codes: [500]",
        },
      ],
    },
    /^The health check was answered with 500, which does not count as healthy\.$/,
  ],
  [
    "the same, told by an event of the service alone",
    {
      stopped: [elbStop],
      events: [
        {
          at: at(20),
          message:
            "(service prod-main-web) (port 32768) is unhealthy in (target-group arn) due to (reason Health checks failed with these codes: [404])",
        },
      ],
    },
    /answered with 404/,
  ],
  [
    "no answer to the health check, with the port to look at",
    {
      stopped: [elbStop],
      targets: [
        {
          id: "i-1:32768",
          state: "unhealthy",
          reason: "Target.Timeout",
          description: "Request timed out",
        },
      ],
    },
    /^The health check got no answer in time on container port 8080\.$/,
  ],
  [
    "no room in the cluster",
    {
      events: [
        {
          at: at(20),
          message:
            "(service prod-main-web) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 1) has insufficient memory available.",
        },
      ],
    },
    /no room/,
  ],
  [
    "an app that gives up, although its checks failed, too",
    {
      stopped: [stopped()],
      targets: [
        {
          id: "i-1:32768",
          state: "unhealthy",
          reason: "Target.FailedHealthChecks",
          description: "Health checks failed",
        },
      ],
    },
    /^The container "web" ended with exit code 1: the app gave up/,
  ],
  [
    "a command that the image does not have",
    {
      stopped: [
        stopped({
          containers: [{ name: "web", exitCode: 127, reason: undefined, health: undefined }],
        }),
      ],
    },
    /exit code 127: its command does not exist/,
  ],
];

describe("the likely cause", () => {
  for (const [title, over, expected] of causes) {
    it(`is ${title}`, () => {
      assert.match(causeOf(evidence(over), ["web"])?.sentence ?? "", expected);
    });
  }

  it("is not guessed where nothing is known", () => {
    assert.equal(causeOf(evidence(), ["web"]), undefined);
  });

  it("names both where nothing tells which container ended first", () => {
    const both = exited(container("web", 0), container("proxy", 137));
    assert.equal(
      causeOf(evidence(both), ["web"])?.sentence,
      'The containers "web" and "proxy" ended together: which of them ended first is not known.',
    );
  });

  it("blames no image where the message names none and the task has several", () => {
    const cause = causeOf(
      evidence({
        ...failed("CannotPullContainerError: context deadline exceeded"),
        definition: { ...withProxy, fargate: true },
      }),
      ["web"],
    );
    assert.equal(
      cause?.sentence,
      'The tasks cannot reach the registry of the image of one of its containers ("web", "proxy") over the network.',
    );
  });

  it("is not what ended a task that nobody's fault ended, where another task tells more", () => {
    const spot = stopped({ stopCode: "SpotInterruption", containers: [container("web", 137)] });
    const found = evidence({ stopped: [spot, stopped()] });
    assert.match(causeOf(found, ["web"])?.sentence ?? "", /exit code 1/);
  });

  it("does not take the app's own troubles for those of its health check", () => {
    const { sentence = "" } =
      causeOf(
        evidence({ stopped: [stopped()], ...logs("Error: connect ECONNREFUSED", "is unhealthy") }),
        ["web"],
      ) ?? {};
    assert.match(sentence, /exit code 1/);
  });
});

describe("the key of the stack file that a remedy names", () => {
  const killed = (name: string) =>
    exited(container(name, 137, "OutOfMemoryError: Container killed due to memory usage"));
  const remedyOf = (name: string, own: readonly string[], isEssential = true) => {
    const containers = withProxy.containers.map((one) =>
      one.name === "proxy" ? { ...one, essential: isEssential } : one,
    );
    const found = evidence({ ...killed(name), definition: { ...withProxy, containers } });
    return causeOf(found, own)?.remedy;
  };

  it("is the app's own for the container that has its name alone", () => {
    assert.match(remedyOf("web", ["web", "proxy"]) ?? "", /Raise memoryMiB of the app/);
    assert.match(
      remedyOf("proxy", ["web", "proxy"]) ?? "",
      /Raise sidecars\.proxy\.memoryMiB of the app/,
    );
  });

  it("is both of a sidecar and an init container where nothing tells them apart", () => {
    assert.match(
      remedyOf("proxy", ["web"], false) ?? "",
      /Raise sidecars\.proxy\.memoryMiB or initContainers\.proxy\.memoryMiB of the app/,
    );
  });
});
