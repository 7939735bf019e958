import { unlessGone } from "../provider/failure";
import { type FunctionEntry } from "../resourceEntry";
import { present, required } from "./shapes";

const getParameter: FunctionEntry = {
  token: "aws:ssm/getParameter:getParameter",
  invoke: async (clients, args) => {
    const ssm = await clients.ssm();
    const name = required(args, "name");
    const withDecryption = args["withDecryption"] !== false;
    const answer = await unlessGone(
      () => ssm.getParameter({ Name: name, WithDecryption: withDecryption }),
      "ParameterNotFound",
    );
    const found = answer?.Parameter;
    if (found === undefined) {
      throw new Error(`reading SSM Parameter (${name}): couldn't find resource`);
    }
    return present({
      id: name,
      name,
      arn: found.ARN,
      type: found.Type,
      value: found.Value,
      // The provider repeats values that are no secret where they may be shown.
      insecureValue: found.Type === "SecureString" ? undefined : found.Value,
      version: found.Version,
      region: clients.region,
      withDecryption,
    });
  },
};

export const functions: readonly FunctionEntry[] = [getParameter];
