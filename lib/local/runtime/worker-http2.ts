/** HTTP/2 inside an environment: every call tells the time at its caller, and is known to be under way. */
import http2, { type ClientHttp2Session } from 'node:http2';
import { callersTimeHeader } from '../time/callers-time.ts';

/** Patches `http2.connect`; the network's installation makes the patch seen by modules. */
export const installHttp2 = (beginCall: () => () => void): void => {
  const realConnect = http2.connect;
  const connect = (...args: unknown[]): ClientHttp2Session => {
    const session = Reflect.apply(realConnect, http2, args) as ClientHttp2Session;
    const realRequest = session.request.bind(session);
    session.request = (headers, options) => {
      const end = beginCall();
      const stream = realRequest({ ...headers, [callersTimeHeader]: String(Date.now()) }, options);
      stream.once('close', end);
      return stream;
    };
    return session;
  };
  Object.assign(http2, { connect });
};
