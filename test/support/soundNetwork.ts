import { type RecordedNode } from "./graph";
import { made } from "./soundParts";

const hostPorts = { ipProtocol: "tcp", fromPort: 49153, toPort: 65535 };
const https = { ipProtocol: "tcp", fromPort: 443, toPort: 443 };

function rule(kind: "Ingress" | "Egress", name: string, inputs: Record<string, unknown>) {
  const type = `aws:vpc/securityGroup${kind}Rule:SecurityGroup${kind}Rule`;
  return made(type, `app-${name}`, { description: name, ...inputs });
}

/** Who reaches whom in the sound stack: clients the balancer, the balancer host and task, both the registry. */
export function network(): RecordedNode[] {
  const group = (name: string) =>
    made("aws:ec2/securityGroup:SecurityGroup", `app-${name}`, { description: name });
  return [
    group("balancer-group"),
    group("host-group"),
    group("task-group"),
    rule("Ingress", "clients", {
      securityGroupId: "app-balancer-group-id",
      ipProtocol: "tcp",
      fromPort: 80,
      toPort: 80,
      cidrIpv4: "0.0.0.0/0",
    }),
    rule("Egress", "to-hosts", {
      securityGroupId: "app-balancer-group-id",
      referencedSecurityGroupId: "app-host-group-id",
      ...hostPorts,
    }),
    rule("Ingress", "from-balancer", {
      securityGroupId: "app-host-group-id",
      referencedSecurityGroupId: "app-balancer-group-id",
      ...hostPorts,
    }),
    rule("Egress", "host-https", {
      securityGroupId: "app-host-group-id",
      cidrIpv4: "0.0.0.0/0",
      ...https,
    }),
    rule("Egress", "to-tasks", {
      securityGroupId: "app-balancer-group-id",
      referencedSecurityGroupId: "app-task-group-id",
      ipProtocol: "tcp",
      fromPort: 8080,
      toPort: 8080,
    }),
    rule("Ingress", "tasks-from-balancer", {
      securityGroupId: "app-task-group-id",
      referencedSecurityGroupId: "app-balancer-group-id",
      ipProtocol: "tcp",
      fromPort: 8080,
      toPort: 8080,
    }),
    rule("Egress", "task-https", {
      securityGroupId: "app-task-group-id",
      cidrIpv4: "0.0.0.0/0",
      ipProtocol: "-1",
    }),
  ];
}
