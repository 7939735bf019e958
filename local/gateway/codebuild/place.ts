/** Where builds run. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

export function projectArn({ account, region }: Place, name: string): string {
  return `arn:aws:codebuild:${region}:${account}:project/${name}`;
}

/** A time as the API writes it: seconds since 1970. */
export function seconds(milliseconds: number): number {
  return milliseconds / 1000;
}
