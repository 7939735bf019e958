import assert from "node:assert/strict";

import { type Bench } from "../../support/ecsDeploy";

/** Each exit code, and each wrong input: where its sentence stands and what it names. */
const rows: readonly (readonly [line: string, code: number, sentence: RegExp])[] = [
  ["", 3, /^Usage: ecs-deploy/],
  ["--help", 0, /^Usage: ecs-deploy/],
  ["-c cl -n svc --version --nope", 0, /^\d+\.\d+\.\d+$/m],
  ["--nope", 3, /^"--nope" is not a flag of ecs-deploy\.\n {2}ecs-deploy --help/],
  ["stray -c cl", 3, /^"stray" is not a flag/],
  ["-c=cl", 3, /^"-c" and its value are two words\.\n {2}-c CLUSTER/],
  ["-c cl -n svc -i app --enable-rollback true", 3, /--enable-rollback takes no value\./],
  ["-i app", 5, /^One of --service-name \(-n\) and --task-definition \(-d\) is required\./],
  ["-c cl -n svc -d svc -i app", 6, /--service-name "svc" and --task-definition "svc" exclude/],
  ["-n svc -i app", 7, /^--service-name "svc" needs --cluster \(-c\)\./],
  ["-d svc -i app --run-task", 7, /^--run-task needs --cluster \(-c\)/],
  ["-d svc -i app --schedules", 7, /^--schedules needs --cluster \(-c\)/],
  ["-c cl -n svc -t 300 --max-definitions 10", 8, /^--image \(-i\) is required\.\n {2}Or --tag/],
  ["-c cl -n svc -i app --max-definitions ten", 9, /^--max-definitions must be .*, got "ten"\./],
  ["-d svc -i app --launch-type EC2", 10, /^--launch-type is for a task: it needs --run-task\./],
  ["-d svc -i app --network-configuration x", 11, /^--network-configuration is for a task/],
  ["-d svc -i app --wait-for-success", 11, /^--wait-for-success is for a task/],
  ["-d svc -i app --platform-version 1", 12, /^--platform-version is for a task/],
  ["-c cl -n svc -i /something", 13, /^--image "\/something" is not an image\.\n {2}An image is/],
  ["-c cl -n svc -to a|b", 13, /^--tag-only must be a tag, got "a\|b"\.\n {2}A tag has/],
  ["-c cl -n svc --container c0=a^b", 13, /^--container c0: "a\^b" is not an image\./],
  ["-c cl -n svc -i", 1, /^"-i" needs a value\.\n {2}-i IMAGE/],
  ["-c cl -n svc -i app -e 1.2-3", 1, /the name of a variable, got "1\.2-3"\.\n {2}For its value/],
  ["-c cl -n svc -i app -e MISSING", 1, /the variable MISSING is not set\.\n {2}export MISSING/],
  ["-c cl -n svc -i app -t 5m", 3, /^--timeout must be an integer from 0, got "5m"\./],
  ["-c cl -n svc -i app -D two", 3, /^--desired-count must be an integer from 0, got "two"\./],
  ["-c cl -n svc -i app -m -1", 3, /^--min must be an integer from 0, got "-1"\./],
  ["-c cl -n svc -i app -M 1.5", 3, /^--max must be an integer from 0, got "1\.5"\./],
  ["-c cl -n svc --container app", 3, /^--container must be NAME=IMAGE, got "app"\./],
  ["-c cl -n svc --env A=geheim", 3, /^--env must be CONTAINER:NAME=VALUE, got "A=…"\./],
  ["-c cl -d svc -i app --run-task --network-configuration x", 3, /names no subnets: "x"\./],
  ["-c cl -n svc -i app --run-task", 3, /^--run-task needs --task-definition \(-d\)/],
  ["-c cl -d svc --force-new-deployment", 3, /^--force-new-deployment needs --service-name/],
  ["-c cl -n svc --force-new-deployment --env c0:A=1", 3, /keeps the revision: --env is for/],
  ["-c cl -n svc -i app --diff --no-diff", 3, /^--diff and --no-diff exclude each other\./],
  ["-c cl -n svc -i app --commit x -D 2", 3, /^--commit .*: --desired-count changes it\./],
  ["-c cl -n svc -i other/app:2", 1, /It has c0 \(app:1\), c1 \(redis:7\)\. --container NAME=/],
  ["-c cl -n svc --container web=app", 1, /has no container "web"\.\n {2}It has c0 \(app:1\)/],
  ["-c cl -n svc -i app --task-definition-file no.json", 1, /-file "no\.json" cannot be read/],
  ["-c no -n svc -i app", 255, /^There is no cluster "no" \(--cluster\).*\(request [\w-]+\)/],
  ["-c cl -n no -i app", 255, /^The cluster "cl" has no service "no" \(--service-name\)\./],
  ["-d no -i app", 255, /^There is no task definition "no".*\(request [\w-]+\)/],
  ["-p none -c cl -n svc -i app", 255, /^The profile "none" gives no AWS credentials: /m],
];

export function usage(bench: () => Bench): void {
  for (const [line, code, sentence] of rows) {
    it(`ends "${line}" with ${code} and a sentence`, async () => {
      const { status, stdout, output } = await bench().run(line);
      assert.equal(status, code, output);
      // Scripts find wrong usage on standard output.
      assert.match(code === 1 || code === 255 ? output : stdout, sentence);
      assert.doesNotMatch(output, /geheim|^ +at /m);
    });
  }

  it("names the region and the credentials that are missing", async () => {
    const line = "-c cl -n svc -i app";
    const region = { AWS_DEFAULT_REGION: "eu-west-1" };
    const noRegion = await bench().run(line, {
      AWS_ACCESS_KEY_ID: "a",
      AWS_SECRET_ACCESS_KEY: "b",
    });
    const noKeys = await bench().run(line, region);
    const halfOfThem = await bench().run(`-k AKID ${line}`, region);
    assert.deepEqual([noRegion.status, noKeys.status, halfOfThem.status], [255, 255, 3]);
    assert.match(noRegion.output, /^No AWS region is set\./);
    assert.match(noKeys.output, /^There are no AWS credentials: /);
    assert.match(halfOfThem.stdout, /^-k \(--aws-access-key\) needs -s \(--aws-secret-key\)\./);
  });
}
