// Pictures of pages in light and dark, wide and narrow: no finding of axe-core, nothing that sticks out, no script of
// other people's text.
import { close, findings } from './browser.mjs';

const MODES = [[false, 1280], [true, 1280], [false, 400], [true, 400]];

/**
 * Opens pages and takes their pictures.
 *
 * @param pages titles of the pictures and their paths
 * @param before what happens before the sign-in, for each mode; returns findings
 */
export async function pictures(console, folder, pages, before = async () => []) {
  const wrong = [];
  for (const [dark, width] of MODES) {
    const page = await console.open({ dark, width, allowed: [/status of 501/] });
    const mode = `${width}-${dark ? 'dark' : 'light'}`;
    wrong.push(...(await before(page, mode)));
    await console.signIn(page);
    for (const [title, hash] of Object.entries(pages)) {
      await console.go(page, hash);
      await page.waitForTimeout(300); // charts measure their width
      await page.screenshot({ path: `${folder}/${title}-${mode}.png`, fullPage: true });
      wrong.push(...(await findings(page)).map((each) => `${title} ${mode}: ${each}`));
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (over > 0) wrong.push(`${title} ${mode}: sticks out by ${over} pixels`);
      if ((await page.locator('main .notice[role=alert]').count()) > 0) {
        wrong.push(`${title} ${mode}: ${await page.locator('main .notice[role=alert]').first().innerText()}`);
      }
    }
    if (await page.evaluate(() => globalThis.broken)) wrong.push(`${mode}: a script of somebody's text has run`);
    await close(page);
  }
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
}
