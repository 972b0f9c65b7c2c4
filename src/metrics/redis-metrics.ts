import { Gauge, type Registry } from 'prom-client';

/** Returns a function that sets the gauge. The gauge is created by the first call: a process without Redis has none. */
export function createRedisMetric(registry: Registry): (isUp: boolean) => void {
  let gauge: Gauge | undefined;
  return (isUp) => {
    gauge ??= new Gauge({
      name: 'iyzico_graphql_redis_up',
      help: 'Whether Redis answers: 1, or 0 while this process uses its own counts.',
      registers: [registry],
    });
    gauge.set(isUp ? 1 : 0);
  };
}
