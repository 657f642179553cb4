/** Changes attributes as `processors.yaml` says, one action after the other. */
import type { AttributeAction } from '#kernel/policy.ts';
import { type AttributeDraft, setAttribute } from '#kernel/reading/values.ts';
import type { Attributes, AttributeValue } from '#kernel/resource.ts';
import type { PatternEngine } from './needed-patterns.ts';

/** What an action may read besides the attributes it changes. */
export interface ActionContext {
  /** Attributes of the resource, for `from` of a signal's action. */
  readonly fallback: Attributes;
  /** A log's text. */
  readonly body: AttributeValue | undefined;
  /** 16 hex digits that stand for a text. */
  readonly digest: (text: string) => string;
}

/** Changes a copy of attributes in place. */
export type ApplyAction = (draft: AttributeDraft, context: ActionContext) => void;

const own = (attributes: Attributes, name: string): AttributeValue | undefined =>
  Object.hasOwn(attributes, name) ? attributes[name] : undefined;

const asText = (value: AttributeValue): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** An action ready to be applied. InputError for a pattern that is none. */
export const applyAction = (action: AttributeAction, { extraction }: PatternEngine): ApplyAction => {
  const { key } = action;
  switch (action.action) {
    case 'insert':
    case 'update':
    case 'upsert': {
      const { action: kind, value, from } = action;
      return (draft, { fallback }) => {
        const there = Object.hasOwn(draft, key);
        if (kind === 'insert' ? there : kind === 'update' && !there) return;
        const given = from === undefined ? value : (own(draft, from) ?? own(fallback, from));
        if (given !== undefined) setAttribute(draft, key, given);
      };
    }
    case 'delete':
      return (draft) => {
        delete draft[key];
      };
    case 'hash':
      return (draft, { digest }) => {
        const value = own(draft, key);
        if (value !== undefined && value !== null) setAttribute(draft, key, `hash:${digest(asText(value))}`);
      };
    case 'rename':
      return (draft) => {
        const value = own(draft, key);
        if (value === undefined || Object.hasOwn(draft, action.to)) return;
        delete draft[key];
        setAttribute(draft, action.to, value);
      };
    case 'extract': {
      const extract = extraction(action.pattern);
      return (draft, { body }) => {
        const value = key === 'body' ? body : own(draft, key);
        if (typeof value !== 'string') return;
        for (const [group, found] of extract(value) ?? []) setAttribute(draft, action.to[group] ?? group, found);
      };
    }
  }
};
