import { type AppKind } from "../schema";

/** One example for each kind of app, part of a stack file. A test runs each through all checks. */
export const examples: Readonly<Record<AppKind, string>> = {
  web: `config:
  aws:region: eu-west-1
  slipway:images:
    shop: { context: ./examples/hello }
  slipway:clusters:
    main:
      capacity: { type: ec2, instanceType: t4g.small, min: 2, max: 6 }
      loadBalancer: { domain: shop.example.com, zone: example.com }
      apps:
        shop:
          kind: web
          image: shop
          port: 8080
          memoryMiB: 256
          count: 2
          route: { hosts: [shop.example.com] }
          healthCheck: { path: /healthz }
          environment: { LOG_LEVEL: info }
          secrets:
            DATABASE_URL: arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop-db-AbCdEf
`,
  tcp: `config:
  aws:region: eu-west-1
  slipway:clusters:
    main:
      capacity: { type: fargate }
      apps:
        broker:
          kind: tcp
          image: public.ecr.aws/docker/library/eclipse-mosquitto:2.0.22
          port: 1883
          listenerPort: 1883
          cpuUnits: 256
          memoryMiB: 512
`,
  internal: `config:
  aws:region: eu-west-1
  slipway:images:
    prices: { context: ./examples/hello }
  slipway:clusters:
    main:
      capacity: { type: fargate, spotPercent: 50 }
      apps:
        prices:
          kind: internal
          image: prices
          port: 8080
          protocol: http
`,
  worker: `config:
  aws:region: eu-west-1
  slipway:images:
    mailer: { context: ./examples/hello }
  slipway:clusters:
    main:
      capacity: { type: ec2, instanceType: t3.small, min: 1, max: 4 }
      apps:
        mailer:
          kind: worker
          image: mailer
          memoryMiB: 128
          containerHealthCheck: { command: [/app/healthy] }
          deploy: { minimumHealthyPercent: 50 }
`,
  scheduled: `config:
  aws:region: eu-west-1
  slipway:images:
    report: { context: ./examples/hello }
  slipway:clusters:
    main:
      capacity: { type: fargate }
      apps:
        report:
          kind: scheduled
          image: report
          command: [/app/report]
          schedule: cron(0 6 ? * MON-FRI *)
          timezone: Europe/Berlin
`,
};
