import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { typeToken } from "../../aws/naming";
import { type Transform, transformed } from "../transform";

/** Changes to the resources of {@link DomainCertificate}, by child. */
export interface DomainCertificateTransform {
  readonly certificate?: Transform<aws.acm.CertificateArgs>;
  readonly proof?: Transform<aws.route53.RecordArgs>;
  readonly validation?: Transform<aws.acm.CertificateValidationArgs>;
}

/** Arguments of {@link DomainCertificate}. */
export interface DomainCertificateArgs {
  /** Host name that the certificate is for, such as `app.example.com`. */
  readonly domain: string;
  /** Id of the hosted zone that answers for the domain. */
  readonly zoneId: pulumi.Input<string>;
  /** @default - none: everything is as written here */
  readonly transform?: DomainCertificateTransform | undefined;
}

/** An ACM certificate for one host name, proved and renewed through a DNS record. */
export class DomainCertificate extends pulumi.ComponentResource {
  /** ARN of the certificate, known once AWS has issued it: a listener refuses one that is pending. */
  public readonly arn: pulumi.Output<string>;

  constructor(name: string, args: DomainCertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    const { transform = {}, ...inputs } = args;
    super(typeToken("loadBalancer", "DomainCertificate"), name, inputs, opts);

    const certificate = new aws.acm.Certificate(
      ...transformed(
        transform.certificate,
        `${name}-certificate`,
        { domainName: args.domain, validationMethod: "DNS" },
        { parent: this },
      ),
    );
    const proof = certificate.domainValidationOptions.apply(([option]) => {
      if (option === undefined) {
        throw new pulumi.RunError(
          `Certificate for "${args.domain}": AWS gave no DNS record to prove the domain with. Run the update again.`,
        );
      }
      return option;
    });
    const record = new aws.route53.Record(
      ...transformed(
        transform.proof,
        `${name}-proof`,
        {
          zoneId: args.zoneId,
          name: proof.resourceRecordName,
          type: proof.resourceRecordType,
          records: [proof.resourceRecordValue],
          ttl: 60,
          // The same domain in two certificates asks for the same record.
          allowOverwrite: true,
        },
        { parent: this },
      ),
    );
    const validation = new aws.acm.CertificateValidation(
      ...transformed(
        transform.validation,
        `${name}-validation`,
        { certificateArn: certificate.arn, validationRecordFqdns: [record.fqdn] },
        // AWS sees a record within minutes, unless nobody delegates to the zone: then it never does, and
        // the provider would wait for its own, much longer time before it says so.
        { parent: this, customTimeouts: { create: "15m" } },
      ),
    );

    this.arn = validation.certificateArn;
    this.registerOutputs({ arn: this.arn });
  }
}
