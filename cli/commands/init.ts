import { command } from "../command";
import { choice, text } from "../option";
import { importOptions } from "./importCopilot";

export const init = command({
  name: "init",
  summary: "Write the first stack file from Dockerfiles",
  description:
    "Looks for Dockerfiles in a folder and three folders below it, and writes Pulumi.<stack>.yaml (default: staging) with an app for each: one that exposes a port is a web app, any other a worker. HEALTHCHECK, USER, the platform and build secrets are taken over, and each choice has its reason beside it. On a terminal it asks for what no option gives. Where a domain can be chosen, or one is given without its zone, it lists the account's hosted zones (route53:ListHostedZones); else it asks AWS nothing. A file that exists is never written over. Exit code 1 when the stack file needs an edit before it can be previewed.",
  arguments: [
    { name: "dir", description: "the folder of the app or apps (default: .)", optional: true },
  ],
  options: {
    capacity: choice(["fargate", "ec2"], "what tasks run on (default: fargate)"),
    architecture: choice(
      ["X86_64", "ARM64"],
      "processor that images are built for (default: that of FROM --platform, else X86_64)",
    ),
    domain: text("<name>", "name of the load balancer, for HTTPS (default: HTTP alone)"),
    zone: text("<name>", "hosted zone of the domain (default: the account's zone that has it)"),
    ...importOptions,
    account: text("<id>", "the account of the stack; credentials of any other are then refused"),
  },
  examples: [
    {
      command: "slipway init ../shop",
      says: "asks for the stack, the region and the domain, and writes Pulumi.<stack>.yaml",
    },
    {
      command: "slipway init ../shop --stack dev --region eu-west-1 --capacity ec2 --print",
      says: "shows a stack file for apps on EC2 hosts",
    },
  ],
  run: async (invocation) => (await import("../init/init")).init(invocation),
});
