import { fieldOf, isObject, listOf } from './json-fields';

export interface ConditionVisitor {
  comparison(comparison: object, at: string): void;
  reference(name: string, at: string): void;
}

/** Visits what is at the leaves of a condition, whatever its shape; the schema judges the shape. */
export function walkConditions(condition: unknown, at: string, visitor: ConditionVisitor): void {
  if (!isObject(condition)) return;
  for (const key of ['all', 'any'] as const) {
    listOf(fieldOf(condition, key)).forEach((inner, index) =>
      walkConditions(inner, `${at}.${key}[${index}]`, visitor),
    );
  }
  walkConditions(fieldOf(condition, 'not'), `${at}.not`, visitor);
  const name = fieldOf(condition, 'condition');
  if (typeof name === 'string' && name !== '') visitor.reference(name, `${at}.condition`);
  if (Object.hasOwn(condition, 'fact')) visitor.comparison(condition, at);
}
