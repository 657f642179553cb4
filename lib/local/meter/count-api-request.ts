/** What a request of the HTTP API is charged: units of 512 KB [D: pricing page], and its line in the access log. */
import type { HttpRequest, HttpResponse } from '../front/http-message.ts';
import type { Meter } from './meter.ts';

const unitBytes = 512 * 1024;

interface ApiCall {
  readonly request: HttpRequest;
  readonly response: HttpResponse;
  /** The function behind the route; '' when none was called. */
  readonly owner: string;
  readonly accessLog: { readonly group: string; readonly format: string } | undefined;
}

/** Who may not is not charged [D]. */
const free: ReadonlySet<number> = new Set([401, 403, 429]);

/** Characters of what the gateway fills in; `-` where there is nothing. */
const variableBytes: Readonly<Record<string, number>> = {
  '$context.requestTime': 26,
  '$context.requestId': 16,
  '$context.routeKey': 24,
  '$context.status': 3,
  '$context.responseLength': 3,
  '$context.responseLatency': 3,
  '$context.identity.caller': 40,
  '$context.authorizer.agent': 5,
  '$context.identity.sourceIp': 13,
};

const lineBytes = (format: string): number => {
  const variables = format.match(/\$context\.[A-Za-z.]+/g) ?? [];
  return variables.reduce((sum, name) => sum - name.length + (variableBytes[name] ?? 1), Buffer.byteLength(format));
};

export const countApiRequest = (meter: Meter, { request, response, owner, accessLog }: ApiCall): void => {
  if (accessLog) meter.logs.written(accessLog.group, owner, lineBytes(accessLog.format), 1);
  if (free.has(response.status)) return;
  // The larger of the two bodies: the page does not say which is metered [U].
  const bytes = Math.max(request.body.length, Buffer.byteLength(response.body));
  meter.count('api-requests', owner, Math.max(1, Math.ceil(bytes / unitBytes)));
};
