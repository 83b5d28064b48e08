import { gzipSync } from 'node:zlib';
import type { Conversation, Step } from '../../support/conformance/conversation';
import type { Memory } from '../../support/conformance/memory';
import { run, submit } from '../../support/conformance/statement-steps';

/** A header of an answer, to be sent back under another name. */
const sentBack = (step: string, from: string, to: string) => (memory: Memory) => ({
  [to]: memory.headers(step, from).join(','),
});

/** Without these Trino does not change who one is, and leaves paths out. */
const CAPABLE = { 'X-Trino-Client-Capabilities': 'PATH,SESSION_AUTHORIZATION,PARAMETRIC_DATETIME' };

const session: Conversation = {
  name: 'Session state that headers carry',
  group: 'shared',
  steps: [
    run('USE tpch.tiny'),
    run('SELECT count(*) FROM nation', (memory) => ({
      'X-Trino-Catalog': memory.header('USE tpch.tiny', 'x-trino-set-catalog'),
      'X-Trino-Schema': memory.header('USE tpch.tiny', 'x-trino-set-schema'),
    })),
    run('USE sf1', { 'X-Trino-Catalog': 'tpch' }),
    run('USE sf1', {}, 'USE of a schema without a catalog'),
    run("SET SESSION query_max_run_time = '10m'"),
    run(
      "SHOW SESSION LIKE 'query_max_run_time'",
      sentBack("SET SESSION query_max_run_time = '10m'", 'x-trino-set-session', 'X-Trino-Session'),
    ),
    run('RESET SESSION query_max_run_time', { 'X-Trino-Session': 'query_max_run_time=10m' }),
    run('SET SESSION tpch.splits_per_node = 3'),
    run('RESET SESSION tpch.splits_per_node'),
    run('SET PATH tpch.tiny, memory.default'),
    run(
      'SELECT current_path',
      sentBack('SET PATH tpch.tiny, memory.default', 'x-trino-set-path', 'X-Trino-Path'),
    ),
    run('SET ROLE ALL'),
    run('SET ROLE NONE'),
    run('SET ROLE ALL IN memory'),
    run('SHOW CURRENT ROLES', sentBack('SET ROLE ALL', 'x-trino-set-role', 'X-Trino-Role')),
    run('SELECT 1', { 'X-Trino-Role': 'system=ROLE{nobody}' }, 'an unknown role'),
    run('SET SESSION AUTHORIZATION other'),
    run(
      'SET SESSION AUTHORIZATION other',
      CAPABLE,
      'SET SESSION AUTHORIZATION of a capable client',
    ),
    run('SET SESSION AUTHORIZATION conformance', CAPABLE),
    run('SELECT current_user', (memory) => ({
      'X-Trino-User': memory.header(
        'SET SESSION AUTHORIZATION conformance',
        'x-trino-set-authorization-user',
      ),
      'X-Trino-Original-User': 'conformance',
    })),
    run('RESET SESSION AUTHORIZATION', {
      ...CAPABLE,
      'X-Trino-Original-User': 'conformance',
    }),
    run("SET TIME ZONE 'Asia/Tokyo'"),
    run(
      'SELECT current_timezone()',
      sentBack("SET TIME ZONE 'Asia/Tokyo'", 'x-trino-set-session', 'X-Trino-Session'),
    ),
    run('SET TIME ZONE LOCAL'),
  ],
};

const long = `SELECT ${Array.from({ length: 900 }, (_, i) => `${i} AS c${i}`).join(', ')}`;
const prepared = (text: string) => ({
  'X-Trino-Prepared-Statement': `p=${encodeURIComponent(text)}`,
});

const preparing: Conversation = {
  name: 'Prepared statements',
  group: 'shared',
  steps: [
    run('PREPARE p FROM SELECT n_name FROM tpch.tiny.nation WHERE n_nationkey = ? AND n_name <> ?'),
    ...[
      "EXECUTE p USING 1, 'x'",
      'EXECUTE p',
      "EXECUTE p USING 'x', 1",
      'DESCRIBE INPUT p',
      'DESCRIBE OUTPUT p',
      'DEALLOCATE PREPARE p',
      'EXECUTE q',
    ].map((statement) =>
      run(
        statement,
        sentBack(
          'PREPARE p FROM SELECT n_name FROM tpch.tiny.nation WHERE n_nationkey = ? AND n_name <> ?'.slice(
            0,
            90,
          ),
          'x-trino-added-prepare',
          'X-Trino-Prepared-Statement',
        ),
      ),
    ),
    run("EXECUTE IMMEDIATE 'SELECT ? + 1' USING 41"),
    run("EXECUTE IMMEDIATE 'SELECT ?'"),
    run("EXECUTE IMMEDIATE 'SELEC 1'"),
    run('PREPARE p FROM SELEC 1'),
    run('PREPARE "Größe p" FROM SELECT 1'),
    run(`PREPARE long FROM ${long}`, {}, 'PREPARE of a long statement'),
    run(
      'EXECUTE long',
      sentBack(
        'PREPARE of a long statement',
        'x-trino-added-prepare',
        'X-Trino-Prepared-Statement',
      ),
      'EXECUTE of a long statement',
    ),
    run('EXECUTE p', prepared('SELEC 1'), 'EXECUTE of a wrong statement'),
    run('EXECUTE p', { 'X-Trino-Prepared-Statement': 'p' }, 'a prepared statement without a value'),
    run(
      'EXECUTE p',
      { 'X-Trino-Prepared-Statement': 'p=%' },
      'a prepared statement of a wrong encoding',
    ),
    run(
      'EXECUTE p',
      { 'X-Trino-Prepared-Statement': 'p=$zstd:AAAA' },
      'a prepared statement of a wrong compression',
    ),
    run(
      'EXECUTE p',
      { 'X-Trino-Prepared-Statement': `p=$zstd:${gzipSync('SELECT 1').toString('base64url')}` },
      'a prepared statement of another compression',
    ),
    run(
      'EXECUTE b',
      { 'X-Trino-Prepared-Statement': 'a=SELECT+1,b=SELECT+2' },
      'two prepared statements',
    ),
    run('EXECUTE b', prepared('SELECT 1'), 'another prepared statement than that'),
  ],
};

const begun = (memory: Memory) => ({
  'X-Trino-Transaction-Id': memory.header('START TRANSACTION', 'x-trino-started-transaction-id'),
});
const failing = (memory: Memory) => ({
  'X-Trino-Transaction-Id': memory.header('begin again', 'x-trino-started-transaction-id'),
});
const NOBODYS = '12151fd2-7586-41e9-8f9e-2a86e4085a59';

const inTransaction = (statement: string, name = `${statement} in it`): Step =>
  run(statement, begun, name);

/** The end of no transaction: the coordinator itself says now and then that it is cleared. */
const endOfNone = (step: Step): Step => ({ ...step, ignores: /x-trino-clear-transaction-id/ });

const transactions: Conversation = {
  name: 'Transactions',
  group: 'shared',
  steps: [
    run('START TRANSACTION', { 'X-Trino-Transaction-Id': 'NONE' }),
    inTransaction('SELECT count(*) FROM tpch.tiny.nation'),
    inTransaction('SELECT count(*) FROM tpch.tiny.region'),
    inTransaction('SHOW TABLES FROM tpch.tiny'),
    inTransaction('START TRANSACTION', 'a transaction in it'),
    { ...submit('SELECT 1', begun, 'only a POST in it') },
    run('START TRANSACTION READ ONLY', { 'X-Trino-Transaction-Id': 'NONE' }, 'begin another'),
    run(
      'COMMIT',
      (memory) => ({
        'X-Trino-Transaction-Id': memory.header('begin another', 'x-trino-started-transaction-id'),
      }),
      'commit the other',
    ),
    run(
      'SELECT 1',
      (memory) => ({
        'X-Trino-Transaction-Id': memory.header('begin another', 'x-trino-started-transaction-id'),
      }),
      'SELECT after the COMMIT',
    ),
    run(
      'START TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ WRITE',
      { 'X-Trino-Transaction-Id': 'NONE' },
      'begin again',
    ),
    run('SELECT 1/0', failing, 'a failure in it'),
    run('SELECT 1', failing, 'SELECT after the failure'),
    run('ROLLBACK', failing, 'ROLLBACK after the failure'),
    endOfNone(run('COMMIT', failing, 'COMMIT after the ROLLBACK')),
    run('SELECT 1', { 'X-Trino-Transaction-Id': NOBODYS }, 'SELECT in an unknown transaction'),
    endOfNone(
      run('COMMIT', { 'X-Trino-Transaction-Id': NOBODYS }, 'COMMIT of an unknown transaction'),
    ),
    run('SELECT 1', { 'X-Trino-Transaction-Id': 'rubbish' }, 'SELECT in no transaction'),
    run('SELECT 1', { 'X-Trino-Transaction-Id': '' }, 'SELECT in an empty transaction'),
    endOfNone(run('COMMIT', { 'X-Trino-Transaction-Id': 'NONE' }, 'COMMIT without a transaction')),
    run('START TRANSACTION', {}, 'START TRANSACTION of a client without transactions'),
    run('SELECT 1', { 'X-Trino-Transaction-Id': 'none' }, 'NONE in small letters'),
  ],
};

export const sessions: readonly Conversation[] = [session, preparing, transactions];
