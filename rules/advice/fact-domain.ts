import type { Scalar } from '../condition-schema';
import type { Subject } from './literal';

export interface Domain {
  values: readonly Scalar[];
  /** What to say to someone who wants another value. */
  text: string;
}

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const twoDigits = (number: number) => String(number).padStart(2, '0');
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const MINUTES = Array.from({ length: 60 }, (_, minute) => twoDigits(minute));

// Only what the clock and our own reading of the statement make; the other texts come from outside.
const DOMAINS = new Map<string, Domain>([
  ['weekday', { values: WEEKDAYS, text: 'weekday is monday to sunday' }],
  ['hour', { values: HOURS, text: 'hour is 0 to 23' }],
  [
    'timeOfDay',
    {
      values: HOURS.flatMap((hour) => MINUTES.map((minute) => `${twoDigits(hour)}:${minute}`)),
      text: 'timeOfDay is 00:00 to 23:59',
    },
  ],
]);

const BOOLEAN: Domain = { values: [true, false], text: 'it is true or false' };

const COUNTS = new Set(['joins', 'subqueries', 'unions', 'tableCount', 'statementLength']);

/** Every value that there is; undefined where there are too many to list. */
export function domainOf({ fact, type, path }: Subject): Domain | undefined {
  if (path !== undefined) return undefined;
  return type === 'boolean' ? BOOLEAN : DOMAINS.get(fact.name);
}

/** Whether it is a whole number of 0 or more. */
export function isCount({ fact, type, path }: Subject): boolean {
  if (path !== undefined) return fact.type === 'set' && type === 'number';
  return COUNTS.has(fact.name);
}
