import {
  AppImage,
  appImages,
  Delivery,
  EcsCluster,
  ExternalImages,
  Keyed,
  listenerPriorities,
  LoadBalancer,
  Network,
  providerOptions,
  stackTags,
  WebApp,
} from "./components";
import { externalImagesOf, loadBalancersOf, loadConfig, webAppsOf } from "./config";

const config = loadConfig();
const { project, stack, protect, deployment, logRetentionDays } = config;
const opts = providerOptions(config);

const network = new Network("network", { ...config.network, logRetentionDays }, opts);
const foreign = new ExternalImages(
  "external-images",
  { references: externalImagesOf(config) },
  opts,
);
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
  const place = { stack, cluster, network, loadBalancer, tags: stackTags(config) };
  return new EcsCluster(cluster, { capacity, architecture, containerInsights, ...place }, opts);
});

const webApps = webAppsOf(config);
const priorities = Keyed.from("priority", listenerPriorities(webApps.map(([, { rule }]) => rule)));
const apps = Keyed.of("app", webApps, ({ identity, settings }, key) => {
  const { cluster, app } = identity;
  const place = { network, cluster: clusters.get(cluster), priority: priorities.get(key) };
  const args = { ...place, loadBalancer: loadBalancers.get(cluster), app: settings };
  const task = { identity: { stack, ...identity }, deployment, ...appImages(settings, imageOf) };
  return new WebApp(`${cluster}-${app}`, { ...args, ...task, logRetentionDays }, opts);
});

const delivered = webApps.map(([key, { identity, settings }]) => {
  const image = { imageName: settings.image, image: imageOf(settings.image).uri };
  return { identity: { stack, ...identity }, app: apps.get(key), ...image, ...settings.deploy };
});
const where = { ...config, ...deployment, clusters: clusters.all };
const delivery = new Delivery("delivery", { ...where, apps: delivered }, opts);

/** Where each app answers, by `<cluster>/<app>`; read by people and by `make local`. */
export const urls = apps.map(({ url }) => url);

/** Where to commit what shall run, and where to subscribe to what needs a person. */
export const { cloneUrl, topicArn } = delivery;
