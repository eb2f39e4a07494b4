// The scenarios of the data browsers, by their names.
import { close, require, until } from './browser.mjs';
import { app, ROLE } from './data.mjs';
import { exchangeData, personalizeData, pinpointData, roomsData } from './data-made.mjs';
import { pictures } from './pictures.mjs';

const s = encodeURIComponent;
const OTHER = '111122223333';

async function opened(console) {
  const page = await console.open();
  await console.signIn(page);
  return page;
}

/** A page in the session of another account. */
async function neighbour(console) {
  const page = await console.open();
  await console.signIn(page, OTHER, 'test');
  page.account = OTHER;
  return page;
}

/** Loads more pages of a list until a row is among them. */
async function loadUntilFound(page, row, list) {
  const status = page.locator('.card', { has: page.locator('#' + list) }).getByRole('status');
  while ((await row.count()) === 0) {
    const before = await status.innerText();
    await page.getByRole('button', { name: 'Load 50 more' }).click({ timeout: 5_000 });
    await until('The next page', () => status.innerText(), (text) => text !== before, 30);
  }
}

/** Fills in the dialog of "Export this" or of an import, creates the job, and waits on its page until it has succeeded. */
async function exported(console, page, values, button = 'Create the export job') {
  const dialog = page.locator('dialog');
  for (const [label, value] of Object.entries(values)) await dialog.getByLabel(label, { exact: false }).first().fill(value);
  await dialog.getByText('The same with the AWS CLI').click();
  const line = await dialog.locator('.command code').innerText();
  require(Object.values(values).every((value) => line.includes(value.replace(/^s3:..[^/]+./, ''))), `The line of the AWS CLI lacks a value: ${line}`);
  await dialog.getByRole('button', { name: button }).click();
  await page.waitForURL(/#\/jobs\/[0-9a-f]{32}$/);
  await page.getByRole('heading', { name: 'Timeline' }).waitFor();
  await until('The export', () => page.locator('.page-head .badge').innerText(), (state) => state === 'SUCCEEDED', 120);
  return page.url().split('/').pop();
}

/** From the list of apps to a finished export of an app and of a segment; an endpoint by its id and by its user. */
export async function exportPinpoint(console) {
  const page = await opened(console);
  const made = await pinpointData(console, page);
  await console.go(page, '/data/pinpoint');
  await loadUntilFound(page, page.locator(`tr[data-key="${made.app}"]`), 'apps');
  await page.locator(`tr[data-key="${made.app}"] a`).click();
  await page.getByText("Pinpoint's API has no list of endpoints").waitFor();
  await page.getByRole('textbox', { name: 'Id' }).fill('e 1');
  await page.getByRole('button', { name: 'Look up' }).click();
  await page.getByRole('table', { name: 'Values of endpoint e 1' }).getByText('Nick').waitFor();
  require(page.url().includes('endpoint=e+1'), page.url());
  await page.getByRole('link', { name: 'user/1 <b>' }).click();
  await page.getByText('1 endpoint of the user').waitFor();
  await page.getByRole('button', { name: 'Export this' }).click();
  const job = await exported(console, page, { 'S3 URL prefix': 's3://console/from-browser/', Role: ROLE });
  await page.locator('dl.facts').getByRole('link', { name: 'Show the data' }).click();
  await page.locator('#exports').waitFor();
  await page.locator(`tr[data-key="${job}"]`).getByText('COMPLETED').waitFor();
  await page.locator('tr', { has: page.getByText('DIMENSIONAL') }).locator('a').click();
  await page.getByRole('table', { name: 'Conditions' }).getByText('Attributes › Plan').waitFor();
  await page.getByRole('button', { name: 'Export this' }).click();
  require((await page.locator('dialog').getByLabel('S3 URL prefix').inputValue()) === 's3://console/from-browser/', 'The place was not kept');
  await exported(console, page, { 'S3 URL prefix': 's3://console/from-segment/' });
  require((await whole(console, page)).Subject === made.segment, 'The export is not of the segment');
  await close(page);
}

const whole = async (console, page) => (await console.call(page, 'GET', '/_longshore/v1/jobs/' + page.url().split('/').pop())).Job;

/** From the dataset groups to a finished export of a dataset, and from a job's ARN to its page and back. */
export async function exportPersonalize(console) {
  const page = await opened(console);
  const made = await personalizeData(console, page);
  await console.go(page, '/data/personalize');
  await page.locator(`tr[data-key="${made.group}"] a`).click();
  await page.locator(`tr[data-key="${made.dataset}"] a`).click();
  const fields = page.getByRole('table', { name: 'Fields of the schema' });
  await fields.getByText('GENRES').waitFor();
  await fields.getByText('categorical').waitFor();
  await page.getByRole('button', { name: 'Export this' }).click();
  await exported(console, page, { 'S3 URL prefix': 's3://console/datasets/', Role: ROLE });
  await page.locator('dl.facts').getByRole('link', { name: 'Show the data' }).click();
  await page.locator(`tr[data-key="${made.imported}"] a`).click();
  await page.waitForURL(/#\/jobs\/[0-9a-f]{32}$/);
  require((await whole(console, page)).ServiceJobId === made.imported, 'Another job is shown');
  await close(page);
}

/** A revision and one of its assets are exported; what is published, revoked or in preparation says so. */
export async function exportDataExchange(console) {
  const page = await opened(console);
  const other = await neighbour(console);
  const made = await exchangeData(console, page, other);
  await console.go(page, '/data/dataexchange');
  await page.locator(`tr[data-key="${made.dataSet}"] a`).first().click();
  for (const [id, state] of [[made.published, 'PUBLISHED'], [made.revoked, 'REVOKED'], [made.open, 'IN PREPARATION']]) {
    await page.locator(`tr[data-key="${id}"]`).getByText(state, { exact: true }).waitFor();
  }
  await page.locator(`tr[data-key="${made.published}"] a`).first().click();
  await page.locator(`tr[data-key="${made.asset}"] input[type=checkbox]`).check();
  await page.getByRole('button', { name: 'Export 1 asset' }).click();
  await exported(console, page, { 'S3 URL prefix': 's3://console/assets/' });
  await page.locator('dl.facts').getByRole('link', { name: 'Show the data' }).last().click();
  await page.getByRole('button', { name: 'Export this' }).click();
  await exported(console, page, { 'S3 bucket': 'console', 'Key pattern': 'revisions/${Asset.Id}' });
  await console.go(page, `/data/dataexchange/${made.dataSet}/${made.open}`);
  await page.getByRole('button', { name: 'Import into this' }).click();
  await exported(console, page, { 'S3 URL of the object': 's3://console/in/some.json' }, 'Create the import job');
  await console.go(page, `/data/dataexchange/${made.dataSet}/${made.open}`);
  await page.getByRole('table', { name: 'Assets' }).getByText('in/some.json').waitFor();
  await console.go(page, `/data/dataexchange/${made.dataSet}/${made.revoked}`);
  await page.getByText('the rows of March were wrong').waitFor();
  require(await page.getByRole('button', { name: 'Export this' }).isDisabled(), 'A revoked revision can be exported');
  await close(other);
  await close(page);
}

/** The relevance of an audience by its size, and a finished export of it. */
export async function exportCleanRooms(console) {
  const page = await opened(console);
  const made = await roomsData(console, page);
  await console.go(page, '/data/cleanroomsml');
  await page.locator(`tr[data-key="${made.audience}"] a`).first().click();
  const chart = page.getByRole('img', { name: /Relevance by audience size: 25 / });
  await chart.waitFor();
  require((await chart.locator('rect.mark').count()) === 5, 'The chart has not one column for each size');
  await page.getByRole('button', { name: 'Export this' }).click();
  await page.locator('dialog').getByLabel('Size of the audience').selectOption('100');
  const job = await exported(console, page, {});
  require((await whole(console, page)).Rows === 100, 'The audience has another size');
  await page.locator('dl.facts').getByRole('link', { name: 'Show the data' }).click();
  await page.locator('#exports').waitFor();
  await page.locator(`a[href="#/jobs/${job}"]`).waitFor();
  await console.go(page, `/data/cleanroomsml/training/${s(made.training)}`);
  await page.getByRole('button', { name: 'Train a model' }).click();
  await exported(console, page, { 'Name of the model': 'trained <b>' + process.pid }, 'Train the model');
  await close(page);
}

/** More pages of a list, a search in it, the search of all services, an ARN, and lists without entries. */
export async function dataLists(console) {
  const page = await opened(console);
  const ids = [];
  for (let i = 0; i < 60; i++) ids.push(await app(console, page, `paged ${String(i).padStart(2, '0')}`));
  await console.go(page, '/data/pinpoint');
  require((await page.locator('main tbody tr').count()) === 50, 'The first page has not 50 apps');
  const search = page.getByLabel('Search the loaded apps');
  await search.fill(ids[59]);
  await loadUntilFound(page, page.locator('main tbody tr'), 'apps');
  await search.fill('PAGED 0');
  await until('The found apps', () => page.locator('main tbody tr').count(), (n) => n === 10, 10);
  await search.fill('no such app');
  await page.getByText('matches').waitFor();
  await console.go(page, '/data');
  await page.getByLabel('Search in all services').fill('paged 0');
  await page.getByRole('table', { name: 'Found data' }).getByText('paged 01').waitFor();
  await page.getByLabel('Search in all services').fill(`arn:aws:mobiletargeting:us-east-1:000000000000:apps/${ids[3]}`);
  await page.getByRole('button', { name: 'Open the ARN' }).click();
  await page.getByRole('heading', { name: 'paged 03' }).waitFor();
  for (const text of ['The app has no segments', 'The app was not exported yet', 'Nothing was imported into the app yet']) await page.getByText(text).waitFor();
  await page.getByText('aws pinpoint create-segment').waitFor();
  page.requested.length = 0;
  await page.waitForTimeout(3_000);
  require(page.requested.length === 0, `The page made requests: ${page.requested}`);
  await close(page);
}

/** Every page of data, with hostile names, in light and dark, wide and narrow. */
export async function everyDataPage(console, folder) {
  const page = await opened(console);
  const other = await neighbour(console);
  const [pinpoint, personalize, exchange, rooms] = [
    await pinpointData(console, page), await personalizeData(console, page), await exchangeData(console, page, other), await roomsData(console, page),
  ];
  await close(other);
  await close(page);
  const segments = `/data/pinpoint/${pinpoint.app}/segments/`;
  const set = `/data/dataexchange/${exchange.dataSet}`;
  await pictures(console, folder, {
    data: '/data', apps: '/data/pinpoint', app: `/data/pinpoint/${pinpoint.app}`, endpoint: `/data/pinpoint/${pinpoint.app}?endpoint=e%201`,
    segment: segments + pinpoint.segment, 'segment-imported': segments + pinpoint.imported,
    'dataset-groups': '/data/personalize', 'dataset-group': `/data/personalize/groups/${s(personalize.group)}`, dataset: `/data/personalize/datasets/${s(personalize.dataset)}`,
    'data-sets': '/data/dataexchange', 'data-set': set, revision: `${set}/${exchange.published}`, 'revision-revoked': `${set}/${exchange.revoked}`,
    'revision-open': `${set}/${exchange.open}`,
    'clean-rooms': '/data/cleanroomsml', 'training-dataset': `/data/cleanroomsml/training/${s(rooms.training)}`, 'audience-model': `/data/cleanroomsml/models/${s(rooms.model)}`,
    'configured-model': `/data/cleanroomsml/configured/${s(rooms.configured)}`, audience: `/data/cleanroomsml/audiences/${s(rooms.audience)}`,
  });
}

/** A key that may use one service only sees why the others show nothing. */
export async function deniedService(console, folder, operator) {
  const admin = await console.open();
  await console.signIn(admin, operator, 'test');
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['mobiletargeting:*', 'longshore:CreateSession'], Resource: '*' }] };
  const key = await console.call(admin, 'POST', '/_longshore/v1/keys', { body: { Account: operator, Policy: JSON.stringify(policy) } });
  await close(admin);
  const page = await console.open({ allowed: [/status of 40[03]/] });
  await console.signIn(page, key.AccessKeyId, key.SecretAccessKey);
  await console.go(page, '/data');
  await page.getByText('The policy of your access key does not allow this').nth(2).waitFor();
  await page.screenshot({ path: `${folder}/data-denied-1280-light.png`, fullPage: true });
  await console.go(page, '/data/dataexchange');
  await page.getByText('ListDataSets').first().waitFor();
  await console.go(page, '/data/pinpoint');
  await page.getByText('There are no apps').waitFor();
  await close(page);
}
