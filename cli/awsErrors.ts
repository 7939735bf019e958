import { UnexpectedAnswerError } from "../delivery/aws/answer";
import { reportText } from "../delivery/text";
import { UserError } from "./userError";

/** An answer of AWS or an error of the SDK, as far as it is read here. */
interface AwsError extends Error {
  readonly code?: unknown;
  readonly $metadata?: { readonly requestId?: string; readonly httpStatusCode?: number };
}

const signIn =
  "Sign in (aws sso login, or set AWS_PROFILE or AWS_ACCESS_KEY_ID), then run it again; aws sts get-caller-identity shows who you are.";

/** What to do about the errors that come from a person's surroundings rather than from the command. */
const surroundings: readonly {
  readonly names: readonly string[];
  readonly message: (error: AwsError) => string;
  readonly hint: string;
  /** @default 2 */
  readonly exitCode?: 1;
}[] = [
  {
    names: ["CredentialsProviderError", "TokenProviderError"],
    message: ({ message }) => `There are no AWS credentials: ${sentence(message)}`,
    hint: signIn,
  },
  {
    names: ["ExpiredToken", "ExpiredTokenException", "RequestExpired"],
    message: () => "The AWS credentials have expired.",
    hint: signIn,
  },
  {
    names: [
      "InvalidClientTokenId",
      "UnrecognizedClientException",
      "InvalidSignatureException",
      "SignatureDoesNotMatch",
      "InvalidAccessKeyId",
      "IncompleteSignature",
    ],
    message: ({ message }) => `AWS does not accept the credentials: ${sentence(message)}`,
    hint: signIn,
  },
  {
    names: ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation"],
    message: ({ message }) => `These credentials may not do that: ${sentence(message)}`,
    hint: "Check --profile; slipway permissions <command> prints the policy that a command needs.",
  },
  {
    names: ["PipelineNotFoundException"],
    message: ({ message }) => `The app has no pipeline: ${sentence(message)}`,
    hint: "pulumi up makes it again; until then nothing is deployed.",
  },
  {
    names: [
      "Throttling",
      "ThrottlingException",
      "TooManyRequestsException",
      "RequestLimitExceeded",
    ],
    message: () => "AWS refuses more requests for the moment (throttling), after several tries.",
    hint: "Wait a minute and run it again.",
    exitCode: 1,
  },
];

const unreachable = [
  "ENOTFOUND",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "EPROTO",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
];

/** What OpenSSL and Node call a certificate that they do not accept. */
const certificate = /^(?:CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_)/;

const checkNetwork = "Check the network, --region and, if it is set, AWS_ENDPOINT_URL.";

/** Two lines for an error that a person can mend; `undefined` for one that comes neither from AWS nor the network. */
export function awsErrorOf(error: AwsError): UserError | undefined {
  if (error instanceof UnexpectedAnswerError) {
    return new UserError(`AWS sent an incomplete answer: ${error.message}`, {
      hint: "Run it again. Behind a proxy, or where AWS_ENDPOINT_URL is set, check what answers there.",
      exitCode: 1,
      cause: error,
    });
  }
  const known = surroundings.find(({ names }) => names.includes(error.name));
  if (known !== undefined) {
    const { message, hint, exitCode = 2 } = known;
    return new UserError(message(error), { hint, exitCode, cause: error });
  }
  if (error.message === "Region is missing") {
    return new UserError("No AWS region is set.", {
      hint: "Give --region, set AWS_REGION or AWS_DEFAULT_REGION, or set a region in the profile (aws configure).",
      cause: error,
    });
  }
  if (error.code === "ERR_INVALID_URL") {
    const input = "input" in error ? String(error.input) : "";
    return new UserError(`That is not a URL: "${reportText(input)}".`, {
      hint: "Check AWS_ENDPOINT_URL and its kin, HTTPS_PROXY and the profile's endpoint_url; an address is https://<host>[:<port>].",
      cause: error,
    });
  }
  if (error.message.startsWith("Region not accepted: ")) {
    return new UserError(`That is not an AWS region: ${error.message.slice(21)}`, {
      hint: "For example: --region eu-west-1. Check --region, AWS_REGION and the profile's region.",
      cause: error,
    });
  }
  const { requestId, httpStatusCode } = error.$metadata ?? {};
  if (httpStatusCode === undefined) {
    return brokenConnection(error);
  }
  // What the SDK calls an answer that it cannot read.
  if (error.name === "SyntaxError" || error.name === "Unknown") {
    return new UserError(`What answered is not AWS: HTTP status ${httpStatusCode}.`, {
      hint: "A proxy or a sign-in page may be in between: check the network and, if it is set, AWS_ENDPOINT_URL.",
      exitCode: httpStatusCode >= 500 ? 1 : 2,
      cause: error,
    });
  }
  return new UserError(`AWS answered ${error.name}: ${sentence(error.message)}`, {
    hint: requestId === undefined ? undefined : `Its request id is ${requestId}.`,
    exitCode: 1,
    cause: error,
  });
}

/** No answer came; `undefined` where that has nothing to do with the network. */
function brokenConnection(error: AwsError): UserError | undefined {
  const { code } = error;
  const cause = error;
  if (error.name === "TimeoutError") {
    return new UserError("AWS cannot be reached: it does not answer.", {
      hint: checkNetwork,
      cause,
    });
  }
  if (typeof code !== "string") {
    return undefined;
  }
  const [why = ""] = (error.message || code).split("\n");
  if (unreachable.includes(code)) {
    return new UserError(`AWS cannot be reached: ${sentence(why)}`, { hint: checkNetwork, cause });
  }
  if (code.startsWith("HPE_")) {
    return new UserError(`What answered is not AWS: ${sentence(why)}`, {
      hint: checkNetwork,
      cause,
    });
  }
  if (certificate.test(code)) {
    return new UserError(`The certificate of what answered is not accepted: ${sentence(why)}`, {
      hint: "Behind a proxy that reads along NODE_EXTRA_CA_CERTS names its certificate; else check AWS_ENDPOINT_URL and the clock.",
      cause,
    });
  }
  if (code === "ERR_INVALID_CHAR" && /authorization|x-amz-/.test(why)) {
    return new UserError(
      "The AWS credentials hold a character that none has, such as a line break.",
      {
        hint: "Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.",
        cause,
      },
    );
  }
  return undefined;
}

function sentence(text: string): string {
  const trimmed = reportText(text).trim().replace(/:$/, "");
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
