import { createHash } from 'node:crypto';
import type { Logger } from '../../runtime/log';
import type { Metrics } from '../../runtime/metrics';
import { badInput, type Problem, ServiceError } from '../../runtime/service-error';
import { type FileText, joinRuleSets, readTexts } from './rule-set-files';
import type { RuleSetRegistry } from './rule-set-registry';

const POLL_MS = 500;

interface Needed {
  /** Of a file or a folder. */
  path: string;
  rules: Pick<RuleSetRegistry, 'adopt' | 'hasActive'>;
  log: Logger;
  metrics: Metrics;
  pollMs?: number;
}

/**
 * Keeps the active rule set in step with a file or folder: each content that is a valid rule set becomes
 * a revision, once; any other leaves the active one in force and is told. Rejects when the first look
 * finds nothing usable and nothing is active.
 */
export async function followRuleSetFiles({ path, rules, log, metrics, pollMs = POLL_MS }: Needed) {
  let seen: string | undefined;
  let before: string | undefined;
  let trouble: ServiceError | undefined;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isClosed = false;

  async function look(): Promise<void> {
    const texts = await readTexts(path).catch((err: unknown) => err as ServiceError);
    const content = texts instanceof ServiceError ? texts.message : hashOf(texts);
    // What is being written now is looked at when it has come to rest.
    const isAtRest = content === before || before === undefined;
    before = content;
    if (content === seen || !isAtRest) return;
    try {
      if (texts instanceof ServiceError) throw texts;
      await adopt(texts);
      if (trouble !== undefined) log.info({ path }, 'the rule set files can be used again');
      trouble = undefined;
    } catch (err) {
      // With the database away nothing is wrong with the files; they are looked at again.
      if (!(err instanceof ServiceError) || err.status === 503) throw err;
      trouble = err;
      log.error(
        { path, reason: err.message, problems: err.problems },
        'cannot use the rule set files; the last good rule set decides on',
      );
    }
    seen = content;
  }

  async function adopt(texts: FileText[]): Promise<void> {
    const what = `The rule set in ${path}`;
    const { ruleSet, located } = joinRuleSets(texts, what);
    await rules.adopt(ruleSet, `from ${path}`).catch((err: unknown) => {
      if (!(err instanceof ServiceError) || err.status !== 400) throw err;
      throw badInput(err.problems.map(located), what);
    });
  }

  function lookLater(): void {
    if (isClosed) return;
    timer = setTimeout(() => {
      running = look()
        .catch((err: unknown) => log.debug({ err, path }, 'looks at the rule set files again'))
        .finally(lookLater);
    }, pollMs);
    timer.unref();
  }

  metrics.gauge(
    'rule_set_source_ok',
    'Whether the rule set files can be used: 1, or 0 while the last good rule set decides.',
    [],
    (gauge) => gauge.set(trouble === undefined ? 1 : 0),
  );
  await look();
  if (trouble !== undefined && !rules.hasActive()) throw unusable(path, trouble);
  lookLater();

  return {
    /** What an operator should know; empty while the files are in force. */
    warnings: (): string[] => (trouble === undefined ? [] : [warningOf(path, trouble)]),
    async close(): Promise<void> {
      isClosed = true;
      clearTimeout(timer);
      await running;
    },
  };
}

function hashOf(texts: readonly { name: string; text: string }[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex');
}

function unusable(path: string, { message, problems, options }: ServiceError): ServiceError {
  const text = message.includes(path) ? message : `The rule set ${path} cannot be used: ${message}`;
  return new ServiceError('RULE_SET_UNUSABLE', 500, text, { ...options, problems });
}

function warningOf(path: string, { message, problems }: ServiceError): string {
  const [first] = problems as [Problem?];
  const reason = first === undefined ? message : `${first.path} ${first.message}`.trim();
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return `the rule set in ${path} is not used: ${reason}${more}; the last good one decides`;
}
