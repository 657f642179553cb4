/** Labels that say what is wrong and where: the condition's name and the parts of the resource people route by. */
import type { Labels } from './fingerprint.ts';
import { type Attributes, attributeText } from './resource.ts';

const resourceLabels = ['service.name', 'service.namespace', 'deployment.environment.name'] as const;

/** Longer label values are cut, characters. */
const maxLabelLength = 200;

/** `more` are labels of a single series; they cannot displace the others. */
export const conditionLabels = (alertname: string, resource: Attributes, more: Labels = {}): Labels => {
  const labels: Record<string, string> = { ...more, alertname };
  for (const name of resourceLabels) {
    // deployment.environment is the name before OpenTelemetry semantic conventions 1.27.
    const value =
      attributeText(resource, name) ??
      (name === 'deployment.environment.name' ? attributeText(resource, 'deployment.environment') : undefined);
    if (value !== undefined && value !== '') labels[name] = value.slice(0, maxLabelLength).toWellFormed();
  }
  return labels;
};
