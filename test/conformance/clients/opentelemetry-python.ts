/** OpenTelemetry's SDK for Python: three signals in protobuf, plain, gzipped and deflated. */
import { fromPyPi } from '#test/conformance/programs/python.ts';
import { type Client, runPython } from './client.ts';
import { oneOfEach } from './opentelemetry-js.ts';

const version = '1.45.0';

export const openTelemetryPython: Client = {
  name: 'OpenTelemetry Python',
  sends: 'OTLP: protobuf, gzip, deflate',
  install: async () => {
    const folder = await fromPyPi('opentelemetry-python', [
      `opentelemetry-sdk==${version}`,
      `opentelemetry-exporter-otlp-proto-http==${version}`,
    ]);
    return { version, send: ({ url, token }) => runPython('opentelemetry_python_program.py', folder, url, token ?? '') };
  },
  expected: ['none', 'gzip', 'deflate'].flatMap((compression) => oneOfEach(`python-${compression}`)),
};
