// Loaded before the server (`node --import ./dist/otel.js dist/main.js`), it has the spans that server and iyzico make
// sent to a collector, over OTLP (protobuf on HTTP). Where and how the usual OTEL_* variables say, which the packages
// themselves read from the environment; `.env` is not read.
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

if (!isOff(process.env)) {
  const resource = defaultResource()
    .merge(resourceFromAttributes({ 'service.name': 'iyzico-graphql' }))
    .merge(detectResources({ detectors: [envDetector] }));
  // Sends in the background, holds only so many spans, and drops what no collector takes.
  const spanProcessors = [new BatchSpanProcessor(new OTLPTraceExporter())];
  new NodeTracerProvider({ resource, spanProcessors }).register();
}

/** By the variables that switch tracing off, which these packages leave to whoever uses them. */
function isOff({ OTEL_SDK_DISABLED, OTEL_TRACES_EXPORTER }: NodeJS.ProcessEnv): boolean {
  return OTEL_SDK_DISABLED?.trim().toLowerCase() === 'true' || OTEL_TRACES_EXPORTER?.trim() === 'none';
}
