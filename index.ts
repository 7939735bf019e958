import {
  AppImage,
  appImages,
  EcsCluster,
  ForeignImages,
  Keyed,
  listenerPriorities,
  LoadBalancer,
  Network,
  providerOptions,
  stackTags,
  WebApp,
} from "./components";
import { foreignImagesOf, loadBalancersOf, loadConfig, webAppsOf } from "./config";

const config = loadConfig();
const { project, stack, protect, logRetentionDays } = config;
const tags = stackTags(config);
const opts = providerOptions(config);

const network = new Network("network", { ...config.network, logRetentionDays }, opts);

const foreign = new ForeignImages("foreign-images", { references: foreignImagesOf(config) }, opts);
const images = Keyed.of("image", Object.entries(config.images), (image, key) => {
  return new AppImage(key, { ...image, project, stack, protect }, opts);
});
const imageOf = (image: string) => images.find(image) ?? foreign.image(image);

const loadBalancers = Keyed.of("load balancer", loadBalancersOf(config), (settings, cluster) => {
  const args = { ...settings, stack, cluster, network, protectLogs: protect };
  return new LoadBalancer(cluster, args, opts);
});
const clusters = Keyed.of("cluster", Object.entries(config.clusters), (settings, cluster) => {
  const { capacity, architecture, containerInsights } = settings;
  const loadBalancer = loadBalancers.find(cluster);
  const place = { stack, cluster, network, loadBalancer, tags };
  return new EcsCluster(cluster, { capacity, architecture, containerInsights, ...place }, opts);
});

const webApps = webAppsOf(config);
const rules = webApps.map(([, { rule }]) => rule);
const priorities = Keyed.of("priority", listenerPriorities(rules), (priority) => priority);
const apps = Keyed.of("app", webApps, ({ identity, settings }, key) => {
  const { cluster, app } = identity;
  const args = {
    identity: { stack, ...identity },
    app: settings,
    ...appImages(settings, imageOf),
    network,
    cluster: clusters.get(cluster),
    loadBalancer: loadBalancers.get(cluster),
    priority: priorities.get(key),
    logRetentionDays,
  };
  return new WebApp(`${cluster}-${app}`, args, opts);
});

/** Where each app answers, by `<cluster>/<app>`; read by people and by `make local`. */
export const urls = apps.map(({ url }) => url);
