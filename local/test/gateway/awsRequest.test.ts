import assert from "node:assert/strict";

import { awsError } from "../../gateway/awsError";
import { awsRequest } from "../../gateway/awsRequest";
import { resourcesIn } from "../../gateway/recorded";

const authorization = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=AKIA1/20260101/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;

describe("the envelope of an API call", () => {
  it("of a JSON service names its action in a header", () => {
    const headers = {
      authorization: authorization("ecs"),
      "x-amz-target": "AmazonEC2ContainerServiceV20141113.CreateService",
    };
    assert.deepEqual(awsRequest(headers, Buffer.from("{}"), "/"), {
      service: "ecs",
      action: "CreateService",
      protocol: "json",
      accessKey: "AKIA1",
      region: "eu-west-1",
    });
  });

  it("of a form service names its action in the body", () => {
    const headers = {
      authorization: authorization("ec2"),
      "content-type": "application/x-www-form-urlencoded; charset=utf-8",
    };
    const request = awsRequest(headers, Buffer.from("Action=CreateVpc&Version=2016-11-15"), "/");
    assert.equal(request?.action, "CreateVpc");
    assert.equal(request.protocol, "query");
  });

  it("of a REST service has no action", () => {
    const request = awsRequest({ authorization: authorization("s3") }, Buffer.alloc(0), "/bucket");
    assert.equal(request?.protocol, "rest");
    assert.equal(request.action, undefined);
  });

  it("is missing from what is no API call", () => {
    assert.equal(awsRequest({ host: "localhost:4700" }, Buffer.alloc(0), "/v2/"), undefined);
  });
});

describe("errors of the gateway", () => {
  it("have the form of each protocol", () => {
    const json = awsError({ service: "ecs", protocol: "json" }, "ClientException", "no");
    assert.equal((JSON.parse(json.body) as { __type: string }).__type, "ClientException");
    const ec2 = awsError({ service: "ec2", protocol: "query" }, "DependencyViolation", "in use");
    assert.match(ec2.body, /<Response><Errors><Error><Code>DependencyViolation<\/Code>/);
    const iam = awsError({ service: "iam", protocol: "query" }, "NoSuchEntity", "a < b");
    assert.match(iam.body, /<ErrorResponse><Error>.*<Message>a &lt; b<\/Message>/);
  });
});

describe("recorded calls", () => {
  it("name every ARN of a request once, also in forms", () => {
    const role = "arn:aws:iam::000000000000:role/web";
    assert.deepEqual(resourcesIn(JSON.stringify({ taskRoleArn: role, executionRoleArn: role })), [
      role,
    ]);
    assert.deepEqual(resourcesIn(`Action=X&Arn=${encodeURIComponent(role)}`), [role]);
  });
});
