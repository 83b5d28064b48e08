const { startFrontProxy } = require('../../dist/front-proxy/service.js');
const { createLog } = require('../../dist/runtime/log.js');

/** A process of its own for a proxy of several workers, by messages from proxy-process.ts. */
let running;
const does = {
  async start(config) {
    running = await startFrontProxy(config, createLog('front-proxy', config.log.level));
    return running.url;
  },
  announceStop: async () => running.announceStop(),
  close: async () => running.close(),
};

process.on('message', async ({ id, name, args }) => {
  const answer = await does[name](...args).then(
    (value) => ({ id, value }),
    (err) => ({ id, failure: err.message }),
  );
  process.send(answer);
});
// A test that was ended leaves no proxy behind.
process.on('disconnect', () => process.exit());
