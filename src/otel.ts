// Exports the server's spans to a collector, over OTLP (protobuf on HTTP). Load this module before the server:
// `node --import ./dist/otel.js dist/main.js`. The OpenTelemetry packages read the standard OTEL_* variables from the
// environment; `.env` is not read.
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  RandomIdGenerator,
  TraceIdRatioBasedSampler,
  type Sampler,
} from '@opentelemetry/sdk-trace-node';

if (!isOff(process.env)) {
  const resource = defaultResource()
    .merge(resourceFromAttributes({ 'service.name': 'iyzico-graphql' }))
    .merge(detectResources({ detectors: [envDetector] }));
  // Exports in the background with a bounded queue, and drops spans that cannot be exported.
  const spanProcessors = [new BatchSpanProcessor(new OTLPTraceExporter())];
  const sampler = ownSampler(process.env);
  new NodeTracerProvider({ resource, spanProcessors, ...(sampler && { sampler }) }).register();
}

/** The OpenTelemetry packages ignore the standard variables that turn tracing off, so they are read here. */
function isOff({ OTEL_SDK_DISABLED, OTEL_TRACES_EXPORTER }: NodeJS.ProcessEnv): boolean {
  return OTEL_SDK_DISABLED?.trim().toLowerCase() === 'true' || OTEL_TRACES_EXPORTER?.trim() === 'none';
}

/**
 * A sampler that ignores the sampling flag of a request's `traceparent`. A browser can write that header, and could
 * turn recording off or on. Operators who trust all callers choose a sampler named `parentbased_…`.
 * @returns `undefined` for `parentbased_…`, which OpenTelemetry creates itself
 */
function ownSampler({ OTEL_TRACES_SAMPLER: name = '', OTEL_TRACES_SAMPLER_ARG: ratio }: NodeJS.ProcessEnv) {
  if (name.trim().startsWith('parentbased_')) return undefined;
  const root = rootSampler(name.trim(), ratio?.trim());
  const ids = new RandomIdGenerator();
  const ofRequest: Sampler = {
    // The trace id comes from the caller too, and a ratio is decided by it.
    shouldSample: (context, _traceId, ...span) => root.shouldSample(context, ids.generateTraceId(), ...span),
  };
  return new ParentBasedSampler({ root, remoteParentSampled: ofRequest, remoteParentNotSampled: ofRequest });
}

function rootSampler(name: string, ratio = ''): Sampler {
  if (name === 'always_off') return new AlwaysOffSampler();
  if (name !== 'traceidratio') return new AlwaysOnSampler();
  const share = Number(ratio);
  // As in OpenTelemetry, everything is sampled without a valid ratio.
  return new TraceIdRatioBasedSampler(ratio !== '' && share >= 0 && share <= 1 ? share : 1);
}
