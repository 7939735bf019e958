import {
  accessOf,
  accountContext,
  awsProvider,
  BuildPipeline,
  Delivery,
  EcsCluster,
  Images,
  makeApp,
  makeApps,
  Network,
  readExisting,
  readRunning,
  refuseOtherProject,
  stackTags,
  urlsOf,
} from "./components";
import { loadConfig, mapValues } from "./config";
import { transforms } from "./transforms";

/** What the stack file describes, in its order: what runs now is read before anything is made. */
export = async () => {
  const config = loadConfig();
  const { project, stack, protect, deployment, logRetentionDays } = config;
  const provider = awsProvider(config);
  const opts = { providers: { aws: provider } };
  const account = await accountContext(config.region, { provider });
  await refuseOtherProject(project, stack, { provider });
  const running = await readRunning(stack, config.clusters, { provider });
  const existing = await readExisting(
    {
      account,
      network: config.network,
      deployment,
      images: config.images,
      builds: config.builds,
      clusters: config.clusters,
      running,
    },
    { provider },
  );

  const network = new Network(
    "network",
    {
      account,
      existing: existing.vpc,
      cidr: config.network.cidr,
      availabilityZones: config.network.availabilityZones,
      natGateways: config.network.natGateways,
      endpoints: config.network.endpoints,
      publicAddresses: config.network.publicAddresses,
      flowLogs: config.network.flowLogs,
      logRetentionDays,
      transform: transforms.network,
    },
    opts,
  );
  const images = Images.make(
    {
      project,
      stack,
      protect,
      builds: config.images,
      external: existing.images,
      transform: transforms.image,
    },
    opts,
  );

  const clusters = mapValues(config.clusters, (settings, key) => {
    const cluster = new EcsCluster(
      key,
      {
        stack,
        cluster: key,
        account,
        network,
        capacity: settings.capacity,
        architecture: settings.architecture,
        containerInsights: settings.containerInsights,
        loadBalancer: settings.loadBalancer,
        networkLoadBalancer: settings.networkLoadBalancer,
        zoneId: existing.zoneId(key),
        apps: settings.apps,
        logRetentionDays,
        protect,
        tags: stackTags(config),
        transform: transforms.cluster?.(key),
      },
      opts,
    );
    const apps = makeApps(settings.apps, (app, appKey, servers) =>
      makeApp(
        `${key}-${appKey}`,
        {
          identity: { stack, cluster: key, app: appKey },
          settings: app,
          cluster,
          network,
          images: images.of(appKey, app),
          servers,
          running: running.of(key, appKey),
          deployment,
          logRetentionDays,
          transforms: transforms.app,
        },
        opts,
      ),
    );
    return { cluster, apps };
  });

  const delivery = new Delivery(
    "delivery",
    {
      project,
      stack,
      account,
      repository: deployment.repository,
      branch: deployment.branch,
      roles: deployment.roles,
      oidcProviders: deployment.oidcProviders,
      existing: existing.repository,
      protect,
      logRetentionDays,
      clusters,
      transform: transforms.delivery,
    },
    opts,
  );

  mapValues(
    config.builds,
    ({ image, release, ...settings }, key) =>
      new BuildPipeline(
        `build-${key}`,
        {
          stack,
          build: key,
          settings,
          image: images.repository(image),
          deployment: delivery.nodes.deployment,
          release,
          after: delivery.nodes.ready,
          logRetentionDays,
          transform: transforms.build?.(key),
        },
        opts,
      ),
  );

  return {
    /** Where each app answers, by `<cluster>/<app>`; read by people and by `make local`. */
    urls: urlsOf(clusters),
    /** Roles and security group of each app, for what others own: policies of buckets, groups of databases. */
    access: accessOf(clusters),
    /** Where to commit what shall run, and where to subscribe to what needs a person. */
    cloneUrl: delivery.cloneUrl,
    topicArn: delivery.topicArn,
    /** Roles that CI and people take, by their keys in the stack file. */
    roles: delivery.roleArns,
  };
};
