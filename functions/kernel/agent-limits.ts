/** How much an agent may send. */

/** By name. Absent: nothing is said. 0: no limit. */
export interface AgentLimits {
  readonly requestsPerMinute?: number;
  /** Counted when they are decoded. */
  readonly signalsPerMinute?: number;
  /** Of bodies as they were sent, compressed. A day is one of UTC. */
  readonly bytesPerDay?: number;
}

export const agentLimitNames = ['requestsPerMinute', 'signalsPerMinute', 'bytesPerDay'] as const satisfies readonly (keyof AgentLimits)[];
