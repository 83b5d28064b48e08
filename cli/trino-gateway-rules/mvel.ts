interface Place {
  /** The text of the expression, for messages. */
  source: string;
}

export type Operator = '&&' | '||' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '~=' | 'contains';

/** An MVEL expression as a tree. */
export type Expression = Place &
  (
    | { kind: 'constant'; value: string | number | boolean | null }
    /** MVEL's word `empty`: null, a blank text, or an empty collection. */
    | { kind: 'empty' }
    | { kind: 'list'; items: Expression[] }
    | { kind: 'name'; name: string }
    /** `object.name`, or `object.name(arguments)`. */
    | { kind: 'member'; object: Expression; name: string; arguments?: Expression[] }
    | { kind: 'new'; name: string; arguments: Expression[] }
    | { kind: 'not'; operand: Expression }
    | { kind: 'binary'; operator: Operator; left: Expression; right: Expression }
  );

export type Statement = Place &
  (
    | { kind: 'expression'; expression: Expression }
    | { kind: 'if'; condition: Expression; then: Statement[]; else: Statement[] }
  );
