import {
  type CreateListenerCommandInput,
  type ModifyListenerCommandInput,
} from "@aws-sdk/client-elastic-load-balancing-v2";

import { isAwsError, unlessGone } from "../provider/failure";
import { onceCreated, type Properties, type ResourceEntry } from "../resourceEntry";
import { attributeOutputs, type AttributeTable, attributeWriter } from "./attributes";
import { actionOutputs, actionProblems, actionRequests, sameActions } from "./elbActions";
import { elbTags, readElbTags, updateElbTags } from "./elbTags";
import { retrying } from "./retry";
import { changedOf, observed, present, request, required, text } from "./shapes";

const attributes: AttributeTable = {
  routingHttpResponseServerEnabled: {
    key: "routing.http.response.server.enabled",
    type: "boolean",
  },
  routingHttpResponseStrictTransportSecurityHeaderValue: {
    key: "routing.http.response.strict_transport_security.header_value",
    type: "string",
  },
  routingHttpResponseXContentTypeOptionsHeaderValue: {
    key: "routing.http.response.x_content_type_options.header_value",
    type: "string",
  },
  routingHttpResponseXFrameOptionsHeaderValue: {
    key: "routing.http.response.x_frame_options.header_value",
    type: "string",
  },
};

const writeAttributes = attributeWriter(
  attributes,
  () => [],
  (elbv2, id, Attributes) => elbv2.modifyListenerAttributes({ ListenerArn: id, Attributes }),
);

const missing = ["ListenerNotFoundException", "ListenerNotFound"];

const listener: ResourceEntry = {
  type: "aws:lb/listener:Listener",
  inputs: [
    ...Object.keys(attributes),
    "certificateArn",
    "defaultActions",
    "loadBalancerArn",
    "port",
    "protocol",
    "sslPolicy",
    "tags",
  ],
  replaceOn: ["loadBalancerArn"],
  computed: ["arn", ...Object.keys(attributes), "protocol", "sslPolicy", "tagsAll"],
  equivalent: { defaultActions: sameActions },
  validate: (inputs) => {
    const protocol = text(inputs["protocol"]) ?? "";
    const problems = actionProblems("defaultActions", inputs["defaultActions"]);
    return ["HTTPS", "TLS"].includes(protocol) && inputs["certificateArn"] === undefined
      ? [
          ...problems,
          { property: "certificateArn", reason: `must be set when protocol is ${protocol}` },
        ]
      : problems;
  },
  create: async (clients, inputs) => {
    const elbv2 = await clients.elbv2();
    const { Listeners } = await retrying(
      () =>
        elbv2.createListener(
          request<CreateListenerCommandInput>({
            ...listenerRequest(inputs),
            LoadBalancerArn: inputs["loadBalancerArn"],
            Tags: elbTags(inputs),
          }),
        ),
      // A certificate that was just issued is not known everywhere at once.
      (error) => isAwsError(error, "CertificateNotFoundException", "CertificateNotFound"),
    );
    const id = required({ ...Listeners?.[0] }, "ListenerArn");
    await onceCreated(id, () => writeAttributes(clients, id, inputs, {}));
    return id;
  },
  read: async (clients, id, known) => {
    const elbv2 = await clients.elbv2();
    const answer = await unlessGone(
      () => elbv2.describeListeners({ ListenerArns: [id] }),
      ...missing,
    );
    const found = answer?.Listeners?.[0];
    if (found === undefined) {
      return undefined;
    }
    const { Attributes } = await elbv2.describeListenerAttributes({ ListenerArn: id });
    return observed({
      arn: id,
      loadBalancerArn: found.LoadBalancerArn,
      port: found.Port,
      protocol: found.Protocol,
      sslPolicy: found.SslPolicy,
      certificateArn: found.Certificates?.[0]?.CertificateArn,
      defaultActions: actionOutputs(found.DefaultActions, known["defaultActions"]),
      ...attributeOutputs(attributes, Attributes),
      tagsAll: await readElbTags(clients, id),
    });
  },
  update: async (clients, id, inputs, previous) => {
    const changed = changedOf(
      ["certificateArn", "defaultActions", "port", "protocol", "sslPolicy"],
      previous,
      inputs,
    );
    if (changed.length > 0) {
      const elbv2 = await clients.elbv2();
      await elbv2.modifyListener(
        request<ModifyListenerCommandInput>({ ListenerArn: id, ...listenerRequest(inputs) }),
      );
    }
    await writeAttributes(clients, id, inputs, previous);
    await updateElbTags(clients, id, inputs, previous);
  },
  delete: async (clients, id) => {
    const elbv2 = await clients.elbv2();
    await unlessGone(() => elbv2.deleteListener({ ListenerArn: id }), ...missing);
  },
};

const listenerCertificate: ResourceEntry = {
  type: "aws:lb/listenerCertificate:ListenerCertificate",
  inputs: ["certificateArn", "listenerArn"],
  replaceOn: ["certificateArn", "listenerArn"],
  computed: [],
  create: async (clients, inputs) => {
    const elbv2 = await clients.elbv2();
    const CertificateArn = required(inputs, "certificateArn");
    const ListenerArn = required(inputs, "listenerArn");
    await elbv2.addListenerCertificates({ ListenerArn, Certificates: [{ CertificateArn }] });
    return `${ListenerArn}_${CertificateArn}`;
  },
  read: async (clients, id) => {
    const elbv2 = await clients.elbv2();
    const [ListenerArn = "", certificateArn = ""] = id.split("_");
    const answer = await unlessGone(
      () => elbv2.describeListenerCertificates({ ListenerArn }),
      ...missing,
    );
    const attached = (answer?.Certificates ?? []).some(
      ({ CertificateArn, IsDefault }) => CertificateArn === certificateArn && IsDefault !== true,
    );
    return attached ? { listenerArn: ListenerArn, certificateArn } : undefined;
  },
  delete: async (clients, id) => {
    const elbv2 = await clients.elbv2();
    const [ListenerArn = "", CertificateArn = ""] = id.split("_");
    await unlessGone(
      () => elbv2.removeListenerCertificates({ ListenerArn, Certificates: [{ CertificateArn }] }),
      ...missing,
    );
  },
};

function listenerRequest(inputs: Properties): Properties {
  const certificate = inputs["certificateArn"];
  return present({
    Port: inputs["port"],
    Protocol: inputs["protocol"],
    SslPolicy: inputs["sslPolicy"],
    Certificates: certificate === undefined ? undefined : [{ CertificateArn: certificate }],
    DefaultActions: actionRequests(inputs["defaultActions"]),
  });
}

export const entries: readonly ResourceEntry[] = [listener, listenerCertificate];
