/** Fast suite: everything but the real-Trino journeys and the faults. @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // The faults take minutes of waiting: npm run test:faults.
  testPathIgnorePatterns: ['<rootDir>/test/trino/', '<rootDir>/test/journeys/faults'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2023' } }] },
  globalSetup: '<rootDir>/test/support/build-once.js',
  // Half of the tests wait for processes, databases and clocks.
  maxWorkers: 2,
  // Opening an embedded database takes seconds, and many on a busy machine.
  testTimeout: 90_000,
};
