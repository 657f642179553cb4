/** Asks an address whether it is well: any 2xx to a GET. */
import type { Http } from '#kernel/http.ts';

/** Never rejects: what does not answer is not well. */
export const httpProbe =
  (http: Http) =>
  async (url: string): Promise<boolean> => {
    try {
      const { status } = await http({ method: 'GET', url, headers: { accept: '*/*' }, timeoutMs: 5_000 });
      return status >= 200 && status < 300;
    } catch {
      return false;
    }
  };
