/** The query language of a state. */
import type { State } from './definition.ts';
import { jsonPathData } from './json-path-data.ts';
import { jsonataData } from './jsonata-data.ts';
import type { StateData } from './visit.ts';

export const stateData = (state: State): StateData => (state.language === 'JSONata' ? jsonataData : jsonPathData);
