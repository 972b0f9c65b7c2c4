import { trace, type Tracer, type TracerProvider } from '@opentelemetry/api';

const NAME = 'iyzico-graphql';

/**
 * The tracer of the OpenTelemetry SDK that is registered; `undefined` without one. The API's own tracer would then make
 * spans that go nowhere, at a cost to every request.
 */
export function registeredTracer(): Tracer | undefined {
  const provider: ProviderOrProxy = trace.getTracerProvider();
  return provider.getDelegateTracer ? provider.getDelegateTracer(NAME) : provider.getTracer(NAME);
}

/** The API returns a proxy, which has a tracer once an SDK is registered. */
interface ProviderOrProxy extends TracerProvider {
  readonly getDelegateTracer?: (name: string) => Tracer | undefined;
}
