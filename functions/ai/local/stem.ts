/** Brings the forms of an English word together: `failed`, `failing`, `fails` and `failure` are one piece of evidence. */

/** What the endings below would get wrong or leave apart, and spellings that mean the same. */
const irregular: ReadonlyMap<string, string> = new Map(
  Object.entries({
    failure: 'fail',
    failures: 'fail',
    fails: 'fail',
    lost: 'lose',
    loss: 'lose',
    losing: 'lose',
    loses: 'lose',
    broken: 'break',
    broke: 'break',
    breaking: 'break',
    stuck: 'stick',
    dead: 'dead',
    died: 'die',
    dies: 'die',
    dying: 'die',
    cant: 'cannot',
    couldnt: 'cannot',
    cannot: 'cannot',
    unable: 'cannot',
    wont: 'not',
    didnt: 'not',
    doesnt: 'not',
    isnt: 'not',
    wasnt: 'not',
    arent: 'not',
    hasnt: 'not',
    havent: 'not',
    dont: 'not',
    exc: 'except',
    err: 'error',
    errno: 'error',
    warn: 'warning',
    warnings: 'warning',
    crit: 'critical',
    conn: 'connect',
    auth: 'authentic',
    authentication: 'authentic',
    authenticate: 'authentic',
    authenticated: 'authentic',
    config: 'configur',
    cfg: 'configur',
    cancelled: 'cancel',
    canceled: 'cancel',
    cancelling: 'cancel',
    unreachable: 'unreach',
    unresponsive: 'unrespons',
    responding: 'respond',
    written: 'write',
    began: 'begin',
    begun: 'begin',
    slower: 'slow',
    slowly: 'slow',
    hung: 'hang',
    threw: 'throw',
    thrown: 'throw',
    forbidden: 'forbid',
    stopped: 'stop',
    data: 'data',
    status: 'status',
    process: 'process',
    address: 'address',
    access: 'access',
    success: 'success',
    successfully: 'success',
    successful: 'success',
    succeeded: 'success',
    succeed: 'success',
    timeouts: 'timeout',
    being: 'be',
    during: 'during',
    string: 'string',
    need: 'need',
    speed: 'speed',
    seed: 'seed',
    feed: 'feed',
    embedded: 'embed',
    ring: 'ring',
    ping: 'ping',
  }),
);

const vowels = /[aeiouy]/;

/** `dropp` → `drop`; `kill` and `pass` stay. */
const undouble = (stem: string): string => {
  const last = stem.at(-1) ?? '';
  return last === stem.at(-2) && !'lszaeiou'.includes(last) ? stem.slice(0, -1) : stem;
};

const withoutEnding = (word: string): string => {
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (word.endsWith('sses') || word.endsWith('shes') || word.endsWith('ches')) return word.slice(0, -2);
  if (word.endsWith('s') && !/(ss|us|is)$/.test(word) && word.length > 3) return withoutEnding(word.slice(0, -1));
  if (word.endsWith('ing') && word.length > 5 && vowels.test(word.slice(0, -3))) return undouble(word.slice(0, -3));
  if (word.endsWith('ed') && word.length > 4 && vowels.test(word.slice(0, -2))) return undouble(word.slice(0, -2));
  if (/[st]ion$/.test(word) && word.length > 6) return word.slice(0, -3);
  return word;
};

/** The stem of a lower-case word: short words stay whole. */
export const stemOf = (word: string): string => {
  const known = irregular.get(word);
  if (known !== undefined) return known;
  if (word.length <= 3) return word;
  const stem = withoutEnding(word);
  return stem.length > 4 && stem.endsWith('e') ? stem.slice(0, -1) : stem;
};
