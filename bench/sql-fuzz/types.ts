import { brackets, type Draft, list, maybe, oneOf, seq } from './draft';
import { integer, intervalQualifier, raw } from './literals';
import { plainName } from './names';

export function type(draft: Draft): void {
  draft.deeper(oneOf(simpleType, simpleType, nestedType));
  draft.add(maybe(maybe('ARRAY')));
}

function simpleType(draft: Draft): void {
  const precision = maybe('(', integer, ')');
  draft.add(
    oneOf(
      'bigint',
      seq('VARCHAR', precision),
      seq('decimal (', integer, ',', integer, ')'),
      seq(oneOf('TIMESTAMP', 'TIME'), precision, maybe(oneOf('WITH', 'WITHOUT'), 'TIME ZONE')),
      'DOUBLE PRECISION',
      seq('INTERVAL', intervalQualifier),
      raw('"My Type"'),
      oneOf('JSON', 'DATE', 'HyperLogLog', 'uuid'),
    ),
  );
}

function nestedType(draft: Draft): void {
  draft.add(
    oneOf(
      seq('ARRAY', brackets(type)),
      seq('MAP', brackets(type, ',', type)),
      seq('ARRAY <', type, '>'),
      seq('MAP <', type, ',', type, '>'),
      seq('ROW', brackets(list(oneOf(type, seq(plainName, type))))),
      seq('function', brackets(type, ',', type)),
    ),
  );
}
