import { join } from "node:path";

import { ServiceError } from "../serviceError";
import { type Project, type ProjectSettings } from "./project";
import { records } from "./records";

/** The projects in the state folder, one file each. */
export interface Projects {
  all(): readonly Project[];
  find(name: string): Project | undefined;
  /** @throws ServiceError ResourceNotFoundException */
  get(name: string): Project;
  /** @throws ServiceError ResourceAlreadyExistsException */
  create(settings: ProjectSettings, now: number): Project;
  keep(project: Project): Project;
  delete(name: string): void;
}

export function projects(folder: string): Projects {
  const known = records<Project>(join(folder, "projects"), ({ settings }) => settings.name);
  const keep = (project: Project): Project => {
    known.keep(project);
    return project;
  };
  return {
    keep,
    all: () => known.all(),
    find: (name) => known.find(name),
    get: (name) => {
      const found = known.find(name);
      if (found === undefined) {
        throw new ServiceError("ResourceNotFoundException", `Project cannot be found: ${name}`);
      }
      return found;
    },
    create: (settings, now) => {
      if (known.find(settings.name) !== undefined) {
        throw new ServiceError(
          "ResourceAlreadyExistsException",
          `Project already exists: ${settings.name}`,
        );
      }
      return keep({ settings, created: now, lastModified: now, builds: 0 });
    },
    delete: (name) => {
      known.delete(name);
    },
  };
}
