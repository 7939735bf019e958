const exactNames = new Set([
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "ECS_ENGINE_AUTH_DATA",
]);
/** Of names in words: `dbPassword` is `db_Password`. `PWD` alone is a folder. */
const nameOfCredential =
  /(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|SECRETS?|TOKEN|CREDENTIALS?|(?:API|APP|SECRET|PRIVATE|MASTER|ACCESS|SIGNING|ENCRYPTION|AUTH|DEPLOY|STRIPE)_?KEY|KEY_BASE)$|.PASSWORD$|_(?:PASS|PWD|PAT)$/i;
const nameOfSetting = /^(?:MAX|MIN|NUM|USE|HAS|IS|NO|ENABLE|DISABLE|REQUIRE)_/i;
const valueOfCredential =
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----|:\/\/[^/\s:@]*:[^/\s:@]+@|\b(?:gh[pousr]_|github_pat_|[sr]k_live_|xox[abeoprs]-)\w{10}|\b(?:password|pwd)=[^\s;$'"]/i;

/** True when a variable is a credential by its name or by its value. References (ARNs, files, variables) are none. */
export function looksSecret(name: string, value: string): boolean {
  if (value === "" || /^(?:arn:|\$|\/)/.test(value)) {
    return false;
  }
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2");
  return (
    exactNames.has(name) ||
    (nameOfCredential.test(words) && !nameOfSetting.test(words)) ||
    valueOfCredential.test(value)
  );
}

/** True when a text has a credential in it: a key pair's id, a private key, a password in a URL. */
export function holdsCredential(text: string): boolean {
  return (
    valueOfCredential.test(text) ||
    /aws_secret_access_key\s*[=:]\s*\S/i.test(text) ||
    /\b[A-Z0-9_]*(PASSWORD|SECRET|TOKEN)=['"]?[^\s'"$]/.test(text)
  );
}
