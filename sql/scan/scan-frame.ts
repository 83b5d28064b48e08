/** Where in a query the scan stands: before its first word, in its select list, its relations or behind them. */
type Clause = 'start' | 'select' | 'from' | 'rest';

/** What the scan knows of one level of brackets. */
export interface Frame {
  clause: Clause;
  /** A query's own level, or one of its relations. */
  isQuery: boolean;
  /** A relation may begin at the next token. */
  expectsRelation: boolean;
  /** Between ON and the next relation, where names are columns and functions. */
  inCondition: boolean;
  /** A comma goes on with the next relation, as in FROM a, b. */
  commaSeparatesRelations: boolean;
  /** `TABLE(` f `(…))`: the next name is a table function's. */
  expectsTableFunction: boolean;
  /** Brackets of CAST, whose AS begins a type. */
  isCast: boolean;
  inType: boolean;
  /** The WITH name that this query defines. */
  defines: string | undefined;
  /** Its WITH names are in force within their own queries. */
  isRecursive: boolean;
  /** The WITH names in force before this level, for `release`. */
  scope: number;
}

export function expressionFrame(): Frame {
  return {
    clause: 'start',
    isQuery: false,
    expectsRelation: false,
    inCondition: false,
    commaSeparatesRelations: false,
    expectsTableFunction: false,
    isCast: false,
    inType: false,
    defines: undefined,
    isRecursive: false,
    scope: 0,
  };
}

export function relationFrame(): Frame {
  return { ...expressionFrame(), expectsRelation: true };
}
