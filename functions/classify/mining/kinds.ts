/** The kinds of messages a worker knows: those of `knowledge`, loaded leaf by leaf, and those it adds to it, shared with workers that add at the same time. */
import { ConflictError } from '#kernel/errors.ts';
import { idFrom } from '#kernel/fingerprint.ts';
import { generations } from '#kernel/generations.ts';
import type { TemplateLeaf, TemplateStore } from '#kernel/ports.ts';
import { leafAddress, placeIn } from './leaf.ts';
import { tokensOf } from './tokens.ts';

/** Masked messages whose kind is remembered, and leaves that are held. The least recently used are let go; `knowledge` has them. */
const rememberedMessages = 100_000;
const heldLeaves = 50_000;
/** How often a leaf is placed anew because others wrote it first. */
const maxRaces = 20;

/** A masked message as it is looked up. */
interface Masked {
  /** Whose kinds it belongs to. */
  readonly service: string;
  readonly masked: string;
}

/** What is known of a message whose like was met before. */
interface Known {
  /** Its stable cluster id. */
  readonly id: string;
  /** What else the verdict on it rests on, worked out when its like was met first. */
  readonly mark: string;
}

/** What became of a message. */
export interface Met extends Known {
  /** The first of its kind. */
  readonly minted: boolean;
  /** Whether `knowledge` has the kind, or this worker alone. */
  readonly kept: boolean;
}

/** The known kinds. */
export interface Kinds {
  /** Undefined for a message whose like was not met. Without I/O. */
  known(service: string, masked: string): Known | undefined;
  /** Finds the kinds of messages in order, minting those that are new. Rejects when `knowledge` cannot be reached. */
  learn(messages: readonly Masked[]): Promise<readonly Met[]>;
  /** How many messages and leaves were let go since it was last asked. */
  evicted(): number;
}

const keyOf = (service: string, masked: string): string => `${service} ${masked}`;

interface Newcomer {
  readonly index: number;
  readonly message: Masked;
  readonly tokens: readonly string[];
}

const empty: TemplateLeaf = { version: 0, templates: [] };

export interface KindsOptions {
  /** Whether so many new kinds of a service may still be written; those that may not live in this worker alone. */
  readonly mayKeep: (service: string, minted: number) => Promise<boolean>;
  /** What else than its kind the verdict on a masked message rests on. */
  readonly markOf: (masked: string) => string;
}

/** A worker's own. */
export const kindsIn = (store: TemplateStore, { mayKeep, markOf }: KindsOptions): Kinds => {
  let evictions = 0;
  const letGo = (count: number): void => {
    evictions += count;
  };
  const messages = generations<Known>(rememberedMessages, letGo);
  const leaves = generations<TemplateLeaf>(heldLeaves, letGo);

  const load = async (keys: readonly string[]): Promise<void> => {
    const missing = keys.filter((key) => leaves.get(key) === undefined);
    if (missing.length === 0) return;
    const stored = await store.leaves(missing);
    for (const key of missing) leaves.set(key, stored.get(key) ?? empty);
  };

  /** Places a leaf's newcomers one by one, and writes what that makes of it. Whoever loses a race places them anew among what the winner wrote. */
  const settle = async (key: string, service: string, newcomers: readonly Newcomer[], met: Met[]): Promise<void> => {
    for (let race = 0; ; race += 1) {
      const before = leaves.get(key) ?? empty;
      let { templates } = before;
      const placed = newcomers.map(({ tokens }) => {
        const one = placeIn(templates, service, tokens);
        templates = one.leaf;
        return one;
      });
      const minted = placed.filter((one) => one.minted).length;
      const kept = minted === 0 || (await mayKeep(service, minted));
      if (templates !== before.templates) {
        const after = { version: before.version + (kept ? 1 : 0), templates };
        try {
          if (kept) await store.putLeaf(key, after);
        } catch (error) {
          if (!(error instanceof ConflictError) || race === maxRaces) throw error;
          leaves.set(key, (await store.leaves([key])).get(key) ?? empty);
          continue;
        }
        leaves.set(key, after);
      }
      for (const [at, { index, message }] of newcomers.entries()) {
        const { id = '', minted: isNew = false } = placed[at] ?? {};
        const known = { id, mark: markOf(message.masked) };
        met[index] = { ...known, minted: isNew, kept };
        messages.set(keyOf(message.service, message.masked), known);
      }
      return;
    }
  };

  return {
    known: (service, masked) => messages.get(keyOf(service, masked)),
    learn: async (strangers) => {
      const byLeaf = new Map<string, Newcomer[]>();
      for (const [index, message] of strangers.entries()) {
        const tokens = tokensOf(message.masked);
        const key = idFrom(message.service, leafAddress(tokens));
        const there = byLeaf.get(key);
        if (there === undefined) byLeaf.set(key, [{ index, message, tokens }]);
        else there.push({ index, message, tokens });
      }
      await load([...byLeaf.keys()]);
      const met: Met[] = [];
      // One after the other: only new kinds are written, and what races with itself cannot be played again to the byte.
      for (const [key, newcomers] of byLeaf) await settle(key, newcomers[0]?.message.service ?? '', newcomers, met);
      return met;
    },
    evicted: () => {
      const count = evictions;
      evictions = 0;
      return count;
    },
  };
};
