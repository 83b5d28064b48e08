import type { SimulatedBehaviour } from './simulated-behaviour';
import type { PageAddress, PagePlan, SimulatedQuery } from './simulated-query';

/** The value of every simulated row, column by column. */
export interface SimulatedRow {
  cluster: string;
  coordinator: string;
  query_id: string;
}

/** A page's JSON in pieces: rows are made one after the other, so that a page may be huge. */
export function* pageText(
  query: SimulatedQuery,
  plan: PagePlan,
  base: string,
  row: SimulatedRow,
  shape: Pick<SimulatedBehaviour, 'rowsPerPage' | 'pageBytes'>,
): Generator<string> {
  const { head, tail } = pageJson(query, plan, base, row);
  yield head;
  if (plan.hasRows)
    yield* rowsText(plan.effect?.kind === 'update' ? [0] : Object.values(row), plan, shape);
  yield tail;
}

function* rowsText(
  row: unknown[],
  plan: PagePlan,
  { rowsPerPage, pageBytes }: Pick<SimulatedBehaviour, 'rowsPerPage' | 'pageBytes'>,
): Generator<string> {
  const text = JSON.stringify(row);
  const rows =
    plan.effect?.kind === 'update'
      ? 1
      : pageBytes === undefined
        ? rowsPerPage
        : Math.ceil(pageBytes / (text.length + 1));
  // Trino leaves an empty list out.
  if (rows <= 0) return;
  // A few hundred rows at a time: enough to be quick, little enough to feel backpressure.
  const perPiece = 500;
  yield '"data":[';
  for (let sent = 0; sent < rows; sent += perPiece) {
    const piece = Array<string>(Math.min(perPiece, rows - sent))
      .fill(text)
      .join(',');
    yield sent === 0 ? piece : `,${piece}`;
  }
  yield '],';
}

function pageJson(query: SimulatedQuery, plan: PagePlan, base: string, row: SimulatedRow) {
  const address = (at: PageAddress) =>
    `${base}/v1/statement/${at.phase}/${query.id}/${query.slug(at)}/${at.token}`;
  const partialCancel = (at: PageAddress) =>
    `${base}/v1/statement/executing/partialCancel/${query.id}/0/${query.slug(at)}/${at.token}`;
  const before = {
    id: query.id,
    infoUri: `${base}/ui/query.html?${query.id}`,
    ...(plan.state === 'RUNNING' && plan.next && { partialCancelUri: partialCancel(plan.next) }),
    ...(plan.next && { nextUri: address(plan.next) }),
    ...columnsOf(plan, row),
  };
  const after = {
    stats: statsOf(query, plan),
    ...(plan.error && { error: plan.error }),
    warnings: [],
    ...updateOf(plan),
  };
  return {
    head: `${JSON.stringify(before).slice(0, -1)},`,
    tail: JSON.stringify(after).slice(1),
  };
}

function columnsOf(plan: PagePlan, row: SimulatedRow) {
  switch (plan.effect?.kind) {
    case 'rows':
      return { columns: Object.keys(row).map(varcharColumn) };
    case 'update':
      return { columns: [{ name: 'rows', type: 'bigint', typeSignature: signature('bigint') }] };
    case 'command':
      return { columns: [] };
    default:
      return {};
  }
}

function varcharColumn(name: string) {
  // Trino's unbounded varchar has the greatest length.
  const unbounded = [{ kind: 'LONG', value: 2_147_483_647 }];
  return { name, type: 'varchar', typeSignature: signature('varchar', unbounded) };
}

function signature(rawType: string, args: object[] = []) {
  return { rawType, arguments: args };
}

function updateOf({ effect, hasRows, state }: PagePlan) {
  if (effect?.kind === 'command') return { updateType: effect.updateType };
  if (effect?.kind !== 'update') return {};
  const counted = hasRows || state === 'FINISHED';
  return { updateType: effect.updateType, ...(counted && { updateCount: 0 }) };
}

/** The statistics of the query as its pages tell them. */
function statsOf(query: SimulatedQuery, { state }: PagePlan) {
  const elapsedTimeMillis = (query.endedAt ?? new Date()).getTime() - query.submittedAt.getTime();
  const { scheduled } = query;
  const splits = { totalSplits: 0, queuedSplits: 0, runningSplits: 0, completedSplits: 0 };
  return {
    state,
    queued: state === 'QUEUED',
    scheduled,
    ...(scheduled && { progressPercentage: state === 'FINISHED' ? 100 : 50, runningPercentage: 0 }),
    nodes: scheduled ? 1 : 0,
    ...splits,
    planningTimeMillis: 0,
    analysisTimeMillis: 0,
    cpuTimeMillis: 0,
    wallTimeMillis: 0,
    queuedTimeMillis: 0,
    elapsedTimeMillis,
    finishingTimeMillis: 0,
    physicalInputTimeMillis: 0,
    processedRows: 0,
    processedBytes: 0,
    physicalInputBytes: 0,
    physicalWrittenBytes: 0,
    internalNetworkInputBytes: 0,
    peakMemoryBytes: 0,
    spilledBytes: 0,
    ...(scheduled && { rootStage: rootStage(state, splits) }),
  };
}

function rootStage(state: string, splits: object) {
  return {
    stageId: '0',
    state: state === 'FAILED' ? 'ABORTED' : state,
    done: state !== 'RUNNING',
    nodes: 1,
    ...splits,
    cpuTimeMillis: 0,
    wallTimeMillis: 0,
    processedRows: 0,
    processedBytes: 0,
    physicalInputBytes: 0,
    failedTasks: 0,
    coordinatorOnly: false,
    subStages: [],
  };
}
