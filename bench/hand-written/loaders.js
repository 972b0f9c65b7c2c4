import DataLoader from 'dataloader';

/** Loaders of one request. iyzico has no service for many keys at once: they only make equal calls once. */
export function createLoaders(iyzico) {
  return {
    payment: createLoader((token) => iyzico.payment(token)),
    lastPayment: createLoader(
      (session) => iyzico.lastPayment(session),
      ({ sessionToken }) => sessionToken,
    ),
  };
}

function createLoader(load, cacheKeyFn = (key) => key) {
  return new DataLoader((keys) => Promise.all(keys.map((key) => load(key).catch((error) => error))), { cacheKeyFn });
}
