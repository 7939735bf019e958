const exactNames = new Set([
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "ECS_ENGINE_AUTH_DATA",
]);
const nameOfCredential =
  /(^|_)(PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|SECRET_?KEY|PRIVATE_?KEY|CREDENTIALS?)$/i;
const valueOfCredential =
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----|:\/\/[^/\s:@]+:[^/\s:@]+@/;

/** True when a variable is a credential by its name or by its value. References (ARNs) are none. */
export function looksSecret(name: string, value: string): boolean {
  if (value === "" || value.startsWith("arn:")) {
    return false;
  }
  return exactNames.has(name) || nameOfCredential.test(name) || valueOfCredential.test(value);
}

/** True when a text has a credential in it: a key pair's id, a private key, a password in a URL. */
export function holdsCredential(text: string): boolean {
  return (
    valueOfCredential.test(text) ||
    /aws_secret_access_key\s*[=:]\s*\S/i.test(text) ||
    /\b[A-Z0-9_]*(PASSWORD|SECRET|TOKEN)=['"]?[^\s'"$]/.test(text)
  );
}
