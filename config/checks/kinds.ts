import { type z } from "zod";

import { type AppKind, kinds } from "../kinds";
import { type Kind } from "../kinds/kind";
import { type AppConfig } from "../schema";
import { allApps, type Check } from "./check";

const table: Readonly<Record<AppKind, Kind<z.ZodType<AppConfig>>>> = kinds;

/** Whether each app is right for its kind. */
export const checkKinds: Check = (subject) =>
  allApps(subject.config).flatMap((placed) => table[placed.app.kind].problems(placed, subject));
