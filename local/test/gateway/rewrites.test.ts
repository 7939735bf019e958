import assert from "node:assert/strict";

import { imagesToAws, imagesToLocal, layerToLocal } from "../../gateway/rewriteImages";
import {
  loadBalancerHost,
  loadBalancersToAws,
  loadBalancersToLocal,
} from "../../gateway/rewriteLoadBalancers";
import { queuesToLocal } from "../../gateway/rewriteQueues";

const registry = {
  local: "localhost:4700",
  aws: "000000000000.dkr.ecr.eu-west-1.amazonaws.com",
};

describe("images of the local registry", () => {
  const asked = {
    containerDefinitions: [
      { name: "web", image: `${registry.aws}/slipway-local/hello@sha256:ab` },
      { name: "proxy", image: "public.ecr.aws/nginx/nginx:1" },
    ],
  };

  it("points ECS tasks at this machine's registry and leaves other registries alone", () => {
    const sent = JSON.parse(imagesToLocal(JSON.stringify(asked), registry)) as typeof asked;
    assert.deepEqual(
      sent.containerDefinitions.map(({ image }) => image),
      ["localhost:4700/slipway-local/hello@sha256:ab", "public.ecr.aws/nginx/nginx:1"],
    );
  });

  it("gives clients back what they wrote", () => {
    const body = JSON.stringify(asked);
    assert.equal(imagesToAws(imagesToLocal(body, registry), registry), body);
  });

  it("leaves an app's environment alone, even when it names the registry", () => {
    const body = JSON.stringify({
      containerDefinitions: [
        { image: "busybox", environment: [{ name: "R", value: `${registry.aws}/x` }] },
      ],
    });
    assert.equal(imagesToLocal(body, registry), body);
  });

  it("leads whoever reads a layer to this machine's registry", () => {
    const answer = (origin: string) =>
      JSON.stringify({ downloadUrl: `${origin}/v2/hello/blobs/sha256:ab` });
    const local = layerToLocal(answer(`https://${registry.aws}`), registry);
    assert.equal(local, answer("http://localhost:4700"));
  });

  it("does not touch the registry of another account", () => {
    const body = JSON.stringify({ image: "111111111111.dkr.ecr.eu-west-1.amazonaws.com/x:1" });
    assert.equal(imagesToLocal(body, registry), body);
  });
});

describe("names of load balancers", () => {
  const aws = "<DNSName>web-1a2b.eu-west-1.elb.amazonaws.com</DNSName>";
  const local = "<DNSName>web-1a2b.eu-west-1.elb.localhost:4700</DNSName>";

  it("get a form that this machine resolves, with the gateway's port", () => {
    assert.equal(loadBalancersToLocal(aws, 4700), local);
  });

  it("go back to AWS's form on the way in, in forms and in JSON", () => {
    assert.equal(loadBalancersToAws(local, 4700), aws);
    assert.equal(
      loadBalancersToAws("Name=web-1a2b.eu-west-1.elb.localhost%3A4700", 4700),
      "Name=web-1a2b.eu-west-1.elb.amazonaws.com",
    );
  });

  it("are recognised in the Host of a request, whatever its case and port", () => {
    const name = "web-1a2b.eu-west-1.elb.amazonaws.com";
    assert.equal(loadBalancerHost("web-1a2b.eu-west-1.elb.localhost:4700"), name);
    assert.equal(loadBalancerHost("web-1a2b.eu-west-1.elb.localhost"), name);
  });

  it("are not seen in other hosts", () => {
    for (const host of [
      undefined,
      "localhost:4700",
      "elb.localhost:4700",
      "a.elb.localhost.evil",
    ]) {
      assert.equal(loadBalancerHost(host), undefined, String(host));
    }
  });
});

describe("addresses of queues", () => {
  it("lead to the gateway: clients call a queue at its own address", () => {
    const emulator = "http://localhost:4701";
    const addresses = { local: "http://localhost:4700", emulator };
    const answer = { QueueUrls: [`${emulator}/000000000000/a`, `${emulator}/000000000000/b`] };
    assert.deepEqual(JSON.parse(queuesToLocal(JSON.stringify(answer), addresses)), {
      QueueUrls: ["http://localhost:4700/000000000000/a", "http://localhost:4700/000000000000/b"],
    });
    const other = '{"QueueUrl":"http://localhost:47010/000000000000/a"}';
    assert.equal(queuesToLocal(other, addresses), other);
    const inside = queuesToLocal(JSON.stringify(answer), addresses, "172.17.0.1:4566");
    assert.match(inside, /"http:\/\/172\.17\.0\.1:4566\//);
  });
});
