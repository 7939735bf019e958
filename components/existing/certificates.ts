import { type AccountContext } from "../accountContext";
import { type LookUps, type Named } from "./lookUps";

/**
 * Refuses certificates of other accounts. Whether ACM has one of this account is not asked: the provider
 * finds certificates by their domain only, and a domain may have several.
 */
export function refuseOtherAccounts(
  certificates: readonly Named[],
  { accountId }: Pick<AccountContext, "accountId">,
  lookUps: LookUps,
): void {
  for (const named of certificates) {
    const owner = named.value.split(":")[4];
    if (owner !== accountId) {
      lookUps.refuse(
        [named],
        `is of the account ${owner ?? ""}, and a load balancer takes certificates of its own account alone, which is ${accountId}. Check the profile, or write an ARN that aws acm list-certificates shows.`,
      );
    }
  }
}
