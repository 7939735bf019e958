import { createHash } from "node:crypto";

import { longestCondition } from "../../aws/listenerRule";

/** Which requests an app asks for. */
export interface Route {
  /** Host names, `*` and `?` being wildcards; none means every host. */
  readonly hosts: readonly string[];
  /** Paths, at least one, `*` and `?` being wildcards; `/*` means every path. */
  readonly paths: readonly string[];
  /**
   * Place among the rules, 1 to 50000, lowest first.
   * @default - computed
   */
  readonly priority?: number | undefined;
}

/** A stretch of priorities that equally specific rules share. */
interface Band {
  readonly from: number;
  readonly size: number;
}

/**
 * How many priorities each kind of path gets: paths without wildcards, paths with a wildcard (for
 * each length of what is fixed in them), and `/*`. Apps on every path are many, long paths few.
 */
interface PathSizes {
  readonly exact: number;
  readonly fixed: number;
  readonly everything: number;
}

const roomy: PathSizes = { exact: 3000, fixed: 100, everything: 3000 };
const narrow: PathSizes = { exact: 500, fixed: 25, everything: 500 };

/** Kinds of hosts, most specific first: exact, wildcards by number of labels, every host. */
const hostSizes: readonly PathSizes[] = [roomy, narrow, narrow, narrow, roomy];

/** What a kind of hosts takes up altogether. */
function widthOf(sizes: PathSizes): number {
  return sizes.exact + (longestCondition - 1) * sizes.fixed + sizes.everything;
}

/**
 * Priorities for the rules of one listener, by the keys of its apps.
 *
 * A load balancer takes the first rule that matches, so what is narrower must have the lower number:
 * exact hosts before wildcards before every host, then exact paths before longer before shorter
 * ones, `/*` last. An app counts as its widest host and path. Within such a band the app's key
 * decides, so that adding or removing an app leaves the others alone unless two keys fall on the
 * same number; then the later key in alphabetical order moves on to the next free one.
 *
 * No two computed priorities of a listener are equal, nor equal to a chosen one.
 *
 * @throws RangeError when two apps choose the same priority, or a band is full.
 */
export function listenerPriorities(
  routes: Readonly<Record<string, Route>>,
): ReadonlyMap<string, number> {
  const apps = Object.entries(routes);
  const priorities = new Map<string, number>();
  const owners = new Map<number, string>();
  for (const [app, { priority }] of apps) {
    if (priority !== undefined) {
      const owner = owners.get(priority);
      if (owner !== undefined) {
        throw new RangeError(
          `Listener priority ${priority} is used by "${owner}" and "${app}". Change one, or leave both out.`,
        );
      }
      owners.set(priority, app);
      priorities.set(app, priority);
    }
  }
  const taken = new Set(priorities.values());
  const computed = apps
    .filter(([, { priority }]) => priority === undefined)
    .map(([app, route]) => ({ app, band: bandOf(route) }))
    .sort((a, b) => (a.app < b.app ? -1 : 1));
  for (const { app, band } of computed) {
    const priority = firstFree(band, hashOf(app), taken);
    if (priority === undefined) {
      throw new RangeError(
        `No listener priority is left for "${app}": more than ${band.size} apps have rules as specific as its own. Set route.priority.`,
      );
    }
    taken.add(priority);
    priorities.set(app, priority);
  }
  return priorities;
}

/** The priorities that rules as specific as this app's share. */
function bandOf({ hosts, paths }: Route): Band {
  const kind = hosts.length === 0 ? hostSizes.length - 1 : Math.max(...hosts.map(hostKind));
  const before = hostSizes.slice(0, kind).reduce((sum, sizes) => sum + widthOf(sizes), 0);
  const sizes = hostSizes[kind] ?? roomy;
  const fixedLength = Math.min(...paths.map(fixedLengthOf));
  if (fixedLength === Number.POSITIVE_INFINITY) {
    return { from: 1 + before, size: sizes.exact };
  }
  if (fixedLength > 1) {
    const longer = longestCondition - Math.min(fixedLength, longestCondition);
    return { from: 1 + before + sizes.exact + longer * sizes.fixed, size: sizes.fixed };
  }
  return {
    from: 1 + before + widthOf(sizes) - sizes.everything,
    size: sizes.everything,
  };
}

/** Index into {@link hostSizes}. */
function hostKind(host: string): number {
  if (!/[*?]/.test(host)) {
    return 0;
  }
  const labels = host.split(".").length;
  return labels >= 4 ? 1 : labels === 3 ? 2 : 3;
}

/** Characters that a path demands, wildcard `?` included; infinite for a path without wildcards. */
function fixedLengthOf(path: string): number {
  return /[*?]/.test(path) ? path.replace(/\*/g, "").length : Number.POSITIVE_INFINITY;
}

function firstFree(band: Band, hash: number, taken: ReadonlySet<number>): number | undefined {
  for (let step = 0; step < band.size; step += 1) {
    const priority = band.from + ((hash + step) % band.size);
    if (!taken.has(priority)) {
      return priority;
    }
  }
  return undefined;
}

function hashOf(key: string): number {
  return createHash("sha256").update(key).digest().readUInt32BE(0);
}
