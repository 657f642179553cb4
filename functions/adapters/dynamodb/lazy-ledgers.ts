/** Quotas and claims for a function that may do without them: DynamoDB's client is loaded when it is first asked, not when the function starts. */
import type { ClaimStore, QuotaStore } from '#kernel/ports.ts';

export const lazyQuotaStore = (table: string): QuotaStore => {
  const load = async () => (await import('./quota-store.ts')).dynamodbQuotaStore(table);
  let store: ReturnType<typeof load> | undefined;
  return {
    lease: async (...given) => {
      store ??= load();
      return (await store).lease(...given);
    },
  };
};

export const lazyClaimStore = (table: string): ClaimStore => {
  const load = async () => (await import('./claim-store.ts')).dynamodbClaimStore(table);
  let store: ReturnType<typeof load> | undefined;
  const loaded = () => {
    store ??= load();
    return store;
  };
  return {
    claim: async (...given) => (await loaded()).claim(...given),
    confirm: async (...given) => (await loaded()).confirm(...given),
    release: async (...given) => (await loaded()).release(...given),
  };
};
