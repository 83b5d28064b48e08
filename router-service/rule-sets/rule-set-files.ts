import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { CompiledRuleSet } from '../../rules/compile';
import { fieldOf, isObject, listOf } from '../../rules/json-fields';
import { schemaProblems, unfitProblem } from '../../rules/schema-problems';
import { parseJson } from '../../runtime/json';
import { badInput, type Problem, ServiceError } from '../../runtime/service-error';
import { parseYaml } from '../../runtime/yaml';
import { validRuleSet } from './valid-rule-set';

/** The rule set of a file, or of all files of a folder together. */
export interface RuleSetFiles {
  ruleSet: CompiledRuleSet;
  /** Tells the place of a problem by the file that has it. */
  located(problem: Problem): Problem;
}

export interface FileText {
  name: string;
  text: string;
}

interface ParsedFile {
  name: string;
  value: object;
}

const READABLE = /\.(?:json|ya?ml)$/i;
const LISTS = ['rules', 'tests', 'allowHeaders'] as const;
const SINGLE = ['description', 'defaultRoutingGroup', 'timeZone', 'fallback'] as const;

/**
 * The texts of a rule set file, or of the JSON and YAML files of a folder in the order of their names.
 * Throws a ServiceError that names the path and what to do.
 */
export function readTexts(path: string): Promise<FileText[]> {
  return textsOf(path).catch((cause: unknown) => {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    const message = `The rule set ${path} cannot be read (${reason}); check the path and its rights`;
    throw new ServiceError('RULE_SET_UNUSABLE', 500, message, { cause });
  });
}

async function textsOf(path: string): Promise<FileText[]> {
  if (!(await stat(path)).isDirectory()) {
    return [{ name: basename(path), text: await readFile(path, 'utf8') }];
  }
  // What begins with a dot belongs to the system: Kubernetes keeps its copies of a ConfigMap there.
  const names = (await readdir(path)).filter((name) => READABLE.test(name) && name[0] !== '.');
  return Promise.all(
    names.sort().map(async (name) => ({ name, text: await readFile(join(path, name), 'utf8') })),
  );
}

/**
 * Puts the rule sets of files together: rules and tests follow each other, all else stands in one file.
 * Throws badInput with every problem, each told by its file.
 */
export function joinRuleSets(texts: readonly FileText[], what: string): RuleSetFiles {
  if (texts.length === 0) {
    throw badInput([{ path: '', message: 'holds no .json, .yaml or .yml file; add one' }], what);
  }
  const problems: Problem[] = [];
  const files: ParsedFile[] = [];
  for (const { name, text } of texts) {
    const parsed = /\.ya?ml$/i.test(name) ? parseYaml(text) : parseJson(text);
    const wrong = 'problems' in parsed ? parsed.problems : shapeProblems(parsed.value);
    problems.push(...wrong.map((problem) => at(name, problem)));
    if ('value' in parsed && isObject(parsed.value)) files.push({ name, value: parsed.value });
  }
  problems.push(...twiceProblems(files));
  if (problems.length > 0) throw badInput(problems, what);
  const located = locator(files);
  return { ruleSet: validRuleSet(joined(files), what, located), located };
}

/** What makes a file no part of a rule set by itself. */
function shapeProblems(value: unknown): Problem[] {
  const unfit = unfitProblem(value);
  return unfit === undefined ? schemaProblems(value) : [unfit];
}

function twiceProblems(files: readonly ParsedFile[]): Problem[] {
  const first = new Map<string, string>();
  return files.flatMap(({ name, value }) =>
    singleFields(value).flatMap((field) => {
      const earlier = first.get(field);
      first.set(field, earlier ?? name);
      const message = `stands in ${earlier} too; keep it in one of the files`;
      return earlier === undefined ? [] : [at(name, { path: field, message })];
    }),
  );
}

/** What a file says that only one file may say. */
function singleFields(value: object): string[] {
  const named = Object.keys(fieldOf(value, 'conditions') ?? {});
  return [
    ...SINGLE.filter((field) => fieldOf(value, field) !== undefined),
    ...named.map((name) => `conditions.${name}`),
  ];
}

function joined(files: readonly ParsedFile[]): unknown {
  const [only] = files;
  if (files.length === 1) return only?.value;
  const whole: Record<string, unknown> = Object.assign({}, ...files.map(({ value }) => value));
  const conditions = Object.assign({}, ...files.map(({ value }) => fieldOf(value, 'conditions')));
  if (Object.keys(conditions as object).length > 0) whole['conditions'] = conditions;
  for (const list of LISTS) {
    const items = files.flatMap(({ value }) => listOf(fieldOf(value, list)));
    if (items.length > 0 || list === 'rules') whole[list] = items;
  }
  return whole;
}

/** `rules[7].name` of the whole is `rules[2].name` of one file. */
function locator(files: readonly ParsedFile[]): RuleSetFiles['located'] {
  return (problem) => {
    const [, list = '', index = ''] =
      /^(rules|tests|allowHeaders)\[(\d+)\]/.exec(problem.path) ?? [];
    if (list === '') return at(ownerOf(files, problem.path), problem);
    let place = Number(index);
    for (const { name, value } of files) {
      const { length } = listOf(fieldOf(value, list));
      if (place < length) {
        const path = problem.path.replace(`${list}[${index}]`, `${list}[${place}]`);
        return at(name, { ...problem, path });
      }
      place -= length;
    }
    return problem;
  };
}

function ownerOf(files: readonly ParsedFile[], path: string): string {
  const named = /^conditions\.(.+)$/.exec(path)?.[1] ?? '';
  const owner = files.find(({ value }) => {
    const names = Object.keys(fieldOf(value, 'conditions') ?? {});
    return names.some((name) => named === name || named.startsWith(`${name}.`));
  });
  const other = files.find(
    ({ value }) => fieldOf(value, path.split(/[.[]/)[0] ?? '') !== undefined,
  );
  return (owner ?? other ?? files[0])?.name ?? '';
}

function at(name: string, { path, message }: Problem): Problem {
  return { path: path === '' ? name : `${name}: ${path}`, message };
}
