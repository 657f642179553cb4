/** Every route of the responders, by route key as the API names it. */
import { approvalRoutes } from './approval-routes.ts';
import { auditRoutes } from './audit-routes.ts';
import { chainRoutes } from './chain-routes.ts';
import { clusterRoutes } from './cluster-routes.ts';
import { handRoutes } from './hand-routes.ts';
import { incidentAuditRoutes } from './incident-audit-routes.ts';
import { incidentRoutes } from './incident-routes.ts';
import { reasonRoutes } from './reason-routes.ts';
import type { Route } from './route.ts';
import { silenceRoutes } from './silence-routes.ts';
import { stopRoutes } from './stop-routes.ts';

export const routes: ReadonlyMap<string, Route> = new Map(
  [
    ...incidentRoutes,
    ...handRoutes,
    ...approvalRoutes,
    ...silenceRoutes,
    ...clusterRoutes,
    ...reasonRoutes,
    ...auditRoutes,
    ...stopRoutes,
    ...chainRoutes,
    ...incidentAuditRoutes,
  ].map((route) => [route.key, route]),
);
