/** What the commands of a group have in common, by the first word of their names. */
export const commandGroups: Readonly<Record<string, string>> = {
  policy: "Check a stack against the policy pack",
  import: "Write stack files from what another tool describes",
};
