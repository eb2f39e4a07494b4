// The page of event deliveries: targets, dead letters, and what can be done about them.
import { close, require, until } from './browser.mjs';
import { app, ended, startImport } from './data.mjs';

const row = (page, key) => page.locator(`tr[data-key="${key}"]`);

/**
 * A target that cannot be reached has pending events and failures; one that is disabled is enabled; its dead letter is sent
 * again. The test has put the target gone and its dead letter into the database.
 */
export async function deliveries(console, folder) {
  const page = await console.open();
  await console.signIn(page);
  await ended(console, page, await startImport(console, page, await app(console, page, 'told'), 's3://console/in/some.json'));
  await console.go(page, '/deliveries');
  await row(page, 'unreachable').getByText('{"source":["longshore"]}').waitFor();
  await until('A failure of the target', async () => {
    await page.reload();
    await row(page, 'unreachable').waitFor();
    return row(page, 'unreachable').innerText();
  }, (text) => /\d failures? in a row/.test(text));
  require(/^[\d,]+\s+oldest \d/.test(await row(page, 'unreachable').locator('td.r').first().innerText()), 'Nothing is pending');
  await page.getByText('gone is disabled').waitFor();
  await page.screenshot({ path: `${folder}/deliveries-disabled-1280-light.png` });
  await row(page, 'gone').getByRole('button', { name: 'Enable' }).click();
  await row(page, 'gone').getByText('ENABLED').waitFor();
  await page.getByRole('button', { name: 'dead letters', exact: true }).click();
  const letters = page.getByRole('table', { name: 'Deliveries, the newest first' }).locator('tbody tr');
  await until('The dead letters', () => letters.count(), (found) => found === 2);
  require(page.url().includes('status=DEAD'), page.url());
  await letters.first().getByRole('button', { name: 'Send now' }).click();
  await page.getByText('The event is tried now').waitFor();
  await until('The other dead letter', () => letters.count(), (found) => found === 1);
  await row(page, 'gone').getByRole('button', { name: 'Send again' }).click();
  await page.getByText('1 event will be tried again, the oldest first').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Send again' }).click();
  await page.getByText('No delivery matches this filter').waitFor();
  await close(page);
}

/** A server without targets says which setting to add. */
export async function noTargets(console, folder) {
  const page = await console.open();
  await console.signIn(page);
  await console.go(page, '/deliveries');
  await page.getByText('No target of events is configured').waitFor();
  await page.getByText('secret_FILE').waitFor();
  await page.screenshot({ path: `${folder}/deliveries-empty-1280-light.png` });
  await close(page);
}
