import { type AwsRequest } from "./awsRequest";

/** An answer that the gateway gives itself. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An error as the service's own protocol spells it, so that every SDK recognises its code. */
export function awsError(
  request: Pick<AwsRequest, "service" | "protocol">,
  code: string,
  message: string,
  status = 400,
): Answer {
  const requestId = "00000000-0000-0000-0000-000000000000";
  if (request.protocol === "json") {
    return {
      status,
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amzn-errortype": code,
        "x-amzn-requestid": requestId,
      },
      // Services spell the text's key either way; clients read both.
      body: JSON.stringify({ __type: code, message, Message: message }),
    };
  }
  const error = `<Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message>`;
  const body =
    request.service === "ec2"
      ? `<Response><Errors><Error>${error}</Error></Errors><RequestID>${requestId}</RequestID></Response>`
      : request.service === "s3"
        ? `<Error>${error}<RequestId>${requestId}</RequestId></Error>`
        : `<ErrorResponse><Error><Type>Sender</Type>${error}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
  return {
    status,
    headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
  };
}

export function escapeXml(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
