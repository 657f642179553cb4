/** The memory twin of the group store: the same promises, in maps. */

import { compareText } from '#kernel/compare-text.ts';
import type {
  GroupHead,
  GroupStore,
  InhibitionSources,
  MemberSegment,
  NotificationLogEntry,
  Suppression,
} from '#kernel/routing/group-store.ts';

/** Also counts what a table would be billed for. */
export class MemoryGroupStore implements GroupStore, InhibitionSources {
  readonly #heads = new Map<string, GroupHead>();
  readonly #segments = new Map<string, Map<string, MemberSegment>>();
  readonly #log = new Map<string, Map<string, NotificationLogEntry>>();
  readonly #suppressions = new Map<string, Map<string, Suppression>>();
  readonly #sources = new Map<string, { indexed: string | undefined; readonly fingerprints: Set<string> }>();
  writes = 0;

  async group(groupId: string): Promise<GroupHead | undefined> {
    return this.#heads.get(groupId);
  }

  async putGroup(head: GroupHead): Promise<boolean> {
    if ((this.#heads.get(head.groupId)?.version ?? 0) !== head.version - 1) return false;
    this.writes += 1;
    this.#heads.set(head.groupId, head);
    return true;
  }

  async announceMembers(groupId: string, segment: MemberSegment): Promise<void> {
    this.writes += 1;
    of(this.#segments, groupId).set(segment.id, segment);
  }

  async memberSegments(groupId: string): Promise<readonly MemberSegment[]> {
    return [...of(this.#segments, groupId).values()].sort((a, b) => compareText(a.id, b.id));
  }

  async dropSegments(groupId: string, ids: readonly string[]): Promise<void> {
    for (const id of ids) of(this.#segments, groupId).delete(id);
  }

  async notificationLog(groupKey: string): Promise<ReadonlyMap<string, NotificationLogEntry>> {
    return new Map(of(this.#log, groupKey));
  }

  async logNotification(groupKey: string, integration: string, entry: NotificationLogEntry): Promise<void> {
    this.writes += 1;
    of(this.#log, groupKey).set(integration, entry);
  }

  async recordSuppression(suppression: Suppression): Promise<void> {
    const { groupId, at, reason, by } = suppression;
    const known = of(this.#suppressions, groupId);
    const key = [at, reason, ...by].join('/');
    if (!known.has(key)) known.set(key, suppression);
  }

  async suppressions(groupId: string, limit: number): Promise<readonly Suppression[]> {
    return [...of(this.#suppressions, groupId).values()].sort((a, b) => b.at - a.at).slice(0, limit);
  }

  async inhibitionSources(cause: string): Promise<{ readonly indexed: string | undefined; readonly fingerprints: readonly string[] }> {
    const known = this.#sources.get(cause);
    return { indexed: known?.indexed, fingerprints: [...(known?.fingerprints ?? [])].sort(compareText) };
  }

  async addInhibitionSource(cause: string, fingerprint: string): Promise<void> {
    this.writes += 1;
    this.#source(cause).fingerprints.add(fingerprint);
  }

  async indexInhibitionSource(cause: string, fingerprint: string): Promise<void> {
    this.writes += 1;
    this.#source(cause).indexed = fingerprint;
  }

  #source(cause: string) {
    const known = this.#sources.get(cause) ?? { indexed: undefined, fingerprints: new Set<string>() };
    this.#sources.set(cause, known);
    return known;
  }
}

const of = <Value>(maps: Map<string, Map<string, Value>>, key: string): Map<string, Value> => {
  const known = maps.get(key) ?? new Map<string, Value>();
  maps.set(key, known);
  return known;
};
