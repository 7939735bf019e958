/** What the commands of a group have in common, by the first word of their names. */
export const groups: Readonly<Record<string, string>> = {
  policy: "Show how a stack stands with the policy pack",
  import: "Bring in what another tool describes",
};
