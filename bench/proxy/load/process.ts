import { type Job } from './job';
import { runJob } from './run-job';

// The program of the load process: a job comes as a message, its outcome goes back as one.
process.on('message', (job: Job) => {
  void runJob(job).then((outcome) => process.send?.(outcome));
});
process.on('disconnect', () => process.exit());
