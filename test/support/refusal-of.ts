/** Why a cloud assembly is not deployed; undefined when it is. */
import { startLocalCloud } from '#lib/local/cloud.ts';

export const refusalOf = async (assembly: string): Promise<Error | undefined> => {
  try {
    const cloud = await startLocalCloud({ assembly, mode: 'deterministic' });
    await cloud.close();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
};
