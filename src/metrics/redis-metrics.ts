import { Gauge, type Registry } from 'prom-client';

/** A gauge that is there from the first time that it is set: who has no Redis need not hear that it is down. */
export function createRedisGauge(registry: Registry): (isUp: boolean) => void {
  let gauge: Gauge | undefined;
  return (isUp) => {
    gauge ??= new Gauge({
      name: 'iyzico_graphql_redis_up',
      help: 'Whether Redis answers: 1, or 0 while this process goes by limits of its own.',
      registers: [registry],
    });
    gauge.set(isUp ? 1 : 0);
  };
}
