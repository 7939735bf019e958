import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { isArnOfSecret, parseSecretArn, secretNameOf } from "../../aws/secretArn";
import { type AccountContext } from "../accountContext";
import { byValue, type LookUps, type Named } from "./lookUps";

/** API ListSecrets, Filter.Values. */
const mostNames = 10;

/**
 * Refuses secrets and parameters that the account does not have. No value is read: Secrets Manager lists
 * names, ten a call, and SSM gives a parameter as it is encrypted. Those of other accounts are left to ECS,
 * which reads them by the policy of their owner.
 */
export async function refuseMissingSecrets(
  named: readonly Named[],
  { accountId }: Pick<AccountContext, "accountId">,
  lookUps: LookUps,
  opts: pulumi.InvokeOptions,
): Promise<void> {
  const own = named.flatMap(({ key, value }) => {
    const { store, bare = "" } = parseSecretArn(value) ?? {};
    return bare.split(":")[4] === accountId ? [{ store, key, value: bare }] : [];
  });
  const secrets = byValue(own.filter(({ store }) => store === "secret"));
  await Promise.all([
    lookUps.each(
      own.filter(({ store }) => store === "parameter"),
      (arn) => aws.ssm.getParameter({ name: arn, withDecryption: false }, opts),
      (_arn, text) =>
        /ParameterNotFound|couldn't find resource/.test(text)
          ? "there is no such SSM parameter. Create it (aws ssm put-parameter), or write an ARN that aws ssm describe-parameters shows."
          : undefined,
    ),
    ...inTens([...secrets]).map(async (some) => {
      try {
        const values = some.map(([bare]) => secretNameOf(bare));
        const { arns } = await aws.secretsmanager.getSecrets(
          { filters: [{ name: "name", values }] },
          opts,
        );
        for (const [bare, same] of some) {
          if (!arns.some((arn) => isArnOfSecret(arn, bare))) {
            lookUps.refuse(
              same,
              "there is no such secret in Secrets Manager, or it is to be deleted. Create it (aws secretsmanager create-secret), or write an ARN that aws secretsmanager list-secrets shows.",
            );
          }
        }
      } catch (error) {
        lookUps.leaveOpen(
          some.flatMap(([, same]) => same),
          error,
        );
      }
    }),
  ]);
}

function inTens<T>(all: readonly T[]): (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / mostNames) }, (_, index) =>
    all.slice(index * mostNames, (index + 1) * mostNames),
  );
}
