/** AWS::CloudWatch::Dashboard: a name; nothing is drawn here. */
import type { ResourceType } from './resource-type.ts';

export const cloudwatchDashboard: ResourceType = {
  type: 'AWS::CloudWatch::Dashboard',
  create: ({ properties, generatedName, parts }) => {
    parts.meter.hold('dashboards');
    return { ref: properties.optionalText('DashboardName') ?? generatedName };
  },
};
