import { z } from "zod";

import { type AppKind, kinds } from "../kinds";
import { named } from "./fields";

type AppSchema = (typeof kinds)[AppKind]["schema"];

const schemas = Object.values(kinds).map(({ schema }) => schema);

/** One app; its kind decides the other keys. */
export const app = z.discriminatedUnion("kind", schemas as [AppSchema, ...AppSchema[]]);

/** Apps by name. */
export const apps = named(32, app);
