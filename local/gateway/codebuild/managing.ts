import { page } from "../pages";
import { invalidInput, operation, type Operation } from "./call";
import { checkProject } from "./checkProject";
import { projectArn, seconds, type Place } from "./place";
import { completed, type Project, type ProjectSettings } from "./project";

const largestPage = 100;

const createProject = operation<ProjectSettings>(({ place, projects, clock }, settings) => {
  checkProject(settings);
  const project = projects.create(completed(settings, place), clock.now());
  return { project: projectShape(place, project) };
});

// AWS keeps what it is not told; an empty list of tags removes them.
const updateProject = operation<Partial<ProjectSettings> & { readonly name: string }>(
  ({ place, projects, clock }, change) => {
    const before = projects.get(change.name);
    const settings = { ...before.settings, ...change };
    checkProject(settings);
    const project = projects.keep({
      ...before,
      settings: completed(settings, place),
      lastModified: clock.now(),
    });
    return { project: projectShape(place, project) };
  },
);

// Deleting what is not there succeeds.
const deleteProject = operation<{ readonly name: string }>(({ projects }, { name }) => {
  projects.delete(name);
  return {};
});

const batchGetProjects = operation<{ readonly names: readonly string[] }>(
  ({ place, projects }, { names }) => {
    const asked = names.map((name) => ({ name, project: projects.find(nameOf(name)) }));
    return {
      projects: asked.flatMap(({ project }) =>
        project === undefined ? [] : [projectShape(place, project)],
      ),
      projectsNotFound: asked.flatMap(({ name, project }) => (project === undefined ? [name] : [])),
    };
  },
);

const listProjects = operation<{
  readonly nextToken?: string;
  readonly sortBy?: "NAME" | "CREATED_TIME" | "LAST_MODIFIED_TIME";
  readonly sortOrder?: "ASCENDING" | "DESCENDING";
}>(({ projects }, { nextToken, sortBy = "NAME", sortOrder = "ASCENDING" }) => {
  const keyOf = ({ settings, created, lastModified }: Project): string | number =>
    ({ NAME: settings.name, CREATED_TIME: created, LAST_MODIFIED_TIME: lastModified })[sortBy];
  const sorted = [...projects.all()].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  const names = sorted.map(({ settings }) => settings.name);
  const all = sortOrder === "ASCENDING" ? names : names.reverse();
  const { items, next } = page(all, (name) => name, nextToken, largestPage, invalidInput);
  return { projects: items, ...next };
});

export const managing: Readonly<Record<string, Operation>> = {
  CreateProject: createProject,
  UpdateProject: updateProject,
  DeleteProject: deleteProject,
  BatchGetProjects: batchGetProjects,
  ListProjects: listProjects,
};

/** Projects are found by name and by ARN. */
function nameOf(asked: string): string {
  return asked.startsWith("arn:") ? asked.slice(asked.indexOf("/") + 1) : asked;
}

function projectShape(place: Place, { settings, created, lastModified }: Project): object {
  const { badgeEnabled = false, ...kept } = settings;
  return {
    ...kept,
    arn: projectArn(place, settings.name),
    created: seconds(created),
    lastModified: seconds(lastModified),
    badge: { badgeEnabled },
    projectVisibility: "PRIVATE",
  };
}
