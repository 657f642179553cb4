/** Labels that say what is wrong and where: the condition's name and the parts of the resource people route by. */
import type { Labels } from './fingerprint.ts';
import { readableText } from './readable-text.ts';
import { type Attributes, attributeText } from './resource.ts';

const resourceLabels = ['service.name', 'service.namespace', 'deployment.environment.name'] as const;

/** Longer label names and values are cut, characters: whoever sends telemetry chooses them, and a finding must fit the queue. */
const maxNameLength = 100;
const maxValueLength = 200;

/** Plain text, cut where it is long. `more` are labels of a single series; they cannot displace the others. */
export const conditionLabels = (alertname: string, resource: Attributes, more: Labels = {}): Labels => {
  const labels: Record<string, string> = {};
  for (const [name, value] of Object.entries(more)) labels[readableText(name, maxNameLength)] = readableText(value, maxValueLength);
  labels['alertname'] = readableText(alertname, maxValueLength);
  for (const name of resourceLabels) {
    // deployment.environment is the name before OpenTelemetry semantic conventions 1.27.
    const value =
      attributeText(resource, name) ??
      (name === 'deployment.environment.name' ? attributeText(resource, 'deployment.environment') : undefined);
    if (value !== undefined && value !== '') labels[name] = readableText(value, maxValueLength);
  }
  return labels;
};
