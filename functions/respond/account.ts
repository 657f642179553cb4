/** What is known of a request when it is written down; filled as it is found out. */
export interface Account {
  caller: string;
  via: string;
  role?: string;
  /** What it is about, where the path does not say. */
  subject?: string;
}
