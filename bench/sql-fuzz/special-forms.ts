import { brackets, type Draft, list, maybe, oneOf, seq } from './draft';
import { valueExpression } from './expressions';
import { plainName } from './names';

/** Functions whose arguments have words between them. */
export function specialForm(draft: Draft): void {
  const value = valueExpression;
  draft.add(
    oneOf(
      seq('EXTRACT', brackets(oneOf('YEAR', 'month', 'DOW', 'timezone_hour'), 'FROM', value)),
      seq('TRIM', brackets(trimmed)),
      seq('SUBSTRING', brackets(value, 'FROM', value, maybe('FOR', value))),
      seq('POSITION', brackets(value, 'IN', value)),
      seq('OVERLAY', brackets(value, 'PLACING', value, 'FROM', value, maybe('FOR', value))),
      seq('NORMALIZE', brackets(value, maybe(',', oneOf('NFC', 'NFD', 'NFKC', 'NFKD')))),
      seq('GROUPING', brackets(list(seq(plainName, maybe('.', plainName))))),
    ),
  );
}

function trimmed(draft: Draft): void {
  const value = valueExpression;
  draft.add(
    oneOf(
      value,
      seq(oneOf('BOTH', 'LEADING', 'TRAILING'), maybe(value), 'FROM', value),
      seq(value, 'FROM', value),
      seq(value, ',', value),
    ),
  );
}
