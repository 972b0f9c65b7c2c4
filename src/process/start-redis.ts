import { createOpaqueId, type IyzicoSettings } from '../iyzico/index.js';
import type { Metrics } from '../metrics/index.js';
import type { Redis } from '../redis/index.js';
import type { Log } from '../server/index.js';

/** The account whose processes share the data in Redis. */
export type SharedAccount = Pick<IyzicoSettings, 'baseUrl' | 'apiKey' | 'secretKey'>;

/** Connects to the Redis that the processes of an account share. @returns `null` if the settings name none */
export async function startRedis(
  url: string | null,
  account: SharedAccount,
  { log, metrics }: { readonly log: Log; readonly metrics: Metrics | undefined },
): Promise<Redis | null> {
  if (url === null) return null;
  const { connectRedis } = await import('../redis/index.js');
  const nameOf = createOpaqueId(account.secretKey);
  metrics?.onRedis(false);
  return connectRedis({
    url,
    namespace: nameOf(`${account.baseUrl} ${account.apiKey}`),
    nameOf,
    onRefusal: (code) => {
      log.warn('redis refused a command', { reason: code });
    },
    onState: (isUp) => {
      metrics?.onRedis(isUp);
      if (isUp) log.info('redis connected');
      else log.warn('redis unavailable: each process uses its own counts');
    },
  });
}
