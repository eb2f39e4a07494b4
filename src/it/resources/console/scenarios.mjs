// The scenarios, by their names.
import { close, findings, require, until } from './browser.mjs';
import { app, ended, HOSTILE, hostileApp, PINPOINT, ROLE, startExport, startImport } from './data.mjs';
import { pictures } from './pictures.mjs';

export * from './browsers.mjs';

const figure = (page, name) => page.locator('.figures > div', { has: page.getByText(name, { exact: true }) }).locator('dd');
const whole = async (locator) => Number((await locator.innerText()).split('\n')[0].replaceAll(',', ''));

/** One click signs in; a wrong secret is refused in words; the first page is usable within a second. */
export async function signIn(console) {
  const page = await console.open({ allowed: [/status of 403/] });
  await page.goto(console.base + '/');
  await page.getByLabel('Access key id').fill('test');
  await page.getByLabel('Secret access key').fill('wrong');
  const bodies = [];
  page.on('request', (r) => bodies.push(JSON.stringify(r.headers()) + r.url() + (r.postData() ?? '')));
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('The secret access key does not belong to this access key id').waitFor();
  require(!bodies.some((each) => each.includes('wrong')), 'The secret was sent');
  const begin = Date.now();
  await page.goto(console.base + '/');
  await page.getByRole('button', { name: 'Continue with the test key' }).waitFor();
  const usable = Date.now() - begin;
  await page.getByRole('button', { name: 'Continue with the test key' }).click();
  await page.getByText('Rows per second').first().waitFor();
  process.stdout.write(`first page usable after ${usable} ms, overview ${Date.now() - begin} ms\n`);
  require((await page.context().cookies()).length === 0, 'There is a cookie');
  await page.reload();
  await page.getByText('Rows per second').first().waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await close(page);
}

/** Stops the next export of an app when so many rows were read; before it starts, if none is named. */
async function stopAt(console, page, app, row) {
  const body = { Do: 'HOLD', Match: { Type: 'pinpoint.export', Name: app } };
  if (row) body.At = { Row: row };
  return (await console.call(page, 'POST', '/_longshore/v1/test/fates', { body })).Fate.FateId;
}

/**
 * An export of 200,000 rows from created to completed. It stops at 50,000, 100,000 and 150,000 rows, and goes on once the page
 * has shown that: so the numbers on the page move, or the test fails. Another export is cancelled while it waits.
 */
export async function watch(console, folder) {
  const page = await console.open();
  await console.signIn(page);
  const id = await app(console, page, 'many');
  await ended(console, page, await startImport(console, page, id, 's3://console/in/many.json.gz'), 'SUCCEEDED');
  const stops = [50_000, 100_000, 150_000];
  const fates = [];
  for (const row of stops) fates.push(await stopAt(console, page, id, row));
  await console.go(page, '/jobs');
  const exported = await startExport(console, page, id, 'watched');
  const other = await app(console, page, 'waits');
  await stopAt(console, page, other);
  const waiting = await startExport(console, page, other, 'cancelled');
  await page.locator(`tr[data-key="${exported}"]`).waitFor(); // by the stream, without a reload
  await page.locator(`tr[data-key="${waiting}"] input[type=checkbox]`).check();
  await page.getByRole('region', { name: 'Actions on the selected jobs' }).getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('A cancelled job ends as CANCELLED').waitFor();
  await page.getByRole('button', { name: 'Cancel 1 job' }).click();
  await page.locator(`tr[data-key="${exported}"] a`).click();
  await page.getByRole('heading', { name: 'Timeline' }).waitFor();
  const seen = [0];
  for (const [at, fate] of fates.entries()) {
    const rows = await until(`At least ${stops[at]} rows`, () => whole(figure(page, 'Rows')), (shown) => shown >= stops[at]);
    require(rows < 200_000 && rows > seen.at(-1), `After ${seen} rows the page shows ${rows}`);
    require((await page.locator('.page-head .badge').innerText()) === 'RUNNING', 'The job does not run');
    seen.push(rows);
    if (at === 1) await page.screenshot({ path: `${folder}/job-running-1280-light.png`, fullPage: true });
    await console.call(page, 'POST', `/_longshore/v1/test/fates/${fate}/release`);
  }
  await page.locator('.page-head .badge', { hasText: 'SUCCEEDED' }).waitFor({ timeout: 120_000 });
  await until('All rows', () => whole(figure(page, 'Rows')), (rows) => rows === 200_000, 10);
  process.stdout.write(`the page has shown ${seen.join(', ')} rows and then 200,000\n`);
  for (const status of ['CREATED', 'PROCESSING', 'COMPLETED']) {
    await page.getByRole('list', { name: 'History of the job' }).getByText(status, { exact: true }).waitFor();
  }
  if (process.env.PICTURE) await page.screenshot({ path: process.env.PICTURE }); // README's
  await ended(console, page, waiting, 'CANCELLED');
  await console.go(page, '/jobs/' + waiting);
  await page.getByText('The job was cancelled').waitFor();
  await page.getByRole('cell', { name: 'longshore.CancelJob' }).waitFor();
  await close(page);
}

/** An import with a damaged file has failed; its page says why, and has file, line and reason of each row that was refused. */
export async function failedImport(console, folder) {
  const page = await console.open();
  await console.signIn(page);
  const id = await app(console, page, 'failed');
  const body = { Format: 'CSV', RoleArn: ROLE, S3Url: 's3://console/unread/', RegisterEndpoints: true, DefineSegment: false };
  const job = (await console.call(page, 'POST', `/v1/apps/${id}/jobs/import`, { ...PINPOINT, body })).Id;
  await ended(console, page, job, 'FAILED');
  await console.go(page, '/jobs?state=FAILED');
  await page.locator(`tr[data-key="${job}"] a`).click();
  await page.getByText('The job failed').waitFor();
  await page.getByText('b.csv.gz cannot be read').first().waitFor();
  const table = page.getByRole('table', { name: 'Refused rows by file and line' });
  for (const [line, reason] of [['2', "ChannelType has no value 'PIGEON'"], ['3', '2 values where the header has 3 names']]) {
    const text = await table.getByRole('row').filter({ has: page.getByRole('cell', { name: line, exact: true }) }).innerText();
    require(text.includes('s3://console/unread/a.csv') && text.includes(reason), text);
  }
  await page.screenshot({ path: `${folder}/job-failed-1280-light.png`, fullPage: true });
  await close(page);
}

/** Two replicas behind a proxy: each answers in the session of the tab, and the page is live. */
export async function twoReplicas(console, folder, key) {
  const page = await console.open();
  const answered = new Map();
  page.on('response', (response) => {
    const replica = response.headers()['x-replica'];
    if (replica && response.url().includes('/_longshore/')) answered.set(replica, (answered.get(replica) ?? 0) + 1);
  });
  await console.signIn(page, key, 'test');
  for (let i = 0; i < 30 && answered.size < 2; i++) {
    await console.go(page, i % 2 ? '/' : '/audit');
    await page.waitForTimeout(50);
  }
  require(answered.size === 2, `Only ${[...answered.keys()]} answered`);
  await console.go(page, '/jobs');
  await page.getByText('Live', { exact: true }).waitFor();
  const id = await app(console, page, 'two');
  const job = await startExport(console, page, id, 'two');
  await page.locator(`tr[data-key="${job}"]`).getByText('SUCCEEDED').waitFor({ timeout: 60_000 });
  await page.reload();
  await page.getByText('Live', { exact: true }).waitFor();
  process.stdout.write(`answers by replica: ${JSON.stringify([...answered])}\n`);
  await close(page);
}

/** An import that refused rows shows the file, the line and the reason of each. */
export async function rejectedRows(console) {
  const page = await console.open();
  await console.signIn(page);
  const job = await startImport(console, page, await app(console, page, 'bad'), 's3://console/in/bad.json');
  await ended(console, page, job);
  await console.go(page, '/jobs?hasRejectedRows=true');
  await page.locator(`tr[data-key="${job}"] a`).click();
  const table = page.getByRole('table', { name: 'Refused rows by file and line' });
  for (const line of ['2', '3', '5']) {
    const row = table.getByRole('row').filter({ has: page.getByRole('cell', { name: line, exact: true }) });
    await row.first().waitFor();
    require((await row.first().innerText()).includes('s3://console/in/bad.json'), 'The file is missing');
  }
  await page.getByRole('tab', { name: 'By reason' }).click();
  await page.getByRole('img', { name: /Refused rows by reason/ }).waitFor();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download as CSV' }).click();
  require((await download).suggestedFilename().endsWith('.csv'), 'There is no file to download');
  await close(page);
}

/** Pages of a list of more than 10,000 jobs, and a filter that is the address. */
export async function manyJobs(console) {
  const page = await console.open();
  page.setDefaultTimeout(120_000);
  await console.signIn(page);
  await console.go(page, '/jobs?container=many-jobs');
  for (let i = 0; i < 12 && (await page.getByRole('button', { name: 'Load 1,000 more' }).count()) > 0; i++) {
    const before = await page.locator('main tbody tr').count();
    await page.getByRole('button', { name: 'Load 1,000 more' }).click();
    await page.waitForFunction((n) => document.querySelectorAll('main tbody tr').length > n, before);
  }
  require((await page.locator('main tbody tr').count()) === 10_000, 'Not all jobs are shown');
  await page.getByText('10,000 jobs shown, which is all').waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  require((await page.locator('tr.at').count()) === 1, 'The key j goes to no row');
  await page.keyboard.press('/');
  await page.keyboard.type('no such job');
  await page.waitForFunction(() => location.hash.includes('text=no+such+job')); // begins of it match no job either
  await page.getByText('No job matches this filter').waitFor();
  await close(page);
}

/** Markup, scripts and marks of other people's text are shown as text. */
export async function hostileText(console) {
  const page = await console.open({ allowed: [/status of 40[04]/] }); // ids that are none
  await console.signIn(page);
  const job = await startExport(console, page, await hostileApp(console, page), 'hostile');
  await ended(console, page, job, 'SUCCEEDED');
  await console.go(page, '/jobs/' + job);
  await page.getByRole('button', { name: 'Preview' }).first().click();
  await page.locator('dialog pre').waitFor();
  require((await page.locator('dialog pre').innerText()).includes('<script>'), 'The preview does not show the text');
  await page.keyboard.press('Escape');
  const refused = await startImport(console, page, await app(console, page, 'hostile rows'), 's3://console/in/hostile.json');
  await ended(console, page, refused);
  await console.go(page, '/jobs/' + refused);
  await console.go(page, '/jobs?text=' + encodeURIComponent(HOSTILE));
  await console.go(page, '/audit?operation=' + encodeURIComponent(HOSTILE.slice(0, 100)));
  await console.go(page, '/jobs/' + encodeURIComponent(HOSTILE.slice(0, 60))).catch(() => {});
  require(!(await page.evaluate(() => globalThis.broken)), 'A script of a row has run');
  require((await page.locator('main img').count()) === 0, 'Text became an image');
  await close(page);
}

/** The preview of a Parquet file has its rows and columns, and other people's text as text. */
export async function parquet(console, folder) {
  const page = await console.open();
  await console.signIn(page);
  const job = await startExport(console, page, await hostileApp(console, page), 'lake', ROLE.replace('console', 'lake'));
  await ended(console, page, job, 'SUCCEEDED');
  await console.go(page, '/jobs/' + job);
  await page.getByRole('button', { name: 'Preview' }).first().click();
  await page.locator('dialog').getByText(/^Parquet with \d+ columns/).waitFor();
  const shown = await page.locator('dialog').innerText();
  for (const wanted of ['"Id":"e0"', '<script>', 'ChannelType', 'Not shown: Attributes']) require(shown.includes(wanted), shown);
  require(!shown.includes('\uFFFD'), 'Bytes are shown as text');
  await page.screenshot({ path: `${folder}/job-parquet-1280-light.png` });
  require(!(await page.evaluate(() => globalThis.broken)), 'A script of a row has run');
  await close(page);
}

/** Every page in light and dark, wide and narrow: a screenshot, no finding of axe-core, nothing that sticks out. */
export async function everyPage(console, folder) {
  const setup = await console.open();
  await console.signIn(setup);
  const id = await app(console, setup, 'pages');
  const jobs = [];
  for (const url of ['s3://console/in/some.json', 's3://console/in/bad.json']) jobs.push(await startImport(console, setup, id, url));
  await Promise.all(jobs.map((job) => ended(console, setup, job)));
  const exported = await startExport(console, setup, id, 'pages');
  await ended(console, setup, exported, 'SUCCEEDED');
  await close(setup);
  const pages = {
    overview: '/', jobs: '/jobs', 'jobs-empty': '/jobs?text=nothing', job: '/jobs/' + exported, 'job-rejected': '/jobs/' + jobs[1],
    import: '/import', deliveries: '/deliveries', calls: '/calls', keys: '/keys', audit: '/audit', settings: '/settings', manual: '/manual',
    'manual-page': '/manual/how-to/console', api: '/api/longshore', 'api-operation': '/api/pinpoint/CreateExportJob',
  };
  await pictures(console, folder, pages, async (page, mode) => {
    await page.goto(console.base + '/');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.screenshot({ path: `${folder}/sign-in-${mode}.png` });
    return (await findings(page)).map((each) => `sign-in ${mode}: ${each}`);
  });
}

/** Waits until no news of what was done before has made the page read again for 5 s. */
async function untilQuiet(page) {
  for (let i = 0; i < 12; i++) {
    page.requested.length = 0;
    await page.waitForTimeout(5_000);
    if (page.requested.length === 0) return;
  }
}

/** All files of the console are at most 150 KB over the wire, and a tab without news makes no request. */
export async function cost(console) {
  const page = await console.open({ allowed: [/status of 501/, /status of 40[04]/] }); // what is called none
  let bytes = 0;
  const seen = new Set();
  page.on('response', (response) => {
    const path = new URL(response.url()).pathname;
    if (/^\/(console\/(?!manual\/|contracts\/).*)?$/.test(path) && response.status() === 200 && !seen.has(path)) {
      seen.add(path);
      bytes += Number(response.headers()['content-length']);
    }
  });
  await console.signIn(page);
  for (const hash of ['/', '/jobs', '/jobs/none', '/import', '/deliveries', '/calls', '/keys', '/audit', '/settings', '/manual', '/api', '/data', '/data/pinpoint',
    '/data/pinpoint/none', '/data/pinpoint/none/segments/none', '/data/personalize', '/data/personalize/groups/none', '/data/personalize/datasets/none',
    '/data/dataexchange', '/data/dataexchange/none', '/data/dataexchange/none/none', '/data/cleanroomsml', '/data/cleanroomsml/training/none',
    '/data/cleanroomsml/models/none', '/data/cleanroomsml/audiences/none', '/jobs/of/none']) {
    await page.evaluate((to) => { location.hash = to; }, hash);
    await page.waitForLoadState('networkidle').catch(() => {});
    await page.waitForTimeout(400);
  }
  process.stdout.write(`${seen.size} files of the console, ${bytes} bytes over the wire\n`);
  require(bytes > 20_000 && bytes <= 150_000, `${bytes} bytes over the wire`);
  for (const hash of ['/jobs', '/deliveries', '/']) {
    await console.go(page, hash);
    await untilQuiet(page);
    page.requested.length = 0;
    await page.waitForTimeout(15_000);
    require(page.requested.length <= 1, `${hash} made requests: ${page.requested}`);
  }
  await close(page);
}

/** A stored key signs in; once it is disabled, its session ends within 5 seconds, with the reason. */
export async function disabledKey(console, folder, operator) {
  const page = await console.open({ allowed: [/status of 403/] });
  const admin = await console.open();
  await console.signIn(admin, operator, 'test');
  const key = await console.call(admin, 'POST', '/_longshore/v1/keys', { body: { Account: operator } });
  const id = key.AccessKeyId;
  await console.signIn(page, id, key.SecretAccessKey);
  await console.go(page, '/jobs');
  await page.getByText('Live', { exact: true }).waitFor();
  await console.go(admin, '/keys');
  const row = admin.locator(`tr[data-key="${id}"]`);
  await row.waitFor();
  await admin.screenshot({ path: `${folder}/keys-stored-1280-light.png` });
  await row.getByRole('button', { name: 'Disable' }).click();
  await admin.getByRole('button', { name: 'Disable the key' }).click();
  await row.getByText('DISABLED').waitFor();
  const begin = Date.now();
  await page.getByText('Your access key was disabled or deleted').waitFor();
  const took = Date.now() - begin;
  process.stdout.write(`the session ended after ${took} ms\n`);
  require(took <= 5_000 || process.env.BUSY, `The session ended after ${took} ms`);
  await close(page);
  await close(admin);
}
