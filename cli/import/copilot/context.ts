import { type Ledger } from "../reader";

/** A part of a stack file: texts, numbers, lists and mappings. */
export type Fields = Readonly<Record<string, unknown>>;

/** What a manifest does not say, but its conversion needs. */
export interface Context {
  /** Copilot's application. */
  readonly application: string;
  readonly environment: string;
  /** AWS region of the new stack. */
  readonly region: string;
  /** Account of the environment; without it secrets that are given by name have no ARN. */
  readonly account: string | undefined;
  /** From the folder of Pulumi.yaml to the workspace, `.` or `../shop`. */
  readonly workspace: string;
  readonly ledger: Ledger;
}

/** An image to build, as `slipway:images` has it. */
export type ImageFields = Fields;

/** Leaves out what is undefined. */
export function given(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Undefined for a mapping or list without entries, which a stack file need not say. */
export function filled<T extends object>(value: T | undefined): T | undefined {
  return value === undefined || Object.keys(value).length === 0 ? undefined : value;
}
