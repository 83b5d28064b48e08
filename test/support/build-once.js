const { execFileSync } = require('node:child_process');

/** Worker threads and whole processes run compiled code, so the build comes before the first test. */
module.exports = () => {
  execFileSync(process.execPath, ['build.mjs'], { cwd: `${__dirname}/../..`, stdio: 'inherit' });
};
