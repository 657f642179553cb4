/** How many messages somebody or something got lately, and whether one more is too many. Pure. */

/** One message that was sent. */
export interface PacedMessage {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Idempotency key: the same message counts once. */
  readonly key: string;
  /** What it was about and why: `inc-1/escalated`. */
  readonly about: string;
}

/** What is remembered of one person or channel. */
export interface Pace {
  /** `person/alex`, `channel/shop-chat`. */
  readonly name: string;
  /** Oldest first; those within the window, and the newest before it. */
  readonly messages: readonly PacedMessage[];
  /** When what is held back for this person is to be sent, milliseconds since the epoch; absent when nothing is. */
  readonly digestAt?: number;
  /** For optimistic concurrency; 1 on first write. */
  readonly version: number;
}

/** So many messages within a time. */
export interface Limit {
  readonly messages: number;
  readonly windowMs: number;
}

/** Messages remembered at most, those that no limit holds back included. */
const remembered = 200;

const within = ({ messages }: Pick<Pace, 'messages'>, now: number, { windowMs }: Limit): readonly PacedMessage[] =>
  messages.filter(({ at }) => at > now - windowMs && at <= now);

/** Whether one more message at this time keeps to the limit. */
export const hasRoom = (pace: Pick<Pace, 'messages'> | undefined, now: number, limit: Limit): boolean =>
  pace === undefined || within(pace, now, limit).length < limit.messages;

/** When there is room for one more: now, or when enough of the window's messages have left it. */
export const roomAt = (pace: Pick<Pace, 'messages'> | undefined, now: number, limit: Limit): number => {
  if (pace === undefined || hasRoom(pace, now, limit)) return now;
  const recent = within(pace, now, limit);
  return (recent[recent.length - limit.messages]?.at ?? now) + limit.windowMs;
};

/** Whether this very message is among those remembered. */
export const isCounted = (pace: Pick<Pace, 'messages'> | undefined, key: string): boolean =>
  pace?.messages.some((message) => message.key === key) ?? false;

/** Whether there was a message about the same within the window. */
export const isRepeat = (pace: Pick<Pace, 'messages'> | undefined, message: PacedMessage, limit: Limit): boolean =>
  pace !== undefined && within(pace, message.at, limit).some(({ about, key }) => about === message.about && key !== message.key);

/** The pace with one message more, in its next version. */
export const counted = (pace: Pace | undefined, name: string, message: PacedMessage, limit: Limit): Pace => {
  const kept = pace === undefined ? [] : within(pace, message.at, limit);
  return {
    ...(pace ?? { name }),
    messages: [...kept, message].slice(-Math.max(remembered, limit.messages)),
    version: (pace?.version ?? 0) + 1,
  };
};
