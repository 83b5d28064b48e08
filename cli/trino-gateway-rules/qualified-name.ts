import { comparison, type Formula } from './formula';
import { fail } from './context';
import type { Expression } from './mvel';

/** `tablesContains(name)`: parts may be quoted, and all of them are compared in lower case. */
export function tableFormula(name: string, whole: Expression): Formula {
  const parts = name.match(/"[^"]*"|[^."]+/g) ?? [];
  const plain = parts.map((part) => part.replaceAll('"', '').toLowerCase());
  if (parts.join('.') !== name || plain.some((part) => part.includes('.'))) {
    return fail(whole, 'a name with quotes or dots in its parts is not translated');
  }
  if (parts.length !== 3) {
    return fail(whole, 'only a name of the form catalog.schema.table can ever be contained');
  }
  return comparison({ fact: 'tables' }, 'contains', plain.join('.'));
}
