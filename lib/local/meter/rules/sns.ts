/** SNS: a text message by the parts it is sent in: 160 characters of GSM 7-bit, 70 of any other alphabet, a little less when there are several [D: Developer Guide]. */
import type { CountingRule } from '../exchange.ts';

/** The basic alphabet without the national letters, which our own channel leaves out but for a few; counting one of those as other is dear, not cheap. */
const isPlain = (text: string): boolean => /^[\x20-\x5a\x5f\x61-\x7a\n\r]*$/.test(text);

const parts = (text: string): number => {
  const [alone, each] = isPlain(text) ? [160, 153] : [70, 67];
  return text.length <= alone ? 1 : Math.ceil(text.length / each);
};

export const countSns: CountingRule = ({ caller, request, response }, { meter }) => {
  const form = new URLSearchParams(request.body.toString());
  if (response.status === 200 && form.get('Action') === 'Publish') meter.count('sms-parts', caller, parts(form.get('Message') ?? ''));
};
