/** How many workers each proxy of the tests has; `npm run test:workers` asks for two. */
export const TEST_WORKERS = Number(process.env['SWITCHYARD_TEST_WORKERS'] ?? 1);
