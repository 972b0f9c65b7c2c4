// Exports the server's spans to a collector, over OTLP (protobuf on HTTP). Load this module before the server:
// `node --import ./dist/otel.js dist/main.js`. The OpenTelemetry packages read the standard OTEL_* variables from the
// environment; `.env` is not read.
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

if (!isOff(process.env)) {
  const resource = defaultResource()
    .merge(resourceFromAttributes({ 'service.name': 'iyzico-graphql' }))
    .merge(detectResources({ detectors: [envDetector] }));
  // Exports in the background with a bounded queue, and drops spans that cannot be exported.
  const spanProcessors = [new BatchSpanProcessor(new OTLPTraceExporter())];
  new NodeTracerProvider({ resource, spanProcessors }).register();
}

/** The OpenTelemetry packages ignore the standard variables that turn tracing off, so they are read here. */
function isOff({ OTEL_SDK_DISABLED, OTEL_TRACES_EXPORTER }: NodeJS.ProcessEnv): boolean {
  return OTEL_SDK_DISABLED?.trim().toLowerCase() === 'true' || OTEL_TRACES_EXPORTER?.trim() === 'none';
}
