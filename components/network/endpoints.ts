import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { typeToken } from "../../aws/naming";
import { type AccountContext } from "../accountContext";
import { type Transform, transformed } from "../transform";

/** What a host and its tasks call while they start and run: agent, images, logs and secrets. */
export const interfaceServices = [
  "ecs",
  "ecs-agent",
  "ecs-telemetry",
  "ecr.api",
  "ecr.dkr",
  "logs",
  "ssm",
  // Session Manager and ECS Exec talk through it.
  "ssmmessages",
  "secretsmanager",
] as const;

/** Changes to the resources of {@link Endpoints}, by child. */
export interface EndpointsTransform {
  readonly securityGroup?: Transform<aws.ec2.SecurityGroupArgs>;
  readonly httpsIngress?: Transform<aws.vpc.SecurityGroupIngressRuleArgs>;
  readonly interfaceEndpoint?: Transform<aws.ec2.VpcEndpointArgs>;
  readonly s3?: Transform<aws.ec2.VpcEndpointArgs>;
}

/** Arguments of {@link Endpoints}. */
export interface EndpointsArgs {
  readonly account: Pick<AccountContext, "region">;
  readonly vpcId: pulumi.Input<string>;
  /** Addresses that may use the endpoints: those of the VPC. */
  readonly cidrBlock: pulumi.Input<string>;
  /** Subnets that get an address of each service, at most one a zone. */
  readonly subnetIds: pulumi.Input<string[]>;
  /** Route tables that learn the way to S3, from which ECR serves the layers of images. */
  readonly routeTableIds: pulumi.Input<string[]>;
  /** @default - none: everything is as written here */
  readonly transform?: EndpointsTransform | undefined;
}

/** Ways from a VPC to the AWS services that ECS needs, without a NAT gateway. */
export class Endpoints extends pulumi.ComponentResource {
  public readonly securityGroupId: pulumi.Output<string>;

  constructor(name: string, args: EndpointsArgs, opts?: pulumi.ComponentResourceOptions) {
    const { transform = {} } = args;
    super(typeToken("network", "Endpoints"), name, { services: [...interfaceServices] }, opts);
    const { region } = args.account;

    // No egress rule: an endpoint only answers, and answers need no rule.
    const securityGroup = new aws.ec2.SecurityGroup(
      ...transformed(
        transform.securityGroup,
        `${name}-security-group`,
        {
          description: "AWS services for the hosts and tasks of this VPC",
          vpcId: args.vpcId,
        },
        { parent: this },
      ),
    );
    new aws.vpc.SecurityGroupIngressRule(
      ...transformed(
        transform.httpsIngress,
        `${name}-https-ingress`,
        {
          securityGroupId: securityGroup.id,
          description: "HTTPS from the VPC",
          ipProtocol: "tcp",
          fromPort: 443,
          toPort: 443,
          cidrIpv4: args.cidrBlock,
        },
        { parent: this },
      ),
    );
    for (const service of interfaceServices) {
      new aws.ec2.VpcEndpoint(
        ...transformed(
          transform.interfaceEndpoint,
          `${name}-${service.replace(".", "-")}`,
          {
            vpcId: args.vpcId,
            vpcEndpointType: "Interface",
            serviceName: `com.amazonaws.${region}.${service}`,
            subnetIds: args.subnetIds,
            securityGroupIds: [securityGroup.id],
            // Programs keep calling the service by its public name.
            privateDnsEnabled: true,
          },
          { parent: this },
        ),
      );
    }
    new aws.ec2.VpcEndpoint(
      ...transformed(
        transform.s3,
        `${name}-s3`,
        {
          vpcId: args.vpcId,
          vpcEndpointType: "Gateway",
          serviceName: `com.amazonaws.${region}.s3`,
          routeTableIds: args.routeTableIds,
        },
        { parent: this },
      ),
    );

    this.securityGroupId = securityGroup.id;
    this.registerOutputs({ securityGroupId: this.securityGroupId });
  }
}
