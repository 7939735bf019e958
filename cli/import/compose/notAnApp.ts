import { type Reader } from "../reader";

/** Images of what keeps data, by the last part of their names, and where AWS runs them. */
const keptByAws: Readonly<Record<string, string>> = {
  postgres: "RDS or Aurora",
  postgis: "RDS or Aurora",
  mysql: "RDS or Aurora",
  "mysql-server": "RDS or Aurora",
  mariadb: "RDS",
  redis: "ElastiCache",
  "redis-stack": "ElastiCache",
  valkey: "ElastiCache",
  memcached: "ElastiCache",
  mongo: "DocumentDB, or MongoDB Atlas",
  elasticsearch: "OpenSearch Service",
  opensearch: "OpenSearch Service",
  rabbitmq: "Amazon MQ, or SQS",
  activemq: "Amazon MQ",
  kafka: "MSK",
  zookeeper: "MSK",
  "cp-kafka": "MSK",
  minio: "S3",
  localstack: "AWS itself",
  "dynamodb-local": "DynamoDB",
  elasticmq: "SQS",
  mailhog: "SES",
  mailpit: "SES",
};

/** Why a service does not become an app: tasks come and go, and what is in them goes, too. */
export function notAnApp({ source }: Reader): string | undefined {
  const image = source?.kind === "scalar" ? source.text : "";
  const name =
    image
      .replace(/@.*$/, "")
      .replace(/:[^/:]*$/, "")
      .split("/")
      .at(-1) ?? "";
  const service = Object.hasOwn(keptByAws, name) ? keptByAws[name] : undefined;
  return service === undefined
    ? undefined
    : `Left out: data does not survive the task that it is in. Run it as ${service}, and give the apps its address under environment and its password under secrets.`;
}
