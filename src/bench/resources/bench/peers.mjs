// How long graphile-worker or pg-boss takes for so many jobs that do nothing, queued beforehand.
// node peers.mjs <graphile|boss> <url> <jobs> <at once> <connections>; prints the seconds as its last line.
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.cwd(), "package.json"));
const [peer, url, count, atOnce, connections] = process.argv.slice(2);
const jobs = Number(count);
const warmUp = Math.ceil(jobs / 10);
const { Pool } = require("pg");
const pool = new Pool({ connectionString: url, max: Number(connections) });

async function graphile() {
  const { run, runMigrations } = require("graphile-worker");
  const quiet = new (require("graphile-worker").Logger)(() => () => {});
  await runMigrations({ pgPool: pool, logger: quiet });
  const work = async (number) => {
    await pool.query("select graphile_worker.add_job('noop', '{}'::json) from generate_series(1, $1)", [number]);
    await pool.query("vacuum analyze");
    let done;
    const all = new Promise((resolve) => (done = resolve));
    let left = number;
    const began = process.hrtime.bigint();
    const runner = await run({
      pgPool: pool,
      logger: quiet,
      concurrency: Number(atOnce),
      noHandleSignals: true,
      taskList: { noop: async () => {} },
    });
    runner.events.on("job:complete", () => --left === 0 && done());
    await all;
    const seconds = Number(process.hrtime.bigint() - began) / 1e9;
    await runner.stop();
    const { rows } = await pool.query("select count(*)::int as left from graphile_worker.jobs");
    if (rows[0].left !== 0) throw new Error(rows[0].left + " jobs are left");
    return seconds;
  };
  await work(warmUp);
  return work(jobs);
}

async function boss() {
  const Boss = require("pg-boss");
  const boss = new Boss({ connectionString: url, max: Number(connections), supervise: false, schedule: false });
  await boss.start();
  await boss.createQueue("noop");
  const work = async (number) => {
    for (let sent = 0; sent < number; sent += 1000) {
      const some = Math.min(1000, number - sent);
      await boss.insert(Array.from({ length: some }, () => ({ name: "noop", data: {} })));
    }
    await pool.query("vacuum analyze");
    const began = process.hrtime.bigint();
    // Its fetch and complete, not its worker, which polls: as fast as pg-boss goes one by one.
    const hand = async () => {
      for (;;) {
        const [job] = await boss.fetch("noop", { batchSize: 1 });
        if (!job) return;
        await boss.complete("noop", job.id);
      }
    };
    await Promise.all(Array.from({ length: Number(atOnce) }, hand));
    return Number(process.hrtime.bigint() - began) / 1e9;
  };
  await work(warmUp);
  const seconds = await work(jobs);
  const { rows } = await pool.query("select count(*)::int as done from pgboss.job where state = 'completed'");
  if (rows[0].done !== jobs + warmUp) throw new Error(rows[0].done + " jobs are done");
  await boss.stop({ graceful: false });
  return seconds;
}

const seconds = await { graphile, boss }[peer]();
await pool.end();
console.log(seconds);
process.exit(0);
