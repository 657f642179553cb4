/** What a responders' route is: whom it is for, what it is about, and what it answers. */
import type { Role } from '#kernel/policy/people.ts';
import type { Caller } from './caller.ts';
import type { RespondPorts } from './ports.ts';
import type { RespondRequest, RespondResponse } from './request.ts';

export interface Route {
  /** `METHOD /path/{with}/{parameters}`, as the API names it. */
  readonly key: string;
  /** The least role: in the subject's team where the subject has one, else in any. */
  readonly role: Role;
  /** What the path's `{id}` names; a role in its team is asked for. */
  readonly subject?: 'incident' | 'approval' | 'silence' | 'person';
  readonly answer: (request: RespondRequest, ports: RespondPorts, caller: Caller) => Promise<RespondResponse>;
}
