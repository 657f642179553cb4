/** The comparisons of JSONPath choice rules, by name. */

export const COMPARISON = /^(String|Numeric|Boolean|Timestamp)(Equals|LessThanEquals|GreaterThanEquals|LessThan|GreaterThan)(Path)?$/;

const TESTS: readonly string[] = ['IsNull', 'IsPresent', 'IsNumeric', 'IsString', 'IsBoolean', 'IsTimestamp', 'StringMatches'];

export const isTest = (name: string): boolean => TESTS.includes(name) || (COMPARISON.test(name) && !/^Boolean(Less|Greater)/.test(name));
