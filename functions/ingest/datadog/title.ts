/** A monitor's title says more than its name: `[P1] [Triggered on {host:db-2,env:prod}] Disk is full`. */

export interface Title {
  /** Without what stands in brackets before it. */
  readonly name: string;
  /** `Triggered`, `Recovered`…; empty where it is not said, as are the others. */
  readonly transition: string;
  /** `host:db-2,env:prod` */
  readonly scope: string;
  /** `P1` to `P5` */
  readonly priority: string;
}

const transitions = /^(?:re-)?(?:triggered|warn|no data)$|^(?:warn )?recovered$|^resolved$|^renotify$/i;

/** Whether a word is one of Datadog's for what became of a monitor. */
export const isTransition = (word: string): boolean => transitions.test(word);

/** Whether it says that nothing is wrong any more. */
export const isRecovery = (transition: string): boolean => /recovered$|^resolved$/i.test(transition);

/** Brackets that a title may begin with; more are its own. */
const most = 4;

export const readTitle = (title: string): Title => {
  let name = title;
  const said = { transition: '', scope: '', priority: '' };
  for (let count = 0; count < most && name.startsWith('['); count += 1) {
    const end = name.indexOf(']');
    const inner = name.slice(1, Math.max(1, end));
    const [word = '', scope = ''] = inner.endsWith('}') ? inner.slice(0, -1).split(' on {', 2) : [inner];
    if (isTransition(word)) {
      said.transition = word;
      said.scope = scope;
    } else if (/^P[1-5]$/.test(inner)) said.priority = inner;
    else if (inner !== 'TEST') break;
    name = name.slice(end + 1).trim();
  }
  return { name: name === '' ? title : name, ...said };
};
