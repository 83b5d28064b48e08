import type { Adjustments } from './outcome';
import type { AdjustParams } from './schema';

/** As long as no rule adjusts anything. */
export const NO_ADJUSTMENTS: Adjustments = {
  headers: {},
  appendHeaders: {},
  removeHeaders: [],
  clientTags: [],
  removeClientTags: [],
  sessionProperties: {},
  removeSessionProperties: [],
};

/** What holds after one more adjusting rule: what it says of a name goes before what was said earlier. */
export function adjust(before: Adjustments, params: AdjustParams): Adjustments {
  const source = params.source ?? before.source;
  return {
    ...adjustedHeaders(before, params),
    ...adjustedTags(before, params),
    ...adjustedProperties(before, params),
    ...(source !== undefined && { source }),
  };
}

type HeaderChanges = Pick<Adjustments, 'headers' | 'appendHeaders' | 'removeHeaders'>;

function adjustedHeaders(before: HeaderChanges, params: AdjustParams): HeaderChanges {
  const { headers = {}, appendHeaders = {}, removeHeaders = [] } = params;
  let now = before;
  for (const name of removeHeaders) {
    const rest = withoutHeader(now, name);
    now = { ...rest, removeHeaders: [...rest.removeHeaders, name] };
  }
  for (const [name, value] of Object.entries(headers)) {
    const rest = withoutHeader(now, name);
    now = { ...rest, headers: { ...rest.headers, [name]: value } };
  }
  for (const [name, value] of Object.entries(appendHeaders)) now = withAppended(now, name, value);
  return now;
}

function withAppended(now: HeaderChanges, name: string, value: string): HeaderChanges {
  const set = valueOf(now.headers, name);
  const appended = valueOf(now.appendHeaders, name);
  const isRemoved = now.removeHeaders.some((removed) => isSame(removed, name));
  const rest = withoutHeader(now, name);
  if (set !== undefined || isRemoved) {
    return { ...rest, headers: { ...rest.headers, [name]: listed(set, value) } };
  }
  return { ...rest, appendHeaders: { ...rest.appendHeaders, [name]: listed(appended, value) } };
}

function withoutHeader(now: HeaderChanges, name: string): HeaderChanges {
  const others = (record: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(record).filter(([other]) => !isSame(other, name)));
  return {
    headers: others(now.headers),
    appendHeaders: others(now.appendHeaders),
    removeHeaders: now.removeHeaders.filter((other) => !isSame(other, name)),
  };
}

function valueOf(record: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.entries(record).find(([other]) => isSame(other, name))?.[1];
}

/** Header names are equal in any spelling. */
function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function listed(before: string | undefined, added: string): string {
  return before === undefined || before === '' ? added : `${before}, ${added}`;
}

function adjustedTags(before: Adjustments, params: AdjustParams) {
  const { clientTags: added = [], removeClientTags: removed = [] } = params;
  const kept = before.clientTags.filter((tag) => !removed.includes(tag));
  return {
    clientTags: [...new Set([...kept, ...added])],
    removeClientTags: [...new Set([...before.removeClientTags, ...removed])].filter(
      (tag) => !added.includes(tag),
    ),
  };
}

function adjustedProperties(before: Adjustments, params: AdjustParams) {
  const { sessionProperties: set = {}, removeSessionProperties: removed = [] } = params;
  const kept = Object.entries(before.sessionProperties).filter(([name]) => !removed.includes(name));
  return {
    sessionProperties: { ...Object.fromEntries(kept), ...set },
    removeSessionProperties: [...new Set([...before.removeSessionProperties, ...removed])].filter(
      (name) => !Object.hasOwn(set, name),
    ),
  };
}
