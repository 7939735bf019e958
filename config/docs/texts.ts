/** What stands above the tables of docs/configuration.md. */

export const introduction = `# Configuration

<!-- Generated from config/schema.ts by \`npm run docs\`. Change the schema, then generate. -->

A stack is described by \`Pulumi.<stack>.yaml\`. Its first line gives editors completion and checks:

    # yaml-language-server: $schema=config/stack.schema.json

Before anything is created the whole configuration is checked. One error then lists every problem:
where it is, what is legal, and which key was probably meant. Unknown keys are problems too.

- \`aws:region\` is required, or the environment variable \`AWS_REGION\`. All other \`aws:*\` keys of the
  AWS provider work as well (\`aws:profile\`, \`aws:assumeRoles\`, …). With \`aws:allowedAccountIds\` a
  stack can never land in another account.
- Secrets of an app stay in Secrets Manager or SSM; the configuration has their ARNs.
- Secrets of an image build are set with \`pulumi config set --secret buildSecrets:<name>\`.
- Names of images, clusters, apps, sidecars and volumes have small letters, digits and single
  hyphens, and start with a letter. \`<stack>-<cluster>-<app>\` must be a name of one app only, where a hyphen of the
  stack counts as an underscore.`;

export const networkText = `Hosts must reach ECS, ECR and the logs: through a NAT gateway, VPC endpoints or public addresses. Keys
that lay out a new VPC (\`cidr\`, \`availabilityZones\`, \`natGateways\`, \`flowLogs\`) are refused with
another one.`;

export const loadBalancerText = `Requests come by HTTP when there is no domain. With a \`domain\` and its \`certificateArn\` or
\`zone\` they come by HTTPS, and HTTP is redirected there.`;

export const networkLoadBalancerText = `Each TCP app has a listener of its own on it, at most 50 a cluster, and sees the addresses of its clients when it
runs on EC2. A host therefore cannot reach itself through it: apps of the cluster must not be its clients. AWS takes one
and a half to two minutes before it sends connections to a new task, which each release waits for.`;

export const deploymentText = `A CodeCommit repository with a file for each app. One stack owns it; another stack of the account and
region uses it with \`createRepository: false\`, on a branch of its own.`;

export const buildsText = `A pipeline builds each push to an app's repository, tests the image, pushes it once with the commit as its tag, and
releases it to the apps that take it; [delivery.md](delivery.md#from-a-push-to-a-release) says how, and which variables
the commands find. Builds run on machines of the image's processor.`;

export const testText = `The command finds the variables of [delivery.md](delivery.md#from-a-push-to-a-release), and \`environment\` and \`secrets\`
of the build.`;

export const rolesText = `A role for each repository and branch that deploys, and for people. Jobs sign in by OIDC, with a token that says
exactly this issuer, audience and subject: no key is kept anywhere, and a fork's pull request has another subject.
A role pushes to the repositories of these images, commits to this stack's branch, and reads what the commands under
\`allow\` read, on this stack alone. \`pulumi stack output roles\` names them; [releasing.md](releasing.md#from-ci)
shows how CI takes one.`;

export const permissionsText = `The task role of an app has exactly these permissions; without the key it may call nothing.
\`pulumi stack output access\` names the roles and the security group of each app, for the policy of a
bucket in another account or the group of a database.`;

export const outboundText = `Tasks may open HTTPS connections to anywhere, and any connection within the network. A database in a
peered network, a mail server or a service on another port needs a rule. A rule to a security group works for groups
of this network and of peers in the region.`;

export const initText = `Only the app's own container waits for them; a sidecar that must, too, says so in its \`dependsOn\`. Among each other
they have no order but that. Their CPU and memory are a part of the app's, as that of sidecars.`;

export const scalingText = `Application Auto Scaling then owns the number of tasks: an update of the infrastructure leaves it alone,
within the bounds. Of several values to hold, the one that asks for the most tasks wins. Tasks start within a minute
of the load, and go after five minutes without it. Room on EC2 hosts grows with them, up to the cluster's \`max\`.`;

export const queueText = `The messages that wait are shared by the tasks that run. With \`min: 0\` an alarm starts the first task when
messages wait and none runs.`;

export const connectsText = `With \`connectsTo: [api]\` an app calls the internal app \`api\` at \`http://api:8080\`, the port that \`api\` listens on.
The name leads to the proxy of ECS Service Connect in the task, which chooses a task of \`api\`; no other app may
connect. Only services have a proxy: the tasks of scheduled apps and of \`slipway run\` know no names. Another list, and
another port or protocol of an app in it, replace the tasks, which know the names that were there when they started.`;

export const deployText = `A deployment that fails is rolled back by ECS (circuit breaker). ECS must be able to stop or to start
a task within \`minimumHealthyPercent\` and \`maximumPercent\`, otherwise the configuration is refused.`;

export const volumesText = `Any container of the task mounts them: the app's own, sidecars and init containers. The task role may
mount the app's file systems of EFS and no others, and write where a mount is not \`readOnly\`. Each zone of the tasks'
subnets needs a mount target whose security group lets in, on port 2049, the group of \`pulumi stack output access\`.`;
