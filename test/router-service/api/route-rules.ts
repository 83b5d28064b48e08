/** Rules for the tests of POST /v1/route: one of each kind. */
export const ROUTE_RULES = {
  defaultRoutingGroup: 'adhoc',
  rules: [
    {
      name: 'no-drops',
      priority: 100,
      conditions: { all: [{ fact: 'queryType', operator: 'equal', value: 'DropTable' }] },
      event: { type: 'reject', params: { message: 'Tables are not dropped here' } },
    },
    {
      name: 'tag-airflow',
      priority: 90,
      conditions: { all: [{ fact: 'source', operator: 'equal', value: 'airflow' }] },
      event: {
        type: 'adjust',
        params: { clientTags: ['etl'], sessionProperties: { query_max_run_time: '1 h' } },
      },
    },
    {
      name: 'airflow',
      priority: 80,
      conditions: { all: [{ fact: 'source', operator: 'equal', value: 'airflow' }] },
      event: { type: 'route', params: { routingGroup: 'etl' } },
    },
    {
      name: 'big-table',
      priority: 70,
      conditions: { all: [{ fact: 'tables', operator: 'contains', value: 'hive.sales.orders' }] },
      event: { type: 'route', params: { routingGroup: 'big' } },
    },
    {
      name: 'boss',
      priority: 60,
      conditions: { all: [{ fact: 'user', operator: 'equal', value: 'boss' }] },
      event: { type: 'route', params: { routingGroup: 'big' } },
    },
  ],
};
