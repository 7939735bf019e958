import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { typeToken } from "../../aws/naming";
import { defaultSslPolicy, type SslPolicy } from "../../aws/sslPolicies";
import { type Transform, transformed } from "../transform";

/** Changes to the resources of {@link Listeners}, by child. */
export interface ListenersTransform {
  readonly http?: Transform<aws.lb.ListenerArgs>;
  readonly https?: Transform<aws.lb.ListenerArgs>;
}

/** Arguments of {@link Listeners}. */
export interface ListenersArgs {
  /** Balancer that listens. */
  readonly loadBalancerArn: pulumi.Input<string>;
  /**
   * ARN of an issued certificate; with it HTTPS is served and HTTP redirects there.
   * @default - HTTP is served
   */
  readonly certificateArn?: pulumi.Input<string> | undefined;
  /**
   * Which versions and ciphers of TLS are spoken.
   * @default "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
   */
  readonly sslPolicy?: SslPolicy | undefined;
  /** @default - none: everything is as written here */
  readonly transform?: ListenersTransform | undefined;
}

/** What a request gets that no app's rule matches: never some app by accident. */
const notFound: aws.types.input.lb.ListenerDefaultAction = {
  type: "fixed-response",
  fixedResponse: { contentType: "text/plain", statusCode: "404", messageBody: "Not found" },
};

const toHttps: aws.types.input.lb.ListenerDefaultAction = {
  type: "redirect",
  redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" },
};

/** The ports of a balancer: HTTPS with a redirect to it, or HTTP alone. */
export class Listeners extends pulumi.ComponentResource {
  /** Listener that rules go to: the HTTPS one if there is one. */
  public readonly arn: pulumi.Output<string>;

  constructor(name: string, args: ListenersArgs, opts?: pulumi.ComponentResourceOptions) {
    const { transform = {}, ...inputs } = args;
    super(typeToken("loadBalancer", "Listeners"), name, inputs, opts);

    const http = new aws.lb.Listener(
      ...transformed(
        transform.http,
        `${name}-http`,
        {
          loadBalancerArn: args.loadBalancerArn,
          port: 80,
          protocol: "HTTP",
          defaultActions: [args.certificateArn === undefined ? notFound : toHttps],
        },
        { parent: this },
      ),
    );
    const https =
      args.certificateArn === undefined
        ? undefined
        : new aws.lb.Listener(
            ...transformed(
              transform.https,
              `${name}-https`,
              {
                loadBalancerArn: args.loadBalancerArn,
                port: 443,
                protocol: "HTTPS",
                certificateArn: args.certificateArn,
                sslPolicy: args.sslPolicy ?? defaultSslPolicy,
                defaultActions: [notFound],
              },
              { parent: this },
            ),
          );

    this.arn = (https ?? http).arn;
    this.registerOutputs({ arn: this.arn });
  }
}
