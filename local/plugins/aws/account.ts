import { type FunctionEntry } from "../resourceEntry";

const suffixes: Readonly<Record<string, string>> = {
  aws: "amazonaws.com",
  "aws-cn": "amazonaws.com.cn",
  "aws-us-gov": "amazonaws.com",
};

/** Where and who the provider is. */
export const functions: readonly FunctionEntry[] = [
  {
    token: "aws:index/getCallerIdentity:getCallerIdentity",
    invoke: async (clients) => {
      const identity = await (await clients.sts()).getCallerIdentity({});
      return {
        id: identity.Account,
        accountId: identity.Account,
        arn: identity.Arn,
        userId: identity.UserId,
      };
    },
  },
  {
    token: "aws:index/getRegion:getRegion",
    invoke: (clients, args) => {
      const asked = args["region"] ?? args["name"] ?? args["id"] ?? clients.region;
      if (asked !== clients.region) {
        throw new Error(`the stand-in aws provider knows only its own region "${clients.region}"`);
      }
      return Promise.resolve({
        id: clients.region,
        name: clients.region,
        region: clients.region,
        description: clients.region,
        endpoint: `ec2.${clients.region}.${suffixes[clients.partition] ?? "amazonaws.com"}`,
      });
    },
  },
  {
    token: "aws:index/getPartition:getPartition",
    invoke: (clients) => {
      const dnsSuffix = suffixes[clients.partition] ?? "amazonaws.com";
      return Promise.resolve({
        id: clients.partition,
        dnsSuffix,
        partition: clients.partition,
        reverseDnsPrefix: dnsSuffix.split(".").reverse().join("."),
      });
    },
  },
];
