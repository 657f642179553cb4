/** The two emulators come without types; this is what we use of them. */
declare module 'kinesalite' {
  import type { Server } from 'node:http';

  const kinesalite: (options: { createStreamMs?: number; deleteStreamMs?: number; updateStreamMs?: number; shardLimit?: number }) => Server;
  export = kinesalite;
}

declare module 'dynalite' {
  import type { Server } from 'node:http';

  const dynalite: (options: { createTableMs?: number; deleteTableMs?: number }) => Server;
  export = dynalite;
}
