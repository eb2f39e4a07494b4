// Chromium by playwright-core, with what the tests of the console share: each error on the browser's console, each
// violation of the content security policy and each failed request makes the run fail.
import axe from 'axe-core';
import { chromium } from 'playwright-core';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Runs an action; if it fails, pictures of the open pages are taken. */
export async function withBrowser(base, folder, action) {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  try {
    await action(new Console(browser, base));
  } catch (failure) {
    const pages = browser.contexts().flatMap((context) => context.pages());
    for (const [i, page] of pages.entries()) await page.screenshot({ path: `${folder}/failed-${process.pid}-${i}.png`, fullPage: true }).catch(() => {});
    throw failure;
  } finally {
    await browser.close();
  }
}

export class Console {
  constructor(browser, base) {
    this.browser = browser;
    this.base = base;
  }

  /** A page of a context of its own. allowed: patterns of messages that the scenario provokes. */
  async open({ width = 1280, dark = false, allowed = [] } = {}) {
    const context = await this.browser.newContext({
      viewport: { width, height: 860 }, colorScheme: dark ? 'dark' : 'light', locale: 'en-GB', timezoneId: 'UTC',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.wrong = [];
    page.requested = [];
    const note = (text) => allowed.some((pattern) => pattern.test(text)) || page.wrong.push(text);
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) note(`${message.type()}: ${message.text()} ${message.location().url}`);
    });
    page.on('pageerror', (error) => note('uncaught: ' + error.stack));
    page.on('dialog', (dialog) => { note('dialog: ' + dialog.message()); dialog.dismiss(); });
    page.on('request', (request) => page.requested.push(request.url()));
    await page.addInitScript(() => {
      globalThis.violations = [];
      addEventListener('securitypolicyviolation', (e) => globalThis.violations.push(`${e.violatedDirective} ${e.blockedURI}`));
    });
    return page;
  }

  async signIn(page, id, secret) {
    await page.goto(this.base + '/');
    if (id) {
      await page.getByLabel('Access key id').fill(id);
      await page.getByLabel('Secret access key').fill(secret);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    } else {
      await page.getByRole('button', { name: 'Continue with the test key' }).click();
    }
    await page.locator('.frame').waitFor();
  }

  async go(page, hash) {
    await page.evaluate((to) => { location.hash = to; }, hash);
    await page.waitForFunction(() => document.querySelector('main h1') && !document.querySelector('main .skeleton'));
  }

  /** Calls the API in the session of the page, from outside of the browser. */
  async call(page, method, path, { body, service, target } = {}) {
    const token = await page.evaluate(() => JSON.parse(sessionStorage.getItem('longshore.session')).Token);
    const headers = { authorization: 'Bearer ' + token, 'content-type': target ? 'application/x-amz-json-1.1' : 'application/json' };
    if (service) headers['x-longshore-service'] = service;
    if (target) headers['x-amz-target'] = target;
    const response = await fetch(this.base + path, { method, headers, body: body && JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : {};
  }
}

/** Fails if anything went wrong in the page, and closes it. */
export async function close(page) {
  const violations = await page.evaluate(() => globalThis.violations);
  const wrong = [...page.wrong, ...violations.map((each) => 'violation: ' + each)];
  if (wrong.length > 0) throw new Error('In the browser:\n' + wrong.join('\n'));
  await page.context().close();
}

/** Serious and critical findings of axe-core. Playwright's evaluate is not bound by the page's policy. */
export async function findings(page) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
  }));
  return violations.filter((each) => ['serious', 'critical'].includes(each.impact))
    .map((each) => `${each.id}: ${each.help}: ${each.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`);
}

export function require(condition, message) {
  if (!condition) throw new Error(message);
}

/** Polls until a value satisfies a condition. */
export async function until(what, read, satisfied, seconds = 60) {
  const end = Date.now() + seconds * 1000;
  let value;
  do {
    value = await read();
    if (satisfied(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 100));
  } while (Date.now() < end);
  throw new Error(`${what}: still ${JSON.stringify(value)} after ${seconds} s`);
}
