// The import wizard: from a file of the computer, or a place in S3, to a finished import.
import { close, findings, require, until } from './browser.mjs';
import { app, ended, HOSTILE, PINPOINT } from './data.mjs';

const CSV = (rows) => 'ChannelType,Address,Id,User.UserId\n'
  + Array.from({ length: rows }, (_, i) => `EMAIL,w${i}@example.com,w${i},u${i}\n`).join('');
const file = (name, text) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
const button = (page, name) => page.getByRole('button', { name, exact: true });
const table = (page, name) => page.getByRole('table', { name });
const figure = (page, name) => page.locator('.figures > div', { has: page.getByText(name, { exact: true }) }).locator('dd');

async function open(console, more) {
  const page = await console.open(more);
  await console.signIn(page);
  return page;
}

/** A file of the computer: preview, dry run with refused rows, another file, upload, and the job's page to its end. */
export async function importFile(console, folder) {
  const page = await open(console);
  const id = await app(console, page, 'wizard');
  await console.go(page, `/import?service=pinpoint&app=${id}`);
  require((await page.locator('[name=app]').inputValue()) === id, 'The app of the address is not chosen');
  await page.locator('[name=file]').setInputFiles(file('bad.csv', CSV(40) + 'PIGEON,p@example.com,p,u\n,n@example.com,n,u\n'));
  await table(page, 'The first rows as they would be stored').waitFor();
  require((await table(page, 'The first rows as they would be stored').innerText()).includes('w0@example.com'), 'The first row is not shown');
  await page.getByRole('tab', { name: /^Columns/ }).click();
  await table(page, 'Columns of the file').getByText('User.UserId').first().waitFor();
  await button(page, 'Dry run').click();
  await page.getByText('Rows that are refused').waitFor();
  require((await figure(page, 'Rows that are accepted').innerText()).startsWith('40'), 'Not 40 rows are accepted');
  require((await figure(page, 'Rows that are refused').innerText()).startsWith('2'), 'Not 2 rows are refused');
  await page.getByRole('img', { name: /Refused rows by reason/ }).waitFor();
  await page.getByRole('tab', { name: 'By file and line' }).click();
  const refused = await table(page, 'Refused rows by file and line').innerText();
  require(refused.includes('bad.csv') && refused.includes('42') && refused.includes("ChannelType has no value 'PIGEON'"), refused);
  await page.screenshot({ path: `${folder}/import-dry-run-1280-light.png`, fullPage: true });
  await page.locator('[name=file]').setInputFiles(file('good.csv', CSV(1_000)));
  await page.locator('[name=folder]').fill('s3://console/imports/');
  await page.locator('[name=segment]').selectOption('new');
  await page.locator('[name=segmentName]').fill('from the wizard');
  await button(page, 'Upload and import').click();
  await page.getByRole('heading', { name: 'Timeline' }).waitFor();
  await page.locator('.page-head .badge', { hasText: 'SUCCEEDED' }).waitFor();
  require((await figure(page, 'Rows').innerText()).startsWith('1,000'), 'Not 1,000 rows are imported');
  await page.getByRole('list', { name: 'History of the job' }).getByText('COMPLETED', { exact: true }).waitFor();
  const { Item } = await console.call(page, 'GET', `/v1/apps/${id}/segments`, PINPOINT);
  require(Item.some((each) => each.Name === 'from the wizard'), 'There is no segment');
  await close(page);
}

/** A file of many parts is uploaded part by part; an upload that is stopped leaves nothing, and can be begun again. */
export async function importLargeFile(console) {
  const page = await open(console, { allowed: [/ERR_FAILED/] }); // the request that is stopped
  const id = await app(console, page, 'large');
  await console.go(page, `/import?service=pinpoint&app=${id}`);
  const note = 'n'.repeat(90);
  const rows = Array.from({ length: 100_000 }, (_, i) => `EMAIL,w${i}@example.com,w${i},${note}\n`); // 12 MB, so 3 parts
  await page.locator('[name=file]').setInputFiles(file('large.csv', 'ChannelType,Address,Id,Attributes.Note\n' + rows.join('')));
  await page.locator('[name=folder]').fill('s3://console/imports/');
  await table(page, 'The first rows as they would be stored').waitFor();
  let held;
  const arrived = new Promise((resolve) => { held = resolve; });
  await page.route('**/imports/uploads/*/parts', (route) => held(route), { times: 1 });
  await button(page, 'Dry run').click();
  const first = await arrived;
  require(first.request().postDataBuffer().length < 7.2e6, 'More than a part was sent at once');
  const aborted = page.waitForResponse((response) => response.url().endsWith('/abort'));
  await button(page, 'Stop').click();
  require((await aborted).ok(), 'The upload was not aborted');
  await first.abort().catch(() => {});
  const parts = [];
  page.on('request', (request) => request.url().endsWith('/parts') && parts.push(request.postDataBuffer().length));
  await button(page, 'Dry run').click();
  await page.getByText('Rows that are refused').waitFor({ timeout: 90_000 });
  require((await figure(page, 'Rows that are accepted').innerText()).startsWith('100,000'), 'Not all rows are accepted');
  require(parts.length === 3, `${parts.length} parts`);
  parts.length = 0;
  await button(page, 'Upload and import').click();
  await page.locator('.page-head .badge', { hasText: 'SUCCEEDED' }).waitFor({ timeout: 120_000 });
  require(parts.length === 0, 'The file was uploaded twice');
  await close(page);
}

/** A place in S3, a role that may not use it, a bucket that does not exist, and a dry run that is stopped. */
export async function importFromS3(console) {
  const page = await open(console, { allowed: [/status of 40[03]/] });
  const id = await app(console, page, 'from S3');
  await console.go(page, `/import?service=pinpoint&app=${id}`);
  await button(page, 'A place in S3').click();
  await page.locator('[name=url]').fill('s3://console/in/some.json');
  require((await page.locator('[name=format]').inputValue()) === 'JSON', 'The format is not that of the name');
  await table(page, 'The first rows as they would be stored').waitFor();
  let held;
  const arrived = new Promise((resolve) => { held = resolve; });
  await page.route('**/imports/dry-run', (route) => held(route), { times: 1 });
  await button(page, 'Dry run').click();
  const first = await arrived;
  await button(page, 'Stop').click();
  await page.getByText('Stopped.').waitFor();
  await first.abort().catch(() => {});
  await button(page, 'Dry run').click();
  await until('The accepted rows', () => figure(page, 'Rows that are accepted').innerText(), (text) => text.startsWith('1,000'));
  await button(page, 'Import').click();
  await page.locator('.page-head .badge', { hasText: 'SUCCEEDED' }).waitFor();
  await console.go(page, `/import?service=pinpoint&app=${id}`);
  await page.locator('[name=file]').setInputFiles(file('a.csv', CSV(1)));
  await page.locator('[name=folder]').fill('s3://no-such-bucket-here/imports/');
  await button(page, 'Upload and import').click();
  await page.getByText('aws s3 mb s3://no-such-bucket-here').waitFor();
  await page.locator('[name=role]').fill('not a role');
  await button(page, 'Upload and import').click();
  await page.getByText('is not the ARN of a role').waitFor();
  await close(page);
}

/** Rows of other people in the preview and among the refused rows of a dry run: markup, reversed text, a cell of 1 MB. */
export async function hostileRows(console, folder) {
  const page = await open(console);
  const id = await app(console, page, HOSTILE.slice(0, 60));
  await console.go(page, `/import?service=pinpoint&app=${id}`);
  const cell = (text) => `"${text.replaceAll('"', '""')}"`;
  const rows = [
    'ChannelType,Address,Id,Attributes.Note', `CUSTOM,a,h1,${cell(HOSTILE)}`, `${cell('<b>' + HOSTILE)},a,h2,x`, 'CUSTOM,a,h3,y,too many',
    `CUSTOM,a,h4,${'z'.repeat(600_000)}`,
  ];
  await page.locator('[name=file]').setInputFiles(file('\u202Egnp.csv', rows.join('\n') + '\n'));
  await table(page, 'The first rows as they would be stored').waitFor();
  require((await table(page, 'The first rows as they would be stored').innerText()).includes('<script>'), 'The text is not shown');
  await button(page, 'Dry run').click();
  await page.getByText('Rows that are refused').waitFor();
  await page.getByRole('tab', { name: 'By file and line' }).click();
  await table(page, 'Refused rows by file and line').first().waitFor();
  await page.screenshot({ path: `${folder}/import-hostile-1280-light.png`, fullPage: true });
  await page.setViewportSize({ width: 400, height: 860 });
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  require(over <= 0, `The page sticks out by ${over} pixels`);
  const found = await findings(page);
  require(found.length === 0, found.join('\n'));
  require(!(await page.evaluate(() => globalThis.broken)), 'A script of a row has run');
  require((await page.locator('main img').count()) === 0, 'Text became an image');
  const large = await startLarge(console, page, id);
  await console.go(page, '/jobs/' + large);
  await page.getByText('The piece that read them failed').waitFor();
  require(!(await page.evaluate(() => globalThis.broken)), 'A script of a row has run');
  await close(page);
}

const SCHEMA = JSON.stringify({
  type: 'record', name: 'Items', namespace: 'x', version: '1.0',
  fields: [{ name: 'ITEM_ID', type: 'string' }, { name: 'PRICE', type: ['null', 'float'] }],
});

/** A Personalize dataset: a row that does not fit, then records that do; the page of the job is the end. */
export async function importRecords(console) {
  const page = await open(console);
  const personalize = (operation, body) => console.call(page, 'POST', '/', {
    service: 'personalize', target: 'AmazonPersonalize.' + operation, body,
  });
  const name = 'wizard-' + Date.now();
  const { datasetGroupArn } = await personalize('CreateDatasetGroup', { name });
  const { schemaArn } = await personalize('CreateSchema', { name, schema: SCHEMA });
  await until('The dataset group', () => personalize('DescribeDatasetGroup', { datasetGroupArn }), (made) => made.datasetGroup.status === 'ACTIVE');
  const { datasetArn } = await personalize('CreateDataset', { name, datasetType: 'Items', datasetGroupArn, schemaArn });
  await until('The dataset', () => personalize('DescribeDataset', { datasetArn }), (made) => made.dataset.status === 'ACTIVE');
  await console.go(page, '/import?service=personalize&dataset=' + encodeURIComponent(datasetArn));
  await page.locator('[name=file]').setInputFiles(file('items.csv', 'ITEM_ID,PRICE,EXTRA\ni1,1.5,x\ni2,much,y\n'));
  await page.getByText('line 3: PRICE must be of the type float').first().waitFor();
  await page.getByRole('tab', { name: /^Columns/ }).click();
  await page.getByText('nothing', { exact: true }).waitFor();
  await page.locator('[name=file]').setInputFiles(file('items.csv', 'ITEM_ID,PRICE\ni1,1.5\ni2,2\n'));
  await page.locator('[name=folder]').fill('s3://console/imports/');
  await button(page, 'Upload and import').click();
  await page.locator('.page-head .badge', { hasText: 'SUCCEEDED' }).waitFor();
  require((await figure(page, 'Rows').innerText()).startsWith('2'), 'Not 2 records are imported');
  await close(page);
}

/** Training data: the columns are guessed by their names, the training dataset is created, and a model is trained on it. */
export async function importTrainingData(console) {
  const page = await open(console);
  await console.go(page, '/import?service=cleanroomsml');
  const rows = Array.from({ length: 300 }, (_, i) => `u${i % 30},i${i % 11},${1_700_000_000 + i}\n`).join('');
  await page.locator('[name=file]').setInputFiles(file('clicks.csv', 'user_id,sku,seen_at\n' + rows));
  await until('The columns', () => page.locator('[name=item]').inputValue(), (value) => value === 'sku');
  require((await page.locator('[name=user]').inputValue()) === 'user_id', 'The column of users is not guessed');
  require((await page.locator('[name=time]').inputValue()) === 'seen_at', 'The column of times is not guessed');
  await button(page, 'Dry run').click();
  await until('The accepted rows', () => figure(page, 'Rows that are accepted').innerText(), (text) => text.startsWith('300'));
  await page.locator('[name=folder]').fill('s3://console/');
  await button(page, 'Upload and import').click();
  await page.getByText('The training dataset is created').waitFor();
  const arn = (await page.getByText(/^arn:aws:cleanrooms-ml/).innerText()).trim();
  await button(page, 'Train an audience model').click();
  await page.getByText('cleanroomsml.training').first().waitFor();
  await page.locator('.page-head .badge', { hasText: /SUCCEEDED|FAILED/ }).waitFor({ timeout: 90_000 });
  require((await page.locator('.page-head .badge').innerText()) === 'SUCCEEDED', await page.locator('main').innerText());
  await console.go(page, '/import?trainingDataset=' + encodeURIComponent(arn));
  await until('The place of the other dataset', () => page.locator('[name=url]').inputValue(), (value) => value.startsWith('s3://console/'));
  require((await page.locator('[name=time]').inputValue()) === 'seen_at', 'The columns are not those of the other dataset');
  await table(page, 'The first rows as they would be stored').waitFor();
  await close(page);
}

async function startLarge(console, page, id) {
  const body = {
    Format: 'JSON', RoleArn: 'arn:aws:iam::000000000000:role/console', S3Url: 's3://console/in/hostile.json', RegisterEndpoints: true,
  };
  const job = (await console.call(page, 'POST', `/v1/apps/${id}/jobs/import`, { ...PINPOINT, body })).Id;
  await ended(console, page, job);
  return job;
}
