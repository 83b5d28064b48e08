import { pathText } from '../runtime/problems';
import { fieldsOf, itemOf, schemaAt } from './schema-walk';
import { configSchema } from './schema';

/** What to say of a field that is not known there: where it belongs, or which one was meant. */
export function explainUnknownField(holder: readonly PropertyKey[], field: string): string {
  const here = schemaAt(configSchema, holder);
  const known = here === undefined ? [] : fieldsOf(here).map(([name]) => name);
  const elsewhere = homesOf(field).filter((home) => home !== pathText(holder));
  if (elsewhere.length > 0) {
    return `is not known here; it belongs under ${elsewhere.join(' or ')}`;
  }
  const near = nearest(field, known);
  const remedy = near === undefined ? `known here: ${known.join(', ')}` : `did you mean "${near}"?`;
  return `is not a known field; ${remedy}`;
}

/** The sections (and lists) that have a field of exactly this name; the top level counts as none. */
function homesOf(field: string): string[] {
  return fieldsOf(configSchema)
    .filter(([, section]) => fieldsOf(itemOf(section) ?? section).some(([name]) => name === field))
    .map(([name]) => name);
}

/** The known name that takes the fewest edits, when these are few for its length. */
function nearest(written: string, known: readonly string[]): string | undefined {
  const lower = written.slice(0, 60).toLowerCase();
  const [best] = known
    .map((name) => ({ name, edits: edits(lower, name.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits);
  return best && best.edits <= Math.max(2, best.name.length / 2) ? best.name : undefined;
}

/** Letters to insert, delete, replace or swap with their neighbour until both texts are the same. */
function edits(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  const cell = (row: number, column: number) => rows[row]?.[column] ?? Infinity;
  for (let row = 1; row <= from.length; row++) {
    rows[row] = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      rows[row]?.push(
        Math.min(
          cell(row - 1, column) + 1,
          cell(row, column - 1) + 1,
          cell(row - 1, column - 1) + (same ? 0 : 1),
          swapped ? cell(row - 2, column - 2) + 1 : Infinity,
        ),
      );
    }
  }
  return cell(from.length, to.length);
}
