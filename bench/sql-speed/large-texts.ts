/**
 * Texts as programs write them, each of nearly `size` characters and never more: past a million a
 * text is not parsed. Each is long in another way: a list, rows, branches, queries, expressions.
 */
export function largeTexts(size: number): string[] {
  return [inList, insertedRows, branches, unions, conditions, wideSelect].map((build) =>
    build(size),
  );
}

function inList(size: number): string {
  const head = 'SELECT o_orderkey, o_totalprice FROM tpch.sf1.orders WHERE o_orderkey IN (';
  return filled(size, head, ', ', ') ORDER BY o_totalprice DESC LIMIT 500', (n) => {
    return String(100_000 + ((n * 7919) % 899_999));
  });
}

function insertedRows(size: number): string {
  const columns =
    'event_id, seen_at, country, device, revenue, is_new, session_seconds, referrer, score, note';
  return filled(size, `INSERT INTO hive.web.events (${columns}) VALUES `, ',\n', '', (n) => {
    const time = `TIMESTAMP '2024-0${1 + (n % 9)}-1${n % 10} 0${n % 10}:15:00.${100 + (n % 900)}'`;
    const referrer = n % 5 === 0 ? 'NULL' : `'https://example.org/page/${n}?from=it''s'`;
    return `(${n}, ${time}, 'C${n % 200}', 'phone-${n % 40}', ${n % 1000}.${10 + (n % 90)}, ${n % 2 === 0}, -${n % 3600}, ${referrer}, ${n}e-3, U&'row \\00e9 ${n}')`;
  });
}

function branches(size: number): string {
  const head = 'SELECT c_custkey, CASE';
  const tail = "\n ELSE 'other' END AS segment, count(*) FROM tpch.sf1.customer GROUP BY 1, 2";
  return filled(size, head, '', tail, (n) => {
    const range = `c_acctbal BETWEEN ${n * 10} AND ${n * 10 + 9}.99`;
    return `\n WHEN ${range} AND c_nationkey = ${n % 25} THEN 'segment ${n}'`;
  });
}

function unions(size: number): string {
  return filled(size, '', '\nUNION ALL\n', '', (n) => {
    const table = `lake.daily."events_${20_200_000 + n}"`;
    const columns = `'${n}' AS part, e.user_id, count(*) AS hits, max(e.seen_at) AS last_seen`;
    const condition = `e.kind = 'view' AND e.duration > ${n % 60} AND u.country <> 'XX'`;
    return `SELECT ${columns} FROM ${table} e JOIN lake.dim.users u ON u.id = e.user_id WHERE ${condition} GROUP BY 2`;
  });
}

function conditions(size: number): string {
  const head = 'SELECT l_orderkey, l_linenumber FROM tpch.sf1.lineitem WHERE ';
  return filled(size, head, '\n OR ', '', (n) => {
    return `(l_orderkey = ${n * 31} AND l_linenumber = ${1 + (n % 7)} AND l_shipmode LIKE '%${n}_')`;
  });
}

function wideSelect(size: number): string {
  const tail = '\nFROM hive.sensors.readings GROUP BY device_id';
  return filled(size, 'SELECT device_id', '', tail, (n) => {
    const value = `TRY_CAST(channel_${n} AS decimal(18, 4)) * ${1 + (n % 9)}.5`;
    const mean = `round(avg(${value}) FILTER (WHERE quality_${n} >= 0), 3)`;
    return `,\n  coalesce(${mean}, -1) + abs(min(channel_${n}) - max(channel_${n})) / 2 AS "channel ${n}"`;
  });
}

function filled(
  size: number,
  head: string,
  separator: string,
  tail: string,
  part: (index: number) => string,
): string {
  const parts: string[] = [];
  let length = head.length + tail.length;
  for (let index = 0; ; index += 1) {
    const next = part(index);
    length += next.length + separator.length;
    if (length > size) return head + parts.join(separator) + tail;
    parts.push(next);
  }
}
