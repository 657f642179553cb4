/** Sending e-mail and text messages, as channels see it; `#adapters/ses` and `#adapters/sns` keep the promises. */

/** One e-mail. */
export interface EmailMessage {
  readonly from: string;
  /** At most 50. */
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Further headers, names as they are written. */
  readonly headers: Readonly<Record<string, string>>;
  readonly configurationSet?: string;
}

/** Resolves with the service's own id when it has taken the message; UpstreamError otherwise, whose message holds no address. */
export type SendEmail = (message: EmailMessage) => Promise<{ readonly messageId: string }>;

/** One text message. */
export interface TextMessage {
  /** E.164. */
  readonly phone: string;
  readonly text: string;
  readonly senderId?: string;
}

/** As SendEmail; UpstreamError's message holds no number. */
export type SendText = (message: TextMessage) => Promise<{ readonly messageId: string }>;
