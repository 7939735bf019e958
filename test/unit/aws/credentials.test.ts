import assert from "node:assert/strict";

import { credentialKind, withoutCredentials } from "../../../aws/credentials";

/** Put together here, so that no scanner takes the table for a leak. */
const token = `ghp_${"x1".repeat(18)}`;
const stripe = `sk_live_${"a1B2".repeat(6)}`;
const slack = `xoxb-${"1234".repeat(3)}-${"abcDEF".repeat(4)}`;
const awsKey = `AKIA${"AB34".repeat(4)}`;
const jwt = `eyJ${"hbGc".repeat(5)}.eyJzdWIiOiIxIn0.c2lnbmF0dXJl`;
const pem = ["-----BEGIN RSA ", "-----\nMIIEpAIBAAKCAQEA\n-----END RSA ", "-----"].join(
  "PRIVATE KEY",
);

describe("a credential in plain text", () => {
  const credentials: readonly (readonly [string, string, string])[] = [
    ["GIT", token, "a GitHub token"],
    ["GIT", `github_pat_${"11ABC_".repeat(6)}`, "a GitHub token"],
    ["PAYMENT", stripe, "a Stripe key"],
    ["CHAT", slack, "a Slack token"],
    ["HOOK", "https://hooks.slack.com/services/T000/B000/abcdefgh", "a Slack webhook"],
    ["AWS_ACCESS_KEY_ID", awsKey, "an AWS access key"],
    ["CERT", pem, "a private key"],
    ["SESSION", jwt, "a JSON web token"],
    ["DATABASE_URL", "postgres://app:hunter2@db:5432/shop", "a password in an address"],
    ["REDIS_URL", "redis://:hunter2@cache:6379", "a password in an address"],
    [
      "REPORT",
      "https://b.s3.amazonaws.com/k?X-Amz-Signature=0123456789ab&x=1",
      "the signature of an address",
    ],
    ["SECRET_KEY_BASE", "0123456789abcdef0123", "a secret"],
    ["DB_PASS", "hunter2", "a password"],
    ["DB_PWD", "hunter2", "a password"],
    ["PGPASSWORD", "hunter2", "a password"],
    ["DB_PASSWORD", "12345678", "a password"],
    ["dbPassword", "hunter2", "a password"],
    ["API_KEY", "0123456789abcdef", "a key"],
    ["RAILS_MASTER_KEY", "0123456789abcdef", "a key"],
    ["AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "a key"],
    ["JWT_SECRET", "keyboard cat", "a secret"],
    ["AUTH_TOKEN", "abc123", "a token"],
    ["JAVA_OPTS", "-Xmx256m -Ddb.password=hunter2", "a password"],
    ["DSN", "Server=db;User=app;Password=hunter2;", "a password"],
    ["SPRING_APPLICATION_JSON", '{"db":{"password":"hunter2"}}', "a password"],
    ["CMD", "mysql --password hunter2 shop", "a password"],
    ["CMD", "curl -H 'Authorization: Bearer abcdef123456'", "a credential of a request"],
    ["CMD", "curl -H 'Cookie: sid=abcdef'", "a cookie"],
  ];
  for (const [name, value, kind] of credentials) {
    it(`is found in ${name}: ${kind}`, () => {
      assert.equal(credentialKind(name, value), kind);
    });
  }

  const others: readonly (readonly [string, string])[] = [
    ["MAX_TOKEN", "4096"],
    ["MAX_TOKENS", "4096"],
    ["TOKEN_TTL_SECONDS", "3600"],
    ["USE_TOKEN", "true"],
    ["AUTH_TOKEN", "false"],
    ["REFRESH_TOKEN", "86400"],
    ["PASSWORD_MIN_LENGTH", "12"],
    ["DB_SECRET", "shop/prod/db"],
    ["DB_SECRET", "shop-db-secret"],
    ["DB_SECRET_NAME", "shop-db"],
    ["DB_SECRET", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop-AbCdEf"],
    ["DB_PASSWORD", "arn:aws:ssm:eu-west-1:123456789012:parameter/shop/db"],
    ["DB_PASSWORD_FILE", "/run/secrets/db"],
    ["DB_PASSWORD", "/run/secrets/db"],
    ["DB_PASSWORD", "$DB_PASSWORD"],
    ["DB_PASSWORD", ""],
    ["TOKEN", "https://login.example.com/oauth2/token"],
    ["PWD", "/app/things"],
    ["BYPASS", "yes-please"],
    ["PUBLIC_KEY", "0123456789abcdef"],
    ["NEXT_PUBLIC_MAP_TOKEN", "pk.0123456789"],
    ["SORT_KEY", "created"],
    ["SESSION_COOKIE", "sid"],
    ["DATABASE_URL", "postgres://db:5432/shop"],
    ["DATABASE_URL", "postgres://app:$DB_PASSWORD@db:5432/shop"],
    ["CMD", "exec app --password $DB_PASSWORD"],
    ["CMD", "app --token-ttl 3600 --no-password --verbose"],
    ["HINT", "Forgot your password? The password is in the vault"],
    ["HINT", "password: forgotten"],
    ["LOG_LEVEL", "info"],
    ["disk", "task-runner-2-with-a-long-name-of-many-words"],
  ];
  for (const [name, value] of others) {
    it(`is not seen in ${name}=${value.slice(0, 40)}`, () => {
      assert.equal(credentialKind(name, value), undefined);
    });
  }
});

describe("a text without its credentials", () => {
  const rows: readonly (readonly [string, string])[] = [
    [`token ${token} refused`, "token [hidden] refused"],
    [`using ${stripe}, ${slack}`, "using [hidden], [hidden]"],
    ["DB_PASS=hunter2 starting", "DB_PASS=[hidden] starting"],
    ["SECRET_KEY_BASE: abc123", "SECRET_KEY_BASE: [hidden]"],
    ['{"password":"hunter2","user":"app"}', '{"password":"[hidden]","user":"app"}'],
    ["x=y_PASSWORD=hunter2", "x=y_PASSWORD=[hidden]"],
    ["cmd=app --password hunter2 -v", "cmd=app --password [hidden] -v"],
    ["connect postgres://app:hunter2@db/x", "connect postgres://app:[hidden]@db/x"],
    ["GET /k?X-Amz-Signature=0123abcdef&a=1", "GET /k?X-Amz-Signature=[hidden]&a=1"],
    ["Authorization: Bearer abc.def-123", "Authorization: Bearer [hidden]"],
    ["Set-Cookie: sid=abc; HttpOnly", "Set-Cookie: [hidden]"],
    [pem, "-----BEGIN RSA PRIVATE KEY-----[hidden]"],
    ["MAX_TOKEN=4096 USE_TOKEN=true", "MAX_TOKEN=4096 USE_TOKEN=true"],
    ["max_tokens=128000 total_tokens: 12", "max_tokens=128000 total_tokens: 12"],
    ["the password is wrong", "the password is wrong"],
  ];
  for (const [text, shown] of rows) {
    it(`reads ${JSON.stringify(shown)}`, () => {
      assert.equal(withoutCredentials(text), shown);
    });
  }

  const hostile: Readonly<Record<string, string>> = {
    "one letter": "a",
    "the beginning of an address": "a://",
    "addresses with a name": "a://b:",
    "the name of a password": "password",
    "passwords without an end": "password=",
    "options without a value": "--password ",
    spaces: " ",
    "a name and spaces": "cookie: ",
    "dots and dashes": "a.-",
    "tokens of the web": "eyJaaaaaaaa.",
    "private keys": "-----BEGIN PRIVATE KEY-----",
    "bearer and spaces": "bearer  ",
    "API keys without a digit": "sk-",
  };
  for (const [title, part] of Object.entries(hostile)) {
    it(`takes no time over 400 KB of ${title}`, () => {
      const text = part.repeat(Math.ceil(400_000 / part.length));
      const start = performance.now();
      withoutCredentials(text);
      const milliseconds = performance.now() - start;
      assert.ok(milliseconds < 10_000, `${milliseconds} ms`);
    });
  }
});
