import { type Clients } from "../clients";
import { failureMessage } from "../provider/failure";
import { type Problem, type Properties } from "../resourceEntry";

/**
 * Asks who the credentials belong to, as the real provider does before its first call. Whatever is
 * wrong with them is said once here, and not by every resource.
 */
export async function credentialProblems(
  clients: Pick<Clients, "sts">,
  config: Properties,
): Promise<readonly Problem[]> {
  let account: string;
  try {
    const sts = await clients.sts();
    account = (await sts.getCallerIdentity({})).Account ?? "";
  } catch (error) {
    return [{ property: "", reason: failureMessage(error, "the credentials cannot be checked") }];
  }
  const allowed = accounts(config["allowedAccountIds"]);
  if (allowed.length > 0 && !allowed.includes(account)) {
    return [
      {
        property: "allowedAccountIds",
        reason: `credentials are for account ${account} but config says ${allowed.join(", ")}; use other credentials, or correct aws:allowedAccountIds`,
      },
    ];
  }
  if (accounts(config["forbiddenAccountIds"]).includes(account)) {
    return [
      {
        property: "forbiddenAccountIds",
        reason: `credentials are for account ${account}, which is forbidden; use other credentials, or correct aws:forbiddenAccountIds`,
      },
    ];
  }
  return [];
}

function accounts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
