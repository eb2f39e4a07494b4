// What the scenarios look at: an app with 200,000 endpoints, an import with bad rows, and an export with hostile text.
import { require, until } from './browser.mjs';

export const PINPOINT = { service: 'mobiletargeting' };
export const ROLE = 'arn:aws:iam::000000000000:role/console';
export const HOSTILE = '<img src=x onerror="globalThis.broken=1"><script>globalThis.broken=1</script>\u202Eabc';

export async function app(console, page, name) {
  return (await console.call(page, 'POST', '/v1/apps', { ...PINPOINT, body: { Name: name } })).Id;
}

export async function startImport(console, page, app, url) {
  const body = { Format: 'JSON', RoleArn: ROLE, S3Url: url, RegisterEndpoints: true, DefineSegment: false };
  return (await console.call(page, 'POST', `/v1/apps/${app}/jobs/import`, { ...PINPOINT, body })).Id;
}

export async function startExport(console, page, app, prefix, role = ROLE) {
  const body = { RoleArn: role, S3UrlPrefix: `s3://console/${prefix}/` };
  return (await console.call(page, 'POST', `/v1/apps/${app}/jobs/export`, { ...PINPOINT, body })).Id;
}

/** Waits until a job has ended, and requires its state. */
export async function ended(console, page, job, state) {
  const found = await until(`Job ${job}`, async () => (await console.call(page, 'GET', `/_longshore/v1/jobs/${job}`)).Job,
    (each) => ['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(each.State), 180);
  require(!state || found.State === state, `Job ${job} ended as ${found.State}: ${JSON.stringify(found.Failures)}`);
  return found;
}

/** Endpoints with markup, marks that reverse the direction, and long values. */
export async function hostileApp(console, page) {
  const id = await app(console, page, HOSTILE.slice(0, 60));
  const Item = Array.from({ length: 20 }, (_, i) => ({
    Id: `e${i}`, Address: HOSTILE, ChannelType: 'CUSTOM', Attributes: { Name: [HOSTILE], Long: ['x'.repeat(100)] },
  }));
  await console.call(page, 'PUT', `/v1/apps/${id}/endpoints`, { ...PINPOINT, body: { Item } });
  return id;
}
