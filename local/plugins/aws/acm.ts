import {
  type CertificateDetail,
  type DomainValidation,
  type RequestCertificateCommandInput,
} from "@aws-sdk/client-acm";

import { type Clients } from "../clients";
import { sameSet } from "../equivalence";
import { isAwsError, unlessGone } from "../provider/failure";
import { type ResourceEntry } from "../resourceEntry";
import { timestamp } from "./iamRole";
import { retrying, waitFor } from "./retry";
import {
  observed,
  present,
  request,
  required,
  tagChanges,
  tagList,
  tagMap,
  text,
  texts,
} from "./shapes";

const certificate: ResourceEntry = {
  type: "aws:acm/certificate:Certificate",
  inputs: ["domainName", "keyAlgorithm", "subjectAlternativeNames", "tags", "validationMethod"],
  replaceOn: ["domainName", "keyAlgorithm", "subjectAlternativeNames", "validationMethod"],
  computed: [
    "arn",
    "domainValidationOptions",
    "keyAlgorithm",
    "notAfter",
    "notBefore",
    "status",
    "subjectAlternativeNames",
    "tagsAll",
    "type",
    "validationEmails",
  ],
  equivalent: { subjectAlternativeNames: sameSet },
  create: async (clients, inputs) => {
    const acm = await clients.acm();
    const tags = tagList(inputs["tagsAll"]);
    const { CertificateArn } = await acm.requestCertificate(
      request<RequestCertificateCommandInput>({
        DomainName: inputs["domainName"],
        KeyAlgorithm: inputs["keyAlgorithm"],
        SubjectAlternativeNames: inputs["subjectAlternativeNames"],
        ValidationMethod: inputs["validationMethod"],
        Tags: tags.length > 0 ? tags : undefined,
      }),
    );
    return required({ CertificateArn }, "CertificateArn");
  },
  read: async (clients, id, known) => {
    const found = await describe(clients, id);
    if (found === undefined) {
      return undefined;
    }
    const acm = await clients.acm();
    const { Tags } = await acm.listTagsForCertificate({ CertificateArn: id });
    const declared = texts(known["subjectAlternativeNames"]);
    return {
      ...observed({
        arn: id,
        domainName: found.DomainName,
        status: found.Status,
        type: found.Type,
        notBefore: timestamp(found.NotBefore),
        notAfter: timestamp(found.NotAfter),
        domainValidationOptions: (found.DomainValidationOptions ?? []).map(validationOutputs),
        // AWS counts the domain among its alternatives; a program usually does not.
        subjectAlternativeNames: (found.SubjectAlternativeNames ?? []).filter(
          (name) => name !== found.DomainName || declared.includes(name),
        ),
        validationEmails: [],
        tagsAll: tagMap(Tags),
      }),
      validationMethod: found.DomainValidationOptions?.[0]?.ValidationMethod ?? "NONE",
    };
  },
  update: async (clients, id, inputs, previous) => {
    const acm = await clients.acm();
    const { removed, written } = tagChanges(previous["tagsAll"], inputs["tagsAll"]);
    if (removed.length > 0) {
      const Tags = removed.map((Key) => ({ Key }));
      await acm.removeTagsFromCertificate({ CertificateArn: id, Tags });
    }
    const Tags = tagList(written);
    if (Tags.length > 0) {
      await acm.addTagsToCertificate({ CertificateArn: id, Tags });
    }
  },
  delete: async (clients, id) => {
    const acm = await clients.acm();
    await retrying(
      () =>
        unlessGone(
          () => acm.deleteCertificate({ CertificateArn: id }),
          "ResourceNotFoundException",
        ),
      // A listener that was just deleted still counts as a user for a while.
      (error) => isAwsError(error, "ResourceInUseException"),
    );
  },
};

const certificateValidation: ResourceEntry = {
  type: "aws:acm/certificateValidation:CertificateValidation",
  inputs: ["certificateArn", "validationRecordFqdns"],
  replaceOn: ["certificateArn", "validationRecordFqdns"],
  computed: [],
  equivalent: { validationRecordFqdns: sameSet },
  create: async (clients, inputs) => {
    const arn = required(inputs, "certificateArn");
    const found = await describe(clients, arn);
    if (found === undefined) {
      throw new Error(`reading ACM Certificate (${arn}): couldn't find resource`);
    }
    if (found.Type !== "AMAZON_ISSUED") {
      const type = found.Type ?? "";
      throw new Error(`ACM Certificate (${arn}) has type ${type}, no validation necessary`);
    }
    const missing = missingRecords(found, texts(inputs["validationRecordFqdns"]));
    if (missing.length > 0) {
      throw new Error(missing.join("\n"));
    }
    const issued = await waitFor(
      `ACM Certificate (${arn}) to be issued`,
      async () => {
        const current = await describe(clients, arn);
        return current?.Status === "ISSUED" ? current : undefined;
      },
      { seconds: 4500, everySeconds: 5 },
    );
    return timestamp(issued.IssuedAt) ?? arn;
  },
  read: async (clients, _id, known) => {
    const arn = text(known["certificateArn"]);
    const found = arn === undefined ? undefined : await describe(clients, arn);
    return found?.Status === "ISSUED" ? { certificateArn: arn } : undefined;
  },
  // There is nothing to undo.
  delete: () => Promise.resolve(),
};

/** The provider's sentences on validation records that were not made. */
export function missingRecords(found: CertificateDetail, fqdns: readonly string[]): string[] {
  if (fqdns.length === 0) {
    return [];
  }
  const bare = (name: string): string => name.replace(/\.$/, "");
  const made = fqdns.map(bare);
  return (found.DomainValidationOptions ?? []).flatMap(({ DomainName, ResourceRecord }) => {
    const name = ResourceRecord?.Name;
    if (name === undefined || made.includes(bare(name))) {
      return [];
    }
    return [`missing ${DomainName ?? ""} DNS validation record: ${bare(name)}`];
  });
}

async function describe(clients: Clients, arn: string): Promise<CertificateDetail | undefined> {
  const acm = await clients.acm();
  const answer = await unlessGone(
    () => acm.describeCertificate({ CertificateArn: arn }),
    "ResourceNotFoundException",
  );
  return answer?.Certificate;
}

function validationOutputs({ DomainName, ResourceRecord }: DomainValidation): object {
  return present({
    domainName: DomainName,
    resourceRecordName: ResourceRecord?.Name,
    resourceRecordType: ResourceRecord?.Type,
    resourceRecordValue: ResourceRecord?.Value,
  });
}

export const entries: readonly ResourceEntry[] = [certificate, certificateValidation];
