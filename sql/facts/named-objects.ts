import { type Mention } from '../heads/head';
import { type StatementContext, type StatementFacts } from '../statement-facts';

/** The part of the facts that names catalogs, schemas and tables. */
export type NamedObjects = Pick<
  StatementFacts,
  | 'catalogs'
  | 'schemas'
  | 'catalogSchemas'
  | 'tables'
  | 'readTables'
  | 'writeTables'
  | 'unqualified'
>;

// A statement of 1 MB can name 300,000 tables; nobody routes by so many, and to hand them on blocks.
const MOST_NAMES = 5000;

/**
 * Completes names from the session's defaults and sorts them by what they are; each is told once.
 * `isCut` where there are more than can be told.
 */
export function namedObjects(
  mentions: readonly Mention[],
  context: StatementContext,
): NamedObjects & { isCut: boolean } {
  const found = new FoundNames();
  for (const { kind, access, parts } of mentions.slice(0, MOST_NAMES)) {
    if (kind === 'catalog') found.addCatalog(parts);
    else if (kind === 'schema')
      found.addSchema(withDefaults(parts, [context.catalog, context.schema]));
    else found.addTable(parts, access, qualified(parts, context));
  }
  return { ...found.asLists(), isCut: mentions.length > MOST_NAMES };
}

/** A table's name with its catalog and schema; undefined where the defaults do not complete it. */
export function qualified(
  parts: readonly string[],
  { catalog, schema }: StatementContext,
): string[] | undefined {
  // The third default is never used: a table always has a name.
  return parts.length === 0 ? undefined : withDefaults(parts, [catalog, schema, undefined]);
}

/** The given parts with the missing leading ones from the defaults. */
function withDefaults(
  parts: readonly string[],
  defaults: readonly (string | undefined)[],
): string[] | undefined {
  const missing = defaults.slice(0, Math.max(0, defaults.length - parts.length));
  if (parts.length > defaults.length) return undefined;
  const known = missing.filter((part) => part !== undefined && part !== '');
  if (known.length < missing.length) return undefined;
  return [...known.map((part) => String(part).toLowerCase()), ...parts];
}

class FoundNames {
  private readonly catalogs = new Set<string>();
  private readonly schemas = new Set<string>();
  private readonly catalogSchemas = new Set<string>();
  private readonly tables = new Set<string>();
  private readonly readTables = new Set<string>();
  private readonly writeTables = new Set<string>();
  private readonly unqualified = new Set<string>();

  addCatalog(parts: readonly string[]): void {
    if (parts.length === 1) this.catalogs.add(parts[0] ?? '');
  }

  addSchema(full: readonly string[] | undefined): void {
    if (full === undefined) return;
    const [catalog = '', schema = ''] = full;
    this.catalogs.add(catalog);
    this.schemas.add(schema);
    this.catalogSchemas.add(`${catalog}.${schema}`);
  }

  addTable(
    parts: readonly string[],
    access: Mention['access'],
    full: readonly string[] | undefined,
  ): void {
    if (full === undefined) {
      this.unqualified.add(parts.join('.'));
      return;
    }
    this.addSchema(full);
    this.tables.add(full.join('.'));
    (access === 'read' ? this.readTables : this.writeTables).add(full.join('.'));
  }

  asLists(): NamedObjects {
    return {
      catalogs: [...this.catalogs],
      schemas: [...this.schemas],
      catalogSchemas: [...this.catalogSchemas],
      tables: [...this.tables],
      readTables: [...this.readTables],
      writeTables: [...this.writeTables],
      unqualified: [...this.unqualified],
    };
  }
}
