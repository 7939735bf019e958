import assert from "node:assert/strict";

import { hostNames, type Outside } from "../../../../cli/verify/hostNames";
import { neededServices, network, wayOutProblem } from "../../../../cli/verify/network";
import { rights } from "../../../../cli/verify/rights";
import { ec2Adapter, type SubnetWays } from "../../../../delivery/aws/ec2";
import { taskDefinitionFrom } from "../../../../delivery/aws/ecsAnswers";
import { iamAdapter } from "../../../../delivery/aws/iam";
import { listenerRulesAdapter } from "../../../../delivery/aws/listenerRules";
import { answering } from "../../../support/cli";
import { image } from "../../../support/cliFixtures";

const subnet: SubnetWays = { id: "subnet-1", routes: [], endpoints: [] };
const route = (through: string, works = true) => ({ to: "0.0.0.0/0", through, works });

describe("the check of the way out", () => {
  const needed = ["ecr.api", "ecr.dkr", "s3"];
  const table: readonly (readonly [
    title: string,
    ways: Partial<SubnetWays>,
    hasPublicAddresses: boolean,
    why: string | undefined,
  ])[] = [
    ["no route leaves the VPC", {}, true, "no route leaves its VPC"],
    ["a NAT gateway is there", { routes: [route("nat-1")] }, false, undefined],
    [
      "the NAT gateway is gone",
      { routes: [route("nat-1", false)] },
      false,
      "its route to 0.0.0.0/0 leads to nat-1, which is gone",
    ],
    [
      "an internet gateway meets private addresses",
      { routes: [route("igw-1")] },
      false,
      "its way out is an internet gateway, and tasks have no public addresses",
    ],
    ["an internet gateway meets public ones", { routes: [route("igw-1")] }, true, undefined],
    ["a transit gateway is trusted", { routes: [route("tgw-1")] }, false, undefined],
  ];
  for (const [title, ways, hasPublicAddresses, why] of table) {
    it(`${why === undefined ? "passes" : "fails"} where ${title}`, () => {
      assert.equal(
        wayOutProblem({ ...subnet, ...ways }, needed, hasPublicAddresses),
        why &&
          `from subnet-1 they do not reach ecr.api, ecr.dkr, s3: ${why}, and there is no endpoint`,
      );
    });
  }

  it("names the endpoints that are missing, and those alone", () => {
    assert.equal(wayOutProblem({ ...subnet, endpoints: needed }, needed, false), undefined);
    const some = ["ecr.api", "ecr.dkr"];
    assert.match(
      wayOutProblem({ ...subnet, endpoints: some }, needed, false) ?? "",
      /do not reach s3: /,
    );
  });

  it("names a subnet that is gone", async () => {
    const ways = () => Promise.resolve([{ ...subnet, routes: [route("nat-1")] }]);
    const places = { ids: ["subnet-1", "subnet-2"], hasPublicAddresses: false };
    assert.deepEqual(await network({ ways }, places, { containers: [] }), {
      state: "failed",
      says: "tasks would not start: subnet-2 does not exist",
    });
  });

  it("asks for what the containers need at their start", () => {
    const services = (container: object) =>
      neededServices(taskDefinitionFrom("web:1", { containerDefinitions: [container] }));
    assert.deepEqual(services({ image: "nginx:1.29" }), []);
    assert.deepEqual(services({ image: image("web", "a") }), needed);
    assert.deepEqual(
      services({
        image: "nginx:1.29",
        logConfiguration: {
          logDriver: "awslogs",
          options: { "awslogs-group": "g", "awslogs-stream-prefix": "p" },
        },
        secrets: [
          { valueFrom: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db" },
          { valueFrom: "/shop/token" },
        ],
      }),
      ["logs", "secretsmanager", "ssm"],
    );
  });

  it("reads a subnet's own table or else the main one, routes that are gone, and endpoints that reach it", async () => {
    const client = answering({
      DescribeSubnetsCommand: () => ({
        Subnets: ["subnet-1", "subnet-2"].map((SubnetId) => ({ SubnetId, VpcId: "vpc-1" })),
      }),
      DescribeRouteTablesCommand: () => ({
        RouteTables: [
          {
            VpcId: "vpc-1",
            RouteTableId: "rtb-main",
            Associations: [{ Main: true }],
            Routes: [
              { DestinationCidrBlock: "10.0.0.0/16", GatewayId: "local" },
              { DestinationCidrBlock: "0.0.0.0/0", NatGatewayId: "nat-1", State: "blackhole" },
            ],
          },
          {
            VpcId: "vpc-1",
            RouteTableId: "rtb-own",
            Associations: [{ SubnetId: "subnet-2" }],
            Routes: [{ DestinationPrefixListId: "pl-1", GatewayId: "vpce-1" }],
          },
        ],
      }),
      DescribeVpcEndpointsCommand: () => ({
        VpcEndpoints: [
          {
            VpcId: "vpc-1",
            VpcEndpointType: "Gateway",
            ServiceName: "com.amazonaws.eu-west-1.s3",
            RouteTableIds: ["rtb-own"],
          },
          {
            VpcId: "vpc-1",
            VpcEndpointType: "Interface",
            ServiceName: "com.amazonaws.eu-west-1.ecr.api",
          },
        ],
      }),
    });
    assert.deepEqual(await ec2Adapter(client).ways(["subnet-1", "subnet-2"]), [
      {
        id: "subnet-1",
        routes: [{ to: "0.0.0.0/0", through: "nat-1", works: false }],
        endpoints: ["ecr.api"],
      },
      { id: "subnet-2", routes: [], endpoints: ["s3", "ecr.api"] },
    ]);
  });
});

describe("the check of the rights", () => {
  const bare = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db";
  const parameter = "arn:aws:ssm:eu-west-1:111122223333:parameter/shop/token";
  const role = "arn:aws:iam::111122223333:role/web-execution";
  const definition = (executionRoleArn?: string) =>
    taskDefinitionFrom("web:1", {
      executionRoleArn,
      containerDefinitions: [
        {
          name: "web",
          secrets: [`${bare}:user::`, `${bare}:password::`, parameter].map((valueFrom) => ({
            name: "X",
            valueFrom,
          })),
        },
      ],
    });
  const clients = (refused: string | undefined, KmsKeyId?: string) => {
    const iam = answering({
      SimulatePrincipalPolicyCommand: ({ ActionNames: [action] }: { ActionNames: string[] }) => ({
        EvaluationResults: [{ EvalDecision: action === refused ? "implicitDeny" : "allowed" }],
      }),
    });
    const manager = answering({
      DescribeSecretCommand: () => ({ ARN: `${bare}-AbCdEf`, KmsKeyId }),
    });
    const nobody = () => assert.fail("parameters are not read");
    return {
      asked: iam.asked,
      iam: () => Promise.resolve(iam),
      secrets: () => Promise.resolve(manager),
      ssm: nobody,
    };
  };

  it("asks for each secret by its whole ARN once, for its key, and for parameters", async () => {
    const given = clients(undefined, "key-1");
    const found = await rights(given, definition(role));
    assert.deepEqual(found, { state: "ok", says: "the execution role may read 3 secrets" });
    const called = given.asked.map(({ input }) => {
      const { ActionNames, ResourceArns, ContextEntries } = input as Record<string, unknown[]>;
      return [ActionNames?.[0], ResourceArns?.[0], ContextEntries?.length];
    });
    assert.deepEqual(called.sort(), [
      ["kms:Decrypt", "arn:aws:kms:eu-west-1:111122223333:key/key-1", 1],
      ["secretsmanager:GetSecretValue", `${bare}-AbCdEf`, 0],
      ["ssm:GetParameters", parameter, 0],
    ]);
  });

  it("names what the role may not do, and on what", async () => {
    const found = await rights(clients("kms:Decrypt", "key-1"), definition(role));
    assert.deepEqual(found, {
      state: "failed",
      says: "tasks would not start: web-execution is not allowed kms:Decrypt on arn:aws:kms:eu-west-1:111122223333:key/key-1",
    });
  });

  it("leaves AWS's own key and keys by alias alone", async () => {
    for (const key of [undefined, "arn:aws:kms:eu-west-1:111122223333:alias/shop"]) {
      assert.equal((await rights(clients("kms:Decrypt", key), definition(role))).state, "ok");
    }
  });

  it("fails where no role would read", async () => {
    assert.match((await rights(clients(undefined), definition())).says, /has no execution role/);
  });

  it("says where the role is gone", async () => {
    const iam = answering({
      SimulatePrincipalPolicyCommand: () => {
        throw Object.assign(new Error("x"), { name: "NoSuchEntityException" });
      },
    });
    const found = await rights(
      { ...clients(undefined), iam: () => Promise.resolve(iam) },
      definition(role),
    );
    assert.deepEqual(found, {
      state: "failed",
      says: "tasks would not start: the execution role web-execution does not exist",
    });
  });

  it("takes an answer without a decision for none", async () => {
    const iam = answering({ SimulatePrincipalPolicyCommand: () => ({}) });
    assert.equal(await iamAdapter(iam).may(role, { action: "a:B", resource: "*" }), false);
  });
});

describe("the check of the host names", () => {
  const door = {
    dnsName: "edge-1.eu-west-1.elb.amazonaws.com",
    isInternal: false,
    httpsHosts: ["*.example.com", "shop.example.com", "www.example.com"],
  };
  const outside = (changes: Partial<Outside> = {}): Outside => ({
    addresses: () => Promise.resolve(["192.0.2.1"]),
    certificateProblem: () => Promise.resolve(undefined),
    ...changes,
  });

  it("passes where each has a record and a certificate", async () => {
    const found = await hostNames(outside(), door);
    assert.deepEqual(found, { state: "ok", says: "2 host names have record and certificate" });
  });

  it("names those without a record, and those without a certificate", async () => {
    const found = await hostNames(
      outside({
        addresses: (name) => Promise.resolve(name.startsWith("www.") ? [] : ["192.0.2.1"]),
        certificateProblem: (_address, name) => Promise.resolve(`${name} is not in the list`),
      }),
      door,
    );
    assert.deepEqual(found, {
      state: "failed",
      says: "requests would not arrive: shop.example.com has no certificate at the load balancer: shop.example.com is not in the list; www.example.com has no record in DNS",
    });
  });

  it("asks nothing of the real DNS for a load balancer that is not in AWS, nor without HTTPS", async () => {
    const nobody = outside({ addresses: () => assert.fail("nobody is asked") });
    const local = await hostNames(nobody, { ...door, dnsName: "edge.localhost" });
    assert.equal(local.state, "could not be checked");
    assert.equal((await hostNames(nobody, { ...door, httpsHosts: [] })).state, "ok");
    assert.equal((await hostNames(nobody, undefined)).state, "ok");
  });

  it("cannot tell of a load balancer inside the VPC", async () => {
    const found = await hostNames(outside(), { ...door, isInternal: true });
    assert.equal(found.state, "could not be checked");
  });

  it("reads hosts from the rules of HTTPS listeners that lead to the app, over all pages", async () => {
    const rule = (host: string, TargetGroupArn: string, isList = false) => ({
      Conditions: [
        { Field: "path-pattern", PathPatternConfig: { Values: ["/*"] } },
        { Field: "host-header", HostHeaderConfig: { Values: [host] } },
      ],
      Actions: [
        isList ? { ForwardConfig: { TargetGroups: [{ TargetGroupArn }] } } : { TargetGroupArn },
      ],
    });
    const client = answering({
      DescribeTargetGroupsCommand: () => ({ TargetGroups: [{ LoadBalancerArns: ["lb"] }] }),
      DescribeLoadBalancersCommand: () => ({
        LoadBalancers: [{ DNSName: "edge", Scheme: "internal" }],
      }),
      DescribeListenersCommand: () => ({
        Listeners: [
          { ListenerArn: "http", Protocol: "HTTP" },
          { ListenerArn: "https", Protocol: "HTTPS" },
        ],
      }),
      DescribeRulesCommand: (input: { readonly ListenerArn: string; readonly Marker?: string }) => {
        assert.equal(input.ListenerArn, "https");
        return input.Marker === undefined
          ? { Rules: [rule("b.test", "web"), rule("other.test", "api")], NextMarker: "2" }
          : { Rules: [rule("a.test", "web", true)] };
      },
    });
    assert.deepEqual(await listenerRulesAdapter(client).of("web"), {
      dnsName: "edge",
      isInternal: true,
      httpsHosts: ["a.test", "b.test"],
    });
  });
});
